"""``galley-hub orders``: orders from a file of JSON lines; the end of those left open."""

import argparse
import asyncio
import hashlib
import json
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tqdm import tqdm

from hub.cli.hub_client import HubClient, HubRefusedError, reach_hub
from hub.cli.output import CommandError, plain, say
from hub.domain.errors import Refusal
from hub.wire import strict_json

IN_FLIGHT = 16
"""Requests under way at once: enough that they share commits, few enough to keep the order."""

_IDS = uuid.UUID("5d0f7f0c-6f0a-4a54-9f7e-8a3f6f1b7c21")
_TIME = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)([mhd])\Z")
_UNITS = {"m": 1 / 60, "h": 1.0, "d": 24.0}
_MARK = b"\xef\xbb\xbf"


class _OrderLine(NamedTuple):
    number: int
    text: bytes


class _File(NamedTuple):
    path: Path
    digest: str
    lines: int


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``orders``."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    bring = commands.add_parser(
        "import",
        parents=[data],
        help="take the orders of a file, one JSON object a line, as POST /api/orders takes them",
        description="Take the orders of a file, one JSON object a line, as POST /api/orders takes "
        "them. Running it again with the same file doubles nothing: an order without an id gets "
        "one from the file's content and the line's number.",
    )
    bring.add_argument("file", type=Path, metavar="FILE", help="JSON lines, UTF-8")
    bring.set_defaults(run=_run)
    close = commands.add_parser(
        "close",
        parents=[data],
        help="complete the open orders that nobody has touched for long",
        description="Complete the open orders that nobody has touched for so long: they are on no "
        "screen any more, and in the history. The hub does so by itself after 12 hours, "
        "unless its settings say otherwise ([orders] close_after_hours).",
    )
    close.add_argument(
        "--older-than",
        type=_read_hours,
        required=True,
        metavar="TIME",
        help="such as 12h, 90m or 2d",
    )
    close.set_defaults(run=_run_close)


def _run(arguments: argparse.Namespace) -> int:
    file = _survey(arguments.file)
    # Without a terminal there is nobody to watch a bar.
    with tqdm(total=file.lines, unit=" orders", file=sys.stderr, disable=None) as bar:
        taking = Taking(
            file.digest,
            advance=lambda: bar.update(),  # noqa: PLW0108 - update returns something
            report=lambda line: tqdm.write(line, file=sys.stderr),
        )
        asyncio.run(_import(arguments.data, file, taking))
    say(f"{taking.placed} orders taken, {taking.known} taken before, {taking.bad} lines refused.")
    if taking.bad:
        say(
            "Put the corrected lines into a file of their own: as lines of a changed file, the "
            "orders without an id would be taken once more.",
            file=sys.stderr,
        )
    return 1 if taking.bad else 0


def _read_hours(text: str) -> float:
    match = _TIME.match(text)
    hours = 0.0 if match is None else float(match[1]) * _UNITS[match[2]]
    if hours == 0:
        message = f"{text!r} is no time; write it such as 12h, 90m or 2d"
        raise argparse.ArgumentTypeError(message)
    return hours


def _run_close(arguments: argparse.Namespace) -> int:
    count = asyncio.run(_close(arguments.data, arguments.older_than))
    say(f"{count} {'order' if count == 1 else 'orders'} completed.")
    return 0


async def _close(data: Path, hours: float) -> int:
    async with reach_hub(data) as hub:
        answer = await hub.ask("POST", "/api/orders/close", {"older_than_hours": hours})
    return int(answer.data["orders"])


async def _import(data: Path, file: _File, taking: "Taking") -> None:
    # Opened by whoever asks for it, before the folder's owner may have to be at work.
    with file.path.open("rb") as opened:
        async with reach_hub(data) as hub:
            await taking.run(hub, _lines(opened))


class Taking:
    """Sends the lines of one file to the hub, several at a time.

    Args:
        digest: of the file's content; goes into the ids of orders that have none.
        advance: told of every line that is done.
        report: told, in words, of every line that the hub refused, and of what is odd in others.

    Attributes:
        placed: orders that are new.
        known: orders that the hub had already.
        bad: lines that were refused.
    """

    def __init__(
        self, digest: str, *, advance: Callable[[], object], report: Callable[[str], None]
    ) -> None:
        self._digest = digest
        self._advance = advance
        self._report = report
        self._stopped: CommandError | None = None
        self.placed = 0
        self.known = 0
        self.bad = 0

    async def run(self, hub: HubClient, lines: Iterator[_OrderLine]) -> None:
        """Send every line.

        Raises:
            CommandError: the hub went away, or cannot write any more.
        """
        async with asyncio.TaskGroup() as workers:
            for _ in range(IN_FLIGHT):
                workers.create_task(self._work(hub, lines))
        if self._stopped is not None:
            raise self._stopped

    async def _work(self, hub: HubClient, lines: Iterator[_OrderLine]) -> None:
        for line in lines:
            if self._stopped is not None:
                return
            try:
                await self._take(hub, line)
            except CommandError as failure:
                self._stop(line, failure)
                return
            self._advance()

    async def _take(self, hub: HubClient, line: _OrderLine) -> None:
        try:
            body = self._with_id(line)
            answer = await hub.ask("POST", "/api/orders", raw=body)
        except Refusal as refusal:
            self._refuse(line, refusal.message)
        except HubRefusedError as refused:
            # The hub's own trouble would meet every line that follows.
            if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            self._refuse(line, str(refused))
        else:
            self.placed += answer.status == HTTPStatus.CREATED
            self.known += answer.status != HTTPStatus.CREATED
            for odd in answer.warnings:
                said = plain(f"{odd['field']}: {odd['message']}")
                self._report(f"line {line.number}: taken; {said}")

    def _with_id(self, line: _OrderLine) -> bytes:
        order = strict_json.parse(line.text)
        if not isinstance(order, dict) or order.get("id"):
            return line.text
        order["id"] = str(uuid.uuid5(_IDS, f"{self._digest}:{line.number}"))
        return json.dumps(order, ensure_ascii=False).encode()

    def _stop(self, line: _OrderLine, failure: CommandError) -> None:
        if self._stopped is None:
            self._stopped = CommandError(
                f"Stopped at line {line.number}: {failure} Nothing is doubled when you run this "
                "again."
            )

    def _refuse(self, line: _OrderLine, reason: str) -> None:
        self.bad += 1
        self._report(f"line {line.number}: {plain(reason)}")


def _survey(path: Path) -> _File:
    """Read a file once, for its digest and its length."""
    digest = hashlib.sha256()
    lines = 0
    try:
        with path.open("rb") as file:
            if not file.seekable():
                raise CommandError(f"{path} has to be a file: it is read twice.")
            for line in file:
                digest.update(line)
                lines += bool(line.strip())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    return _File(path, digest.hexdigest(), lines)


def _lines(file: BinaryIO) -> Iterator[_OrderLine]:
    for number, line in enumerate(file, 1):
        text = line.strip()
        if number == 1:
            text = text.removeprefix(_MARK)
        if text:
            yield _OrderLine(number, text)
