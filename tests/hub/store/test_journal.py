"""What is committed and not in its tables yet: as durable, and as visible, as if it were."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.store import journal, order_reads, reads
from hub.store.errors import StoreBroken
from hub.store.row_types import EventRow, ItemRow, MenuRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EVENTS, ITEMS, MENU, ORDERS
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery
from tests.support.branch import MANAGER, Bench, answer_in, asks, on_disk
from tests.support.unflushed import ORDERS_IN_TABLE, commit, in_tables, killed, order_row

_Read = Callable[[Bench, Order], Awaitable[object]]

_READS: dict[str, _Read] = {
    "the log": lambda bench, _: bench.branch.history.events(MANAGER, EventsQuery()),
    "the log from the newest on": lambda bench, _: bench.branch.history.events(
        MANAGER, EventsQuery(after=bench.branch.log.committed - 1)
    ),
    "orders": lambda bench, _: bench.branch.history.orders(OrdersQuery()),
    "orders by status": lambda bench, _: bench.branch.history.orders(
        OrdersQuery(status=OrderStatus.PENDING)
    ),
    "one order": lambda bench, order: bench.branch.history.order(order.id),
}
"""What a till, a tablet or a report asks again and again."""


def with_menu() -> Rows:
    rows = Rows()
    rows.put(MENU, MenuRow("station", "grill", b'{"id":"grill","name":"Grill"}'))
    return rows


@pytest.fixture
async def store(store: Store) -> Store:
    """Three orders wait in it for their tables."""
    for number in (1, 2, 3):
        await store.commit(commit(number))
    return store


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    opened = await Bench(tmp_path / "bench.db").open()
    yield opened
    await opened.close()


# Seen and kept.


async def test_what_a_kitchen_does_all_day_waits_for_its_tables(store: Store) -> None:
    assert await in_tables(store) == []


async def test_whoever_reads_sees_it_all_the_same(store: Store) -> None:
    assert [row.number for row in await order_reads.active_orders(store)] == [1, 2, 3]
    assert [row.seq for row in await reads.log_page(store, 0, 10)] == [1, 2, 3]
    assert await reads.answer_of(store, "till", "key-2", 2) == (
        201,
        1,
        b'{"version":1}',
    )


async def test_a_single_order_is_seen_as_it_is_now(store: Store) -> None:
    await store.flush()
    later = Rows()
    later.put(ORDERS, order_row(2)._replace(status="ready", body=b'{"version":2}'))
    later.put(EVENTS, EventRow(4, "order:updated", 0, "order-2", None, None, b"{}"))
    await store.commit(later)

    by_id = await order_reads.order_by_id(store, "order-2")
    by_item = await order_reads.order_by_item(store, "item-2")

    assert by_id is not None
    assert (by_id.status, by_id.body) == ("ready", b'{"version":2}')
    assert by_item == by_id
    assert await in_tables(store) == [1, 2, 3]


async def test_an_order_stands_in_a_list_once_and_as_it_is_now(store: Store) -> None:
    await store.flush()
    served = Rows()
    served.put(ORDERS, order_row(2)._replace(active=False, status="served"))
    served.put(EVENTS, EventRow(4, "order:updated", 0, "order-2", None, None, b"{}"))
    await store.commit(served)

    found = {
        statuses: await order_reads.orders_page(
            store, statuses=statuses, since="0", until="9", before=None, limit=3
        )
        for statuses in ((), ("pending",), ("served",), ("pending", "served"))
    }

    numbers = {statuses: [row.number for row in rows] for statuses, rows in found.items()}
    assert numbers == {
        (): [3, 2, 1],
        ("pending",): [3, 1],
        ("served",): [2],
        ("pending", "served"): [3, 2, 1],
    }
    assert [row.number for row in await order_reads.active_orders(store)] == [1, 3]
    assert [row.number for row in await order_reads.closed_orders(store, 2)] == [2]


async def test_lines_that_are_taken_are_known(store: Store) -> None:
    await store.flush()
    await store.commit(commit(4))

    assert await order_reads.find_known_items(store, ["item-1", "item-4", "item-5"]) == {
        "item-1",
        "item-4",
    }
    found = await order_reads.order_by_item(store, "item-4")
    assert found is not None
    assert found.number == 4


async def test_reading_writes_nothing(store: Store) -> None:
    log = store.path.with_name("galley.db-wal")
    before = log.read_bytes(), store.path.read_bytes()

    await reads.log_page(store, 0, 10)

    assert (log.read_bytes(), store.path.read_bytes()) == before
    assert await in_tables(store) == []


async def test_a_hub_that_is_killed_has_lost_nothing(store: Store, tmp_path: Path) -> None:
    await store.flush()
    for number in (4, 5):
        await store.commit(commit(number))

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert await in_tables(left) == [1, 2, 3, 4, 5]
    assert [row.seq for row in await reads.log_page(left, 0, 10)] == [1, 2, 3, 4, 5]
    await left.close()


async def test_what_was_flushed_is_never_flushed_again(store: Store, tmp_path: Path) -> None:
    await store.flush()

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert await in_tables(left) == [1, 2, 3]
    await left.commit(commit(4))
    assert [row.number for row in await order_reads.active_orders(left)] == [1, 2, 3, 4]
    await left.close()


async def test_a_large_commit_takes_as_many_slots_as_it_needs(store: Store, tmp_path: Path) -> None:
    body = b'{"version":1,"notes":"%s"}' % bytes(range(35, 91)) * 500
    await store.commit(commit(4, body=body))
    await store.commit(commit(5))
    [(slots,)] = await store.fetch_flushed("SELECT count(*) FROM journal")

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert slots == 1
    assert await in_tables(left) == [1, 2, 3, 4, 5]
    found = await order_reads.order_by_id(left, "order-4")
    assert found is not None
    assert found.body == body
    await left.close()


async def test_a_closed_file_has_all_of_it_in_its_tables(path: Path) -> None:
    store = await Store.open(path)
    await store.commit(commit(1))

    await store.close()

    assert on_disk(path, ORDERS_IN_TABLE) == [(1,)]


# When it is flushed.


async def test_it_is_flushed_when_enough_has_gathered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FLUSH_AT", 2_000)

    await store.commit(commit(4, body=b"x" * 1_500))

    assert await in_tables(store) == [1, 2, 3, 4]
    assert not store.unflushed


async def test_it_is_flushed_with_what_is_rare(store: Store) -> None:
    await store.commit(with_menu())

    assert await in_tables(store) == [1, 2, 3]
    assert [entry.id for entry in await reads.menu(store)] == ["grill"]


async def test_a_commit_that_writes_nothing_posts_nothing(store: Store) -> None:
    await store.commit(Rows())

    assert await in_tables(store) == []


async def test_its_slots_are_used_again(store: Store) -> None:
    await store.flush()
    for number in range(4, 40):
        await store.commit(commit(number, body=b"x" * 300))
        if number % 9 == 0:
            await store.flush()

    assert await store.fetch_flushed("SELECT count(*) FROM journal") == [(1,)]


@pytest.mark.parametrize("what", _READS)
async def test_whoever_reads_leaves_the_next_changes_to_the_journal(
    bench: Bench, what: str
) -> None:
    read = _READS[what]
    for seq in (1, 2, 3):
        order = await bench.place("Soup")
        answer = await read(bench, order)

        assert order.id in str(answer_in(answer))
        assert bench.branch.log.committed == seq

    assert await in_tables(bench.branch._store) == []


async def test_a_read_knows_what_waits_when_it_has_its_turn(store: Store) -> None:
    async with store._turn:
        reading = asyncio.create_task(order_reads.closed_orders(store, 10))
        writing = asyncio.create_task(store.flush())
        await asyncio.sleep(0)
        flushed = asyncio.create_task(order_reads.active_orders(store))
        await asyncio.sleep(0)

    assert await reading == []
    assert [row.number for row in await flushed] == [1, 2, 3]
    await writing


async def test_steps_of_an_order_are_one_row_in_the_end(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    order = await bench.place("Soup")
    for status in (ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED):
        await bench.branch.orders.set_item_status(asks(), order.items[0].id, status)
    store = bench.branch._store
    assert await in_tables(store) == []
    await bench.close()

    assert on_disk(bench.path, "SELECT status FROM orders") == [("served",)]
    assert on_disk(bench.path, "SELECT count(*) FROM events") == [(7,)]


# What cannot be.


async def test_a_line_that_is_taken_is_refused_before_it_is_acknowledged(store: Store) -> None:
    await store.flush()
    for taken in ("item-1", "item-4"):
        other = commit(5, seq=5 if taken == "item-4" else 4)
        other.put(ITEMS, ItemRow(taken, 5))
        if taken == "item-4":
            await store.commit(commit(4))

        with pytest.raises(StoreBroken, match="UNIQUE"):
            await store.commit(other)

        await store.reopen()
        assert 5 not in await in_tables(store)
    assert [row.number for row in await order_reads.active_orders(store)] == [1, 2, 3, 4]


async def test_events_that_do_not_follow_never_wait(store: Store) -> None:
    await store.commit(commit(9))

    assert await in_tables(store) == [1, 2, 3, 9]


async def test_after_a_failure_nothing_is_written_before_the_file_is_opened_anew(
    store: Store,
) -> None:
    other = commit(4)
    other.put(ITEMS, ItemRow("item-1", 4))
    with pytest.raises(StoreBroken):
        await store.commit(other)

    with pytest.raises(StoreBroken, match="not been opened anew"):
        await store.commit(commit(4))

    await store.reopen()
    await store.commit(commit(4))
    assert [row.number for row in await order_reads.active_orders(store)] == [1, 2, 3, 4]
