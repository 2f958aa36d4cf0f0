"""A write-ahead log that is cut off, or has bad blocks, and what its database then holds.

The file format is SQLite's (https://sqlite.org/fileformat2.html, section 4): a header of 32 bytes,
then frames of 24 bytes and a page. The last frame of a transaction says how large the database is.
"""

import random
import sqlite3
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.branch import Bench
from tests.support.crash_images import Image
from tests.support.crashes import State, opened
from tests.support.recorded_kitchen import Cook

_HEADER = 32
_FRAME = 24
_BLOCK = 512
_COOKS = 3


class Findings(NamedTuple):
    """What came of it.

    Attributes:
        logs: how many damaged logs were opened.
        short: those that gave less than all the transactions before the damage.
        wrong: those that gave no committed prefix: why, and how often.
    """

    logs: int
    short: int
    wrong: Counter[str]


class Left(NamedTuple):
    """A database and its log, as they lie there after a crash; ``ends`` of its transactions."""

    database: bytes
    log: bytes
    ends: list[int]


class Damaged(NamedTuple):
    """A damaged log, and the first byte that is damaged."""

    log: bytes
    at: int


Reader = Callable[[Left, bytes, Path], State]


async def left_behind(folder: Path, changes: int) -> Left:
    """Let a kitchen work on a new file, and copy what lies on the disk while it is still open."""
    bench = await Bench(folder / "galley.db").open()
    await bench.sql("PRAGMA wal_autocheckpoint = 0")
    cooks = [Cook(bench, random.Random(number), str(number)) for number in range(_COOKS)]
    for number in range(changes):
        await cooks[number % _COOKS].once()
    database, log = ((folder / name).read_bytes() for name in ("galley.db", "galley.db-wal"))
    await bench.close()
    return Left(database, log, _ends(log))


def damages(left: Left, seed: int, count: int) -> Iterator[Damaged]:
    """Damage the log.

    It is cut off at the end of every transaction, a byte sooner and a byte later. Then, at random,
    it is cut off, a bit is flipped, or a block is filled with zeros.

    Args:
        left: the log.
        seed: of all chances.
        count: how many in all.
    """
    log, thrown = left.log, random.Random(seed)
    edges = [end + by for end in left.ends for by in (-1, 0, 1)]
    for at in edges:
        yield Damaged(log[:at], at)
    for _ in range(count - len(edges)):
        at = thrown.randrange(len(log))
        kind = thrown.randrange(3)
        if kind == 0:
            yield Damaged(log[:at], at)
        elif kind == 1:
            flipped = log[at] ^ 1 << thrown.randrange(8)
            yield Damaged(log[:at] + bytes([flipped]) + log[at + 1 :], at)
        else:
            at -= at % _BLOCK
            rest = log[at + _BLOCK :]
            yield Damaged(log[:at] + bytes(len(log) - len(rest) - at) + rest, at)


def as_the_hub(left: Left, log: bytes, file: Path) -> State:
    """Open a database with a log as the hub does."""
    return opened(Image({"": left.database, "-wal": log}), file)


def believing_all(left: Left, log: bytes, file: Path) -> State:
    """Open it as somebody would who takes every page of a log for good."""
    database = bytearray(left.database)
    size = _page_size(log)
    for at in range(_HEADER, len(log), _FRAME + size):
        page = int.from_bytes(log[at : at + 4], "big")
        if page and len(log) >= at + _FRAME:
            start = (page - 1) * size
            database[len(database) :] = bytes(max(0, start + size - len(database)))
            data = log[at + _FRAME : at + _FRAME + size]
            database[start : start + len(data)] = data
    return opened(Image({"": bytes(database)}), file)


def examined(left: Left, file: Path, all_: Iterator[Damaged], read: Reader) -> Findings:
    """Open a database with each of the damaged logs.

    Args:
        left: the database.
        file: where the files are put.
        all_: the logs.
        read: how they are opened.
    """
    states = _states(left, file)
    wrong = Counter[str]()
    logs = short = 0
    for logs, damaged in enumerate(all_, start=1):  # noqa: B007 - counts them
        try:
            place = states.get(read(left, damaged.log, file))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # SQLite quotes a damaged schema in its message, and that need be no text.
            wrong[str(error)] += 1
            continue
        if place is None:
            wrong["no state that there has been"] += 1
        elif place < bisect_right(left.ends, damaged.at):
            short += 1
    return Findings(logs, short, wrong)


def _states(left: Left, file: Path) -> dict[State, int]:
    ends = [0, *left.ends]
    return {as_the_hub(left, left.log[:end], file): place for place, end in enumerate(ends)}


def _ends(log: bytes) -> list[int]:
    length = _FRAME + _page_size(log)
    frames: Sequence[int] = range(_HEADER, len(log) - length + 1, length)
    return [at + length for at in frames if struct.unpack_from(">I", log, at + 4)[0]]


def _page_size(log: bytes) -> int:
    return int.from_bytes(log[8:12], "big")
