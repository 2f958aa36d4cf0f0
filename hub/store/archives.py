"""Yearly archives: what has been taken out of a branch's database, in files of its own.

``archive/2025.db`` in the data folder holds the orders and the events of 2025, UTC. Each is a plain
SQLite database. What moves is first made durable here, and only then deleted from the branch's own
file, so that a power cut in between leaves it in both; written once more, it is still there once.
An order is known by its id and when it was made, an event by its seq and when it happened: after a
restored backup, a number or a seq can come a second time.
"""

import asyncio
import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from hub.domain.times import instant
from hub.store.backup import copy_beside
from hub.store.backup_folder import list_regular_files
from hub.store.errors import BackupFailed, StoreError, translate_error
from hub.store.row_types import EventRow, OrderRow

_VERSION = 1
_TIMEOUT = 10.0
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS orders (
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    session_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (id, created_at)
) STRICT;
CREATE INDEX IF NOT EXISTS orders_created ON orders (created_at, number, id);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    order_id TEXT,
    session_id TEXT,
    actor TEXT,
    payload TEXT NOT NULL,
    PRIMARY KEY (seq, at)
) STRICT;
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_PUT_ORDER = "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))"
_PUT_EVENT = "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"
_PAGE = (
    "SELECT created_at, number, id, CAST(body AS BLOB) FROM orders "
    "WHERE created_at >= ? AND created_at < ? AND (created_at, number, id) < (?, ?, ?) "
    "ORDER BY created_at DESC, number DESC, id DESC LIMIT 500"
)
_ORDER = (
    "SELECT created_at, number, id, CAST(body AS BLOB) FROM orders WHERE id = ? "
    "ORDER BY created_at DESC LIMIT 1"
)
_EVENTS = (
    "SELECT seq, type, at, order_id, session_id, actor, CAST(payload AS BLOB), max(at) FROM events "
    "WHERE seq > ? AND seq < ? GROUP BY seq ORDER BY seq LIMIT ?"
)
_END = ("~", 0, "")

_log = logging.getLogger(__name__)


class ArchivedOrder(NamedTuple):
    """An order as it lies in an archive: its id and its JSON."""

    id: str
    body: bytes


class Archives:
    """The archives of one data folder.

    Args:
        folder: where they lie; made with the first of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Whoever copies an archive must find it whole.
        self._turn = asyncio.Lock()

    async def put(self, orders: Sequence[OrderRow], events: Sequence[EventRow]) -> None:
        """Write orders and events into the archives of their years; return when it is durable.

        Raises:
            BackupFailed: there is no room, or the folder cannot be written.
            StoreError: an archive is damaged.
        """
        async with self._turn:
            await asyncio.to_thread(_put, self._folder, orders, events)

    async def read_order(self, order_id: str) -> bytes | None:
        """Read one order's JSON; None when it is in no archive that can be read.

        Raises:
            StoreError: an archive could not be read this time.
        """
        return await asyncio.to_thread(_read_order, self._folder, order_id)

    async def read_events(self, after: int, before: int, limit: int) -> list[EventRow]:
        """Read the events between two seqs, neither included, in order.

        Where a restored backup has used a seq a second time, the later event counts.

        Raises:
            StoreError: an archive cannot be read this time.
        """
        return await asyncio.to_thread(_read_events, self._folder, after, before, limit)

    async def copy_to(self, folder: Path, branch: str) -> list[Path]:
        """Copy the archives that have changed since they were last copied there.

        Args:
            folder: where backups go.
            branch: the branch's id, for the names.

        Returns:
            the copies that were made.

        Raises:
            BackupFailed: a copy could not be made; the one before is as it was, and the other
                archives have been copied.
        """
        made: list[Path] = []
        failed: BackupFailed | None = None
        for file in list_archives(self._folder):
            copy = folder / f"galley-{branch}-archive-{file.stem}.db"
            async with self._turn:
                try:
                    if not _is_same(file, copy):
                        await copy_beside(file, copy)
                        made.append(copy)
                except BackupFailed as failure:
                    failed = failed or BackupFailed(f"{file}: {failure}", full=failure.full)
        if failed is not None:
            raise failed
        return made


def list_archives(folder: Path) -> list[Path]:
    """List the archives in a folder, the latest year first; none when there is no such folder.

    Raises:
        BackupFailed: the folder cannot be read.
    """
    try:
        found = list(list_regular_files(folder, "[0-9][0-9][0-9][0-9].db"))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be read: {error.strerror or error}.") from error
    # A power cut may leave one that was only about to be written.
    return sorted((file for file, known in found if known.st_size), reverse=True)


def read_archived_orders(folder: Path, since: str, until: str) -> Iterator[ArchivedOrder]:
    """Go through the archived orders of a time, newest first, a page at a time.

    Args:
        folder: with the archives.
        since: first instant to include.
        until: first instant to leave out.

    Raises:
        StoreError: an archive cannot be read.
    """
    for file in list_archives(folder):
        if since[:4] <= file.stem <= until[:4]:
            with _open(file) as database:
                yield from _read_pages(database, since, until)


def _read_order(folder: Path, order_id: str) -> bytes | None:
    unread: StoreError | None = None
    for file in list_archives(folder):
        # One year that is lost must not take the others along.
        try:
            with _open(file) as database:
                rows = database.execute(_ORDER, (order_id,)).fetchall()
        except BackupFailed as failure:
            _log.warning("looking for an order: %s", failure)
        except StoreError as error:
            unread = error
        else:
            if rows:
                return bytes(rows[0][3])
    if unread is not None:
        raise unread
    return None


def _read_events(folder: Path, after: int, before: int, limit: int) -> list[EventRow]:
    found: dict[int, EventRow] = {}
    for file in list_archives(folder):
        with _open(file) as database:
            for *row, _ in database.execute(_EVENTS, (after, before, limit)):
                event = EventRow(*row)
                # The latest year comes first.
                found.setdefault(event.seq, event)
    return [found[seq] for seq in sorted(found)][:limit]


def _read_pages(database: sqlite3.Connection, since: str, until: str) -> Iterator[ArchivedOrder]:
    place = _END
    # A page at a time is read whole, so that the file is not held while somebody is slow.
    while rows := database.execute(_PAGE, (since, until, *place)).fetchall():
        for row in rows:
            yield ArchivedOrder(row[2], row[3])
        place = rows[-1][:3]


def _put(folder: Path, orders: Sequence[OrderRow], events: Sequence[EventRow]) -> None:
    by_year: dict[str, tuple[list[OrderRow], list[EventRow]]] = defaultdict(lambda: ([], []))
    for order in orders:
        by_year[order.created_at[:4]][0].append(order)
    for event in events:
        by_year[instant(event.at)[:4]][1].append(event)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be made: {error.strerror}.") from error
    for year, (some_orders, some_events) in by_year.items():
        with _open(folder / f"{year}.db") as database:
            _migrate(database, folder / f"{year}.db")
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                _PUT_ORDER,
                [
                    (o.id, o.number, o.status, o.created_at, o.session_id, o.body)
                    for o in some_orders
                ],
            )
            database.executemany(
                _PUT_EVENT,
                [
                    (e.seq, e.at, e.type, e.order_id, e.session_id, e.actor, e.payload)
                    for e in some_events
                ],
            )
            database.execute("COMMIT")


def _migrate(database: sqlite3.Connection, file: Path) -> None:
    [(version,)] = database.execute("PRAGMA user_version")
    if version > _VERSION:
        raise BackupFailed(f"{file} was written by a newer Galley; it is left alone.")
    if version < _VERSION:
        database.executescript(_SCHEMA)


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        # Somebody who exports holds a file for a moment; isolation_level None leaves BEGIN to us.
        with closing(sqlite3.connect(file, timeout=_TIMEOUT, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = FULL")
            yield database
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise BackupFailed(f"{file} is no archive, or it is damaged.") from error
        if code == sqlite3.SQLITE_FULL:
            raise BackupFailed(f"{file}: the disk is full.", full=True) from error
        raise translate_error(error) from error


def _is_same(file: Path, copy: Path) -> bool:
    try:
        one, other = file.stat(), copy.stat()
    except FileNotFoundError:
        return False
    # FAT keeps times to two seconds.
    return one.st_size == other.st_size and abs(one.st_mtime_ns - other.st_mtime_ns) < 2 * 10**9
