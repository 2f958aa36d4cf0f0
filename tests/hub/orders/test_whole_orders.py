"""Whole orders as they should be, over the whole branch."""

import pytest
from msgspec.structs import replace

from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order, OrderStatus, OrderType
from hub.domain.permissions import Principal, Role
from hub.wire.edit_requests import MergeOrder, MoveItem, PutItem, PutOrder, SplitItem, SplitOrder
from hub.wire.house_requests import SetAvailability
from hub.wire.order_requests import KeyQuery, SetOrderStatus
from hub.wire.requests import Bump, BumpStatus, NewMenuItem
from tests.support.branch import (
    MANAGER,
    WAITER,
    Bench,
    answer_in,
    asks,
    data_in,
    line,
    order_in,
    refusal,
)

NEW = "11111111-1111-4111-8111-111111111111"
TILL = Principal(id="device-till", name="till 1", role=Role.INTEGRATION)
OTHER = Principal(id="device-other", name="bar", role=Role.WAITER)
KEY = KeyQuery(source="till", external_id="17")


def whole(*items: PutItem, **fields: object) -> PutOrder:
    return replace(PutOrder(type=OrderType.DINE_IN, items=items), **fields)


def wants(name: str, quantity: int = 1, **fields: object) -> PutItem:
    return replace(PutItem(name=name, quantity=quantity), **fields)


async def test_one_that_is_unknown_is_taken_and_then_changed(bench: Bench) -> None:
    """Case 21."""
    put = bench.branch.whole_orders.put
    made = await put(asks(), NEW, whole(wants("Rice", 4), wants("Soup"), table_number="7"))
    rice = order_in(made).items[0].id
    await bench.branch.orders.set_item_status(asks(), rice, ItemStatus.PREPARING)

    again = await put(asks(), NEW, whole(wants("Rice", 2), wants("Soup"), table_number="8"))
    heard = len(bench.events)
    same = await put(asks(), NEW, whole(wants("Rice", 2), wants("Soup"), table_number="8"))

    assert (made.created, again.created) == (True, False)
    order = order_in(again)
    assert (order.id, order.table_number, order.version) == (NEW, "8", 3)
    assert [(item.id == rice, item.quantity, item.status) for item in order.items] == [
        (True, 2, "preparing"),
        (False, 1, "pending"),
    ]
    assert (order_in(same), len(bench.events)) == (order, heard)


async def test_an_order_is_put_by_its_senders_key(bench: Bench) -> None:
    put = bench.branch.whole_orders.put_by_key
    made = order_in(await put(asks(principal=TILL), KEY, whole(wants("Rice"))))

    changed = order_in(await put(asks(principal=TILL), KEY, whole(wants("Rice"), wants("Tea"))))

    assert (made.source, made.external_id) == ("till", "17")
    assert (changed.id, [item.name for item in changed.items]) == (made.id, ["Rice", "Tea"])


async def test_what_goes_says_who_removed_it(bench: Bench) -> None:
    put = bench.branch.whole_orders.put_by_key
    await put(asks(principal=TILL), KEY, whole(wants("Rice"), wants("Tea")))

    order = order_in(await put(asks(principal=TILL), KEY, whole(wants("Tea"))))

    assert order.items[0].cancel_reason == "removed by till"


async def test_fields_left_out_stay_and_null_clears(bench: Bench) -> None:
    put = bench.branch.whole_orders.put
    first = whole(wants("Rice", seat=2, notes="hot"), notes="window", guests=3)
    await put(asks(), NEW, first)

    new = PutOrder(notes=None, items=(PutItem(name="Rice", notes=None),))
    order = data_in(await put(asks(), NEW, new))

    assert (order["notes"], order["guests"]) == (None, 3)
    assert (order["items"][0]["notes"], order["items"][0]["seat"]) == (None, 2)
    assert order["items"][0]["quantity"] == 1


async def test_lines_that_are_not_said_are_not_touched(bench: Bench) -> None:
    put = bench.branch.whole_orders.put
    await put(asks(), NEW, whole(wants("Rice")))

    order = order_in(await put(asks(), NEW, PutOrder(table_number="9")))

    assert (order.table_number, order.items[0].status) == ("9", "pending")


async def test_an_older_state_changes_nothing_and_that_is_said(bench: Bench) -> None:
    put = bench.branch.whole_orders.put
    await put(asks(), NEW, whole(wants("Rice"), source_version=7))
    latest = await put(asks(), NEW, whole(wants("Rice"), wants("Tea"), source_version=9))

    older = await put(asks(), NEW, whole(wants("Rice"), source_version=8))

    assert data_in(older) == data_in(latest)
    assert [each["code"] for each in answer_in(older)["warnings"]] == ["older"]


async def test_a_served_line_that_is_missing_stays_with_a_warning(bench: Bench) -> None:
    order = await bench.serve(await bench.place("Rice"))

    found = await bench.branch.whole_orders.put(asks(), order.id, whole(wants("Tea")))

    assert [(item.name, item.status) for item in order_in(found).items] == [
        ("Rice", "served"),
        ("Tea", "pending"),
    ]
    assert [each["code"] for each in answer_in(found)["warnings"]] == ["served"]


async def test_only_what_is_new_is_asked_whether_it_is_sold_out(bench: Bench) -> None:
    for name in ("Rice", "Tea"):
        await bench.branch.menu.add_item(asks(), NewMenuItem(name=name))
    order = await bench.place("Rice")
    for dish in bench.branch.menu.menu.items.values():
        await bench.branch.availability.set(asks(), dish.id, SetAvailability(available=False))
    put = bench.branch.whole_orders.put

    same = order_in(await put(asks(), order.id, whole(wants("Rice"), notes="window")))
    why = await refusal(put(asks(), order.id, whole(wants("Rice"), wants("Tea"))))

    assert same.notes == "window"
    assert why.code is Code.ITEM_UNAVAILABLE


async def test_what_was_split_off_is_not_cooked_again_for_who_sends_all_of_it(bench: Bench) -> None:
    put = bench.branch.whole_orders.put_by_key
    order = order_in(await put(asks(), KEY, whole(wants("Rice"), wants("Tea"), wants("Soup"))))
    rice, tea, _ = (item.id for item in order.items)
    await bench.branch.moves.split(asks(), order.id, SplitOrder(items=(rice,)))
    there = await bench.place("Bread")
    await bench.branch.moves.move_item(asks(), order.id, tea, MoveItem(order_id=there.id))
    before = bench.snapshot()

    same = order_in(await put(asks(), KEY, whole(wants("Rice"), wants("Tea"), wants("Soup"))))

    assert same.id == order.id
    assert bench.snapshot() == before
    await put(asks(), KEY, whole(wants("Rice"), wants("Soup")))
    elsewhere = next(each for each in bench.snapshot() if each.id == there.id)
    assert [(item.name, item.status) for item in elsewhere.items] == [
        ("Bread", "pending"),
        ("Tea", "cancelled"),
    ]


Ids = tuple[str, str]


async def _moved(bench: Bench, order: Order, how: str) -> Ids:
    """Have the rice of an order go elsewhere, or all of it; say which order and line that is."""
    rice = order.items[0]
    moves = bench.branch.moves
    if how == "some":
        new = SplitOrder(items=(SplitItem(id=rice.id, quantity=1),))
        there = order_in(await moves.split(asks(), order.id, new))
        return there.id, there.items[0].id
    if how == "split":
        return order_in(
            await moves.split(asks(), order.id, SplitOrder(items=(rice.id,)))
        ).id, rice.id
    table = await bench.place("Bread")
    if how == "moved":
        await moves.move_item(asks(), order.id, rice.id, MoveItem(order_id=table.id))
    else:
        await moves.merge(asks(), table.id, MergeOrder(from_=order.id))
    return table.id, rice.id


@pytest.mark.parametrize("how", ["moved", "merged", "split", "some"])
@pytest.mark.parametrize("when", ["at once", "after a start", "from the history"])
async def test_who_puts_an_order_as_it_shows_it_voids_nothing_that_went_elsewhere(
    bench: Bench, how: str, when: str
) -> None:
    order = await bench.place(items=(line("Rice", quantity=3), line("Tea")))
    await bench.branch.orders.set_item_status(asks(), order.items[0].id, ItemStatus.PREPARING)
    there, rice = await _moved(bench, order, how)
    await bench.branch.orders.set_item_status(asks(), rice, ItemStatus.READY)
    if when == "from the history":
        for each in {order.id, there} & {each.id for each in bench.snapshot()}:
            await bench.branch.orders.bump(asks(), each, Bump(status=BumpStatus.SERVED))
        others = [await bench.place() for _ in range(60)]
        for other in others:
            await bench.serve(other)
        assert bench.branch.live_orders.get_latest(there) is None
    if when != "at once":
        await bench.reopen()
    shown = order_in(await bench.branch.history.order(order.id))
    before = order_in(await bench.branch.history.order(there))

    items = tuple(wants(item.name, item.quantity, id=item.id) for item in shown.items)
    for new in (whole(*items), whole(*(replace(each, id=None) for each in items))):
        await bench.branch.whole_orders.put(asks(), order.id, new)

    assert order_in(await bench.branch.history.order(there)) == before
    assert order_in(await bench.branch.history.order(order.id)) == shown
    assert any(item.id == rice for item in before.items)


async def test_who_puts_all_that_was_taken_by_its_id_has_nothing_cooked_again(bench: Bench) -> None:
    order = await bench.place(items=(line("Rice", quantity=3), line("Tea")))
    await _moved(bench, order, "some")
    put = bench.branch.whole_orders.put
    before = bench.snapshot()

    await put(asks(), order.id, whole(wants("Rice", 3), wants("Tea")))
    assert bench.snapshot() == before
    await put(asks(), order.id, whole(wants("Rice", 2, notes="no salt"), wants("Tea")))

    assert [item.notes for item in bench.snapshot()[0].items] == ["no salt", None]
    assert bench.snapshot()[1] == before[1]


async def test_of_a_line_that_went_elsewhere_no_piece_goes_for_being_sought_less(
    bench: Bench,
) -> None:
    order = await bench.place(items=(line("Rice", quantity=3), line("Tea")))
    await _moved(bench, order, "moved")
    before = bench.snapshot()

    await bench.branch.whole_orders.put(asks(), order.id, whole(wants("Rice"), wants("Tea")))

    assert bench.snapshot() == before


async def test_a_line_that_went_elsewhere_is_changed_there_when_it_is_named(bench: Bench) -> None:
    order = await bench.place(items=(line("Rice", quantity=3), line("Tea")))
    there, rice = await _moved(bench, order, "moved")

    named = whole(wants("Rice", 1, id=rice), wants("Tea"))
    await bench.branch.whole_orders.put(asks(), order.id, named)

    elsewhere = next(each for each in bench.snapshot() if each.id == there)
    assert [(item.id, item.quantity) for item in elsewhere.items[1:]] == [(rice, 1)]


async def test_the_key_of_an_order_finds_it_and_not_what_was_split_off(bench: Bench) -> None:
    put = bench.branch.whole_orders.put_by_key
    order = order_in(await put(asks(), KEY, whole(wants("Rice"), wants("Tea"))))
    await bench.branch.moves.split(asks(), order.id, SplitOrder(items=(order.items[0].id,)))

    for _ in range(2):
        found = await bench.branch.sender_keys.find(KEY.key_of(MANAGER.name), bench.clock.now())
        assert found is not None
        assert found.order.id == order.id
        await bench.reopen()


async def test_a_merged_order_is_changed_by_its_key_where_its_lines_are(bench: Bench) -> None:
    put = bench.branch.whole_orders.put_by_key
    order = order_in(await put(asks(), KEY, whole(wants("Rice"))))
    table = await bench.place("Bread")
    await bench.branch.moves.merge(asks(), table.id, MergeOrder(from_=order.id))

    after = order_in(await put(asks(), KEY, whole(wants("Rice"), wants("Tea"))))
    by_id = order_in(
        await bench.branch.whole_orders.put(asks(), order.id, whole(wants("Rice"), wants("Tea")))
    )

    assert (after.id, [item.name for item in after.items]) == (table.id, ["Bread", "Rice", "Tea"])
    assert by_id == after


async def test_a_closed_order_takes_nothing_new(bench: Bench) -> None:
    order = await bench.serve(await bench.place("Rice"))
    done = SetOrderStatus(status=OrderStatus.COMPLETED)
    await bench.branch.orders.set_status(asks(), order.id, done)
    put = bench.branch.whole_orders.put

    same = await put(asks(), order.id, whole(wants("Rice"), notes="paid"))
    why = await refusal(put(asks(), order.id, whole(wants("Rice"), wants("Tea"))))

    assert order_in(same).notes is None
    assert why.code is Code.INVALID_TRANSITION


async def test_a_waiter_removes_no_line_that_another_has_sent(bench: Bench) -> None:
    order = await bench.place("Rice", "Tea", ask=asks(principal=WAITER))
    put = bench.branch.whole_orders.put

    why = await refusal(put(asks(principal=OTHER), order.id, whole(wants("Rice"))))
    own = order_in(await put(asks(principal=WAITER), order.id, whole(wants("Rice"))))

    assert why.code is Code.FORBIDDEN
    assert own.items[1].status == "cancelled"


async def test_a_line_id_that_another_order_has_is_not_taken_twice(bench: Bench) -> None:
    taken = (await bench.place("Tea")).items[0].id
    order = await bench.place(items=(line("Rice"),))

    new = whole(wants("Rice"), wants("Soup", id=taken))
    after = order_in(await bench.branch.whole_orders.put(asks(), order.id, new))

    assert [item.name for item in after.items] == ["Rice", "Soup"]
    assert after.items[1].id != taken


async def test_an_unknown_order_without_a_type_is_refused(bench: Bench) -> None:
    why = await refusal(
        bench.branch.whole_orders.put(asks(), NEW, PutOrder(items=(wants("Rice"),)))
    )

    assert list(why.details) == ["type"]


async def test_a_line_that_is_held_is_found_and_neither_fired_nor_taken_again(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup"), line("Cake", held=True)))
    put = bench.branch.whole_orders.put

    same = order_in(await put(asks(), order.id, whole(wants("Soup"), wants("Cake"))))
    assert same == order
    less = order_in(await put(asks(), order.id, whole(wants("Soup"))))

    assert [item.name for item in less.items] == ["Soup"]
    assert [(item.name, item.status) for item in less.held or ()] == [("Cake", "cancelled")]


async def test_lines_that_went_to_and_fro_are_found_where_they_are(bench: Bench) -> None:
    here, there, table = [await bench.place("Rice", "Tea") for _ in range(3)]
    move, merge = bench.branch.moves.move_item, bench.branch.moves.merge
    await move(asks(), here.id, here.items[0].id, MoveItem(order_id=there.id))
    await move(asks(), there.id, there.items[0].id, MoveItem(order_id=here.id))
    await merge(asks(), table.id, MergeOrder(from_=here.id))
    await move(asks(), table.id, here.items[1].id, MoveItem(order_id=there.id))
    before = bench.snapshot()

    await bench.branch.whole_orders.put(asks(), here.id, whole(wants("Rice"), wants("Tea")))

    assert bench.snapshot() == before
