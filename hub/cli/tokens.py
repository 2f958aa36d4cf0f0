"""``galley-hub token``: who may talk to the hub."""

import argparse
import asyncio
from pathlib import Path

from hub.cli.hub_client import linked
from hub.cli.output import plain, say, table
from hub.cli.revoke import revoked
from hub.wire.requests import StaffRole

_PATH = "/api/tokens"


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
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
    create.set_defaults(run=lambda given: asyncio.run(_create(given.data, given.role, given.name)))

    shown = commands.add_parser("list", parents=[data], help="show the valid tokens' names")
    shown.set_defaults(run=lambda given: asyncio.run(_list(given.data)))

    revoke = commands.add_parser("revoke", parents=[data], help="make a token worthless, at once")
    revoke.add_argument("which", metavar="ID-or-NAME", help="as token list shows it")
    revoke.set_defaults(
        run=lambda given: asyncio.run(
            revoked(given.data, given.which, what="token", path=_PATH),
        )
    )


async def _create(data: Path, role: str, name: str) -> int:
    async with linked(data, create=True) as hub:
        made = await hub.ask("POST", _PATH, {"role": role, "name": name})
    say(made.data["token"])
    return 0


async def _list(data: Path) -> int:
    async with linked(data) as hub:
        tokens = (await hub.ask("GET", _PATH)).data
    columns = ("id", "name", "role", "created_at")
    rows = [tuple(plain(str(token[column])) for column in columns) for token in tokens]
    say(table(("ID", "NAME", "ROLE", "CREATED"), rows))
    return 0
