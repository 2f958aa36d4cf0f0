"""``galley-hub devices``: who is paired, when each was last heard, and sending one away."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from hub.cli.link import Link, linked
from hub.cli.meant import meant
from hub.cli.shown import plain, table

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
    revoke.set_defaults(run=lambda given: asyncio.run(_revoke(given.data, given.which)))


async def _list(data: Path) -> int:
    async with linked(data) as hub:
        devices = await _devices(hub)
    print(table(_HEADINGS, [_row(each) for each in devices]))
    return 0


async def _revoke(data: Path, which: str) -> int:
    async with linked(data) as hub:
        device = meant(await _devices(hub), which, "devices")
        await hub.ask("DELETE", f"/api/devices/{device['id']}")
    print(f"Revoked {plain(device['name'])} ({device['id']}).")
    return 0


async def _devices(hub: Link) -> list[dict[str, Any]]:
    devices: list[dict[str, Any]] = (await hub.ask("GET", "/api/devices")).data
    return devices


def _row(device: dict[str, Any]) -> tuple[str, ...]:
    heard = "connected" if device["connected"] else device["last_seen_at"] or "never"
    return (device["id"], plain(device["name"]), device["role"], heard, device["address"] or "")
