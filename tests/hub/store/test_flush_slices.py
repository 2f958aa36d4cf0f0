"""Orders go to their table a few at a time, ahead of the flush that everybody waits for."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.store import journal, order_reads
from hub.store.errors import Damaged
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EVENTS, ORDERS, EventRow
from tests.support.unflushed import commit, in_tables, killed, order_row

_ORDERS = journal.SLICE + 10


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with more orders in its journal than go to their table at once."""
    opened = await Store.open(tmp_path / "galley.db")
    for number in range(1, _ORDERS + 1):
        await opened.commit(commit(number))
    yield opened
    await opened.close()


async def _change(store: Store, number: int) -> None:
    rows = Rows()
    rows.put(ORDERS, order_row(number, b'{"version":2}'))
    seq = store.unflushed.last + 1
    rows.put(EVENTS, EventRow(seq, "order:updated", 0, f"order-{number}", None, None, b"{}"))
    await store.commit(rows)


async def _versions(store: Store) -> list[bytes]:
    return [row.body for row in await order_reads.active_orders(store)]


async def test_those_go_first_that_nobody_has_touched_for_the_longest_time(store: Store) -> None:
    await _change(store, 2)

    await store.flush_slice()

    expected = [1, *range(3, journal.SLICE + 2)]
    assert await in_tables(store) == expected


async def test_what_was_entered_is_not_entered_again_unless_it_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.flush_slice()
    await _change(store, 1)
    entered: list[int] = []
    write = store._write_tables

    async def note(connection: Any, rows: Rows) -> Any:  # noqa: ANN401 - as the store has it
        entered.extend(row.number for row in rows.of(ORDERS))
        return await write(connection, rows)

    monkeypatch.setattr(store, "_write_tables", note)
    await store.flush()

    assert sorted(entered) == [1, *range(journal.SLICE + 1, _ORDERS + 1)]
    assert await in_tables(store) == list(range(1, _ORDERS + 1))
    # What they add up to is as it was written, too.
    await store.reopen()


async def test_a_hub_that_is_killed_in_between_has_every_order_once_and_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    await store.flush_slice()
    await _change(store, 1)
    before = await _versions(store)

    again = await Store.open(killed(store, tmp_path / "killed"))

    try:
        assert await _versions(again) == before
        assert await in_tables(again) == list(range(1, _ORDERS + 1))
        [(events, lines)] = await again.fetch_flushed(
            "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM items)"
        )
        assert (events, lines) == (_ORDERS + 1, _ORDERS)
    finally:
        await again.close()


async def test_a_killed_hubs_orders_are_counted_once(store: Store, tmp_path: Path) -> None:
    await store.flush_slice()
    with closing(sqlite3.connect(killed(store, tmp_path / "killed"))) as database:
        counted = journal.summarize(database)

    assert counted == (_ORDERS, _ORDERS)


async def test_damage_in_an_order_that_went_ahead_is_noticed(store: Store, tmp_path: Path) -> None:
    await store.flush_slice()
    file = killed(store, tmp_path / "killed")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE orders SET body = '{}' WHERE number = 1")

    with pytest.raises(Damaged):
        await Store.open(file)


async def test_few_orders_wait_for_the_flush(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [store.unflushed.slice_wanted]
    monkeypatch.setattr(journal, "_STAY", 5)
    wanted.append(store.unflushed.slice_wanted)
    monkeypatch.setattr(journal, "FLUSH_AT", store.unflushed.size)
    wanted.append(store.unflushed.slice_wanted)

    await store.flush_slice()

    assert [*wanted, store.unflushed.slice_wanted] == [False, False, True, False]
