"""One look at a branch's database while no hub has it. It is left as it was found."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from hub.store.errors import CannotOpen, InUse
from hub.store.journal import reckoned


class Looked(NamedTuple):
    """What the database says of itself: its branch, how many orders, and the last event."""

    branch: str
    orders: int
    seq: int


def looked_at(database: Path) -> Looked:
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
        with closing(_opened(database)) as connection:
            [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if found != "ok":
                where = found.splitlines()[-1]
                raise CannotOpen(f"{database.name} is damaged ({where}).")
            [(branch,)] = connection.execute("SELECT value FROM meta WHERE name = 'branch'")
            orders, seq = reckoned(connection)
    except (sqlite3.Error, ValueError) as error:
        if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise InUse(f"{database.name} is in use: a hub is starting or stopping.") from error
        raise CannotOpen(f"{database.name} cannot be read: {error}.") from error
    finally:
        if not there:
            # SQLite puts an index of the log beside the file; whoever only reads leaves it there.
            index.unlink(missing_ok=True)
    return Looked(branch, orders, seq)


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
