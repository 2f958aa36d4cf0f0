"""The database file: opening it, bringing it up to date, its log, a look at it without a hub."""

import asyncio
import os
import re
import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import aiosqlite

from hub.store import restore
from hub.store.errors import FAILURES, CannotOpen, Damaged, InUse, StoreBroken, translate_error
from hub.store.journal import summarize
from hub.store.log_length import PAGES_AT_MOST

_CHUNK = 1 << 20
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")
_PROMISE = re.compile(r"-- readable from (\d{4})\n")
"""How a migration begins that older programs can live with: with the first number that can."""

_SPILL = "PRAGMA cache_spill"

PRAGMAS: tuple[str, ...] = (
    # One process, one connection: WAL with two has had a corrupting bug up to SQLite 3.51.2, and
    # the lock makes a second hub on the same file impossible. Must come before the first read.
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    # An acknowledged change has been through fsync.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # Debian's SQLite fills every page that it frees with zeros, which a card would have to take as
    # well; so only those that are written anyway.
    "PRAGMA secure_delete = FAST",
    # A large transaction goes to the disk once, when it is whole.
    f"{_SPILL} = OFF",
    # Gives space back after a burst; the file is otherwise never shortened.
    "PRAGMA journal_size_limit = 16777216",
    # The hub does it sooner, when nobody waits for it.
    f"PRAGMA wal_autocheckpoint = {PAGES_AT_MOST}",
)


class Inspection(NamedTuple):
    """What the database says of itself: its branch, how many orders, and the last event."""

    branch: str
    orders: int
    seq: int


async def open_database(path: Path) -> aiosqlite.Connection:
    """Open (or create) the database and bring its schema up to date.

    Raises:
        CannotOpen: locked by another process, newer than this program, or not a database.
    """
    connection: aiosqlite.Connection | None = None
    try:
        await asyncio.to_thread(_settle_file, path)
        # The first statement that writes opens the transaction, with no round trip of its own.
        connection = await aiosqlite.connect(path, isolation_level="IMMEDIATE", timeout=0)
        for pragma in PRAGMAS:
            await connection.execute_fetchall(pragma)
        await _migrate(connection)
    except FAILURES as error:
        if connection is not None:
            await connection.close()
        raise _explain_failure(error, path) from error
    except BaseException:
        if connection is not None:
            await connection.close()
        raise
    return connection


def migrations() -> dict[int, str]:
    """Read the numbered migrations that come with this program: number -> SQL."""
    found: dict[int, str] = {}
    for entry in resources.files("hub.store").joinpath("migrations").iterdir():
        if match := _NUMBERED.fullmatch(entry.name):
            found[int(match[1])] = entry.read_text("utf-8")
    return dict(sorted(found.items()))


def rewrite_log(database: Path) -> None:
    """Write a database's log once more as it stands, through to its medium.

    After a failed fsync, Linux keeps the pages and takes them for written: whoever reads the log
    finds it whole, later syncs succeed, and on the disk there may be holes. Only what is written
    once more is on its way again.

    Nobody may use the log meanwhile. Its file carries none of SQLite's locks, so that closing it
    here takes none away.

    Args:
        database: whose log it is; without a log nothing is done.

    Raises:
        StoreBroken: it cannot be written.
    """
    try:
        handle = os.open(database.with_name(f"{database.name}-wal"), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreBroken(f"the log cannot be opened: {error.strerror}") from error
    try:
        at = 0
        while chunk := os.pread(handle, _CHUNK, at):
            at += os.pwrite(handle, chunk, at)
        os.fsync(handle)
    except OSError as error:
        raise StoreBroken(f"the log cannot be written anew: {error.strerror}") from error
    finally:
        os.close(handle)


def inspect_database(database: Path) -> Inspection:
    """Check every page, and count.

    The log that a killed hub has left beside the file is read as well, and left as it is.

    Args:
        database: the file.

    Raises:
        InUse: a hub has it.
        CannotOpen: it is damaged, is none of ours, or may not be read.
    """
    index = database.with_name(f"{database.name}-shm")
    there = index.exists()
    try:
        with closing(_open_to_read(database)) as connection:
            [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if found != "ok":
                where = found.splitlines()[-1]
                raise CannotOpen(f"{database.name} is damaged ({where}).")
            [(branch,)] = connection.execute("SELECT value FROM meta WHERE name = 'branch'")
            orders, seq = summarize(connection)
    except (sqlite3.Error, ValueError) as error:
        if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise InUse(f"{database.name} is in use: a hub is starting or stopping.") from error
        raise CannotOpen(f"{database.name} cannot be read: {error}.") from error
    finally:
        if not there:
            # SQLite puts an index of the log beside the file; whoever only reads leaves it there.
            index.unlink(missing_ok=True)
    return Inspection(branch, orders, seq)


def _settle_file(path: Path) -> None:
    restore.finish(path)
    # Where aiosqlite cannot connect it leaves a thread behind that ends with a traceback when the
    # loop is closed first, as it is when the hub refuses to start.
    sqlite3.connect(path).close()


async def _migrate(connection: aiosqlite.Connection) -> None:
    steps = migrations()
    newest = max(steps)
    [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
    readable = await _find_readable(connection, version)
    if readable > newest:
        message = (
            f"The database was written by a newer Galley (schema {version}; this program knows "
            f"up to {newest}). Install the newer version again, or restore a backup made before."
        )
        raise CannotOpen(message)
    for number, sql in steps.items():
        if number > version:
            promise = _PROMISE.match(sql)
            # Who cannot live with an older step cannot live with this one either.
            readable = max(readable, int(promise[1])) if promise else number
            # The version is set inside the same transaction: a step is done whole or not at all.
            step = (
                f"BEGIN IMMEDIATE;\n{sql}\n{_note_readable(readable, number)}\n"
                f"PRAGMA user_version = {number};\nCOMMIT;"
            )
            # It may write every row anew, and a small machine cannot hold all of them.
            await connection.executescript(f"{_SPILL} = ON;\n{step}\n{_SPILL} = OFF;")
            await asyncio.sleep(0)


async def _find_readable(connection: aiosqlite.Connection, version: int) -> int:
    """Return which schema a program has to know to work on a database."""
    if version == 0:
        return 0
    query = "SELECT value FROM meta WHERE name = ?"
    found = list(await connection.execute_fetchall(query, (restore.READABLE_FROM,)))
    return int(found[0][0]) if found else version


def _note_readable(schema: int, number: int) -> str:
    if schema == number:
        return f"DELETE FROM meta WHERE name = '{restore.READABLE_FROM}';"  # noqa: S608 - constants
    values = f"('{restore.READABLE_FROM}', '{schema}')"
    return f"INSERT OR REPLACE INTO meta (name, value) VALUES {values};"  # noqa: S608 - constants


def _explain_failure(error: Exception, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return InUse(f"{path.name} is in use: another hub is running on this data folder.")
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return Damaged(f"{path.name} is not a Galley database, or it is damaged.")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return CannotOpen(f"{path.name} cannot be opened for writing: check the folder's owner.")
    return translate_error(error)


def _open_to_read(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
