"""Bringing a backup back, in place of a database that is set aside.

Everything is prepared in a file beside the database. Giving that file the name
``galley-restored-<time>.db`` is the moment from which the restore is done: whatever happens then,
the hub's next start finishes it (:func:`finish`). Until that moment nothing has been changed.
"""

import errno
import fcntl
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from hub.store import backup_copy, backup_folder
from hub.store.errors import FAILURES, BackupFailed, Damaged, InUse
from hub.store.journal import summarize

READABLE_FROM = "readable_from"
"""The fact about a database that says which schema a program has to know to work on it, a number.
Where it is missing, it is the database's own."""

_SIDES = ("-wal", "-shm", "-journal")
_LOCKED = range(0x40000000, 0x40000000 + 512)
"""The bytes of a database that SQLite locks while it is in use (its file locking, version 3)."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TOKEN = "id, digest, name, role, session_id, created_at, revoked_at"  # noqa: S105 - columns


RESTORED = "restored"
"""Why the event log begins anew here, as the table of epochs has it."""

_NONE: Mapping[str, str] = MappingProxyType({})


class RestoreResult(NamedTuple):
    """What was brought back.

    Attributes:
        branch: whose it is.
        orders: how many orders.
        seq: the last event.
        aside: where the database is that was there before; None where there was none.
        devices_kept: whether the devices are as they were just before; otherwise they are as they
            were when the backup was made.
        archives: yearly archives that were missing and have been brought back as well.
    """

    branch: str
    orders: int
    seq: int
    aside: Path | None
    devices_kept: bool
    archives: tuple[Path, ...]


class _Before(NamedTuple):
    """What the database that is replaced says of itself; without a branch where it is damaged."""

    branch: str | None
    devices: list[tuple[object, ...]]


def restore_backup(
    backup: Path,
    database: Path,
    *,
    epoch: str,
    stamp: str,
    newest_schema: int,
    facts: Mapping[str, str] = _NONE,
) -> RestoreResult:
    """Put a backup in place of a database. No hub may be started meanwhile.

    Args:
        backup: a file that ``galley-hub backup`` made, or any whole copy of a hub's database.
        database: the hub's database; need not exist.
        epoch: the new one.
        stamp: the time, for the name under which the old database is set aside.
        newest_schema: the newest that this program knows.
        facts: what else is written down in it, by name.

    Raises:
        BackupFailed: the backup cannot be used; nothing was changed.
        InUse: a hub is running.
    """
    finish(database)
    before = _read_before(database)
    partial = undecided_path(database)
    try:
        _check(backup, database)
        _copy(backup, partial)
        branch, orders, seq = _prepare(
            backup,
            partial,
            before,
            {"epoch_why": RESTORED, **facts, "epoch": epoch},
            newest_schema,
        )
        archives = tuple(_bring_archives(backup.parent, database.parent, branch))
        sync_to_disk(partial)
        backup_folder.put_in_place(partial, ready_path(database, stamp))
    except OSError as error:
        raise _explain_failure(backup, database, error) from error
    finally:
        _remove(partial)
    aside = finish(database)
    return RestoreResult(branch, orders, seq, aside, bool(before and before.branch), archives)


def finish(database: Path) -> Path | None:
    """Finish a restore that was decided, if there is one; otherwise do nothing.

    Returns:
        where the database is that was there before.
    """
    # What was not decided has not happened.
    _remove(undecided_path(database))
    aside = None
    for ready in list_decided(database):
        stamp = ready.stem.removeprefix(f"{database.stem}-restored-")
        aside = aside_path(database, stamp)
        _move(database, aside)
        backup_folder.put_in_place(ready, database)
    return aside if aside is not None and aside.exists() else None


@contextmanager
def open_untouched(database: Path) -> Iterator[sqlite3.Connection]:
    """Look into a database that is set aside: it stays as it was, down to the last byte.

    SQLite may only read it, and must not put files of its own beside it.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    log, index = _side_path(database, "-wal"), _side_path(database, "-shm")
    new = not index.exists()
    uri = f"{database.absolute().as_uri()}?mode=ro{'' if log.exists() else '&immutable=1'}"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=0)) as old:
            yield old
    finally:
        if new:
            index.unlink(missing_ok=True)


def _read_before(database: Path) -> _Before | None:
    if not database.exists():
        return None
    _check_idle(database)
    try:
        with open_untouched(database) as old:
            facts = dict(old.execute("SELECT name, value FROM meta"))
            rows = old.execute(f"SELECT {_TOKEN} FROM tokens WHERE session_id IS NULL").fetchall()  # noqa: S608 - constants
            return _Before(facts.get("branch"), rows)
    except FAILURES:
        return _Before(None, [])


def _check_idle(database: Path) -> None:
    with database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, len(_LOCKED), _LOCKED.start)
        except BlockingIOError:
            raise InUse(
                "A hub is running on this data folder. Stop it first: systemctl stop galley-hub, "
                "or Ctrl-C where it runs in a terminal."
            ) from None


def _check(backup: Path, database: Path) -> None:
    if not backup.is_file():
        raise BackupFailed(f"{backup}: there is no such file.")
    if database.exists() and backup.samefile(database):
        raise BackupFailed(f"{backup} is the hub's own database, not a backup of it.")
    try:
        missing = backup_copy.describe_missing(backup)
    except backup_copy.CopyFailed:
        raise BackupFailed(f"{backup} is no backup of a hub: it is no database.") from None
    if missing is not None and not _side_path(backup, "-wal").exists():
        raise BackupFailed(f"{backup} is not whole: it has {missing}. Take another backup.")
    needed = sum(each.stat().st_size for each in _list_with_log(backup))
    beside = database if database.exists() else database.parent
    backup_folder.check_room(database.parent, needed, beside)


def _copy(backup: Path, partial: Path) -> None:
    # A copy that somebody took by hand may have its log beside it. SQLite puts the two together.
    by_hand = _side_path(backup, "-wal").exists()
    for file, side in zip(_list_with_log(backup), ("", "-wal"), strict=False):
        backup_copy.copy_file(file, _side_path(partial, side), plain=not by_hand)


def _prepare(
    backup: Path,
    partial: Path,
    before: _Before | None,
    facts: Mapping[str, str],
    newest_schema: int,
) -> tuple[str, int, int]:
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as new:
            new.execute("PRAGMA journal_mode = DELETE")
            backup_copy.check_pages(new)
            branch = _check_branch(new, backup, before, newest_schema)
            orders, seq = summarize(new)
            new.execute("BEGIN IMMEDIATE")
            new.executemany(
                "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", facts.items()
            )
            if before is not None:
                # Who has been let in or sent away since is a matter of its own: a restore lets
                # nobody in again, and leaves no screen outside.
                sql = f"INSERT OR REPLACE INTO tokens ({_TOKEN}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
                new.executemany(sql, before.devices)
            new.execute("COMMIT")
            return branch, orders, seq
    except backup_copy.CopyFailed as error:
        raise BackupFailed(f"{backup} cannot be used: {error}. Take another backup.") from error
    except Damaged as error:
        raise BackupFailed(
            f"{backup} cannot be used: it is damaged. Take another backup."
        ) from error
    except FAILURES as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, "No space left on device") from error
        raise BackupFailed(
            f"{backup} is no backup of a hub, or it is damaged ({error})."
        ) from error


def _check_branch(
    new: sqlite3.Connection, backup: Path, before: _Before | None, newest_schema: int
) -> str:
    [(schema,)] = new.execute("PRAGMA user_version")
    [(tables,)] = new.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'orders', 'events', 'tokens')"
    )
    facts = {}
    if tables == 4:  # noqa: PLR2004 - the four named above
        facts = dict(new.execute("SELECT name, value FROM meta"))
    if "branch" not in facts or "epoch" not in facts:
        raise BackupFailed(f"{backup} is a database, but no backup of a hub.")
    if int(facts.get(READABLE_FROM, schema)) > newest_schema:
        raise BackupFailed(
            f"{backup} was made by a newer Galley (schema {schema}; this program knows up to "
            f"{newest_schema}). Install the newer version first."
        )
    branch = str(facts["branch"])
    if before is not None and before.branch not in {None, branch}:
        raise BackupFailed(
            f"{backup} is of branch {branch!r}; this data folder is of branch {before.branch!r}. "
            "Give another --data folder, or the right backup."
        )
    return branch


def _bring_archives(folder: Path, data: Path, branch: str) -> Iterator[Path]:
    start = f"galley-{branch}-archive-"
    pattern = f"{start}[0-9][0-9][0-9][0-9].db"
    for copy in sorted(each.path for each in backup_folder.list_regular_files(folder, pattern)):
        archive = data / "archive" / f"{copy.stem.removeprefix(start)}.db"
        if archive.exists():
            continue
        archive.parent.mkdir(mode=0o700, exist_ok=True)
        partial = backup_folder.partial_path(archive)
        partial.unlink(missing_ok=True)
        try:
            backup_copy.copy_file(copy, partial)
            backup_folder.put_in_place(partial, archive)
        except backup_copy.CopyFailed as error:
            raise BackupFailed(f"{copy} cannot be brought back: {error}.") from error
        finally:
            partial.unlink(missing_ok=True)
        yield archive


def _explain_failure(backup: Path, database: Path, error: OSError) -> BackupFailed:
    if error.errno in _FULL:
        return BackupFailed(
            f"The disk of {database.parent} is full: the old database stays beside the new one. "
            "Nothing was changed. Free some space and try again.",
            full=True,
        )
    return BackupFailed(
        f"{backup} could not be brought back: {error.strerror or error} "
        f"({error.filename or database.parent}). Nothing was changed."
    )


def sync_to_disk(file: Path) -> None:
    """See that a file is on its medium.

    Raises:
        OSError: it could not be written.
    """
    with file.open("rb") as handle:
        backup_copy.sync_file(handle)


def _list_with_log(backup: Path) -> list[Path]:
    log = _side_path(backup, "-wal")
    return [backup, log] if log.exists() else [backup]


def aside_path(database: Path, stamp: str) -> Path:
    """Say under which name a database is set aside."""
    return database.with_name(f"{database.stem}-before-{stamp}.db")


def _move(database: Path, aside: Path) -> None:
    # What belongs to the old file must never be taken for the new one's; so it goes first.
    for side in _SIDES:
        with suppress(FileNotFoundError):
            _side_path(database, side).rename(_side_path(aside, side))
    with suppress(FileNotFoundError):
        database.rename(aside)


def undecided_path(database: Path) -> Path:
    """Say where a database is made ready that nothing has been decided of."""
    return database.with_name(f"{database.stem}-restoring.db")


def ready_path(database: Path, stamp: str) -> Path:
    """Say what a database is called that is to be put in place of another one, come what may."""
    return database.with_name(f"{database.stem}-restored-{stamp}.db")


def list_decided(database: Path) -> list[Path]:
    """List the databases that are to be put in place of another one, come what may."""
    try:
        found = list(
            backup_folder.list_regular_files(database.parent, f"{database.stem}-restored-*.db")
        )
    except FileNotFoundError:
        return []
    return sorted(each.path for each in found)


def _side_path(file: Path, side: str) -> Path:
    return file.with_name(file.name + side)


def _remove(file: Path) -> None:
    for side in ("", *_SIDES):
        _side_path(file, side).unlink(missing_ok=True)
