"""A database that a card has damaged: set aside, and in its place the newest backup that is good.

Nothing is deleted. What can still be read of the damaged one, and is what was written, is brought
along, so that a single bad block does not cost the orders since the last backup.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hub.store import backup_folder
from hub.store.backup_names import time_of
from hub.store.errors import BackupFailed
from hub.store.reads import ORDER_COLUMNS
from hub.store.opening import migrations
from hub.store.restoring import left_as_it_is, restored, set_aside, to_disk, undecided
from hub.store.rows import OrderRow
from hub.store.sums import is_whole

_log = logging.getLogger(__name__)

_MOST = 20_000
"""Orders that are looked for; a number that is far away is more likely a wrong one."""


_NUMBERS = (
    "SELECT number FROM orders WHERE active = 1 AND :last = :last",
    "SELECT number FROM orders NOT INDEXED WHERE number > :last",
    # What was taken is in the log as well, a tree of its own.
    """SELECT CAST(substr(json_extract(CAST(payload AS TEXT), '$.orderNumber'), 5) AS INTEGER)
       FROM events WHERE type = 'order:new' AND :last = :last
       AND seq > (SELECT max(seq) FROM events) - 1000""",
)
_CARRIED = ("meta", "tokens", "seen", "sessions", "menu")


class Rescued(NamedTuple):
    """What has been done.

    Attributes:
        backup: what was brought back; None when there was none that is good.
        made_at: when that was made, in Unix milliseconds.
        aside: where the database is that was there before; None when there was none.
    """

    backup: Path | None
    made_at: int | None
    aside: Path | None


class Found(NamedTuple):
    """What a damaged database still gives.

    Attributes:
        whole: orders that are what was written.
        lost: numbers of orders that are not, or are missing.
        certain: whether ``lost`` names all of them; otherwise not even the last number is known.
    """

    whole: list[OrderRow]
    lost: list[int]
    certain: bool


def is_gone(database: Path, backups: Iterable[Path]) -> bool:
    """Whether there should be a database and is none, or an empty file.

    A hub that starts for the first time has neither keys nor backups.

    Args:
        database: where it should be.
        backups: folders of backups.
    """
    with suppress(FileNotFoundError):
        if database.stat().st_size:
            return False
    if any(database.parent.glob(f"{database.stem}-restored-*.db")):
        return False
    keys = database.parent / "manager.token", database.parent / "tls"
    return any(each.exists() for each in keys) or any(_candidates(backups, None))


def rescued(
    database: Path,
    backups: Sequence[Path],
    branch: str | None,
    *,
    epoch: str,
    stamp: str,
    newest_schema: int,
    no_good: Sequence[Path] = (),
    damaged: Path | None = None,
) -> Rescued:
    """Set a damaged database aside and bring the newest good backup back. No hub may have it open.

    Args:
        database: the damaged one; need not be there.
        backups: folders to look into.
        branch: whose backups; None takes those of the only branch that there are any of.
        epoch: of the restored database.
        stamp: the time, for the name under which the damaged one is set aside.
        newest_schema: the newest that this program knows.
        no_good: backups that were tried already.
        damaged: where the damaged one is, once it has been set aside.

    Raises:
        InUse: another process has the database.
        OSError: the data folder cannot be written.
    """
    for at, backup in _candidates(backups, branch):
        if backup in no_good:
            continue
        try:
            done = restored(backup, database, epoch=epoch, stamp=stamp, newest_schema=newest_schema)
        except BackupFailed as failure:
            _log.error("not brought back: %s", failure)
            continue
        return Rescued(backup, int(at.timestamp() * 1000), done.aside)
    aside = set_aside(database, stamp)
    before = damaged or aside
    if before is not None:
        begin_anew(before, database, epoch)
    return Rescued(None, None, aside)


def begin_anew(damaged: Path, database: Path, epoch: str) -> None:
    """Make a new database with all that is not an order, as far as the damaged one gives it.

    Args:
        damaged: set aside.
        database: where the new one goes; there must be none.
        epoch: of the new one.

    Raises:
        OSError: it cannot be written.
    """
    partial = undecided(database)
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as new:
            for number, sql in migrations().items():
                new.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
            for table in _CARRIED:
                with suppress(sqlite3.Error), left_as_it_is(damaged) as old:
                    for row in old.execute(f"SELECT * FROM {table}"):  # noqa: S608 - constants
                        _put(new, table, row)
            new.execute("DELETE FROM meta WHERE name NOT IN ('branch', 'epoch')")
            new.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (epoch,))
        to_disk(partial)
        backup_folder.put_in_place(partial, database)
    finally:
        partial.unlink(missing_ok=True)


def _put(new: sqlite3.Connection, table: str, row: Sequence[object]) -> None:
    marks = ", ".join("?" * len(row))
    with suppress(sqlite3.Error):
        new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)  # noqa: S608 - constants


def salvaged(aside: Path, live: Iterable[int], last: int) -> Found:
    """Look in a damaged database for the orders that a backup does not have as they were.

    Args:
        aside: the damaged database.
        live: numbers of the orders that were live in the backup.
        last: the last number in the backup.
    """
    try:
        with left_as_it_is(aside) as database:
            wanted, certain = _wanted(database, set(live), last)
            rows = {number: _row(database, number) for number in sorted(wanted)}
    except sqlite3.Error as error:
        _log.error("nothing can be read of %s: %s", aside, error)
        return Found([], sorted(live), certain=False)
    whole = [row for row in rows.values() if row is not None]
    return Found(whole, [number for number, row in rows.items() if row is None], certain)


def _wanted(database: sqlite3.Connection, live: set[int], last: int) -> tuple[set[int], bool]:
    wanted, certain = set(live), True
    for sql in _NUMBERS:
        try:
            wanted.update(row[0] for row in database.execute(sql, {"last": last}))
        except sqlite3.Error as error:
            _log.error("a part of the damaged database cannot be read: %s", error)
            certain = False
    wanted = {each for each in wanted if 0 < (each or 0) < last + _MOST}
    # The numbers have no gaps: what is missing in between was lost.
    wanted.update(range(last + 1, max(wanted, default=last) + 1))
    return {each for each in wanted if each > last or each in live}, certain


def _row(database: sqlite3.Connection, number: int) -> OrderRow | None:
    sql = f"SELECT {ORDER_COLUMNS} FROM orders NOT INDEXED WHERE number = ?"  # noqa: S608 - constants
    try:
        found = database.execute(sql, (number,)).fetchone()
    except sqlite3.Error:
        return None
    row = None if found is None else OrderRow(*found)
    return row if row is not None and row.sum is not None and is_whole(row) else None


def _candidates(folders: Iterable[Path], branch: str | None) -> Iterator[tuple[datetime, Path]]:
    found = []
    for folder in folders:
        with suppress(OSError):
            found += [each for each in folder.glob("galley-*-*Z.db") if each.is_file()]
    names = {_branch_of(each) for each in found} - {None}
    if branch is None and len(names) == 1:
        [branch] = names
    if branch is None:
        return
    mine = [(at, each) for each in found if (at := time_of(each.name, branch)) is not None]
    yield from sorted(mine, reverse=True)


def _branch_of(path: Path) -> str | None:
    branch = path.name.removeprefix("galley-").rpartition("-")[0]
    return branch if time_of(path.name, branch) is not None else None
