"""The database file of one branch: one connection, one writer, reads in between commits."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Container, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite

from hub.store import journal
from hub.store.checksums import LiveSums
from hub.store.database_file import open_database, rewrite_log
from hub.store.errors import FAILURES, DiskFull, StoreBroken, StoreError, as_damage, translate_error
from hub.store.journal import JournalWrite
from hub.store.log_length import PAGES_AT_MOST, LogLength
from hub.store.log_tail import Tail
from hub.store.row_types import ORDER_COLUMNS, ItemRow, OrderRow
from hub.store.rows import Rows, Sums, make_statements
from hub.store.tables import EVENTS, ITEMS, MOVED_EVENTS
from hub.store.unflushed import Slice, Unflushed

_HEADS = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
    "(SELECT coalesce(max(number), 0) FROM orders), "
    "(SELECT count(*) FROM orders WHERE active = 1)"
)
_LIVE_ORDERS = f"SELECT {ORDER_COLUMNS} FROM orders WHERE active = 1"  # noqa: S608 - constants
_LAST_EVENT = "SELECT seq, live FROM events ORDER BY seq DESC LIMIT 1"
_TAKEN = "SELECT count(*) FROM items WHERE id IN (SELECT value FROM json_each(?))"
_WRITE_BACK = "PRAGMA wal_checkpoint(PASSIVE)"

Values = Sequence[Any] | Callable[[], Sequence[Any]]
"""What stands for the marks of a read, or what says so when it is the read's turn."""


class StillFile(NamedTuple):
    """The database's main file at one moment, for as long as nobody changes it.

    Attributes:
        path: of the file.
        heads: what it holds, by the names of :func:`hub.store.backup_copy.count_contents`.
        holds: whether it still is as it was; false once the file had to be opened anew.
    """

    path: Path
    heads: dict[str, int]
    holds: Callable[[], bool]


_TOGETHER = 32
"""Statements that are handed to the connection's thread at once."""


class Store:
    """One branch's file. Use :meth:`open`; then :meth:`commit` and the reads of ``hub.store``.

    Reads and commits take turns on the one connection, so a read never sees half a transaction.
    What a kitchen does all day is committed to the journal (:mod:`hub.store.journal`), and flushed,
    that is entered in its tables, when enough of it has gathered. Reads never have it flushed: they
    put together what the tables have and what is ``unflushed`` (:mod:`hub.store.reads`).

    Attributes:
        path: of the file.
        live_sums: the sums of the live orders, as their table has them.
        unflushed: what is durable and not in its tables yet.
        tail: the newest events of the log.
        log: how long SQLite's own log is.
    """

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self.path = path
        self._connection: aiosqlite.Connection | None = connection
        self._turn = asyncio.Lock()
        self._doubtful = False
        self._held = False
        self.log = LogLength()
        self.live_sums = LiveSums()
        self.unflushed = Unflushed()
        self.tail = Tail()

    @classmethod
    async def open(cls, path: Path) -> "Store":
        """Open (or create) the file.

        Raises:
            CannotOpen: it is in use, newer than the program, or not a database.
            Damaged: what stands in it is not what was written.
        """
        store = cls(path, await open_database(path))
        try:
            async with store._turn:
                await store._load()
        except BaseException:
            await store._drop()
            raise
        return store

    async def close(self) -> None:
        """Close the file; whatever was committed stays."""
        async with self._turn:
            with suppress(StoreError):
                await self._flush_all()
            with suppress(StoreBroken):
                await self._rewrite_log()
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
            await self._rewrite_log()
            await self._drop()
            self._connection = await open_database(self.path)
            await self._load()
            try:
                await _write_back(self._connection)
            except FAILURES as error:
                raise translate_error(error) from error

    async def commit(self, rows: Rows) -> None:
        """Write everything in one transaction; return when it is durable.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known; :meth:`reopen` and look. So it is when
                whoever waits for it is cancelled.
        """
        async with self._turn:
            if self._doubtful:
                message = "the file failed, and has not been opened anew yet"
                raise StoreBroken(message)
            if not rows.is_empty:
                try:
                    await self._commit(rows)
                except asyncio.CancelledError:
                    # The connection's thread goes on; nobody has heard what came of it.
                    self._doubtful = True
                    raise

    @property
    def flush_wanted(self) -> bool:
        """Whether enough waits in the journal to be entered in its tables when nobody presses."""
        return self.unflushed.is_half_full and not self._doubtful

    @property
    def checkpoint_wanted(self) -> bool:
        """Whether enough has gone into SQLite's log to be written back when nobody waits for it."""
        return self.log.is_long and not (self.unflushed.is_full or self._held or self._doubtful)

    async def checkpoint(self) -> None:
        """Write SQLite's log back into the file.

        SQLite does so in the commit that makes it too long. On a full disk it stays as it is.

        Raises:
            StoreBroken: the file failed; :meth:`reopen` it.
        """
        async with self._turn:
            if self.checkpoint_wanted:
                with suppress(DiskFull), self._noting_failures():
                    done = await self._get_connection().execute_fetchall(_WRITE_BACK)
                    self.log.note_written_back(next(iter(done))[1])
                # Where it failed, it is not tried again before there is as much once more.
                self.log.begin_anew()

    async def flush(self, *, whole: bool = True) -> None:
        """Enter in its tables what has been committed.

        Args:
            whole: everything; or the first commits only, for which nobody waits long.

        Raises:
            DiskFull: nothing was changed; it is as durable as it was.
            StoreBroken: the file failed; :meth:`reopen` it.
        """
        async with self._turn:
            some = None if whole else self.unflushed.first_slice()
            if some is None:
                await self._flush_all()
            elif not self._doubtful:
                await self._enter(some)

    async def fetch_flushed(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Read rows as the tables have them; then look into ``unflushed``, without waiting again.

        Args:
            sql: what to read.
            values: for its marks; a function is asked for them when it is the read's turn, and so
                knows the ``unflushed`` that stands beside the rows.

        Raises:
            StoreBroken: the file failed.
        """
        async with self._turn:
            return await self._fetch(sql, values() if callable(values) else values)

    @asynccontextmanager
    async def hold_still(self) -> AsyncIterator[StillFile]:
        """Hold the main file still while changes go on, into the write-ahead log only.

        Everything that was committed before is in the file then, and nothing that comes later.

        Raises:
            DiskFull: there is no room to write the log back.
            StoreBroken: the file failed.
        """
        async with self._turn:
            await self._flush_all()
            connection = self._get_connection()
            try:
                self._held = True
                await connection.execute_fetchall("PRAGMA wal_autocheckpoint = 0")
                await _write_back(connection)
                [row] = await connection.execute_fetchall(_HEADS)
            except BaseException as error:
                await self._resume_checkpoints(connection)
                if isinstance(error, FAILURES):
                    raise translate_error(error) from error
                raise
        heads = dict(zip(("seq", "number", "active"), row, strict=True))
        try:
            yield StillFile(self.path, heads, lambda: self._connection is connection)
        finally:
            async with self._turn:
                await self._resume_checkpoints(connection)

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement in a transaction of its own; for housekeeping outside the log.

        Raises:
            DiskFull: nothing was changed.
            StoreBroken: whether it was written is not known.
        """
        async with self._turn, self._transaction() as connection:
            await connection.execute_fetchall(sql, values)

    async def _resume_checkpoints(self, connection: aiosqlite.Connection) -> None:
        self._held = False
        if self._connection is connection:
            sql = f"PRAGMA wal_autocheckpoint = {PAGES_AT_MOST}"
            with suppress(sqlite3.Error):
                await connection.execute_fetchall(sql)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        connection = self._get_connection()
        try:
            with self._noting_failures():
                yield connection
                await connection.commit()
        except BaseException:
            await self._roll_back(connection)
            raise

    @contextmanager
    def _noting_failures(self) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            failure = translate_error(error)
            self._doubtful = self._doubtful or not isinstance(failure, DiskFull)
            raise failure from error

    async def _load(self) -> None:
        """Read where the file stands, and what is left in its journal."""
        try:
            live = [OrderRow(*row) for row in await self._fetch(_LIVE_ORDERS)]
            last = await self._fetch(_LAST_EVENT)
            slots = await self._fetch(journal.SLOTS)
            seq, total = last[0] if last else (0, None)
            self.live_sums.load(live, total)
            self.unflushed = Unflushed.read(slots, seq)
            self.tail = Tail(self.unflushed.last)
            with suppress(DiskFull):
                await self._flush_all()
        except StoreBroken as error:
            raise as_damage(error) from error

    async def _commit(self, rows: Rows) -> None:
        body = self.unflushed.encode(rows)
        if body is None or await self._has_any(rows.of(ITEMS), rows.made_here):
            await self._flush(rows)
        elif not self.unflushed.is_full:
            await self._journal(rows, body)
        elif (some := self.unflushed.first_slice(body)) is not None:
            await self._journal(rows, body, along=some)
        else:
            await self._flush(rows)

    async def _flush_all(self) -> None:
        if self.unflushed and not self._doubtful:
            await self._flush(Rows())

    async def _journal(self, rows: Rows, body: bytes, along: Slice | None = None) -> None:
        write = self.unflushed.write(body)
        if along is not None:
            await self._enter(along, write)
        else:
            connection = self._get_connection()
            with self._noting_failures():
                await connection.execute_fetchall(write.sql, write)
        self.log.note_journalled(write.slots)
        self.unflushed.commit(rows, len(body))
        self.tail.add(rows.of(EVENTS))

    async def _enter(self, some: Slice, write: JournalWrite | None = None) -> None:
        async with self._transaction() as connection:
            sums = await self._write_tables(connection, some.rows)
            if write is not None:
                await connection.execute_fetchall(write.sql, write)
        self.live_sums.commit(some.rows, sums)
        self.log.note_entered(some.size)
        self.unflushed.note_entered(some)

    async def _flush(self, rows: Rows) -> None:
        all_ = self.unflushed.combine(rows)
        left = self.unflushed.begin_after(rows)
        async with self._transaction() as connection:
            sums = await self._write_tables(connection, all_)
            if self.unflushed:
                empty = left.clear()
                await connection.execute_fetchall(empty.sql, empty)
        self.live_sums.commit(all_, sums)
        self.log.note_entered(self.unflushed.waiting)
        self.unflushed = left
        self.tail.add(rows.of(EVENTS))
        for moved in rows.of(MOVED_EVENTS):
            self.tail.drop(moved.last)

    async def _write_tables(self, connection: aiosqlite.Connection, rows: Rows) -> Sums:
        # Handed over many at a time, so that the connection's thread need not wait for the loop in
        # between, nor the loop for a whole menu; they are carried out in this order. COMMIT waits
        # until all have succeeded.
        sums = self.live_sums.compute(rows)
        left = make_statements(connection, rows, sums)
        while some := list(islice(left, _TOGETHER)):
            await asyncio.gather(*some)
        return sums

    async def _has_any(self, lines: Collection[ItemRow], made_here: Container[str]) -> bool:
        """Whether lines are taken already: then their table has to refuse them, and now."""
        ids = [line.id for line in lines if line.id not in made_here]
        if not ids:
            return False
        if self.unflushed.items.keys() & ids:
            return True
        [(count,)] = await self._fetch(_TAKEN, (json.dumps(ids),))
        return bool(count)

    async def _fetch(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return list(await self._get_connection().execute_fetchall(sql, values))  # type: ignore[arg-type]
        except FAILURES as error:
            raise translate_error(error) from error

    async def _roll_back(self, connection: aiosqlite.Connection) -> None:
        # Asked of the connection's own thread: when the caller was cancelled, a BEGIN may still be
        # waiting there. Where no transaction is open, this does nothing.
        try:
            await connection.rollback()
        except FAILURES as error:
            message = f"rolling back failed: {error}"
            raise StoreBroken(message) from error

    async def _rewrite_log(self) -> None:
        if self._doubtful:
            await asyncio.to_thread(rewrite_log, self.path)
            self._doubtful = False

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # A file that failed may fail to close as well; it is let go of all the same.
            with suppress(sqlite3.Error):
                await connection.close()

    def _get_connection(self) -> aiosqlite.Connection:
        if self._connection is None:
            message = "the database is closed"
            raise StoreBroken(message)
        return self._connection


async def _write_back(connection: aiosqlite.Connection) -> None:
    rows = list(await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
    if rows and rows[0][0]:
        message = "the write-ahead log could not be written back"
        raise StoreBroken(message)
