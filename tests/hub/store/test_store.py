"""The commit of a batch: whole or not at all, and reads that see committed state only."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hub.store import order_reads, reads
from hub.store.errors import DiskFull, StoreBroken
from hub.store.row_types import AnswerRow, EventRow, ItemRow, MenuRow, OrderRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import ANSWERS, EVENTS, FORGOTTEN, ITEMS, MENU, ORDERS
from tests.support.branch import no_room, until
from tests.support.unflushed import committed

_AT = "2024-01-15T10:30:00.000Z"


def _batch(number: int, *, size: int = 2, item: str | None = None) -> Rows:
    rows = Rows()
    order_id, body = f"order-{number}", b'"%s"' % (b"x" * size)
    rows.put(ORDERS, OrderRow(number, order_id, True, "pending", _AT, None, None, body))
    rows.put(ITEMS, ItemRow(item or f"item-{number}", number))
    rows.put(EVENTS, EventRow(number, "order:new", number, order_id, None, None, b"{}"))
    return rows


async def _counts(store: Store) -> tuple[int, int, int]:
    [row] = await committed(
        store,
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM items), "
        "(SELECT count(*) FROM events)",
    )
    return row[0], row[1], row[2]


async def test_a_batch_is_written_whole(store: Store) -> None:
    await store.commit(_batch(1))

    assert await _counts(store) == (1, 1, 1)


async def test_bodies_are_kept_byte_for_byte(store: Store) -> None:
    rows = _batch(1)
    body = '{"name":"Crème brûlée \\u0001 🍮"}'.encode()
    rows.put(ORDERS, *(row._replace(body=body) for row in rows.of(ORDERS)))

    await store.commit(rows)

    read = await order_reads.order_by_id(store, "order-1")
    assert read is not None
    assert read.body == body


async def test_a_line_that_is_taken_undoes_the_whole_batch(store: Store) -> None:
    await store.commit(_batch(1))

    with pytest.raises(StoreBroken, match="UNIQUE"):
        await store.commit(_batch(2, item="item-1"))

    assert await _counts(store) == (1, 1, 1)


async def test_an_integer_that_sqlite_cannot_hold_undoes_the_whole_batch(store: Store) -> None:
    rows = _batch(1)
    rows.put(EVENTS, EventRow(2, "order:new", 2**64, None, None, None, b"{}"))

    with pytest.raises(OverflowError):
        await store.commit(rows)

    assert await _counts(store) == (0, 0, 0)


async def test_a_batch_that_failed_leaves_no_open_transaction(store: Store) -> None:
    rows = _batch(1)
    rows.put(ANSWERS, AnswerRow("t", "k", b"", 2**64, None, 0, b""))
    with pytest.raises(OverflowError):
        await store.commit(rows)

    await store.commit(_batch(2))

    assert await _counts(store) == (1, 1, 1)


async def test_a_full_disk_changes_nothing_and_the_next_batch_succeeds(store: Store) -> None:
    async with no_room(store):
        with pytest.raises(DiskFull):
            await store.commit(_batch(1, size=1_000_000))

        assert await _counts(store) == (0, 0, 0)
    await store.commit(_batch(1, size=1_000_000))
    assert await _counts(store) == (1, 1, 1)


async def test_a_later_row_of_the_same_order_replaces_the_earlier_one(store: Store) -> None:
    first, second = _batch(1), Rows()
    [row] = first.of(ORDERS)
    second.put(ORDERS, row._replace(active=False, status="served", body=b'"later"'))
    first.merge(second)

    await store.commit(first)

    read = await order_reads.order_by_id(store, "order-1")
    assert read is not None
    assert (read.status, read.active, read.body) == ("served", 0, b'"later"')


async def test_an_entry_dropped_and_put_back_in_one_batch_is_there(store: Store) -> None:
    rows, later = Rows(), Rows()
    rows.remove(MENU, ("station", "grill"))
    later.put(MENU, MenuRow("station", "grill", b'{"id":"grill","name":"Grill"}'))
    rows.merge(later)

    await store.commit(rows)

    assert [entry.id for entry in await reads.menu(store)] == ["grill"]


async def test_an_answer_written_anew_is_not_forgotten_with_the_old_one(store: Store) -> None:
    for at in (4000, 5000):
        rows = Rows()
        rows.put(ANSWERS, AnswerRow("t", "k", b"d", 200, at, at, b"{}"))
        await store.commit(rows)
    purge = Rows()
    purge.put(FORGOTTEN, *await reads.old_answers(store, 4500, 10))

    await store.commit(purge)

    left = [await reads.answer_of(store, "t", "k", at) for at in (4000, 5000)]
    assert left == [None, (200, 5000, b"{}")]


async def test_a_read_never_sees_half_a_batch(store: Store) -> None:
    async def look() -> list[tuple[int, int, int]]:
        return [await _counts(store) for _ in range(40)]

    async def write() -> None:
        for number in range(1, 41):
            await store.commit(_batch(number))

    seen, _ = await asyncio.gather(look(), write())

    assert all(orders == items == events for orders, items, events in seen)
    assert len(set(seen)) > 1


async def test_a_cancelled_commit_leaves_no_open_transaction(store: Store) -> None:
    for number in range(1, 30):
        task = asyncio.create_task(store.commit(_batch(number)))
        for _ in range(number % 12):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await store.reopen()
        # Refused with 'a transaction within a transaction' if the last one were still open.
        await store.commit(_batch(1000 + number))

    orders, items, events = await _counts(store)
    assert orders == items == events >= 29


async def test_after_a_commit_whose_caller_went_away_the_file_is_opened_anew(store: Store) -> None:
    # Of lines that were made here nobody asks whether they are there.
    batch = _batch(1)
    batch.made_here.update(item.id for item in batch.of(ITEMS))
    waiting = asyncio.create_task(store.commit(batch))
    await until(store._turn.locked)
    waiting.cancel()
    await asyncio.wait([waiting])

    with pytest.raises(StoreBroken, match="not been opened anew"):
        await store.commit(_batch(2))
    await store.reopen()
    # Its thread went on, and the next commit stands behind it.
    await store.commit(_batch(2))
    assert await _counts(store) == (2, 2, 2)


async def test_a_closed_file_says_so(path: Path) -> None:
    store = await Store.open(path)
    await store.close()

    with pytest.raises(StoreBroken, match="closed"):
        await store.fetch_flushed("SELECT 1")
    with pytest.raises(StoreBroken, match="closed"):
        await store.commit(_batch(1))


async def test_reopening_keeps_every_commit_and_empties_the_log(store: Store, path: Path) -> None:
    await store.commit(_batch(1))

    await store.reopen()

    assert await _counts(store) == (1, 1, 1)
    assert path.with_name("galley.db-wal").stat().st_size == 0
    await store.commit(_batch(2))
    assert await _counts(store) == (2, 2, 2)


async def test_a_read_waits_for_the_file_to_be_open_again(store: Store) -> None:
    await store.commit(_batch(1))
    again = asyncio.create_task(store.reopen())
    await until(store._turn.locked)

    assert await _counts(store) == (1, 1, 1)
    await again


async def test_only_ids_that_the_hub_has_not_made_itself_are_looked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = store._fetch

    async def note(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return await fetch(sql, values)

    monkeypatch.setattr(store, "_fetch", note)
    rows = _batch(1)
    rows.made_here.add("item-1")
    await store.commit(rows)
    assert asked == []

    await store.commit(_batch(2))
    assert len(asked) == 1
