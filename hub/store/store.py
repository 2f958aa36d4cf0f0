"""The database file of one branch: one connection, one writer, reads in between commits."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from hub.store.errors import StoreBroken, translated
from hub.store.opening import opened
from hub.store.rows import Rows

_PUT_ORDER = (
    "INSERT INTO orders (number, id, active, status, created_at, session_id, request, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT)) ON CONFLICT (number) DO UPDATE SET "
    "active = excluded.active, status = excluded.status, body = excluded.body"
)
_PUT_ITEM = "INSERT INTO items (id, number) VALUES (?, ?)"
_PUT_EVENT = (
    "INSERT INTO events (seq, type, at, order_id, session_id, actor, payload) "
    "VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"
)
_PUT_ANSWER = (
    "INSERT OR REPLACE INTO answers (token, key, request, status, version, at, body) "
    "VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"
)
_FORGET_ANSWER = "DELETE FROM answers WHERE token = ? AND key = ? AND at < ?"
_PUT_MENU = "INSERT OR REPLACE INTO menu (kind, id, body) VALUES (?, ?, CAST(? AS TEXT))"
_DROP_MENU = "DELETE FROM menu WHERE kind = ? AND id = ?"
_PUT_DEVICE = (
    "INSERT OR REPLACE INTO tokens "
    "(id, digest, name, role, session_id, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PUT_SESSION = (
    "INSERT OR REPLACE INTO sessions (id, table_number, created_at, closed_at) VALUES (?, ?, ?, ?)"
)


class Store:
    """One branch's file. Use :meth:`open`; then :meth:`commit` and the reads of ``hub.store``.

    Reads and commits take turns on the one connection, so a read never sees half a transaction.
    """

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self.path = path
        self._connection: aiosqlite.Connection | None = connection
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> "Store":
        """Open (or create) the file.

        Raises:
            CannotOpen: it is in use, newer than the program, or not a database.
        """
        return cls(path, await opened(path))

    async def close(self) -> None:
        """Close the file; whatever was committed stays."""
        async with self._turn:
            await self._drop()

    async def reopen(self) -> None:
        """Close the file and open it again, after it failed under us.

        What the log holds is then written into the database itself: after a failed fsync the pages
        that stand in the page cache may not be on disk, and writing them once more is the only way
        to have them there.

        Raises:
            StoreError: it still fails.
        """
        async with self._turn:
            await self._drop()
            self._connection = await opened(self.path)
        rows = await self.fetch("PRAGMA wal_checkpoint(TRUNCATE)")
        if rows and rows[0][0]:
            message = "the write-ahead log could not be written back"
            raise StoreBroken(message)

    async def commit(self, rows: Rows) -> None:
        """Write everything in one transaction; return when it is durable.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known; :meth:`reopen` and look.
        """
        async with self._transaction() as connection:
            for sql, values in _statements(rows):
                await connection.executemany(sql, values)

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows of committed state.

        Raises:
            StoreBroken: the file failed.
        """
        async with self._turn:
            try:
                return list(await self._live().execute_fetchall(sql, values))  # type: ignore[arg-type]
            except sqlite3.Error as error:
                raise translated(error) from error

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement in a transaction of its own; for housekeeping outside the log.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known.
        """
        async with self._transaction() as connection:
            await connection.execute_fetchall(sql, values)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._turn:
            connection = self._live()
            try:
                await connection.execute_fetchall("BEGIN IMMEDIATE")
                yield connection
                await connection.execute_fetchall("COMMIT")
            except sqlite3.Error as error:
                await self._roll_back(connection)
                raise translated(error) from error
            except BaseException:
                await self._roll_back(connection)
                raise

    async def _roll_back(self, connection: aiosqlite.Connection) -> None:
        # Asked of the connection's own thread: when the caller was cancelled, a BEGIN may still be
        # waiting there. Where no transaction is open, this does nothing.
        try:
            await connection.rollback()
        except sqlite3.Error as error:
            message = f"rolling back failed: {error}"
            raise StoreBroken(message) from error

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # A file that failed may fail to close as well; it is let go of all the same.
            with suppress(sqlite3.Error):
                await connection.close()

    def _live(self) -> aiosqlite.Connection:
        if self._connection is None:
            message = "the database is closed"
            raise StoreBroken(message)
        return self._connection


def _statements(rows: Rows) -> Iterable[tuple[str, Iterable[Sequence[Any]]]]:
    if rows.orders:
        yield _PUT_ORDER, list(rows.orders.values())
    if rows.items:
        yield _PUT_ITEM, rows.items
    if rows.events:
        yield _PUT_EVENT, rows.events
    if rows.forgotten:
        yield _FORGET_ANSWER, rows.forgotten
    if rows.answers:
        yield _PUT_ANSWER, rows.answers
    if rows.menu:
        yield _DROP_MENU, [key for key, body in rows.menu.items() if body is None]
        yield _PUT_MENU, [(*key, body) for key, body in rows.menu.items() if body is not None]
    if rows.tokens:
        yield _PUT_DEVICE, list(rows.tokens.values())
    if rows.sessions:
        yield _PUT_SESSION, list(rows.sessions.values())
