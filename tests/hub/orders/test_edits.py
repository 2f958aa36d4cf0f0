"""Changing what was sent, over the whole branch: who may, and who hears what."""

import pytest

from hub.domain.earlier import AckKind
from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.permissions import Principal, Role
from hub.wire.edit_requests import Acknowledge, EditItem, EditOrder
from hub.wire.order_requests import AddItems, NewModifier, SetOrderStatus
from hub.wire.requests import NewMenuItem, NewMenuModifier, NewStation
from tests.support.branch import (
    WAITER,
    Bench,
    asks,
    data_in,
    line,
    order_in,
    payload,
    refusal,
)

KITCHEN = Principal(id="device-grill", name="grill", role=Role.KITCHEN)
OTHER = Principal(id="device-other", name="bar", role=Role.WAITER)


async def four_rice(bench: Bench) -> Order:
    order = await bench.place("Rice", items=(line("Rice", quantity=4),))
    item = order.items[0].id
    await bench.branch.orders.set_item_status(asks(), item, ItemStatus.PREPARING)
    return order


async def test_four_become_two_the_same_line_still_being_made(bench: Bench) -> None:
    """Case 15."""
    order = await four_rice(bench)
    [was] = (await bench.branch.board.all_day(None)).rows
    new = EditItem(quantity=2)

    after = order_in(await bench.branch.edits.edit_item(asks(), order.id, order.items[0].id, new))

    [item] = after.items
    assert (item.id, item.quantity, item.status) == (order.items[0].id, 2, "preparing")
    [counted] = (await bench.branch.board.all_day(None)).rows
    assert (b'"quantity":4' in was, b'"quantity":2' in counted) == (True, True)
    changed, updated = bench.events[-2:]
    assert (changed.draft.type, updated.draft.type) == ("order:items_changed", "order:updated")
    assert payload(changed)["changes"] == [{"id": item.id, "field": "quantity", "from": 4, "to": 2}]
    assert payload(updated)["order"]["items"][0]["was"] == {"version": 3, "quantity": 4}


async def test_note_modifier_and_course_of_a_sent_line_can_be_changed(bench: Bench) -> None:
    """Case 17."""
    order = await four_rice(bench)
    new = EditItem(notes="no salt", modifiers=(NewModifier(name="No egg"),), course=2)

    after = order_in(await bench.branch.edits.edit_item(asks(), order.id, order.items[0].id, new))

    [item] = after.items
    assert (item.notes, item.modifiers[0].name, item.course) == ("no salt", "No egg", 2)
    assert item.status == "preparing"


async def test_null_clears_and_what_is_left_out_stays(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup", "hot", notes="now", seat=2),))
    new = EditItem(notes=None, modifiers=None)

    after = order_in(await bench.branch.edits.edit_item(asks(), order.id, order.items[0].id, new))

    [item] = after.items
    assert (item.notes, item.modifiers, item.seat) == (None, (), 2)


async def test_a_line_is_sent_to_other_stations(bench: Bench) -> None:
    for each in ("grill", "bar"):
        await bench.branch.menu.add_station(asks(), NewStation(id=each, name=each))
    order = await bench.place("Steak", "Soup")
    item = order.items[0].id
    edit = bench.branch.edits.edit_item

    one = order_in(await edit(asks(), order.id, item, EditItem(stations=("bar",))))
    two = data_in(await edit(asks(), order.id, item, EditItem(stations=("grill", "bar"))))
    none = data_in(await edit(asks(), order.id, item, EditItem(stations=("none",))))
    every = data_in(await edit(asks(), order.id, item, EditItem(stations=None)))
    why = await refusal(edit(asks(), order.id, item, EditItem(stations=("gril",))))

    assert one.items[0].station == "bar"
    assert (two["items"][0]["station"], two["items"][0]["stations"]) == ("grill", ["grill", "bar"])
    assert none["items"][0]["station"] == "none"
    assert every["items"][0]["station"] is None
    assert "stations" not in every["items"][0]
    assert why.details == {"stations[0]": "there is no such station"}


async def test_a_modifier_of_the_menu_is_found_for_a_line_that_was_sent(bench: Bench) -> None:
    dish = data_in(
        await bench.branch.menu.add_item(
            asks(), NewMenuItem(name="Steak", modifiers=(NewMenuModifier(name="rare"),))
        )
    )
    order = await bench.place("Steak")
    rare = NewModifier(modifier_id=dish["modifiers"][0]["id"])

    after = order_in(
        await bench.branch.edits.edit_item(
            asks(), order.id, order.items[0].id, EditItem(modifiers=(rare,))
        )
    )

    assert [each.name for each in after.items[0].modifiers] == ["rare"]


async def test_none_of_a_line_takes_it_off_and_says_who_did(bench: Bench) -> None:
    order = await bench.place("Soup", "Tea", source="till")
    new = EditItem(quantity=0)

    after = order_in(await bench.branch.edits.edit_item(asks(), order.id, order.items[0].id, new))

    assert after.items[0].status is ItemStatus.CANCELLED
    assert after.items[0].cancel_reason == "removed by till"


async def test_every_field_of_an_order_can_be_changed(bench: Bench) -> None:
    order = await bench.place(display_number="A17", guests=2)
    new = EditOrder(display_number="A18", guests=None, allergies=("nuts",), customer_name="Ada")

    after = data_in(await bench.branch.edits.edit(asks(), order.id, new))

    assert (after["display_number"], after["allergies"]) == ("A18", ["nuts"])
    assert after["customer_name"] == "Ada"
    assert "guests" not in after


async def test_a_table_that_was_moved_is_on_the_ticket_of_whoever_joins_later(bench: Bench) -> None:
    """Case 20."""
    order = await bench.place(table_number="7")

    await bench.branch.edits.edit(asks(), order.id, EditOrder(table_number="12"))
    await bench.reopen()

    [seen] = bench.snapshot()
    assert (seen.table_number, seen.was.table_number) == ("12", "7")  # type: ignore[union-attr]


async def test_what_one_screen_has_acknowledged_the_other_sees(bench: Bench) -> None:
    order = await four_rice(bench)
    item = order.items[0].id
    await bench.branch.edits.edit_item(asks(), order.id, item, EditItem(quantity=2))
    heard = len(bench.events)

    new = Acknowledge(what=AckKind.EDIT, version=3)
    seen = order_in(await bench.branch.edits.acknowledge(asks(), order.id, new))
    again = order_in(await bench.branch.edits.acknowledge(asks(), order.id, new))
    await bench.reopen()

    assert again == seen
    assert bench.snapshot() == [seen]
    assert not seen.items[0].was
    assert [event.draft.type for event in bench.events[heard:]] == ["order:updated"]


async def test_a_station_that_there_is_not_acknowledges_nothing(bench: Bench) -> None:
    order = await bench.place()
    new = Acknowledge(what=AckKind.ALLERGY, station="gril")

    why = await refusal(bench.branch.edits.acknowledge(asks(), order.id, new))

    assert why.code is Code.BAD_REQUEST


@pytest.mark.parametrize(("who", "may"), [(WAITER, True), (OTHER, False), (KITCHEN, True)])
async def test_a_waiter_takes_off_what_they_have_sent_themselves(
    bench: Bench, who: Principal, may: bool
) -> None:
    order = await bench.place("Soup", "Tea", ask=asks(principal=WAITER))
    running = bench.branch.orders.cancel_item(
        asks(principal=who), order.id, order.items[0].id, "dropped"
    )

    if may:
        assert order_in(await running).items[0].status is ItemStatus.CANCELLED
    else:
        assert (await refusal(running)).code is Code.FORBIDDEN


@pytest.mark.parametrize("who", [OTHER])
async def test_setting_another_s_line_to_nothing_is_a_void_too(
    bench: Bench, who: Principal
) -> None:
    order = await bench.place("Soup", ask=asks(principal=WAITER))
    edit = bench.branch.edits.edit_item

    why = await refusal(
        edit(asks(principal=who), order.id, order.items[0].id, EditItem(quantity=0))
    )

    assert why.code is Code.FORBIDDEN


async def test_food_that_is_ready_is_cancelled_with_a_reason_only(bench: Bench) -> None:
    order = await bench.place("Soup")
    for status in (ItemStatus.PREPARING, ItemStatus.READY):
        await bench.branch.orders.set_item_status(asks(), order.items[0].id, status)
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED)

    why = await refusal(bench.branch.orders.set_status(asks(), order.id, cancel))
    with_reason = SetOrderStatus(status=OrderStatus.CANCELLED, reason="guest left")
    gone = order_in(await bench.branch.orders.set_status(asks(), order.id, with_reason))

    assert why.code is Code.INVALID_TRANSITION
    assert gone.status is OrderStatus.CANCELLED


async def test_a_cancelled_order_cannot_be_served(bench: Bench) -> None:
    """Case 38."""
    order = await bench.place("Soup")
    cancel = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), order.id, cancel)

    why = await refusal(bench.serve(order))

    assert why.code is Code.INVALID_TRANSITION


async def test_a_void_and_a_new_line_are_both_marked(bench: Bench) -> None:
    """Case 64."""
    order = await bench.place("Soup", "Tea")
    await bench.branch.orders.cancel_item(asks(), order.id, order.items[0].id, "wrong soup")

    new = AddItems(items=(line("Bread"),))
    after = order_in(await bench.branch.intake.add_items(asks(), order.id, new))

    assert [(item.name, item.status, bool(item.was)) for item in after.items] == [
        ("Soup", "cancelled", True),
        ("Tea", "pending", False),
        ("Bread", "pending", False),
    ]
