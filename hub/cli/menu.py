"""``galley-hub menu``: the whole menu from a file, or into one."""

import argparse
import asyncio
import sys
from pathlib import Path

from hub.cli.hub_client import reach_hub
from hub.cli.output import CommandError, say
from hub.common.terminal_safe import plain_json

_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}
_MARK = b"\xef\xbb\xbf"


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``menu``."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    bring = commands.add_parser(
        "import",
        parents=[data],
        help="put the file's menu in place of the one there is, all or nothing",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="as menu export writes it")
    _add_format(bring)
    bring.set_defaults(run=_import)

    take = commands.add_parser("export", parents=[data], help="write the whole menu")
    take.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="where to (default: to the terminal)"
    )
    _add_format(take)
    take.set_defaults(run=_export)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=sorted(_MEDIA_TYPES),
        help="default: csv for a FILE called *.csv, json otherwise",
    )


def format_of(file: Path | None, said: str | None = None) -> str:
    """Say how a menu is written in a file: ``json`` or ``csv``."""
    return said or ("csv" if file is not None and file.suffix.lower() == ".csv" else "json")


def read(file: Path) -> bytes:
    """Read a menu's file, without the mark that some editors put in front.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return file.read_bytes().removeprefix(_MARK)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def _import(arguments: argparse.Namespace) -> int:
    content = read(arguments.file)
    media_type = _MEDIA_TYPES[format_of(arguments.file, arguments.format)]
    counts = asyncio.run(_put(arguments.data, content, media_type))
    say(
        f"The menu now has {counts['items']} dishes in {counts['categories']} categories, "
        f"for {counts['stations']} stations."
    )
    return 0


async def _put(data: Path, content: bytes, media_type: str) -> dict[str, int]:
    async with reach_hub(data, create=True) as hub:
        answer = await hub.ask("POST", "/api/menu/import", raw=content, media_type=media_type)
    counts: dict[str, int] = answer.data
    return counts


def _export(arguments: argparse.Namespace) -> int:
    content = asyncio.run(_get(arguments.data, format_of(arguments.file, arguments.format)))
    if arguments.file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    try:
        arguments.file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{arguments.file} cannot be written: {error.strerror}.") from None
    return 0


async def _get(data: Path, written_as: str) -> bytes:
    async with reach_hub(data) as hub:
        answer = await hub.ask("GET", f"/api/menu/export?format={written_as}")
    if written_as == "csv":
        return answer.body
    return (plain_json(answer.data, indent=2) + "\n").encode()
