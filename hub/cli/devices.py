"""``galley-hub devices``: who is paired, when each was last heard, and sending one away."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from hub.cli.hub_client import linked
from hub.cli.output import plain, say, table
from hub.cli.revoke import revoked

_PATH = "/api/devices"
_HEADINGS = ("ID", "NAME", "ROLE", "LAST HEARD", "FROM")


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``devices``."""
    parser.set_defaults(run=lambda given: asyncio.run(_list(given.data)))
    commands = parser.add_subparsers(metavar="COMMAND")

    shown = commands.add_parser("list", parents=[data], help="show them; so does no command")
    shown.set_defaults(run=lambda given: asyncio.run(_list(given.data)))

    revoke = commands.add_parser(
        "revoke", parents=[data], help="make a device's token worthless, at once"
    )
    revoke.add_argument("which", metavar="ID-or-NAME", help="as devices list shows it")
    revoke.set_defaults(
        run=lambda given: asyncio.run(
            revoked(given.data, given.which, what="devices", path=_PATH),
        )
    )


async def _list(data: Path) -> int:
    async with linked(data) as hub:
        devices = (await hub.ask("GET", _PATH)).data
    say(table(_HEADINGS, [_row(each) for each in devices]))
    return 0


def _row(device: dict[str, Any]) -> tuple[str, ...]:
    heard = "connected" if device["connected"] else device["last_seen_at"] or "never"
    return (device["id"], plain(device["name"]), device["role"], heard, device["address"] or "")
