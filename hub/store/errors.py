"""What can go wrong with the file, as the rest of the hub sees it.

StoreError
 +-- CannotOpen      the file is not ours to use: newer than the program, another branch's, damaged
 |    +-- InUse      another process has it
 |    +-- Damaged    what stands in the file is not what was written; a StoreBroken as well
 +-- BackupFailed    a backup, an archive or a restore could not be made; the message says why
 +-- DiskFull        no room; nothing was changed, the connection is still good
 +-- StoreBroken     a read, write or fsync failed; close the file and open it again
"""

import sqlite3

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What the library raises: of a damaged file it cannot always read out what SQLite says of it."""


class StoreError(Exception):
    """Something is wrong with the database file."""


class CannotOpen(StoreError):  # noqa: N818 - reads as a sentence where it is caught
    """The file cannot be used; the message says why and what to do."""


class InUse(CannotOpen):
    """Another process has the file; trying again later makes sense."""


class BackupFailed(StoreError):  # noqa: N818
    """A backup or an archive could not be written, or a backup not be brought back.

    Attributes:
        full: whether it was for lack of room.
    """

    def __init__(self, message: str, *, full: bool = False) -> None:
        super().__init__(message)
        self.full = full


class DiskFull(StoreError):  # noqa: N818
    """The disk is full. Nothing was changed."""


class StoreBroken(StoreError):  # noqa: N818
    """The file failed under us. Whether the last transaction is on disk is not known."""


class Damaged(CannotOpen, StoreBroken):
    """What stands in the file is not what was written there: a card has lost or changed it.

    It is noticed where SQLite says so (:func:`translate_error`), where a file is opened
    (``database_file.py``), by the sums over orders (``checksums.py``), in the journal
    (``journal.py``), and by a database that is gone (``salvage.py``). ``hub/upkeep/recovery.py``
    does something about it.
    """


def as_damage(error: StoreBroken) -> StoreBroken:
    """Take a failure of a known statement for damage.

    A table of ours is not there, or it has what has not been entered yet.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    found = code in {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT}
    return Damaged(f"The database is damaged ({error}).") if found else error


def translate_error(error: Exception) -> StoreError:
    """Sort an SQLite error into one of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF == sqlite3.SQLITE_FULL:
        return DiskFull("the disk is full")
    # What cannot be decoded comes from Python, and has no code of SQLite's.
    if code is None or code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Damaged(f"The database is damaged ({error}).")
    return StoreBroken(f"SQLite: {error}")
