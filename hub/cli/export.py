"""``galley-hub export``: every order there is, those in the archives included, page by page."""

import argparse
import asyncio
import datetime as dt
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from hub.cli.hub_client import HubClient, reach_hub
from hub.cli.output import CommandError, say
from hub.domain.times import Instant, instant, milliseconds
from hub.paths import ARCHIVES
from hub.store import archives
from hub.store.rows import decode_order
from hub.wire.spreadsheet import order_heading, write_order

_PAGE = 200
_FIRST, _LAST = "0000", "9999"
_MARK = b"\xef\xbb\xbf"


class _Page(msgspec.Struct):
    data: list[msgspec.Raw]
    cursor: str | None = None


class _Known(msgspec.Struct):
    id: str


_page = msgspec.json.Decoder(_Page).decode
_known = msgspec.json.Decoder(_Known).decode


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``export`` takes."""
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="where to (default: to the terminal)"
    )
    parser.add_argument(
        "--format",
        choices=("csv", "jsonl"),
        help="default: csv for a FILE called *.csv, jsonl otherwise: one JSON object a line",
    )
    parser.add_argument(
        "--from", type=_time, metavar="TIME", dest="since", help="only orders made then or later"
    )
    parser.add_argument(
        "--to", type=_time, metavar="TIME", dest="until", help="only orders made before"
    )
    parser.set_defaults(run=_run)


def _time(text: str) -> Instant:
    """Read a time; one without an offset, or a date, is meant as the terminal's clock has it."""
    try:
        with suppress(ValueError):
            return instant(milliseconds(text))
        return instant(milliseconds(_local(text)))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"a time such as 2026-01-31 or 2026-01-31T18:00 is needed, not {text!r}"
        ) from None


def _local(text: str) -> str:
    return dt.datetime.fromisoformat(text).astimezone().isoformat()


def _run(given: argparse.Namespace) -> int:
    written_as = given.format or (
        "csv" if given.file is not None and given.file.suffix.lower() == ".csv" else "jsonl"
    )
    try:
        with _output(given.file) as out:
            count = asyncio.run(_export(given, out, written_as))
    except OSError as error:
        if given.file is None:
            raise
        raise CommandError(f"{given.file} cannot be written: {error.strerror}.") from None
    if given.file is not None:
        say(f"{count} orders.")
    return 0


async def _export(given: argparse.Namespace, out: BinaryIO, written_as: str) -> int:
    write = _csv_row if written_as == "csv" else _json_line
    if written_as == "csv":
        # Spreadsheets take a file without the mark for something else than UTF-8.
        out.write((_MARK if given.file else b"") + order_heading().encode())
    count = 0
    async with reach_hub(given.data) as hub:
        async for body in _orders(hub, given):
            out.write(write(body))
            count += 1
    return count


async def _orders(hub: HubClient, given: argparse.Namespace) -> AsyncIterator[bytes]:
    """Go through the orders, newest first: the database's, and then the archives'.

    In this order, because orders move one way only: one that moves meanwhile is met twice, and
    known, but never missed.
    """
    seen: set[bytes] = set()
    async for body in _from_hub(hub, given.since, given.until):
        seen.add(_key(_known(body).id))
        yield body
    since, until = given.since or _FIRST, given.until or _LAST
    for order in archives.read_archived_orders(given.data / ARCHIVES, since, until):
        if _key(order.id) not in seen:
            yield order.body


async def _from_hub(
    hub: HubClient, since: Instant | None, until: Instant | None
) -> AsyncIterator[bytes]:
    asked: dict[str, Any] = {"limit": _PAGE}
    asked |= {name: at for name, at in (("from", since), ("to", until)) if at is not None}
    while True:
        reply = await hub.ask("GET", f"/api/orders?{urlencode(asked)}")
        page = _page(reply.body)
        for raw in page.data:
            yield bytes(raw)
        if page.cursor is None:
            return
        asked["cursor"] = page.cursor


def _key(order_id: str) -> bytes:
    # A year of orders has to fit into a small machine's memory.
    return UUID(order_id).bytes


def _json_line(body: bytes) -> bytes:
    return body + b"\n"


def _csv_row(body: bytes) -> bytes:
    return write_order(decode_order(body)).encode()


@contextmanager
def _output(file: Path | None) -> Iterator[BinaryIO]:
    if file is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = file.with_name(f"{file.name}.partial")
    try:
        with partial.open("wb") as out:
            yield out
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
