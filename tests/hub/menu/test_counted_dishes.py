"""A dish with so many left, while the lines that take from it are changed, moved and taken off."""

from collections.abc import Awaitable, Callable

import pytest

from hub.domain.eviction import BoardBounds
from hub.domain.orders import ItemStatus, Order, OrderStatus, OrderType
from hub.orders.old_orders import HOUR
from hub.wire.edit_requests import (
    EditItem,
    MergeOrder,
    MoveItem,
    PutItem,
    PutOrder,
    Restore,
    SplitItem,
    SplitOrder,
)
from hub.wire.house_requests import SetAvailability
from hub.wire.order_requests import FireLines, SetOrderStatus
from hub.wire.requests import NewMenuItem
from tests.support.branch import Bench, asks, data_in, line

EVERYTHING = Restore()


class Counted:
    """A steak of which 12 are left, and an order of four of them and a tea."""

    def __init__(self, bench: Bench, dish: str, order: Order) -> None:
        self.bench = bench
        self.dish = dish
        self.order = order
        self.steak = order.items[0].id

    @property
    def left(self) -> int | None:
        return self.bench.branch.availability.count_left(self.dish)

    async def edit(self, quantity: int) -> None:
        new = EditItem(quantity=quantity)
        await self.bench.branch.edits.edit_item(asks(), self.order.id, self.steak, new)

    async def put(self, *quantities: int, name: str = "Steak") -> None:
        items = tuple(
            PutItem(name=name, quantity=each, course=course)
            for course, each in enumerate(quantities)
        )
        new = PutOrder(type=OrderType.DINE_IN, items=(*items, PutItem(name="Tea")))
        await self.bench.branch.whole_orders.put(asks(), self.order.id, new)

    async def void(self) -> None:
        await self.bench.branch.orders.cancel_item(asks(), self.order.id, self.steak, "dropped")

    async def cancel(self) -> None:
        cancel = SetOrderStatus(status=OrderStatus.CANCELLED)
        await self.bench.branch.orders.set_status(asks(), self.order.id, cancel)

    async def restore(self) -> None:
        await self.bench.branch.reopenings.restore(asks(), self.order.id, EVERYTHING)

    async def reopen(self) -> None:
        await self.bench.branch.reopenings.reopen(asks(), self.order.id)

    async def begin(self) -> None:
        await self.move_on(ItemStatus.PREPARING)

    async def move_on(self, *steps: ItemStatus) -> None:
        for step in steps:
            await self.bench.branch.orders.set_item_status(asks(), self.steak, step)

    async def split(self) -> None:
        new = SplitOrder(items=(SplitItem(id=self.steak, quantity=1),))
        await self.bench.branch.moves.split(asks(), self.order.id, new)

    async def move(self) -> None:
        other = await self.bench.place("Tea")
        new = MoveItem(order_id=other.id)
        await self.bench.branch.moves.move_item(asks(), self.order.id, self.steak, new)

    async def merge(self) -> None:
        other = await self.bench.place("Tea")
        new = MergeOrder(from_=self.order.id)
        await self.bench.branch.moves.merge(asks(), other.id, new)

    async def hold(self) -> None:
        await self.bench.branch.courses.hold(asks(), self.order.id, FireLines())

    async def give_way(self) -> None:
        self.bench.branch.overflow.bounds = BoardBounds(orders=1)
        await self.bench.place("Tea")

    async def grow_old(self) -> None:
        self.bench.clock.forward(2 * HOUR)
        await self.bench.branch.old_orders.close(HOUR)


async def _count(bench: Bench, left: int = 12) -> Counted:
    dish = data_in(await bench.branch.menu.add_item(asks(), NewMenuItem(name="Steak")))["id"]
    new = SetAvailability(available=True, left=left)
    await bench.branch.availability.set(asks(), dish, new)
    order = await bench.place(items=(line("Steak", quantity=4), line("Tea")))
    return Counted(bench, dish, order)


Act = Callable[[Counted], Awaitable[None]]


@pytest.mark.parametrize(
    ("acts", "left"),
    [
        ([lambda it: it.edit(6)], 6),
        ([lambda it: it.edit(1)], 11),
        ([lambda it: it.edit(1), lambda it: it.edit(3)], 9),
        ([Counted.void], 12),
        ([Counted.void, Counted.restore], 8),
        ([Counted.cancel], 12),
        ([Counted.cancel, Counted.reopen], 8),
        ([lambda it: it.put(7)], 5),
        ([lambda it: it.put(2)], 10),
        ([lambda it: it.put()], 12),
        ([lambda it: it.put(2, 2)], 8),
        ([Counted.hold], 8),
        ([Counted.hold, Counted.void], 12),
        ([Counted.split], 8),
        ([Counted.move], 8),
        ([Counted.merge], 8),
        ([Counted.split, Counted.void], 11),
        ([Counted.give_way], 12),
        ([Counted.give_way, Counted.reopen], 8),
        # Nobody presses a key at what was eaten; what nobody has fired was never cooked.
        ([Counted.grow_old], 8),
        ([Counted.hold, Counted.grow_old], 12),
    ],
)
async def test_what_nobody_has_begun_changes_the_count_with_its_line(
    bench: Bench, acts: list[Act], left: int
) -> None:
    counted = await _count(bench)

    for act in acts:
        await act(counted)

    assert counted.left == left


@pytest.mark.parametrize(
    ("acts", "left"),
    [
        ([lambda it: it.edit(1)], 8),
        ([lambda it: it.edit(1), lambda it: it.edit(2)], 7),
        ([lambda it: it.edit(5)], 7),
        ([Counted.void], 8),
        ([Counted.void, Counted.restore], 8),
        ([Counted.cancel], 8),
        ([lambda it: it.put(1)], 8),
        ([lambda it: it.put()], 8),
        ([lambda it: it.move_on(ItemStatus.READY), lambda it: it.edit(5)], 7),
        ([Counted.split], 8),
        ([lambda it: it.put(2, 2)], 8),
        ([Counted.give_way], 8),
        ([Counted.grow_old], 8),
    ],
)
async def test_what_was_begun_does_not_come_back(bench: Bench, acts: list[Act], left: int) -> None:
    counted = await _count(bench)

    await counted.begin()
    for act in acts:
        await act(counted)

    assert counted.left == left


async def test_what_was_begun_by_mistake_and_recalled_comes_back(bench: Bench) -> None:
    counted = await _count(bench)

    await counted.begin()
    await bench.branch.orders.recall_item(asks(), counted.steak)
    await counted.void()

    assert counted.left == 12


async def test_a_dish_that_ran_out_is_back_when_one_of_it_is_given_back(bench: Bench) -> None:
    counted = await _count(bench, left=5)
    more = await bench.place(items=(line("Steak", quantity=3),))
    assert (counted.left, bench.branch.menu.item(counted.dish).available) == (0, False)
    await bench.reopen()

    # Two more were taken than there were: the first two that come back are of nobody's use.
    await counted.edit(2)
    assert not bench.branch.menu.item(counted.dish).available
    new = EditItem(quantity=1)
    await bench.branch.edits.edit_item(asks(), more.id, more.items[0].id, new)

    assert (counted.left, bench.branch.menu.item(counted.dish).available) == (2, True)
    told = [each.draft.type for each in bench.events if each.draft.type.startswith("menu:")]
    assert told[-2:] == ["menu:availability", "menu:left"]


async def test_a_board_that_is_too_full_when_it_is_opened_gives_back_what_had_to_go(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = await _count(bench, left=4)
    await bench.place("Tea")
    monkeypatch.setattr("hub.branch.BOUNDS", BoardBounds(orders=1))
    await bench.reopen()

    assert (counted.left, bench.branch.menu.item(counted.dish).available) == (4, True)


async def test_what_a_person_has_sold_out_stays_so_whatever_is_taken_off(bench: Bench) -> None:
    counted = await _count(bench)
    sold_out = SetAvailability(available=False)
    await bench.branch.availability.set(asks(), counted.dish, sold_out)

    await counted.void()

    assert counted.left is None
    assert not bench.branch.menu.item(counted.dish).available
