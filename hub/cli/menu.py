"""``galley-hub menu``: the whole menu from a file, or into one; the way back; what is sold out."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from hub.cli import sold_out
from hub.cli.hub_client import HubClient, reach_hub
from hub.cli.menu_report import (
    changes_nothing,
    describe_changes,
    describe_file,
    describe_leaps,
    takes_nothing_away,
)
from hub.cli.output import CommandError, say
from hub.common.terminal_safe import plain_json

_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}
_ANY = "application/octet-stream"
_MARK = b"\xef\xbb\xbf"
_WITHIN = 600.0
"""Seconds that a small machine may take to read a large menu."""

_FORMATS = ("csv", "json", "xlsx")
_EXAMPLE = """\
The file may be a spreadsheet (.xlsx, .ods, or CSV with any separator and letters), an export of
Square, Toast, Clover, Loyverse, WooCommerce, Odoo or GloriaFood, or what menu export has written.
A spreadsheet needs a row of headings, in any of Galley's languages, such as:

  name                category   price   station   allergens
  Soup of the day     Starters    6.50   Hot       celery, milk
  Fish and chips      Mains      15.95   Fryer     fish, gluten
"""


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``menu``."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    bring = commands.add_parser(
        "import",
        parents=[data],
        help="put a file's menu in place of the one there is: shows what changes, and asks",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="a spreadsheet, or an export")
    bring.add_argument(
        "--format", choices=sorted(_MEDIA_TYPES), help="default: told by what is in the file"
    )
    bring.add_argument(
        "--currency", metavar="CODE", help="of the file's prices, such as EUR (default: the hub's)"
    )
    bring.add_argument(
        "--keep", action="store_true", help="what is on the menu and not in the file stays"
    )
    _add_questions(bring)
    bring.set_defaults(run=_import)

    undo = commands.add_parser(
        "undo",
        parents=[data],
        help="bring back the menu from before the last import; once more takes that back",
    )
    _add_questions(undo)
    undo.set_defaults(run=_undo)

    take = commands.add_parser("export", parents=[data], help="write the whole menu")
    take.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="where to (default: to the terminal)"
    )
    take.add_argument(
        "--format",
        choices=_FORMATS,
        help="default: csv or xlsx for a FILE called so, json otherwise",
    )
    take.add_argument(
        "--for",
        dest="audience",
        choices=("america", "europe"),
        help="whose Excel opens the CSV: decimal points and commas between, or decimal commas and "
        "semicolons",
    )
    take.set_defaults(run=_export)

    sold_out.add_arguments(commands, data)


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--dry-run", action="store_true", help="only show what would change, and change nothing"
    )


def read(file: Path) -> bytes:
    """Read a menu's file, without the mark that some editors put in front.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return file.read_bytes().removeprefix(_MARK)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def _import(given: argparse.Namespace) -> int:
    content = read(given.file)
    media_type = _MEDIA_TYPES.get(given.format, _ANY)
    currency = f"currency={given.currency.upper()}" if given.currency else ""
    query = "&".join(filter(None, (currency, "keep=true" if given.keep else "")))

    async def run() -> int:
        async with reach_hub(given.data, create=True) as hub:
            return await _change(hub, "/api/menu/import", query, given, content, media_type)

    return asyncio.run(run())


def _undo(given: argparse.Namespace) -> int:
    async def run() -> int:
        async with reach_hub(given.data) as hub:
            return await _change(hub, "/api/menu/undo", "", given)

    return asyncio.run(run())


async def _change(
    hub: HubClient,
    path: str,
    query: str,
    given: argparse.Namespace,
    content: bytes | None = None,
    media_type: str = _ANY,
) -> int:
    async def ask(*parameters: str) -> dict[str, Any]:
        asked = "&".join(filter(None, parameters))
        answer = await hub.ask(
            "POST",
            f"{path}?{asked}" if asked else path,
            raw=content,
            media_type=media_type,
            within=_WITHIN,
        )
        found: dict[str, Any] = answer.data
        return found

    planned = await ask(query, "dry_run=true")
    changes = planned["changes"]
    for line in (
        *describe_file(planned["file"]),
        *describe_changes(changes),
        *describe_leaps(planned["price_leaps"]),
    ):
        say(line)
    if changes_nothing(changes):
        say("The menu is like that already: nothing changes.")
        return 0
    if given.dry_run:
        say("Nothing was changed, because of --dry-run.")
        return 0
    if not given.yes and not takes_nothing_away(changes):
        await asyncio.to_thread(_ask)
    done = await ask(query)
    say(
        f"The menu now has {done['items']} dishes in {done['categories']} categories, "
        f"for {done['stations']} stations. galley-hub menu undo brings the former one back."
    )
    return 0


def _ask() -> None:
    """Ask whether to go on.

    Raises:
        CommandError: the answer is no, or nobody is there to ask.
    """
    if not sys.stdin.isatty():
        raise CommandError(
            "This changes the menu, and nobody is at the keyboard to agree: add --yes. "
            "Nothing was changed."
        )
    say("Shall the menu be changed so? [y/N] ", end="", flush=True)
    if sys.stdin.readline().strip().casefold() not in {"y", "yes"}:
        raise CommandError("Nothing was changed.")


def _export(given: argparse.Namespace) -> int:
    written_as = given.format or _format_of(given.file)
    content = asyncio.run(_get(given.data, written_as, given.audience))
    if given.file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    try:
        given.file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{given.file} cannot be written: {error.strerror}.") from None
    return 0


def _format_of(file: Path | None) -> str:
    ending = "" if file is None else file.suffix.lower().removeprefix(".")
    return ending if ending in _FORMATS else "json"


async def _get(data: Path, written_as: str, audience: str | None) -> bytes:
    wanted = f"&for={audience}" if audience else ""
    async with reach_hub(data) as hub:
        answer = await hub.ask("GET", f"/api/menu/export?format={written_as}{wanted}")
    if written_as != "json":
        return answer.body
    return (plain_json(answer.data, indent=2) + "\n").encode()
