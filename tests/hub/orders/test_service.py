"""Commands on orders: client-chosen ids, If-Match, and what is copied from the menu."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace

from hub.commit.command import Handling
from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, OrderStatus, Priority
from hub.wire.edit_requests import EditOrder
from hub.wire.order_requests import AddItems, NewPart, SetOrderStatus
from hub.wire.requests import Bump, BumpStatus, NewStation, Recall, TakeBack
from tests.support.branch import (
    WAITER,
    Bench,
    asks,
    data_in,
    line,
    new_order,
    order_in,
    payload,
    refusal,
    seqs,
    until,
)

_ID = "11111111-1111-4111-8111-111111111111"
_LINE = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
_OTHER_LINE = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"


async def _push_to_disk(bench: Bench) -> None:
    """Close so many orders that every one closed before is on disk only."""
    orders = await asyncio.gather(*(bench.place() for _ in range(50)))
    await asyncio.gather(*(bench.serve(order) for order in orders))


async def test_an_order_placed_again_under_its_id_is_shown_as_it_is(bench: Bench) -> None:
    first = await bench.branch.intake.place(asks(), new_order("Soup", id=_ID))
    moved = await bench.branch.orders.set_status(
        asks(), _ID, SetOrderStatus(status=OrderStatus.CONFIRMED)
    )

    again = await bench.branch.intake.place(asks(), new_order("Soup", id=_ID))

    assert (first.created, again.created) == (True, False)
    assert data_in(again) == data_in(moved)
    assert again.version == 2
    assert seqs(bench.events) == [1, 2]


async def test_another_order_under_a_taken_id_is_a_conflict(bench: Bench) -> None:
    await bench.place("Soup", id=_ID)

    why = await refusal(bench.place("Bread", id=_ID))

    assert why.code is Code.IDEMPOTENCY_CONFLICT
    assert "id" in why.details


async def test_an_id_is_the_same_in_upper_and_lower_case(bench: Bench) -> None:
    chosen = "ABCDEFAB-1111-4111-8111-111111111111"
    order = await bench.place("Soup", id=chosen)

    assert order.id == chosen.lower()
    assert (await refusal(bench.place("Bread", id=chosen.lower()))).code is (
        Code.IDEMPOTENCY_CONFLICT
    )


async def test_an_id_is_remembered_when_its_order_is_only_on_disk(bench: Bench) -> None:
    served = await bench.serve(await bench.place("Soup", id=_ID))
    await _push_to_disk(bench)
    assert bench.branch.live_orders.get_latest(_ID) is None

    again = await bench.branch.intake.place(asks(), new_order("Soup", id=_ID))

    assert not again.created
    assert order_in(again) == served
    assert (await refusal(bench.place("Bread", id=_ID))).code is Code.IDEMPOTENCY_CONFLICT


async def test_an_id_is_remembered_when_the_branch_is_opened_again(bench: Bench) -> None:
    await bench.place("Soup", id=_ID)
    await bench.reopen()

    assert not (await bench.branch.intake.place(asks(), new_order("Soup", id=_ID))).created
    assert (await refusal(bench.place("Bread", id=_ID))).code is Code.IDEMPOTENCY_CONFLICT


async def test_an_order_of_an_older_hub_that_is_sent_again_is_the_order(bench: Bench) -> None:
    served = await bench.serve(await bench.place("Soup", id=_ID))
    await bench.flush()
    await bench.close()
    with closing(sqlite3.connect(bench.path)) as database:
        # It summed orders up otherwise: what it kept says nothing of what is sent now.
        database.execute("UPDATE orders SET request = zeroblob(32), sum = NULL")
        database.commit()
    await bench.open()

    again = await bench.branch.intake.place(asks(), new_order("Soup", id=_ID))

    assert (again.created, order_in(again)) == (False, served)


async def test_a_refusal_of_a_round_names_lines_as_they_were_sent(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup", id=_LINE),))
    other = await bench.place("Tea")
    again, known = line("Soup", id=_LINE), other.items[0].id
    lenient = replace(asks(), handling=Handling.LENIENT)

    for wrong, field in (
        (line("Bread", stations=("nowhere",)), "items[2].stations"),
        (line("Bread", id=known), "items[2].id"),
        (line("Menu", parts=(NewPart(name="Bun", id=known),)), "items[2].parts[0].id"),
    ):
        items = AddItems(items=(again, line("Tea"), wrong))
        why = await refusal(bench.branch.intake.add_items(asks(), order.id, items))
        assert list(why.details) == [field]
    items = AddItems(items=(again, line("Tea"), line("Bread", quantity=0)))
    taken = await bench.branch.intake.add_items(lenient, order.id, items)
    assert [each.field for each in taken.warnings] == ["items[2].quantity"]


async def test_the_same_order_sent_many_times_at_once_is_taken_once(bench: Bench) -> None:
    answers = await asyncio.gather(
        *(bench.branch.intake.place(asks(), new_order("Soup", id=_ID)) for _ in range(10))
    )

    assert sorted(answer.created for answer in answers) == [False] * 9 + [True]
    assert seqs(bench.events) == [1]


async def test_an_order_sent_again_while_it_is_on_its_way_is_not_acknowledged_before_it_is_durable(
    bench: Bench,
) -> None:
    async with bench.frozen():
        # Its look for the id on disk comes first, then the test's turn, then the commit.
        first = asyncio.create_task(bench.place("Soup", id=_ID))
        await asyncio.sleep(0)
        held = asyncio.create_task(bench.branch._store._turn.acquire())
        await asyncio.sleep(0)
    await held
    await bench.in_flight(staged=1)
    again = asyncio.create_task(bench.place("Soup", id=_ID))
    for _ in range(50):
        await asyncio.sleep(0)
    answered_early = again.done()
    bench.branch._store._turn.release()

    assert not answered_early
    assert await again == await first


async def test_an_order_sent_again_on_its_way_is_refused_when_the_disk_is_full(
    bench: Bench,
) -> None:
    big = new_order(*(f"Dish {number} {'x' * 90}" for number in range(100)), id=_ID)
    async with bench.full():
        ends = await asyncio.gather(
            *(refusal(bench.branch.intake.place(asks(), big)) for _ in range(5))
        )

    assert {why.code for why in ends} == {Code.STORAGE_FULL}
    assert bench.snapshot() == []


async def test_a_line_id_that_another_order_has_is_a_conflict(bench: Bench) -> None:
    await bench.branch.intake.place(asks(), new_order(items=(line("Soup", id=_LINE),)))

    why = await refusal(bench.place(items=(line("Bread"), line("Bread", id=_LINE.upper()))))

    assert why.code is Code.CONFLICT
    assert list(why.details) == ["items[1].id"]


async def test_a_line_id_is_taken_when_its_order_is_only_on_disk(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup", id=_LINE),))
    await bench.serve(order)
    await _push_to_disk(bench)
    assert not bench.branch.live_orders.holds_item(_LINE)

    assert (await refusal(bench.place(items=(line("Bread", id=_LINE),)))).code is Code.CONFLICT
    other = await bench.place("Bread")
    added = bench.branch.intake.add_items(
        asks(), other.id, AddItems(items=(line("Tea", id=_LINE),))
    )
    assert (await refusal(added)).code is Code.CONFLICT


async def test_a_line_id_is_taken_by_an_order_that_is_still_on_its_way(bench: Bench) -> None:
    orders = [new_order(items=(line("Soup", id=_LINE),)) for _ in range(4)]

    ends = await asyncio.gather(
        *(bench.branch.intake.place(asks(), each) for each in orders), return_exceptions=True
    )

    assert [getattr(end, "created", False) for end in ends].count(True) == 1
    assert len(bench.snapshot()) == 1


async def test_a_round_sent_again_is_not_added_again(bench: Bench) -> None:
    order = await bench.place("Soup")
    round_ = AddItems(items=(line("Tea", id=_LINE), line("Cake", id=_OTHER_LINE)))
    first = await bench.branch.intake.add_items(asks(), order.id, round_)

    again = await bench.branch.intake.add_items(asks(), order.id, round_)

    assert again.value == first.value
    assert [item.name for item in order_in(again).items] == ["Soup", "Tea", "Cake"]
    assert seqs(bench.events) == [1, 2]


async def test_a_round_sent_twice_at_once_is_added_once(bench: Bench) -> None:
    order = await bench.place("Soup")
    round_ = AddItems(items=(line("Tea", id=_LINE),))

    answers = await asyncio.gather(
        *(bench.branch.intake.add_items(asks(), order.id, round_) for _ in range(5))
    )

    assert len({answer.value for answer in answers}) == 1
    assert len(bench.snapshot()[0].items) == 2


async def test_a_round_brings_a_served_order_back_to_the_kitchen(bench: Bench) -> None:
    served = await bench.serve(await bench.place("Soup"))
    assert bench.snapshot() == []

    await bench.branch.intake.add_items(asks(), served.id, AddItems(items=(line("Tea"),)))

    assert [order.status for order in bench.snapshot()] == [OrderStatus.PREPARING]
    assert [item.status for item in bench.snapshot()[0].items] == ["served", "pending"]


@pytest.mark.parametrize("version", [0, 2, 99])
async def test_a_command_on_another_version_is_stale(bench: Bench, version: int) -> None:
    order = await bench.place("Soup")
    item = order.items[0].id
    ask = asks(version=version)
    service = bench.branch.orders
    commands = [
        bench.branch.edits.edit(ask, order.id, EditOrder(notes="hot")),
        bench.branch.intake.add_items(ask, order.id, AddItems(items=(line("Tea"),))),
        service.set_status(ask, order.id, SetOrderStatus(status=OrderStatus.CONFIRMED)),
        service.set_item_status(ask, item, ItemStatus.PREPARING),
        service.bump(ask, order.id, Bump(status=BumpStatus.READY)),
        service.recall_item(ask, item),
        service.recall(ask, order.id, Recall()),
        service.cancel_item(ask, order.id, item, "burnt"),
    ]

    codes = [(await refusal(command)).code for command in commands]

    assert codes == [Code.STALE] * len(commands)
    assert bench.snapshot() == [order]


async def test_a_stale_refusal_tells_the_version_there_is(bench: Bench) -> None:
    order = await bench.place("Soup")

    why = await refusal(bench.branch.edits.edit(asks(version=7), order.id, EditOrder(notes="hot")))

    assert why.details == {"current": 1, "requested": 7}


async def test_of_two_changes_on_the_same_version_one_is_stale(bench: Bench) -> None:
    order = await bench.place("Soup")
    edits = [EditOrder(notes="hot"), EditOrder(notes="cold")]

    ends = await asyncio.gather(
        *(bench.branch.edits.edit(asks(version=1), order.id, each) for each in edits),
        return_exceptions=True,
    )

    assert [getattr(end, "code", None) for end in ends] == [None, Code.STALE]
    assert bench.snapshot()[0].notes == "hot"


async def test_a_field_left_out_of_an_edit_stays(bench: Bench) -> None:
    order = await bench.place("Soup", notes="hot", table_number="7")

    edited = order_in(
        await bench.branch.edits.edit(asks(), order.id, EditOrder(priority=Priority.RUSH))
    )
    cleared = order_in(await bench.branch.edits.edit(asks(), order.id, EditOrder(notes=None)))

    assert (edited.notes, edited.table_number, edited.priority) == ("hot", "7", "rush")
    assert (cleared.notes, cleared.table_number, cleared.priority) == (None, "7", "rush")


async def test_what_is_not_there_is_not_found(bench: Bench) -> None:
    service = bench.branch.orders
    commands = [
        bench.branch.edits.edit(asks(), _ID, EditOrder(notes="hot")),
        bench.branch.intake.add_items(asks(), _ID, AddItems(items=(line("Tea"),))),
        service.set_item_status(asks(), _ID, ItemStatus.PREPARING),
        service.recall_item(asks(), _ID),
        service.cancel_item(asks(), _ID, _ID, "burnt"),
    ]

    assert [(await refusal(each)).code for each in commands] == [Code.NOT_FOUND] * 5


async def test_a_waiter_cannot_cancel_an_order(bench: Bench) -> None:
    order = await bench.place("Soup")
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED)

    why = await refusal(bench.branch.orders.set_status(asks(principal=WAITER), order.id, cancel))

    assert why.code is Code.FORBIDDEN
    assert bench.snapshot() == [order]


async def test_cancelling_an_order_takes_off_every_line_with_the_reason(bench: Bench) -> None:
    order = await bench.place("Soup", "Bread")
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED, reason="guest left")

    cancelled = order_in(await bench.branch.orders.set_status(asks(), order.id, cancel))

    assert cancelled.status is OrderStatus.CANCELLED
    assert [item.cancel_reason for item in cancelled.items] == ["guest left"] * 2
    assert [event.draft.type for event in bench.events] == [
        "order:new",
        "order:item_cancelled",
        "order:item_cancelled",
        "order:updated",
    ]
    assert bench.snapshot() == []


async def test_a_line_changed_through_its_id_is_answered_with_the_line(bench: Bench) -> None:
    order = await bench.place("Soup", "Bread")

    answer = await bench.branch.orders.set_item_status(
        asks(), order.items[1].id, ItemStatus.PREPARING
    )

    assert data_in(answer)["name"] == "Bread"
    assert data_in(answer)["status"] == "preparing"
    assert answer.version == 2


async def test_a_recall_is_told_as_a_recall(bench: Bench) -> None:
    order = await bench.serve(await bench.place("Soup"))

    await bench.branch.orders.recall_item(asks(), order.items[0].id)

    item_event, order_event = bench.events[-2:]
    assert payload(item_event)["recalled"] is True
    assert payload(item_event)["item"]["status"] == "ready"
    assert payload(order_event)["status"] == "ready"


async def test_a_bump_of_named_lines_is_taken_back_exactly(bench: Bench) -> None:
    order = await bench.place("Soup", "Bread", "Cake")
    orders, ids = bench.branch.orders, [item.id for item in order.items]
    await orders.set_item_status(asks(), ids[1], ItemStatus.PREPARING)
    named = (ids[0].upper(), ids[1])

    await orders.bump(asks(), order.id, Bump(status=BumpStatus.READY, items=named))
    undo = (
        TakeBack(id=named[0], current=ItemStatus.READY, status=ItemStatus.PENDING),
        TakeBack(id=named[1], current=ItemStatus.READY, status=ItemStatus.PREPARING),
    )
    after = order_in(await orders.recall(asks(), order.id, Recall(items=undo)))

    assert [item.status for item in after.items] == ["pending", "preparing", "pending"]


async def test_a_station_that_the_menu_does_not_know_is_refused(bench: Bench) -> None:
    order = await bench.place("Soup")
    await bench.branch.menu.add_station(asks(), NewStation(id="grill", name="Grill"))

    why = await refusal(
        bench.branch.orders.bump(asks(), order.id, Bump(status=BumpStatus.READY, station="gril"))
    )

    assert why.code is Code.BAD_REQUEST
    assert "known: grill" in why.message


async def test_numbers_go_on_when_the_branch_is_opened_again(bench: Bench) -> None:
    await bench.serve(await bench.place())
    await bench.reopen()

    assert (await bench.place()).order_number == "ORD-00002"
    await until(lambda: bench.branch.board.seq == len(bench.events))
