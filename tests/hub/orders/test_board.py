"""What a kitchen looks at: open orders, counts over all of them, what can be brought back."""

import asyncio
import json
from typing import Any

import pytest

from hub.domain.earlier import AckKind
from hub.domain.orders import ItemStatus, OrderStatus
from hub.orders import board as board_module
from hub.orders.board import RECALL_WITHIN
from hub.wire.edit_requests import Acknowledge
from hub.wire.order_requests import SetOrderStatus
from hub.wire.requests import Bump, BumpStatus, NewMenuItem, NewStation, Recall
from tests.support.branch import Bench, answer_in, asks, data_in, line

_MINUTE = 60_000


async def _kitchen(bench: Bench) -> None:
    """Set up a grill and a bar; bread has no station of its own."""
    for station in ("grill", "bar"):
        await bench.branch.menu.add_station(asks(), NewStation(id=station, name=station))
    dishes = {"Steak": "grill", "Tea": "bar", "Bread": None}
    for name, made_at in dishes.items():
        await bench.branch.menu.add_item(asks(), NewMenuItem(name=name, station=made_at))


async def _bump(
    bench: Bench, order_id: str, status: BumpStatus, station: str | None = None
) -> None:
    await bench.branch.orders.bump(asks(), order_id, Bump(status=status, station=station))


def _names(order: dict[str, Any]) -> list[str]:
    return [item["name"] for item in order["items"]]


async def test_open_orders_are_listed_oldest_first_with_the_seq_they_reflect(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place() for _ in range(5)))
    numbers = sorted(order.order_number for order in orders)

    answer = bench.branch.board.orders(None, None)

    assert [order["order_number"] for order in data_in(answer)] == numbers
    assert answer.seq == 5


async def test_orders_that_are_done_are_not_listed(bench: Bench) -> None:
    stays, served, cancelled = [await bench.place() for _ in range(3)]
    await bench.serve(served)
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), cancelled.id, cancel)

    assert [each["id"] for each in data_in(bench.branch.board.orders(None, None))] == [stays.id]


async def test_orders_are_listed_by_status(bench: Bench) -> None:
    pending, preparing, ready = [await bench.place() for _ in range(3)]
    await _bump(bench, preparing.id, BumpStatus.PREPARING)
    await _bump(bench, ready.id, BumpStatus.READY)
    board = bench.branch.board

    listed = {
        status: [each["id"] for each in data_in(board.orders(status, None))]
        for status in ("pending", "confirmed", "preparing", "ready")
    }

    assert listed == {
        "pending": [pending.id],
        "confirmed": [],
        "preparing": [preparing.id],
        "ready": [ready.id],
    }


async def test_a_station_sees_its_own_lines_and_those_without_a_station(bench: Bench) -> None:
    await _kitchen(bench)
    await bench.place("Steak", "Tea", "Bread")
    board = bench.branch.board

    seen = {
        station: [_names(order) for order in data_in(board.orders(None, station))]
        for station in ("grill", "bar", None)
    }

    assert seen == {
        "grill": [["Steak", "Bread"]],
        "bar": [["Tea", "Bread"]],
        None: [["Steak", "Tea", "Bread"]],
    }


async def test_a_line_without_a_station_is_at_every_station(bench: Bench) -> None:
    await _kitchen(bench)
    await bench.place("Bread", "Something off the menu")

    for station in ("grill", "bar"):
        [order] = data_in(bench.branch.board.orders(None, station))
        assert _names(order) == ["Bread", "Something off the menu"]


async def test_a_station_does_not_see_orders_without_a_line_for_it(bench: Bench) -> None:
    await _kitchen(bench)
    await bench.place("Tea")

    assert data_in(bench.branch.board.orders(None, "grill")) == []
    assert bench.branch.board.snapshot("grill", None) == ()


async def test_a_list_that_was_shown_before_is_not_shown_after_a_change(bench: Bench) -> None:
    order = await bench.place("Soup")
    before = bench.branch.board.orders(None, None)
    assert bench.branch.board.orders(None, None) is before

    await _bump(bench, order.id, BumpStatus.PREPARING)

    assert data_in(bench.branch.board.orders(None, None))[0]["status"] == "preparing"


async def test_a_table_s_snapshot_has_its_own_orders_only(bench: Bench) -> None:
    session = "11111111-1111-4111-8111-111111111111"
    mine = await bench.place("Soup", session_id=session)
    await bench.place("Bread")

    [shown] = bench.branch.board.snapshot(None, session)

    assert mine.id.encode() in bytes(shown)


async def test_all_day_counts_each_dish_by_how_it_is_made(bench: Bench) -> None:
    await bench.place(items=(line("Burger", "no onions", quantity=2), line("Burger")))
    await bench.place(items=(line("Burger", "no onions"), line("Soup", quantity=4)))

    counts = data_in(await bench.branch.board.all_day(None))

    assert [
        (each["name"], [m["name"] for m in each["modifiers"]], each["quantity"]) for each in counts
    ] == [("Soup", [], 4), ("Burger", ["no onions"], 3), ("Burger", [], 1)]


async def test_all_day_takes_modifiers_in_any_order_for_the_same_dish(bench: Bench) -> None:
    await bench.place(items=(line("Burger", "rare", "no onions", quantity=3),))
    await bench.place(items=(line("Burger", "no onions", "rare", quantity=2),))

    [count] = data_in(await bench.branch.board.all_day(None))

    assert [each["name"] for each in count["modifiers"]] == ["no onions", "rare"]
    assert count["quantity"] == 5


async def test_all_day_counts_live_lines_by_status(bench: Bench) -> None:
    order = await bench.place(*["Soup"] * 5)
    items = [item.id for item in order.items]
    service = bench.branch.orders
    for item, steps in zip(items, (0, 1, 2, 3), strict=False):
        for step in (ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED)[:steps]:
            await service.set_item_status(asks(), item, step)
    await service.cancel_item(asks(), order.id, items[4], "guest changed their mind")

    [count] = data_in(await bench.branch.board.all_day(None))

    assert (count["quantity"], count["pending"], count["preparing"], count["ready"]) == (3, 1, 1, 1)


async def test_all_day_of_a_station_counts_its_own_lines_and_those_of_none(bench: Bench) -> None:
    await _kitchen(bench)
    await bench.place("Steak", "Tea", "Bread")

    counts = data_in(await bench.branch.board.all_day("grill"))

    assert sorted(each["name"] for each in counts) == ["Bread", "Steak"]


async def test_recent_lists_the_latest_bump_first(bench: Bench) -> None:
    first, second, third = [await bench.place() for _ in range(3)]
    for order in (second, first):
        bench.clock.forward(_MINUTE)
        await bench.serve(order)
    bench.clock.forward(_MINUTE)
    await _bump(bench, third.id, BumpStatus.READY)

    recent = data_in(bench.branch.board.recent(None, 50))

    assert [each["id"] for each in recent] == [third.id, first.id, second.id]


@pytest.mark.parametrize(("age", "shown"), [(RECALL_WITHIN, 1), (RECALL_WITHIN + 1, 0)])
async def test_a_bump_can_be_seen_in_recent_for_30_minutes(
    bench: Bench, age: int, shown: int
) -> None:
    await bench.serve(await bench.place())
    bench.clock.forward(age)

    assert len(data_in(bench.branch.board.recent(None, 50))) == shown


async def test_recent_lists_the_last_fifty_and_no_more_than_asked_for(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place() for _ in range(55)))
    for order in orders:
        bench.clock.forward(100)
        await bench.serve(order)
    board = bench.branch.board

    latest = [order.id for order in reversed(orders)]
    assert [each["id"] for each in data_in(board.recent(None, 50))] == latest[:50]
    assert [each["id"] for each in data_in(board.recent(None, 3))] == latest[:3]


async def test_recent_forgets_what_was_recalled_completed_or_cancelled(bench: Bench) -> None:
    recalled, completed, cancelled = [await bench.place() for _ in range(3)]
    service = bench.branch.orders
    await _bump(bench, recalled.id, BumpStatus.READY)
    await service.recall(asks(), recalled.id, Recall())
    await bench.serve(completed)
    await service.set_status(asks(), completed.id, SetOrderStatus(status=OrderStatus.COMPLETED))
    await service.set_status(asks(), cancelled.id, SetOrderStatus(status=OrderStatus.CANCELLED))

    assert data_in(bench.branch.board.recent(None, 50)) == []


async def test_recent_of_a_station_lists_what_that_station_bumped(bench: Bench) -> None:
    await _kitchen(bench)
    order = await bench.place("Steak", "Tea")
    await _bump(bench, order.id, BumpStatus.READY, "grill")
    board = bench.branch.board

    assert [_names(each) for each in data_in(board.recent("grill", 50))] == [["Steak"]]
    assert data_in(board.recent("bar", 50)) == []


async def test_recent_is_the_same_after_opening_again(bench: Bench) -> None:
    for _ in range(5):
        bench.clock.forward(100)
        await bench.serve(await bench.place())
    before = data_in(bench.branch.board.recent(None, 50))

    await bench.reopen()

    assert data_in(bench.branch.board.recent(None, 50)) == before


async def test_all_that_join_between_two_changes_share_one_snapshot(bench: Bench) -> None:
    await _kitchen(bench)
    await bench.place("Steak", "Tea")
    board = bench.branch.board
    shared = [board.snapshot(station, None) for station in (None, "grill")]

    assert [board.snapshot(station, None) for station in (None, "grill")] == shared
    assert board.snapshot(None, None) is shared[0]
    assert board.snapshot("grill", None) is shared[1]

    await bench.place("Steak")
    assert len(board.snapshot(None, None)) == len(board.snapshot("grill", None)) == 2


async def test_snapshots_of_different_moments_share_the_orders_that_did_not_change(
    bench: Bench,
) -> None:
    await _kitchen(bench)
    stays, changes = [await bench.place("Steak", "Tea") for _ in range(2)]
    board = bench.branch.board
    before = {station: board.snapshot(station, None) for station in (None, "grill")}
    await _bump(bench, changes.id, BumpStatus.READY)

    for station, [same, other] in before.items():
        now = board.snapshot(station, None)
        assert now[0] is same
        assert now[1] != other
        assert b'"ready"' in now[1]
    assert stays.id.encode() in before["grill"][0]


async def _call_off(bench: Bench, order_id: str) -> None:
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED, reason="guests left")
    await bench.branch.orders.set_status(asks(), order_id, cancel)


def _called_off(bench: Bench, station: str | None = None) -> list[str]:
    return [each["id"] for each in json.loads(bench.branch.board.cancelled(station))]


async def test_what_was_called_off_is_listed_for_fifteen_minutes_also_after_a_start(
    bench: Bench,
) -> None:
    begun, untouched, stays = [await bench.place() for _ in range(3)]
    await _bump(bench, begun.id, BumpStatus.PREPARING)
    for each in (begun, untouched):
        await _call_off(bench, each.id)
    await bench.serve(stays)

    board = answer_in(bench.branch.board.orders(None, None))
    assert (board["data"], [each["id"] for each in board["cancelled"]]) == (
        [],
        [begun.id, untouched.id],
    )
    assert board["cancelled"][0]["items"][0]["was"]["status"] == "preparing"
    await bench.reopen()
    bench.clock.forward(14 * _MINUTE)
    assert _called_off(bench) == [begun.id, untouched.id]
    assert bench.branch.board.orders(None, None).cancelled != b"[]"
    bench.clock.forward(_MINUTE)
    assert _called_off(bench) == []
    assert bench.branch.board.orders(None, None).cancelled == b"[]"


async def test_of_long_orders_that_were_called_off_there_is_room_for_the_newest(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [await bench.place() for _ in range(3)]
    for each in (orders[2], orders[0], orders[1]):
        await _call_off(bench, each.id)
    one = len(bench.branch.board.cancelled(None)) // 3

    monkeypatch.setattr(board_module, "_ROOM_FOR_CANCELLED", 2 * one + 10)

    assert _called_off(bench) == [orders[0].id, orders[1].id]


async def test_what_a_station_has_seen_called_off_is_not_listed_there_any_more(
    bench: Bench,
) -> None:
    await _kitchen(bench)
    order = await bench.place("Steak", "Tea", "Bread")
    await _bump(bench, order.id, BumpStatus.PREPARING)
    await _call_off(bench, order.id)
    assert [_called_off(bench, each) for each in ("grill", "bar", "bar,grill", None)] == [
        [order.id]
    ] * 4

    seen = Acknowledge(what=AckKind.CANCELLED, station="grill")
    await bench.branch.edits.acknowledge(asks(), order.id, seen)

    assert [_called_off(bench, each) for each in ("grill", "bar", "bar,grill")] == [
        *([], [order.id], [order.id])
    ]
    [shown] = json.loads(bench.branch.board.cancelled("bar"))
    assert _names(shown) == ["Tea", "Bread"]
    await bench.branch.edits.acknowledge(asks(), order.id, Acknowledge(what=AckKind.CANCELLED))
    assert _called_off(bench, "bar") == []
