"""Opening again, taking back, and re-adding, over the whole branch."""

import asyncio

import pytest

from hub.domain.errors import Code
from hub.domain.orders import OrderStatus
from hub.domain.permissions import Principal, Role
from hub.wire.edit_requests import Restore
from hub.wire.order_requests import AddItems, SetOrderStatus
from hub.wire.requests import Bump, BumpStatus
from tests.support.branch import Bench, asks, line, order_in, refusal

PASS = Principal(id="device-pass", name="pass", role=Role.KITCHEN)
GRILL = Principal(id="device-grill", name="grill", role=Role.KITCHEN)
KNOWN = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
EVERYTHING = Restore()
MINUTE = 60_000


async def test_a_cancelled_order_comes_back_in_its_old_place(bench: Bench) -> None:
    first = await bench.place("Soup")
    await bench.place("Tea")
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), first.id, cancel)

    bench.clock.forward(29 * MINUTE)
    await bench.branch.reopenings.reopen(asks(), first.id)

    assert bench.snapshot()[0].id == first.id


async def test_who_served_a_line_takes_that_back_and_nobody_else(bench: Bench) -> None:
    order = await bench.place("Soup")
    served = Bump(status=BumpStatus.SERVED)
    await bench.branch.orders.bump(asks(principal=PASS), order.id, served)
    restore = bench.branch.reopenings.restore

    why = await refusal(restore(asks(principal=GRILL), order.id, EVERYTHING))
    back = order_in(await restore(asks(principal=PASS), order.id, EVERYTHING))

    assert why.code is Code.INVALID_TRANSITION
    assert back.status is OrderStatus.READY


@pytest.mark.parametrize(("seconds", "may"), [(7.5, True), (8.1, False)])
async def test_what_was_done_a_moment_before_the_hub_started_anew_is_taken_back_by_who_did_it(
    bench: Bench, seconds: float, may: bool
) -> None:
    order = await bench.place("Soup", "Tea")
    soup, tea = (item.id for item in order.items)
    ask = asks(principal=GRILL)
    await bench.branch.orders.cancel_item(ask, order.id, soup, "dropped")
    await bench.branch.orders.bump(ask, order.id, Bump(status=BumpStatus.SERVED))
    await asyncio.gather(*(bench.place() for _ in range(250)))
    bench.clock.forward(round(seconds * 1000))
    await bench.reopen()
    restore = bench.branch.reopenings.restore
    new = Restore(items=(soup, tea))

    why = await refusal(restore(asks(principal=PASS), order.id, new))
    assert why.code is Code.INVALID_TRANSITION
    if may:
        back = order_in(await restore(ask, order.id, new))
        assert [item.status.value for item in back.items] == ["pending", "ready"]
    else:
        why = await refusal(restore(ask, order.id, new))
        assert why.code is Code.INVALID_TRANSITION


@pytest.mark.parametrize(("seconds", "may"), [(8, True), (8.1, False)])
async def test_a_void_is_taken_back_within_eight_seconds(
    bench: Bench, seconds: float, may: bool
) -> None:
    order = await bench.place("Soup", "Tea")
    ask = asks(principal=GRILL)
    await bench.branch.orders.cancel_item(ask, order.id, order.items[0].id, "dropped")
    bench.clock.forward(round(seconds * 1000))
    new = Restore(items=(order.items[0].id,))
    restoring = bench.branch.reopenings.restore(ask, order.id, new)

    if may:
        assert order_in(await restoring).items == order.items
    else:
        assert (await refusal(restoring)).code is Code.INVALID_TRANSITION


async def test_a_void_of_what_is_held_is_taken_back_as_well(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup"), line("Cake", held=True)))
    cake = (order.held or ())[0]
    await bench.branch.orders.cancel_item(asks(), order.id, cake.id, "no cake")

    back = order_in(await bench.branch.reopenings.restore(asks(), order.id, EVERYTHING))

    assert (back.held, back.items) == (order.held, order.items)


async def test_an_order_whose_last_line_was_taken_off_takes_another_for_ten_minutes(
    bench: Bench,
) -> None:
    orders = [await bench.place("Soup") for _ in range(2)]
    for order in orders:
        gone = await bench.branch.orders.cancel_item(
            asks(), order.id, order.items[0].id, "wrong soup"
        )
        assert order_in(gone).status is OrderStatus.CANCELLED
    assert bench.snapshot() == []
    new = AddItems(items=(line("Bread"),))

    bench.clock.forward(9 * MINUTE)
    await bench.reopen()
    add = bench.branch.intake.add_items
    again = order_in(await add(asks(), orders[0].id, new))
    bench.clock.forward(2 * MINUTE)
    await bench.branch.timers.do_due()
    why = await refusal(add(asks(), orders[1].id, new))

    assert [(each.id, each.status) for each in bench.snapshot()] == [(again.id, "pending")]
    assert not again.empty_until
    assert why.code is Code.INVALID_TRANSITION
    assert not order_in(await bench.branch.history.order(orders[1].id)).empty_until


async def test_of_a_round_with_known_and_new_lines_the_new_ones_are_taken(bench: Bench) -> None:
    order = await bench.place("Tea")
    add = bench.branch.intake.add_items
    await add(asks(), order.id, AddItems(items=(line("Soup", id=KNOWN),)))

    both = AddItems(items=(line("Soup", id=KNOWN), line("Bread")))
    after = order_in(await add(asks(), order.id, both))

    assert [item.name for item in after.items] == ["Tea", "Soup", "Bread"]
