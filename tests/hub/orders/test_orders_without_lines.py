"""An order that comes without lines is open and on no board, until a line comes or time is up."""

import pytest

from hub.commit.command import Command, Handling
from hub.domain.errors import Code
from hub.domain.orders import Order, OrderStatus
from hub.orders.intake import EMPTY_FOR
from hub.wire.order_requests import AddItems, NewItem, SetOrderStatus
from tests.support.branch import MANAGER, Bench, asks, line, new_order, order_in, refusal

LENIENT = Command(who=MANAGER, handling=Handling.LENIENT)


async def place(bench: Bench, *items: NewItem) -> Order:
    outcome = await bench.branch.intake.place(LENIENT, new_order(items=items))
    assert [each.code for each in outcome.warnings][-1:] == ["no_lines"]
    return order_in(outcome)


async def status_of(bench: Bench, order: Order) -> str:
    return (await bench.branch.order_changes.fetch(order.id)).order.status


@pytest.mark.parametrize("items", [(), (line("Soup", quantity=0),)], ids=["none", "of nothing"])
async def test_it_is_open_and_no_kitchen_sees_it(bench: Bench, items: tuple[NewItem, ...]) -> None:
    order = await place(bench, *items)

    assert (order.status, order.items) == (OrderStatus.PENDING, ())
    assert bench.snapshot() == []
    assert [each.draft.type for each in bench.events] == ["order:scheduled"]


async def test_with_its_first_line_it_comes_to_the_kitchen_and_stays(bench: Bench) -> None:
    order = await place(bench)
    await bench.branch.intake.add_items(asks(), order.id, AddItems(items=(line("Soup"),)))

    assert [each.id for each in bench.snapshot()] == [order.id]
    assert bench.events[-1].draft.type == "order:new"
    bench.clock.forward(EMPTY_FOR)
    await bench.branch.timers.do_due()
    assert await status_of(bench, order) == OrderStatus.PENDING


async def test_after_ten_minutes_it_is_cancelled_also_when_the_hub_was_off(bench: Bench) -> None:
    order = await place(bench)
    await bench.reopen()
    bench.clock.forward(EMPTY_FOR - 1)
    await bench.branch.timers.do_due()
    assert await status_of(bench, order) == OrderStatus.PENDING

    bench.clock.forward(1)
    await bench.branch.timers.do_due()
    assert await status_of(bench, order) == OrderStatus.CANCELLED


async def test_it_can_be_cancelled_before(bench: Bench) -> None:
    order = await place(bench)
    new = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), order.id, new)

    assert await status_of(bench, order) == OrderStatus.CANCELLED
    assert bench.branch.timers.of("order:empty") == []


async def test_whoever_may_send_nothing_odd_may_send_none(bench: Bench) -> None:
    why = await refusal(bench.branch.intake.place(asks(), new_order(items=())))
    assert (why.code, list(why.details)) == (Code.BAD_REQUEST, ["items"])
