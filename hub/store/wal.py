"""The write-ahead log as a file: making sure that it is on its medium."""

import os
from pathlib import Path

from hub.store.errors import StoreBroken

_CHUNK = 1 << 20


def written_anew(database: Path) -> None:
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
