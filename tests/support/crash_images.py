"""What a disk may hold after a power cut, made from a record of all that went to it.

Whatever had been synced is there. Of what had not, each write is there or not, whatever the order
in which they were made, or there in part: some of its sectors are and some are not. What was
written before a sync that failed may be missing for good, even if a later sync succeeds, as Linux
has it. Names are kept by a journal: files appear and vanish in their order, but maybe too late.
"""

import random
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.support.disk_shim import Op

SECTOR = 512
_NAMES = {"m": "", "w": "-wal", "j": "-journal"}


class Way(Enum):
    """What becomes of writes that were not synced."""

    LOST = "lost"
    KEPT = "kept"
    CUT_OFF = "cut off"
    SOME = "some, in any order"
    TORN = "torn"


class Image(NamedTuple):
    """The files of a disk after a power cut: bytes by what is appended to the database's name."""

    files: dict[str, bytes]

    def write(self, database: Path) -> None:
        """Put the files in place of those that are there."""
        for side in _NAMES.values():
            file = database.with_name(database.name + side)
            if side in self.files:
                file.write_bytes(self.files[side])
            else:
                file.unlink(missing_ok=True)


class _File:
    def __init__(self) -> None:
        self.durable = bytearray()
        self.pending: list[Op] = []

    def seen(self) -> bytes:
        return _applied(self.durable, self.pending)

    def synced(self) -> None:
        self.durable = bytearray(self.seen())
        self.pending = []

    def failed(self, thrown: random.Random) -> None:
        self.durable = bytearray(_applied(self.durable, _left(self.pending, Way.TORN, thrown)))
        self.pending = []

    def after_cut(self, way: Way, thrown: random.Random) -> bytes:
        return _applied(self.durable, _left(self.pending, way, thrown))


class Disk:
    """A disk, as far as a database and what SQLite puts beside it are concerned.

    Args:
        thrown: decides what a sync that fails leaves behind.
    """

    def __init__(self, thrown: random.Random) -> None:
        self._thrown = thrown
        self._names: dict[str, _File] = {}
        self._durable_names: dict[str, _File] = {}
        self._renamings: list[dict[str, _File]] = []

    def take(self, op: Op) -> None:
        """Let one thing happen."""
        if op.kind == "C":
            self._name({**self._names, op.file: _File()})
        elif op.kind == "U":
            self._name({name: file for name, file in self._names.items() if name != op.file})
        elif op.kind in "WT":
            self._names[op.file].pending.append(op)
        elif op.kind == "S" and op.file == "d":
            self._durable_names, self._renamings = self._names, []
        elif op.kind == "S":
            self._names[op.file].synced()
        elif op.kind == "F" and op.file != "d":
            self._names[op.file].failed(self._thrown)

    def as_it_is(self) -> Image:
        """Return what the program that writes sees."""
        return Image({_NAMES[name]: file.seen() for name, file in self._names.items()})

    def after_cut(self, way: Way, thrown: random.Random) -> Image:
        """Return what may be there once the power is back."""
        names = [self._durable_names, *self._renamings]
        found = names[0] if way is Way.LOST else thrown.choice(names)
        if way is Way.KEPT:
            found = names[-1]
        return Image({_NAMES[name]: file.after_cut(way, thrown) for name, file in found.items()})

    def _name(self, names: dict[str, _File]) -> None:
        self._names = names
        self._renamings.append(names)


def unsynced(ops: Iterable[Op]) -> Iterator[Op]:
    """Take the syncs out of a record: a disk that says that it has written, and has not."""
    return (op for op in ops if op.kind != "S" or op.file == "d")


def _left(pending: list[Op], way: Way, thrown: random.Random) -> list[Op]:
    if way is Way.LOST:
        return []
    if way is Way.KEPT:
        return pending
    if way is Way.CUT_OFF:
        return pending[: thrown.randint(0, len(pending))]
    some = [op for op in pending if thrown.random() < 0.5]
    thrown.shuffle(some)
    if way is Way.SOME:
        return some
    return [part for op in some for part in _torn(op, thrown)]


def _torn(op: Op, thrown: random.Random) -> Iterator[Op]:
    if op.kind == "T":
        yield op
        return
    first = -op.at % SECTOR
    edges = [0, *range(first or SECTOR, op.length, SECTOR), op.length]
    for start, end in pairwise(edges):
        if thrown.random() < 0.5:
            data = op.data[start:end]
            yield op._replace(at=op.at + start, length=len(data), data=data)


def _applied(durable: bytes | bytearray, ops: Iterable[Op]) -> bytes:
    content = bytearray(durable)
    for op in ops:
        if op.kind == "T":
            content = content[: op.length].ljust(op.length, b"\0")
        else:
            content[len(content) :] = bytes(max(0, op.at + op.length - len(content)))
            content[op.at : op.at + op.length] = op.data
    return bytes(content)
