"""Orders that were left open: the next day begins with an empty board, and nothing is lost."""

import asyncio

import msgspec

from hub.config_sections import OrdersSettings
from hub.domain.old_orders import BY_HUB
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.times import instant
from hub.orders.old_orders import AT_ONCE, HOUR
from hub.wire.edit_requests import EditOrder
from hub.wire.events import EventType
from hub.wire.requests import CancelItem
from tests.support.branch import Bench, asks, payload, seqs, until

_HALF_A_DAY = 12 * HOUR


async def _stored(bench: Bench, order: Order) -> Order:
    entry = await bench.branch.live_orders.fetch(order.id)
    assert entry is not None
    return entry.order


async def test_an_order_that_nobody_touched_is_completed_and_says_by_whom(bench: Bench) -> None:
    left = await bench.place("Soup", "Bread")
    bench.clock.forward(_HALF_A_DAY + 1)

    assert await bench.branch.old_orders.close(_HALF_A_DAY) == 1

    closed = await _stored(bench, left)
    assert (closed.status, closed.closed_by) == (OrderStatus.COMPLETED, BY_HUB)
    assert [item.status for item in closed.items] == [ItemStatus.SERVED] * 2
    assert [item.ready_at for item in closed.items] == [None, None]
    assert bench.snapshot() == []
    told = payload(bench.events[-1])
    assert (bench.events[-1].draft.type, told["status"]) == (EventType.ORDER_UPDATED, "completed")
    assert told["order"]["closed_by"] == "hub"


async def test_what_was_touched_since_stays(bench: Bench) -> None:
    touched, left = await bench.place("Soup"), await bench.place("Bread")
    bench.clock.forward(_HALF_A_DAY)
    await bench.branch.edits.edit(asks(), touched.id, EditOrder(notes="they are still here"))
    bench.clock.forward(1)

    assert await bench.branch.old_orders.close(_HALF_A_DAY) == 1

    assert [order.id for order in bench.snapshot()] == [touched.id]
    assert not (await _stored(bench, touched)).closed_by
    assert (await _stored(bench, left)).closed_by == BY_HUB


async def test_a_cancelled_line_stays_cancelled(bench: Bench) -> None:
    left = await bench.place("Soup", "Bread")
    struck = CancelItem(reason="burnt").reason
    await bench.branch.orders.cancel_item(asks(), left.id, left.items[0].id, struck)
    bench.clock.forward(_HALF_A_DAY + 1)

    await bench.branch.old_orders.close(_HALF_A_DAY)

    statuses = [item.status for item in (await _stored(bench, left)).items]
    assert statuses == [ItemStatus.CANCELLED, ItemStatus.SERVED]


async def test_a_whole_board_is_closed_some_orders_at_a_time(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place("Soup") for _ in range(2 * AT_ONCE + 1)))
    bench.clock.forward(_HALF_A_DAY + 1)
    before = bench.branch.writer.changes

    assert await bench.branch.old_orders.close(_HALF_A_DAY) == len(orders)

    assert bench.branch.writer.changes - before == 3
    assert bench.branch.old_orders.completed == len(orders)
    assert seqs(bench.events) == list(range(1, 2 * len(orders) + 1))


async def test_the_hub_looks_by_itself_and_again(bench: Bench) -> None:
    first = await bench.place("Soup")
    bench.clock.forward(_HALF_A_DAY + 1)
    looking = asyncio.create_task(bench.branch.old_orders.run(OrdersSettings()))
    try:
        await until(lambda: bench.branch.old_orders.completed == 1)
        second = await bench.place("Bread")
    finally:
        looking.cancel()

    assert (await _stored(bench, first)).closed_by == BY_HUB
    assert (await _stored(bench, second)).active


async def test_nothing_is_completed_where_the_owner_wants_none(bench: Bench) -> None:
    left = await bench.place("Soup")
    bench.clock.forward(1000 * HOUR)

    await bench.branch.old_orders.run(OrdersSettings(close_after_hours=0))

    assert (await _stored(bench, left)).active


async def test_it_is_the_same_after_a_restart(bench: Bench) -> None:
    left = await bench.place("Soup")
    bench.clock.forward(_HALF_A_DAY + 1)
    await bench.branch.old_orders.close(_HALF_A_DAY)
    closed = await _stored(bench, left)

    await bench.reopen()

    assert msgspec.json.encode(await _stored(bench, left)) == msgspec.json.encode(closed)


async def test_an_order_for_later_is_never_old(bench: Bench) -> None:
    due = instant(bench.clock.now() + 5 * 24 * HOUR)
    await bench.place("Wedding cake", due_at=due)
    bench.clock.forward(4 * 24 * HOUR)

    assert await bench.branch.old_orders.close(_HALF_A_DAY) == 0
