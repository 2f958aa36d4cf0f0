"""Opening the database file: who may, with which settings, and bringing it up to date."""

import asyncio
import re
import sqlite3
from importlib import resources
from pathlib import Path

import aiosqlite

from hub.store import restore
from hub.store.errors import FAILURES, CannotOpen, Damaged, InUse, translated

_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")

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
    "PRAGMA cache_spill = OFF",
    # Gives space back after a burst; the file is otherwise never shortened.
    "PRAGMA journal_size_limit = 16777216",
)


async def opened(path: Path) -> aiosqlite.Connection:
    """Open (or create) the database and bring its schema up to date.

    Raises:
        CannotOpen: locked by another process, newer than this program, or not a database.
    """
    connection: aiosqlite.Connection | None = None
    try:
        await asyncio.to_thread(_try, path)
        # The first statement that writes opens the transaction, with no round trip of its own.
        connection = await aiosqlite.connect(path, isolation_level="IMMEDIATE", timeout=0)
        for pragma in PRAGMAS:
            await connection.execute_fetchall(pragma)
        await _migrate(connection)
    except FAILURES as error:
        if connection is not None:
            await connection.close()
        raise _explained(error, path) from error
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


def _try(path: Path) -> None:
    restore.finish(path)
    # Where aiosqlite cannot connect it leaves a thread behind that ends with a traceback when the
    # loop is closed first, as it is when the hub refuses to start.
    sqlite3.connect(path).close()


async def _migrate(connection: aiosqlite.Connection) -> None:
    steps = migrations()
    newest = max(steps)
    [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
    if version > newest:
        message = (
            f"The database was written by a newer Galley (schema {version}; this program knows "
            f"up to {newest}). Install the newer version again, or restore a backup made before."
        )
        raise CannotOpen(message)
    for number, sql in steps.items():
        if number > version:
            # The version is set inside the same transaction: a step is done whole or not at all.
            script = f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"
            await connection.executescript(script)
            await asyncio.sleep(0)


def _explained(error: Exception, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return InUse(f"{path.name} is in use: another hub is running on this data folder.")
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return Damaged(f"{path.name} is not a Galley database, or it is damaged.")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return CannotOpen(f"{path.name} cannot be opened for writing: check the folder's owner.")
    return translated(error)
