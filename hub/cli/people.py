"""``galley-hub people``: who stands at a device that several share, and their PINs."""

import argparse
import asyncio
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from hub.cli.hub_client import reach_hub
from hub.cli.output import CommandError, find_one, plain, say, table
from hub.wire.people import PersonRole

_PEOPLE = "/api/people"
_HEADINGS = ("ID", "NAME", "ROLE", "PIN")


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``people``."""
    parser.set_defaults(run=lambda given: asyncio.run(_list(given.data)))
    commands = parser.add_subparsers(metavar="COMMAND")
    shown = commands.add_parser("list", parents=[data], help="show them; so does no command")
    shown.set_defaults(run=lambda given: asyncio.run(_list(given.data)))

    add = commands.add_parser("add", parents=[data], help="add a person")
    add.add_argument("name", metavar="NAME")
    _add_role(add, required=True)
    add.set_defaults(run=lambda given: asyncio.run(_add(given.data, given.name, given.role)))

    change = commands.add_parser("change", parents=[data], help="change a person's name or role")
    _add_which(change)
    change.add_argument("--name", help="what they are called from now on")
    _add_role(change, required=False)
    change.set_defaults(run=_change)

    pin = commands.add_parser(
        "pin", parents=[data], help="give a person a PIN, which is asked for; nobody sees it again"
    )
    _add_which(pin)
    pin.add_argument("--none", action="store_true", help="take it away")
    pin.set_defaults(run=lambda given: asyncio.run(_set_pin(given.data, given.which, given.none)))

    remove = commands.add_parser("remove", parents=[data], help="take a person off the list")
    _add_which(remove)
    remove.set_defaults(run=lambda given: asyncio.run(_remove(given.data, given.which)))


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("which", metavar="ID-or-NAME", help="as people list shows it")


def _add_role(parser: argparse.ArgumentParser, *, required: bool) -> None:
    roles = [role.value for role in PersonRole]
    parser.add_argument(
        "--role", required=required, choices=roles, metavar="ROLE", help=", ".join(roles)
    )


async def _list(data: Path) -> int:
    async with reach_hub(data) as hub:
        people = (await hub.ask("GET", _PEOPLE)).data
    rows = [
        (each["id"], plain(each["name"]), each["role"], "yes" if each["has_pin"] else "")
        for each in people
    ]
    say(table(_HEADINGS, rows))
    return 0


async def _add(data: Path, name: str, role: str) -> int:
    async with reach_hub(data, create=True) as hub:
        made = await hub.ask("POST", _PEOPLE, {"name": name, "role": role})
    say(f"Added {plain(name)} ({made.data['id']}), without a PIN.")
    return 0


def _change(given: argparse.Namespace) -> int:
    changes = {"name": given.name, "role": given.role}
    body = {field: value for field, value in changes.items() if value is not None}
    if not body:
        raise CommandError("Say what to change: --name or --role.")
    person = asyncio.run(_ask(given.data, given.which, "PATCH", "", body))
    say(f"{plain(person['name'])} is {person['role']} now.")
    return 0


async def _set_pin(data: Path, which: str, none: bool) -> int:  # noqa: FBT001 - an option
    pin = None if none else await asyncio.to_thread(_read_pin)
    person = await _ask(data, which, "PUT", "/pin", {"pin": pin})
    say(f"{plain(person['name'])} has {'no PIN' if none else 'a new PIN'} now.")
    return 0


def _read_pin() -> str:
    # Never as an argument: those stand in the shell's history and in the list of processes.
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    pin = getpass("PIN, 4 to 8 digits: ")
    if getpass("Once more: ") != pin:
        raise CommandError("Those are two different PINs. Nothing was changed.")
    return pin


async def _remove(data: Path, which: str) -> int:
    async with reach_hub(data) as hub:
        person = find_one((await hub.ask("GET", _PEOPLE)).data, which, "person", "people list")
        await hub.ask("DELETE", f"{_PEOPLE}/{person['id']}")
    say(f"Removed {plain(person['name'])} ({person['id']}).")
    return 0


async def _ask(data: Path, which: str, method: str, below: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    async with reach_hub(data) as hub:
        person = find_one((await hub.ask("GET", _PEOPLE)).data, which, "person", "people list")
        return (await hub.ask(method, f"{_PEOPLE}/{person['id']}{below}", body)).data
