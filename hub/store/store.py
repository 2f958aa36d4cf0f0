"""The database file of one branch: one connection, one writer, reads in between commits."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite

from hub.store.errors import FAILURES, DiskFull, StoreBroken, translated
from hub.store.log_file import written_anew
from hub.store.opening import opened
from hub.store.rows import Rows
from hub.store.sums import LiveSums
from hub.store.writing import written

_HEADS = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
    "(SELECT coalesce(max(number), 0) FROM orders), "
    "(SELECT count(*) FROM orders WHERE active = 1)"
)
_CHECKPOINT_PAGES = 1000


class Still(NamedTuple):
    """The database's main file at one moment, for as long as nobody changes it.

    Attributes:
        path: of the file.
        heads: what it holds, by the names of :func:`hub.store.copying.counted`.
        holds: whether it still is as it was; false once the file had to be opened anew.
    """

    path: Path
    heads: dict[str, int]
    holds: Callable[[], bool]


class Store:
    """One branch's file. Use :meth:`open`; then :meth:`commit` and the reads of ``hub.store``.

    Reads and commits take turns on the one connection, so a read never sees half a transaction.

    Attributes:
        path: of the file.
        live: the sums of the live orders; loaded by whoever reads those.
    """

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self.path = path
        self._connection: aiosqlite.Connection | None = connection
        self._turn = asyncio.Lock()
        self._doubtful = False
        self.live = LiveSums()

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
            with suppress(StoreBroken):
                await self._log_to_disk()
            await self._drop()

    async def reopen(self) -> None:
        """Close the file and open it again, after it failed under us.

        After a failed fsync the pages that stand in the page cache may not be on disk, and writing
        them once more is the only way to have them there. First the log: closing writes it back
        into the database, and if the power went then, a log with holes could not mend that. Then,
        from the log, the database itself.

        Raises:
            StoreError: it still fails.
        """
        async with self._turn:
            await self._log_to_disk()
            await self._drop()
            self._connection = await opened(self.path)
            try:
                await _write_back(self._connection)
            except FAILURES as error:
                raise translated(error) from error

    async def commit(self, rows: Rows) -> None:
        """Write everything in one transaction; return when it is durable.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known; :meth:`reopen` and look.
        """
        async with self._transaction() as connection:
            # Handed over together, so that the connection's thread need not wait for the loop in
            # between; they are carried out in this order. COMMIT waits until all have succeeded.
            sums = self.live.after(rows.orders)
            await asyncio.gather(*written(connection, rows, sums))
        self.live.landed(rows, sums)

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows of committed state.

        Raises:
            StoreBroken: the file failed.
        """
        async with self._turn:
            try:
                return list(await self._live().execute_fetchall(sql, values))  # type: ignore[arg-type]
            except FAILURES as error:
                raise translated(error) from error

    @asynccontextmanager
    async def still(self) -> AsyncIterator[Still]:
        """Hold the main file still while changes go on, into the write-ahead log only.

        Everything that was committed before is in the file then, and nothing that comes later.

        Raises:
            DiskFull: there is no room to write the log back.
            StoreBroken: the file failed.
        """
        async with self._turn:
            connection = self._live()
            try:
                await connection.execute_fetchall("PRAGMA wal_autocheckpoint = 0")
                await _write_back(connection)
                [row] = await connection.execute_fetchall(_HEADS)
            except BaseException as error:
                await self._go_on(connection)
                if isinstance(error, FAILURES):
                    raise translated(error) from error
                raise
        heads = dict(zip(("seq", "number", "active"), row, strict=True))
        try:
            yield Still(self.path, heads, lambda: self._connection is connection)
        finally:
            async with self._turn:
                await self._go_on(connection)

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement in a transaction of its own; for housekeeping outside the log.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known.
        """
        async with self._transaction() as connection:
            await connection.execute_fetchall(sql, values)

    async def _go_on(self, connection: aiosqlite.Connection) -> None:
        if self._connection is connection:
            sql = f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}"
            with suppress(sqlite3.Error):
                await connection.execute_fetchall(sql)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._turn:
            connection = self._live()
            try:
                yield connection
                await connection.commit()
            except FAILURES as error:
                failure = translated(error)
                self._doubtful = self._doubtful or not isinstance(failure, DiskFull)
                await self._roll_back(connection)
                raise failure from error
            except BaseException:
                await self._roll_back(connection)
                raise

    async def _roll_back(self, connection: aiosqlite.Connection) -> None:
        # Asked of the connection's own thread: when the caller was cancelled, a BEGIN may still be
        # waiting there. Where no transaction is open, this does nothing.
        try:
            await connection.rollback()
        except FAILURES as error:
            message = f"rolling back failed: {error}"
            raise StoreBroken(message) from error

    async def _log_to_disk(self) -> None:
        if self._doubtful:
            await asyncio.to_thread(written_anew, self.path)
            self._doubtful = False

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


async def _write_back(connection: aiosqlite.Connection) -> None:
    rows = list(await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
    if rows and rows[0][0]:
        message = "the write-ahead log could not be written back"
        raise StoreBroken(message)
