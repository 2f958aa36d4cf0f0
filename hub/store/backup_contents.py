"""What a backup holds, read without changing a byte of it: for a comparison with what there is."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from hub.store import backup_copy
from hub.store.errors import FAILURES, BackupFailed, Damaged
from hub.store.journal import read_journal, summarize
from hub.store.restore import open_untouched
from hub.store.tables import ORDERS


class BackupContents(NamedTuple):
    """What is in a backup.

    Attributes:
        branch: whose it is.
        last_number: the running number of its last order.
        open_orders: how many of its orders were open.
        seq: the last event of its log.
        menu: the entries of its menu, by kind and id, as JSON.
        people: the names of its people.
        tables: the list of its tables, as JSON; None where there was none.
    """

    branch: str
    last_number: int
    open_orders: int
    seq: int
    menu: dict[tuple[str, str], bytes]
    people: frozenset[str]
    tables: bytes | None


def read_contents(backup: Path) -> BackupContents:
    """Read what a backup holds. It blocks.

    Raises:
        BackupFailed: it is gone, it is no backup of a hub, or it is damaged.
    """
    if not backup.is_file():
        raise BackupFailed("This backup is not there any more.")
    try:
        with open_untouched(backup) as database:
            backup_copy.check_pages(database)
            facts = dict(database.execute("SELECT name, value FROM meta"))
            _, seq = summarize(database)
            number, still_open = _read_orders(database)
            menu = database.execute("SELECT kind, id, CAST(body AS BLOB) FROM menu").fetchall()
            return BackupContents(
                branch=str(facts.get("branch", "")),
                last_number=number,
                open_orders=still_open,
                seq=seq,
                menu={(kind, entry): body for kind, entry, body in menu},
                people=frozenset(_read_people(database)),
                tables=_read_tables(database),
            )
    except (*FAILURES, Damaged, backup_copy.CopyFailed) as error:
        raise BackupFailed(f"This backup cannot be read: {error}.") from error


def _read_orders(database: sqlite3.Connection) -> tuple[int, int]:
    """Read the last number and how many are open, with what had not reached its table yet."""
    sql = "SELECT coalesce(max(number), 0), coalesce(sum(active), 0) FROM orders"
    [(number, still_open)] = database.execute(sql)
    for rows in read_journal(database).commits:
        for key, row in rows.by_key(ORDERS).items():
            number = max(number, key)
            sql = "SELECT active FROM orders WHERE number = ?"
            before = database.execute(sql, (key,)).fetchone()
            still_open += (row is not None and row.active) - bool(before and before[0])
    return number, still_open


def _read_people(database: sqlite3.Connection) -> list[str]:
    # A hub of before there were people has no table of them.
    if not _has(database, "people"):
        return []
    return [name for (name,) in database.execute("SELECT name FROM people")]


def _read_tables(database: sqlite3.Connection) -> bytes | None:
    if not _has(database, "documents"):
        return None
    sql = "SELECT CAST(body AS BLOB) FROM documents WHERE name = 'tables'"
    row = database.execute(sql).fetchone()
    return None if row is None else bytes(row[0])


def _has(database: sqlite3.Connection, table: str) -> bool:
    sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
    [(count,)] = database.execute(sql, (table,))
    return bool(count)
