"""Copying a database file that nobody changes meanwhile, and proving that the copy is good.

A backup runs this as a program of its own: a stick that stops answering, or a check that takes all
of a processor, then holds up nobody in the hub. And whoever opens and closes a database's file in
the hub's own process takes its lock away with it (POSIX locks belong to the process). Only the
standard library is loaded, for a Raspberry Pi takes its time over every import.
"""

import errno
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

CHUNK = 1 << 20
_SYNC_EVERY = 8
_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_FORMAT = slice(18, 20)
_PLAIN = b"\x01\x01"
_UNWANTED = "nobody waits for this backup any more"


class CopyFailed(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """The copy could not be made, or is not what it should be; the message is for the owner."""


def copy_file(
    source: Path,
    target: Path,
    *,
    plain: bool = True,
    go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Copy a database file, through to the disk, and read it back from there.

    Args:
        source: the database; its write-ahead log must have been written back into it.
        target: the copy, which must not exist yet.
        plain: mark the copy as a database without a write-ahead log (file format, offsets 18 and
            19): it is one whole file then, which opens from a medium that is read-only as well.
        go_on: asked now and then whether anybody still wants the copy.

    Raises:
        OSError: reading or writing failed.
        CopyFailed: what was read back is something else, or nobody wants it any more.
    """
    digest = hashlib.sha256()
    with source.open("rb") as from_, _create(target) as to:
        for number in range(sys.maxsize):
            if not go_on():
                raise CopyFailed(_UNWANTED)
            chunk = from_.read(CHUNK)
            if not chunk:
                break
            if plain:
                chunk = _make_plain(chunk, first=number == 0)
            digest.update(chunk)
            to.write(chunk)
            if number % _SYNC_EVERY == _SYNC_EVERY - 1:
                # Little by little: a card that has much to write at once keeps the kitchen waiting.
                to.flush()
                os.fdatasync(to.fileno())
        to.flush()
        sync_file(to)
    if _hash_file(target) != digest.hexdigest():
        raise CopyFailed(f"{target.parent} gives back something else than was written to it")


def link_copy(
    source: Path, like: Path, target: Path, *, go_on: Callable[[], bool] = lambda: True
) -> bool:
    """Give an earlier copy a second name, if the database still is what it was then.

    A hub that has nothing to do makes a backup every hour, and a card wears with what is written.

    Args:
        source: the database, as for :func:`copy_file`.
        like: the earlier copy, a plain one.
        target: its second name.
        go_on: asked now and then whether anybody still wants the copy.

    Returns:
        whether it was done; a file system without second names is no error.

    Raises:
        CopyFailed: nobody wants the copy any more.
    """
    try:
        with source.open("rb") as now, like.open("rb") as then:
            # Read from the medium: what only memory still has whole is no backup.
            os.posix_fadvise(then.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            first = True
            while chunk := now.read(CHUNK):
                if not go_on():
                    raise CopyFailed(_UNWANTED)
                if _make_plain(chunk, first=first) != then.read(CHUNK):
                    return False
                first = False
            if then.read(1):
                return False
        os.link(like, target)
    except OSError:
        return False
    return True


def sync_file(file: BinaryIO) -> None:
    """See that a file is on its medium, and that it is read from there the next time.

    Raises:
        OSError: it could not be written.
    """
    os.fsync(file.fileno())
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def describe_missing(file: Path) -> str | None:
    """Say in words how much of a database file is missing; None when nothing is.

    Raises:
        OSError: it cannot be read.
        CopyFailed: it is no SQLite database at all.
    """
    size = file.stat().st_size
    with file.open("rb") as handle:
        head = handle.read(_HEADER)
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise CopyFailed("it is no database")
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    whole = (65536 if page == 1 else page) * pages
    # The count of pages stands only where the same change wrote it and the counter of changes.
    if head[24:28] == head[92:96] and size < whole:
        return f"{size} of {whole} bytes"
    return None


def count_contents(file: Path) -> dict[str, int]:
    """Check a branch's database from end to end and count what it holds.

    Raises:
        sqlite3.Error: it is no such database.
        CopyFailed: it is damaged.
    """
    with closing(open_read_only(file)) as database:
        check_pages(database)
        orders, number, active = database.execute(
            "SELECT count(*), coalesce(max(number), 0), coalesce(sum(active), 0) FROM orders"
        ).fetchone()
        events, first, seq = database.execute(
            "SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM events"
        ).fetchone()
    if events != seq - first + 1:
        raise CopyFailed(f"its event log has gaps: {events} events from {first} to {seq}")
    return {"orders": orders, "number": number, "active": active, "events": events, "seq": seq}


def open_read_only(file: Path) -> sqlite3.Connection:
    """Open a database that nobody writes, for reading; nothing is put beside it.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def check_pages(database: sqlite3.Connection) -> None:
    """Check every page and every index.

    Raises:
        CopyFailed: the database is damaged.
    """
    try:
        findings = database.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise CopyFailed(f"it is damaged ({error})") from error
    if findings != [("ok",)]:
        raise CopyFailed(f"it is damaged ({findings[0][0]})")


def main(task: str) -> int:
    """Make one copy and say on stdout, as JSON, how it went.

    Args:
        task: JSON with ``source`` and ``target``; ``like``: an earlier copy that may do, or null;
            ``heads``: what must be in a branch's copy, or null where it is no branch's; ``parent``:
            the process that waits for it.
    """
    asked = json.loads(task)
    os.nice(10)
    target = Path(asked["target"])

    def go_on() -> bool:
        return bool(os.getppid() == asked["parent"])

    try:
        source, like = Path(asked["source"]), asked["like"]
        if like is None or not link_copy(source, Path(like), target, go_on=go_on):
            copy_file(source, target, go_on=go_on)
        said = _check_copy(target, asked["heads"])
    except OSError as error:
        said = {"errno": error.errno or errno.EIO, "problem": error.strerror or str(error)}
    except (CopyFailed, sqlite3.Error) as error:
        said = {"problem": str(error)}
    if "problem" in said:
        with suppress(OSError):
            target.unlink()
    json.dump(said, sys.stdout)
    return 0


def _check_copy(target: Path, heads: dict[str, int] | None) -> dict[str, Any]:
    if heads is None:
        with closing(open_read_only(target)) as database:
            check_pages(database)
        return {}
    counts = count_contents(target)
    for name, expected in heads.items():
        if counts[name] != expected:
            raise CopyFailed(f"the copy has {counts[name]} as its {name}, the hub {expected}")
    return counts


def _make_plain(chunk: bytes, *, first: bool) -> bytes:
    if not first or not chunk.startswith(_MAGIC):
        return chunk
    return chunk[: _FORMAT.start] + _PLAIN + chunk[_FORMAT.stop :]


def _create(target: Path) -> BinaryIO:
    handle = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(handle, "w+b")


def _hash_file(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
