"""A database that a card has damaged: set aside, and in its place the newest backup that is good.

Nothing is deleted. What can still be read of the damaged one, and is what was written, is brought
along, so that a single bad block does not cost the orders since the last backup.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hub.store import journal
from hub.store.backup_folder import list_regular_files, parse_time, put_in_place
from hub.store.checksums import is_whole
from hub.store.database_file import migrations
from hub.store.errors import FAILURES, BackupFailed
from hub.store.restore import (
    aside_path,
    finish,
    list_decided,
    open_untouched,
    ready_path,
    restore_backup,
    sync_to_disk,
    undecided_path,
)
from hub.store.row_types import ORDER_COLUMNS, OrderRow
from hub.store.rows import Rows, decode_order
from hub.store.tables import ORDERS, TABLES

_log = logging.getLogger(__name__)

PENDING = "rescue"
"""Under which name a note stands in the branch's facts."""

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
RECOVERED = "recovered"
"""Why the event log begins anew here, as the table of epochs has it."""

LEFT: Mapping[str, str] = {
    "orders": "those that are whole are brought along afterwards, one by one",
    "items": "comes with its orders",
    "events": "the log begins anew",
    "cursors": "said how far followers were in the former log",
    "answers": "would say of orders that are lost that they were taken",
    "old_keys": "names answers",
}
"""Tables of the registry that a new file begins without, and why; any other comes along."""

_CARRIED = tuple(table for table in TABLES if not table.instead and table.name not in LEFT)


class RecoveryNote(NamedTuple):
    """What stands in a database that was brought back, until what can be was brought along.

    Attributes:
        made_at: when the backup was made, in Unix milliseconds; None when there was none.
        aside: the name of the file that was damaged; None when it was gone.
    """

    made_at: int | None
    aside: str | None


class SalvagedOrders(NamedTuple):
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
    if list_decided(database):
        return False
    keys = database.parent / "manager.token", database.parent / "tls"
    return any(each.exists() for each in keys) or any(_list_candidates(backups, None))


def replace_damaged(
    database: Path,
    backups: Sequence[Path],
    branch: str | None,
    *,
    epoch: str,
    stamp: str,
    tried: Sequence[Path] = (),
    damaged: Path | None = None,
) -> tuple[Path | None, Path | None]:
    """Set a damaged database aside and bring the newest good backup back. No hub may have it open.

    A :class:`RecoveryNote` of it stands in what was brought back, under ``PENDING``.

    Args:
        database: the damaged one; need not be there.
        backups: folders to look into.
        branch: whose backups; None takes those of the only branch that there are any of.
        epoch: of the restored database.
        stamp: the time, for the name under which the damaged one is set aside.
        tried: backups that were tried already.
        damaged: where the damaged one is, once it has been set aside.

    Returns:
        the backup, or None when there was none that is good; and where the damaged database is, or
        None when it was gone.

    Raises:
        InUse: another process has the database.
        OSError: the data folder cannot be written.
    """
    if damaged is None and database.exists():
        damaged = aside_path(database, stamp)
    aside = None if damaged is None else damaged.name
    for at, backup in _list_candidates(backups, branch):
        if backup in tried:
            continue
        note = RecoveryNote(int(at.timestamp() * 1000), aside)
        try:
            restore_backup(
                backup,
                database,
                epoch=epoch,
                stamp=stamp,
                newest_schema=max(migrations()),
                facts={PENDING: json.dumps(note), "epoch_why": RECOVERED},
            )
        except BackupFailed as failure:
            _log.error("not brought back: %s", failure)
            continue
        return backup, damaged
    first = damaged if damaged is not None and damaged.exists() else database
    pending = json.dumps(RecoveryNote(None, aside))
    facts = {"epoch": epoch, "epoch_why": RECOVERED, PENDING: pending}
    _begin_anew(first, database, stamp, facts)
    return None, damaged


def parse_note(text: str) -> RecoveryNote:
    """Read a note back."""
    return RecoveryNote(*json.loads(text))


def _begin_anew(damaged: Path, database: Path, stamp: str, facts: Mapping[str, str]) -> None:
    """Make a new database with all that is not an order, as far as the damaged one gives it."""
    partial = undecided_path(database)
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial, isolation_level=None)) as new:
        for number, sql in migrations().items():
            new.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
        for table in _CARRIED if damaged.exists() else ():
            with suppress(*FAILURES), open_untouched(damaged) as old:
                rows = old.execute(f"SELECT * FROM {table.name}")  # noqa: S608 - constants
                columns = ", ".join(name for name, *_ in rows.description)
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    _try(new, f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", row)  # noqa: S608 - constants
        with suppress(*FAILURES), open_untouched(damaged) as old:
            for commit in journal.read_journal(old).commits:
                _enter(new, commit)
        new.execute("DELETE FROM meta WHERE name <> 'branch'")
        new.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", facts.items())
    sync_to_disk(partial)
    put_in_place(partial, ready_path(database, stamp))
    finish(database)


def _enter(new: sqlite3.Connection, commit: Rows) -> None:
    """Enter what a commit wrote that was not in its tables yet."""
    for table in _CARRIED:
        for key in commit.list_removed(table):
            _try(new, table.delete, key if isinstance(key, tuple) else (key,))
        for row in commit.of(table):
            _try(new, table.insert(1), row)


def _try(new: sqlite3.Connection, sql: str, values: Sequence[object]) -> None:
    with suppress(*FAILURES):
        new.execute(sql, values)


def salvage_orders(aside: Path, live: Iterable[int], last: int) -> SalvagedOrders:
    """Look in a damaged database for the orders that a backup does not have as they were.

    Args:
        aside: the damaged database.
        live: numbers of the orders that were live in the backup.
        last: the last number in the backup.
    """
    rows: dict[int, OrderRow | None] = {}
    certain = False
    try:
        with open_untouched(aside) as database:
            commits, all_of_them = journal.read_journal(database)
            unflushed = {row.number: row for each in commits for row in each.of(ORDERS)}
            wanted, certain = _find_wanted(database, set(live), last, unflushed)
            certain = certain and all_of_them
            rows = {
                number: _pick_later(_read_row(database, number), unflushed.get(number))
                for number in sorted(wanted)
            }
    except FAILURES as error:
        _log.error("nothing can be read of %s: %s", aside, error)
    if rows and not any(rows.values()):
        # Not one: then this says nothing of any of them.
        return SalvagedOrders([], [], certain=False)
    whole = [row for row in rows.values() if row is not None]
    return SalvagedOrders(whole, [number for number, row in rows.items() if row is None], certain)


def _find_wanted(
    database: sqlite3.Connection, live: set[int], last: int, unflushed: Iterable[int]
) -> tuple[set[int], bool]:
    found: list[object] = [*unflushed]
    certain = True
    for sql in _NUMBERS:
        try:
            found += [number for (number,) in database.execute(sql, {"last": last})]
        except FAILURES as error:
            _log.error("a part of the damaged database cannot be read: %s", error)
            certain = False
    new = {each for each in found if isinstance(each, int) and last < each < last + _MOST}
    # The numbers have no gaps: what is missing in between was lost.
    return live | set(range(last + 1, max(new, default=last) + 1)), certain


def _read_row(database: sqlite3.Connection, number: int) -> OrderRow | None:
    sql = f"SELECT {ORDER_COLUMNS} FROM orders NOT INDEXED WHERE number = ?"  # noqa: S608 - constants
    try:
        found = database.execute(sql, (number,)).fetchone()
    except FAILURES:
        return None
    row = None if found is None else OrderRow(*found)
    return row if row is not None and row.sum is not None and is_whole(row) else None


def _pick_later(flushed: OrderRow | None, unflushed: OrderRow | None) -> OrderRow | None:
    found = [each for each in (flushed, unflushed) if each is not None]
    return max(found, key=lambda row: decode_order(row.body).version, default=None)


def _list_candidates(
    folders: Iterable[Path], branch: str | None
) -> Iterator[tuple[datetime, Path]]:
    found = []
    for folder in folders:
        with suppress(OSError):
            found += [each.path for each in list_regular_files(folder, "galley-*-*Z.db")]
    names = {_parse_branch(each) for each in found} - {None}
    if branch is None and len(names) == 1:
        [branch] = names
    if branch is None:
        return
    mine = [(at, each) for each in found if (at := parse_time(each.name, branch)) is not None]
    yield from sorted(mine, reverse=True)


def _parse_branch(path: Path) -> str | None:
    branch = path.name.removeprefix("galley-").rpartition("-")[0]
    return branch if parse_time(path.name, branch) is not None else None
