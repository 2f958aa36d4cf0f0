"""Lines between orders, over the whole branch: one commit, found again, and safe to send twice."""

import asyncio
import json

import msgspec

from hub.domain.errors import Code, Refusal
from hub.domain.orders import ItemStatus, OrderStatus
from hub.wire.edit_requests import EditItem, MergeOrder, MoveItem, SplitItem, SplitOrder
from hub.wire.events import Committed
from hub.wire.requests import Bump, BumpStatus
from tests.support.branch import Bench, asks, line, order_in, payload, refusal
from tests.support.replica import Replica

NEW = "11111111-1111-4111-8111-111111111111"


def types(events: list[Committed]) -> list[str]:
    return [event.draft.type.value for event in events]


async def test_a_dish_moves_to_another_table_as_far_as_it_is(bench: Bench) -> None:
    """Case 18."""
    here, there = await bench.place("Steak", "Soup"), await bench.place("Tea")
    steak = here.items[0].id
    await bench.branch.orders.set_item_status(asks(), steak, ItemStatus.PREPARING)
    heard = len(bench.events)

    new = MoveItem(order_id=there.id)
    after = order_in(await bench.branch.moves.move_item(asks(), here.id, steak, new))

    moved = after.items[-1]
    assert (after.id, moved.id, moved.status) == (there.id, steak, "preparing")
    assert moved.created_at == here.items[0].created_at
    assert types(bench.events[heard:]) == ["order:items_changed", "order:updated"] * 2
    assert [payload(event)["orderId"] for event in bench.events[heard:]] == [
        *[here.id] * 2,
        *[there.id] * 2,
    ]


async def test_a_line_is_found_where_it_went_also_from_disk(bench: Bench) -> None:
    here, there = await bench.place("Steak", "Soup"), await bench.place("Tea")
    steak = here.items[0].id
    new = MoveItem(order_id=there.id)
    await bench.branch.moves.move_item(asks(), here.id, steak, new)

    await bench.branch.orders.set_item_status(asks(), steak, ItemStatus.PREPARING)
    await bench.reopen()
    await bench.branch.orders.set_item_status(asks(), steak, ItemStatus.READY)
    for order in bench.snapshot():
        await bench.serve(order)
    others = await asyncio.gather(*(bench.place() for _ in range(60)))
    await asyncio.gather(*(bench.serve(order) for order in others))
    assert bench.branch.live_orders.get_latest(there.id) is None
    back = await bench.branch.orders.recall_item(asks(), steak)

    assert order_in(await bench.branch.history.order(there.id)).items[-1].status == "ready"
    assert back.version is not None
    await bench.flush()
    assert await bench.sql("SELECT number FROM items WHERE id = ?", [steak]) == [(2,)]


async def test_a_line_whose_move_waits_in_the_journal_is_found_where_it_went(bench: Bench) -> None:
    here, there = await bench.place("Steak", "Soup"), await bench.place("Tea")
    steak = here.items[0].id
    for order in (here, there):
        await bench.serve(order)
    others = await asyncio.gather(*(bench.place() for _ in range(60)))
    await asyncio.gather(*(bench.serve(order) for order in others))
    await bench.flush()
    await bench.branch.moves.move_item(asks(), here.id, steak, MoveItem(order_id=there.id))
    more = await asyncio.gather(*(bench.place() for _ in range(60)))
    await asyncio.gather(*(bench.serve(order) for order in more))
    assert bench.branch.live_orders.get_latest(there.id) is None

    await bench.branch.orders.recall_item(asks(), steak)

    [recalled] = bench.snapshot()
    assert recalled.id == there.id


async def test_a_move_that_was_sent_twice_is_one(bench: Bench) -> None:
    here, there = await bench.place("Steak", "Soup"), await bench.place("Tea")
    move = bench.branch.moves.move_item
    new = MoveItem(order_id=there.id)
    first = order_in(await move(asks(), here.id, here.items[0].id, new))
    heard = len(bench.events)

    again = order_in(await move(asks(), here.id, here.items[0].id, new))

    assert (again, len(bench.events)) == (first, heard)


async def test_a_move_that_did_not_reach_the_disk_leaves_the_line_where_it_was(
    bench: Bench,
) -> None:
    here, there = (await bench.place("Steak", "Soup")).id, (await bench.place("Tea")).id
    [steak] = [item.id for item in bench.snapshot()[0].items if item.name == "Steak"]

    why = None
    async with bench.full():
        for _ in range(1000):
            new = MoveItem(order_id=there)
            try:
                await bench.branch.moves.move_item(asks(), here, steak, new)
            except Refusal as refused:
                why = refused.code
                break
            here, there = there, here

    assert why is Code.STORAGE_FULL
    assert (await bench.branch.order_changes.fetch_by_item(steak)).order.id == here


async def test_two_tables_become_one_bill(bench: Bench) -> None:
    stays = await bench.place("Soup")
    goes = await bench.place("Tea", source="till", external_id="17")
    new = MergeOrder(from_=goes.id)

    merged = order_in(await bench.branch.moves.merge(asks(), stays.id, new))
    again = order_in(await bench.branch.moves.merge(asks(), stays.id, new))
    await bench.reopen()

    assert again == merged
    assert bench.snapshot() == [merged]
    assert [item.name for item in merged.items] == ["Soup", "Tea"]
    gone = order_in(await bench.branch.history.order(goes.id))
    assert (gone.status, gone.merged_into) == (OrderStatus.COMPLETED, stays.id)


async def test_a_bill_is_split_with_nothing_cooked_anew(bench: Bench) -> None:
    """Case 18."""
    order = await bench.place(items=(line("Steak", quantity=4), line("Soup"), line("Tea")))
    steak, soup, _ = (item.id for item in order.items)
    await bench.branch.orders.set_item_status(asks(), steak, ItemStatus.PREPARING)
    new = SplitOrder(id=NEW, items=(SplitItem(id=steak, quantity=1), soup))

    made = await bench.branch.moves.split(asks(), order.id, new)
    again = await bench.branch.moves.split(asks(), order.id, new)

    assert (made.created, again.created) == (True, False)
    own = order_in(made)
    assert (own.id, own.order_number) == (NEW, "ORD-00002")
    assert [(item.name, item.quantity, item.status) for item in own.items] == [
        ("Soup", 1, "pending"),
        ("Steak", 1, "preparing"),
    ]
    assert order_in(again) == own
    left = order_in(await bench.branch.history.order(order.id))
    assert [(item.name, item.quantity) for item in left.items] == [("Steak", 3), ("Tea", 1)]
    await bench.reopen()
    assert {each.id: each for each in bench.snapshot()} == {order.id: left, NEW: own}


async def test_a_split_under_an_id_that_is_taken_is_refused(bench: Bench) -> None:
    order, taken = await bench.place("Steak", "Soup"), await bench.place("Tea")
    new = SplitOrder(id=taken.id, items=(order.items[0].id,))

    why = await refusal(bench.branch.moves.split(asks(), order.id, new))

    assert why.code is Code.CONFLICT


async def test_what_was_moved_can_be_edited_where_it_is(bench: Bench) -> None:
    here, there = await bench.place("Steak", "Soup"), await bench.place("Tea")
    steak = here.items[0].id
    await bench.branch.moves.move_item(asks(), here.id, steak, MoveItem(order_id=there.id))

    edit = bench.branch.edits.edit_item
    after = order_in(await edit(asks(), there.id, steak, EditItem(notes="rare")))
    why = await refusal(edit(asks(), here.id, steak, EditItem(notes="rare")))

    assert after.items[-1].notes == "rare"
    assert why.code is Code.NOT_FOUND


async def test_what_is_split_off_served_is_told_as_a_change_and_on_no_board(bench: Bench) -> None:
    order = await bench.place("Soup", "Tea")
    soup = order.items[0].id
    served = Bump(status=BumpStatus.SERVED, items=(soup,))
    await bench.branch.orders.bump(asks(), order.id, served)
    heard = len(bench.events)
    replica = Replica([json.loads(msgspec.json.encode(each)) for each in bench.snapshot()], heard)

    new = SplitOrder(items=(soup,))
    split = order_in(await bench.branch.moves.split(asks(), order.id, new))

    said = bench.events[heard:]
    assert types(said) == ["order:items_changed", "order:updated", "order:updated"]
    assert (payload(said[-1])["orderId"], payload(said[-1])["status"]) == (split.id, "served")
    for event in said:
        replica.apply(json.loads(event.frame(event.rooms[0])))
    assert [each["id"] for each in replica.orders] == [order.id]
