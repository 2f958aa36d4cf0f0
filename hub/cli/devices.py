"""``galley-hub devices`` and ``token``: who may talk to the hub, and sending one away.

A device that was paired has a token of its own; others are made by hand, for a till or a script.
"""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from hub.cli.hub_client import reach_hub
from hub.cli.output import find_one, plain, say, table
from hub.wire.requests import StaffRole

_DEVICES, _TOKENS = "/api/devices", "/api/tokens"
_HEADINGS = ("ID", "NAME", "ROLE", "LAST HEARD", "FROM")


def add_devices(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``devices``."""
    parser.set_defaults(run=lambda given: asyncio.run(_list_devices(given.data)))
    commands = parser.add_subparsers(metavar="COMMAND")

    shown = commands.add_parser("list", parents=[data], help="show them; so does no command")
    shown.set_defaults(run=lambda given: asyncio.run(_list_devices(given.data)))

    revoke = commands.add_parser(
        "revoke", parents=[data], help="make a device's token worthless, at once"
    )
    revoke.add_argument("which", metavar="ID-or-NAME", help="as devices list shows it")
    revoke.set_defaults(
        run=lambda given: asyncio.run(
            _revoke(given.data, given.which, what="devices", path=_DEVICES),
        )
    )


async def _list_devices(data: Path) -> int:
    async with reach_hub(data) as hub:
        devices = (await hub.ask("GET", _DEVICES)).data
    say(table(_HEADINGS, [_row(each) for each in devices]))
    return 0


def _row(device: dict[str, Any]) -> tuple[str, ...]:
    heard = "connected" if device["connected"] else device["last_seen_at"] or "never"
    return (device["id"], plain(device["name"]), device["role"], heard, device["address"] or "")


def add_token(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``token``."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    create = commands.add_parser(
        "create", parents=[data], help="make a token for a device and print it, this once"
    )
    roles = [role.value for role in StaffRole]
    create.add_argument(
        "--role", required=True, choices=roles, metavar="ROLE", help=", ".join(roles)
    )
    create.add_argument("--name", required=True, help="what the device is called")
    create.set_defaults(
        run=lambda given: asyncio.run(_create_token(given.data, given.role, given.name))
    )

    shown = commands.add_parser("list", parents=[data], help="show the valid tokens' names")
    shown.set_defaults(run=lambda given: asyncio.run(_list_tokens(given.data)))

    revoke = commands.add_parser("revoke", parents=[data], help="make a token worthless, at once")
    revoke.add_argument("which", metavar="ID-or-NAME", help="as token list shows it")
    revoke.set_defaults(
        run=lambda given: asyncio.run(
            _revoke(given.data, given.which, what="token", path=_TOKENS),
        )
    )


async def _create_token(data: Path, role: str, name: str) -> int:
    async with reach_hub(data, create=True) as hub:
        made = await hub.ask("POST", _TOKENS, {"role": role, "name": name})
    say(made.data["token"])
    return 0


async def _list_tokens(data: Path) -> int:
    async with reach_hub(data) as hub:
        tokens = (await hub.ask("GET", _TOKENS)).data
    columns = ("id", "name", "role", "created_at")
    rows = [tuple(plain(str(token[column])) for column in columns) for token in tokens]
    say(table(("ID", "NAME", "ROLE", "CREATED"), rows))
    return 0


async def _revoke(data: Path, which: str, *, what: str, path: str) -> int:
    """Revoke one, at once, and say so; returns the exit code.

    Args:
        data: the data folder.
        which: its id or its name.
        what: what they are called, as in ``galley-hub token``.
        path: where the hub lists them.

    Raises:
        CommandError: there is none, or more than one.
    """
    async with reach_hub(data) as hub:
        things = (await hub.ask("GET", path)).data
        found = find_one(things, which, what.removesuffix("s"), f"{what} list")
        await hub.ask("DELETE", f"{path}/{found['id']}")
    say(f"Revoked {plain(found['name'])} ({found['id']}).")
    return 0
