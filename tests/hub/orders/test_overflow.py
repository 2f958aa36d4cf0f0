"""More orders than a board can hold: who gives way, what is told of it, and what stays."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from hub.domain.errors import Code
from hub.domain.eviction import BoardBounds
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.permissions import Principal, Role
from hub.orders.overflow import CLOSED_FOR_ROOM
from hub.wire.events import EventType
from hub.wire.order_requests import AddItems, SetOrderStatus
from hub.wire.requests import Bump, BumpStatus
from tests.support.branch import Bench, asks, line, order_in, payload, refusal, seqs

FLOOD = Principal(id="device-flood", name="a tablet gone mad", role=Role.WAITER)
TILL = Principal(id="device-till", name="till", role=Role.INTEGRATION)


async def _few(bench: Bench, orders: int = 5, size: int = 1_000_000) -> Bench:
    bench.branch.overflow.bounds = BoardBounds(orders, size)
    return bench


async def _sent(bench: Bench, by: Principal, *names: str) -> Order:
    return await bench.place(*names, ask=asks(principal=by))


async def _stored(bench: Bench, order: Order) -> Order:
    entry = await bench.branch.live_orders.fetch(order.id)
    assert entry is not None
    return entry.order


def _numbers(bench: Bench) -> list[int]:
    return [int(order.order_number.removeprefix("ORD-")) for order in bench.snapshot()]


async def test_a_flood_from_one_token_leaves_another_senders_order_where_it_is(
    bench: Bench,
) -> None:
    await _few(bench)
    meal = await _sent(bench, TILL, "Somebody's dinner")
    flood = [await _sent(bench, FLOOD) for _ in range(20)]

    assert bench.snapshot() == [meal, *flood[-4:]]
    assert bench.branch.overflow.closed == 16


async def test_orders_that_come_at_once_and_share_a_commit_stay_within_bounds(
    bench: Bench,
) -> None:
    await _few(bench)
    meal = await _sent(bench, TILL)
    async with bench.frozen():
        coming = [asyncio.create_task(_sent(bench, FLOOD)) for _ in range(12)]
        await asyncio.sleep(0)
    await asyncio.gather(*coming)

    assert _numbers(bench) == [1, 10, 11, 12, 13]
    assert bench.snapshot()[0] == meal


async def test_a_closed_order_is_told_and_found_in_the_history_with_its_reason(
    bench: Bench,
) -> None:
    await _few(bench, 2)
    first = await _sent(bench, FLOOD, "Soup", "Bread")
    await _sent(bench, FLOOD)
    before = len(bench.events)
    last = await _sent(bench, FLOOD)

    closed = await _stored(bench, first)
    new, updated = bench.events[before:]
    assert closed.status is OrderStatus.CANCELLED
    assert {item.cancel_reason for item in closed.items} == {CLOSED_FOR_ROOM}
    assert (new.draft.type, new.draft.order_id) == (EventType.ORDER_NEW, last.id)
    assert (updated.draft.type, payload(updated)["status"]) == (
        EventType.ORDER_UPDATED,
        "cancelled",
    )
    assert seqs(bench.events) == [1, 2, 3, 4]
    [(actor,)] = await bench.sql("SELECT actor FROM events WHERE seq = 4")
    assert actor == "hub"


async def test_what_somebody_works_on_goes_last(bench: Bench) -> None:
    await _few(bench, 3)
    begun, idle = await _sent(bench, FLOOD), await _sent(bench, FLOOD)
    await bench.branch.orders.bump(asks(), begun.id, Bump(status=BumpStatus.PREPARING))
    await _sent(bench, FLOOD)

    await _sent(bench, FLOOD)

    assert _numbers(bench) == [1, 3, 4]
    assert (await _stored(bench, idle)).status is OrderStatus.CANCELLED


async def test_when_all_are_worked_on_the_one_untouched_longest_goes(bench: Bench) -> None:
    await _few(bench, 3)
    orders = [await _sent(bench, FLOOD) for _ in range(3)]
    for each in (1, 0, 2):
        bench.clock.forward(1_000)
        bump = Bump(status=BumpStatus.PREPARING)
        await bench.branch.orders.bump(asks(), orders[each].id, bump)

    await _sent(bench, FLOOD)

    assert _numbers(bench) == [1, 3, 4]


async def test_what_was_served_of_an_order_that_gives_way_stays_served(bench: Bench) -> None:
    await _few(bench, 1)
    order = await _sent(bench, FLOOD, "Soup", "Steak")
    bump = Bump(status=BumpStatus.SERVED, items=(order.items[0].id,))
    await bench.branch.orders.bump(asks(), order.id, bump)

    await _sent(bench, FLOOD)

    closed = await _stored(bench, order)
    assert closed.status is OrderStatus.COMPLETED
    assert [item.status for item in closed.items] == [ItemStatus.SERVED, ItemStatus.CANCELLED]


async def test_the_bytes_of_a_board_are_bounded_also_when_orders_grow(bench: Bench) -> None:
    await _few(bench, 100, 20_000)
    meal = await _sent(bench, TILL)
    flood = [await _sent(bench, FLOOD) for _ in range(4)]
    long = tuple(line("x" * 150, notes="y" * 450) for _ in range(20))

    answer = await bench.branch.intake.add_items(asks(), flood[0].id, AddItems(items=long))

    assert len(order_in(answer).items) == 21
    assert bench.branch.live_orders.holdings.size <= 20_000
    assert bench.snapshot() == [meal, order_in(answer)]


async def test_an_order_that_alone_is_more_than_a_board_holds_is_taken(bench: Bench) -> None:
    await _few(bench, 100, 500)
    small = await _sent(bench, TILL)

    large = await _sent(bench, FLOOD, *("x" * 190 for _ in range(9)))

    assert bench.snapshot() == [large]
    assert (await _stored(bench, small)).status is OrderStatus.CANCELLED


async def test_who_sent_an_order_is_known_after_a_restart(bench: Bench) -> None:
    meals = [await _sent(bench, TILL) for _ in range(2)]
    flood = [await _sent(bench, FLOOD) for _ in range(3)]
    await bench.branch.orders.bump(asks(), meals[0].id, Bump(status=BumpStatus.PREPARING))
    await bench.reopen()
    await _few(bench)

    last = await _sent(bench, FLOOD)

    assert [order.id for order in bench.snapshot()] == [
        each.id for each in (*meals, *flood[1:], last)
    ]


async def test_who_sent_the_orders_of_an_older_hub_is_read_from_its_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    meals = [await _sent(bench, TILL) for _ in range(2)]
    await asyncio.gather(*(_sent(bench, FLOOD) for _ in range(9)))
    await bench.close()
    with closing(sqlite3.connect(bench.path)) as database:
        database.executescript(
            "ALTER TABLE orders DROP COLUMN sender; DROP TABLE old_keys; DROP TABLE epochs; "
            "DROP TABLE cursors; DROP TABLE timers; DROP TABLE order_keys; DROP TABLE raw_notes; "
            "DROP INDEX orders_updated; ALTER TABLE orders DROP COLUMN updated_at; "
            "ALTER TABLE seen DROP COLUMN stations; "
            "DROP TABLE screen_settings; "
            "DROP TABLE people; DROP TABLE documents; DROP TABLE stock; DROP TABLE former_menu; "
            "PRAGMA user_version = 5;"
        )
    monkeypatch.setattr("hub.branch.BOUNDS", BoardBounds(4, 1_000_000))

    await bench.open()

    assert _numbers(bench) == [1, 2, 10, 11]
    assert bench.snapshot()[:2] == meals


async def test_a_folder_that_holds_too_much_is_brought_within_bounds_at_the_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    meal = await _sent(bench, TILL)
    await asyncio.gather(*(_sent(bench, FLOOD) for _ in range(60)))
    last = len(bench.events)
    monkeypatch.setattr("hub.branch.BOUNDS", BoardBounds(10, 1_000_000))

    await bench.reopen()

    assert len(bench.snapshot()) == 10
    assert bench.snapshot()[0] == meal
    assert seqs(bench.events[last:]) == list(range(last + 1, last + 52))
    assert [alarm.code for alarm in bench.branch.alarms.current()] == ["BOARD_FULL"]


async def test_room_is_made_before_the_times_of_all_orders_are_corrected(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(_sent(bench, FLOOD) for _ in range(60)))
    await bench.close()
    bench.events.clear()
    bench.clock.start_anew(bench.clock.wall() + 60_000)
    monkeypatch.setattr("hub.branch.BOUNDS", BoardBounds(10, 1_000_000))

    await bench.open()

    statuses = [payload(event)["status"] for event in bench.events]
    assert statuses == ["cancelled"] * 50 + ["pending"] * 10


async def test_the_alarm_names_the_sender_and_ends_when_there_is_room_again(bench: Bench) -> None:
    await _few(bench, 10)
    orders = [await _sent(bench, FLOOD) for _ in range(10)]
    assert bench.branch.alarms.current() == ()
    await _sent(bench, FLOOD)
    [alarm] = bench.branch.alarms.current()
    assert "Too many open orders" in alarm.message

    await bench.serve(orders[9])
    assert bench.branch.alarms.current() == ()


async def test_what_a_full_disk_refuses_gives_no_order_away(bench: Bench) -> None:
    await _few(bench, 3)
    orders = [await _sent(bench, FLOOD) for _ in range(3)]
    held = bench.branch.live_orders.holdings.size
    async with bench.full():
        why = await refusal(_sent(bench, FLOOD, *("x" * 190 for _ in range(90))))

    assert why.code is Code.STORAGE_FULL
    assert bench.snapshot() == orders
    assert (len(bench.branch.live_orders.holdings), bench.branch.live_orders.holdings.size) == (
        3,
        held,
    )
    assert bench.branch.overflow.closed == 0


async def test_an_order_that_left_the_board_makes_room(bench: Bench) -> None:
    await _few(bench, 3)
    first, *rest = [await _sent(bench, FLOOD) for _ in range(3)]
    cancelled = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), first.id, cancelled)

    last = await _sent(bench, FLOOD)

    assert bench.snapshot() == [*rest, last]
    assert bench.branch.overflow.closed == 0
