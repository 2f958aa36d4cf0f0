"""What a damaged file gives to a new one: a table of the registry is left out for a reason only."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest

from hub.store.database_file import migrations
from hub.store.journal import JournalStream
from hub.store.row_types import EventRow, TimerRow
from hub.store.rows import Rows
from hub.store.salvage import LEFT, replace_damaged
from hub.store.tables import EVENTS, TABLES, TIMERS, Table

KEPT = sorted({table.name for table in TABLES} - LEFT.keys())


def _make(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        for number, sql in migrations().items():
            database.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")


def _do(path: Path, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        return database.execute(sql, values).fetchall()


def _made_up(table: Table[Any]) -> list[object]:
    made: dict[object, object] = {int: 1, bytes: b"{}"}
    kinds = ((*get_args(kind), kind)[0] for kind in table.row.__annotations__.values())
    return [made.get(kind, "branch") for kind in kinds]


def _replace(path: Path) -> None:
    replace_damaged(path, [], None, epoch="e2", stamp="20240115T143000Z")


def test_every_table_that_is_left_out_is_one_of_the_registry() -> None:
    assert LEFT.keys() <= {table.name for table in TABLES}


@pytest.mark.parametrize("name", KEPT)
def test_a_row_of_each_other_table_is_in_the_new_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "galley.db"
    _make(path)
    table = next(each for each in TABLES if each.name == name and not each.instead)
    _do(path, table.insert(1), _made_up(table))
    before = _do(path, f"SELECT * FROM {name}")  # noqa: S608 - of the registry

    _replace(path)

    after = _do(path, f"SELECT * FROM {name}")  # noqa: S608 - of the registry
    assert len(before) == 1
    assert set(before) <= set(after)


def test_what_was_in_the_journal_only_is_in_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "galley.db"
    _make(path)
    for kind in ("done", "later"):
        _do(path, TIMERS.insert(1), TimerRow(kind, "1", 5, 1, b"{}"))
    rows = Rows()
    rows.put(EVENTS, EventRow(1, "order:new", 1, None, None, None, b"{}"))
    rows.put(TIMERS, TimerRow("later", "1", 9, 1, b"{}"), TimerRow("new", "1", 7, 1, b"{}"))
    rows.remove(TIMERS, ("done", "1"))
    write = JournalStream(0).write(rows.encode())
    _do(path, write.sql, [*write])

    _replace(path)

    assert _do(path, "SELECT kind, due FROM timers ORDER BY kind") == [("later", 9), ("new", 7)]


def test_a_file_of_an_older_version_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "galley.db"
    _make(path)
    _do(path, "DROP TABLE stock")
    _do(path, "DROP INDEX sessions_open")
    _do(path, "ALTER TABLE sessions DROP COLUMN closed_at")
    _do(path, "INSERT INTO sessions VALUES ('s1', '7', '2024-01-15')")

    _replace(path)

    assert _do(path, "SELECT * FROM sessions") == [("s1", "7", "2024-01-15", None)]
