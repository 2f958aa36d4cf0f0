"""Edits of lines that wait until they are fired, and of combos."""

from msgspec import UNSET

from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order
from hub.wire.edit_requests import EditItem
from hub.wire.order_requests import NewPart
from tests.support.branch import Bench, asks, line, order_in, refusal


async def place_combo(bench: Bench, *, held: bool = False) -> Order:
    parts = (NewPart(name="Burger"), NewPart(name="Fries", quantity=4))
    return await bench.place(items=(line("Soup"), line("Menu", quantity=2, parts=parts, held=held)))


async def edit(bench: Bench, order: Order, item_id: str, new: EditItem) -> Order:
    return order_in(await bench.branch.edits.edit_item(asks(), order.id, item_id, new))


async def test_a_held_line_is_edited_where_it_waits_and_not_marked(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup"), line("Steak", held=True)))
    [steak] = order.held or ()

    after = await edit(bench, order, steak.id, EditItem(quantity=2, notes="rare"))

    [changed] = after.held or ()
    assert (changed.id, changed.quantity, changed.notes) == (steak.id, 2, "rare")
    assert (bool(changed.was), after.items, after.version) == (False, order.items, 2)


async def test_an_edit_of_a_combos_quantity_scales_its_parts(bench: Bench) -> None:
    for held in (False, True):
        order = await place_combo(bench, held=held)
        [combo] = order.groups or ()

        after = await edit(bench, order, combo.id, EditItem(quantity=3, seat=4))

        assert (after.groups or ())[0].quantity == 3
        parts = [item for item in after.lines if item.parent_id == combo.id]
        assert [(item.name, item.quantity, item.seat) for item in parts] == [
            ("Burger", 3, 4),
            ("Fries", 6, 4),
        ]
        assert [bool(item.was) for item in parts] == [not held] * 2


async def test_what_is_weighed_goes_up_and_down_with_its_combo(bench: Bench) -> None:
    parts = (NewPart(name="Brisket", amount=0.75, unit="kg"), NewPart(name="Bun", quantity=2))
    order = await bench.place(items=(line("Plate", parts=parts),))
    [combo] = order.groups or ()

    for quantity, sizes in [
        (3, [("Brisket (2.25 kg)", 2.25, 3), ("Bun", UNSET, 6)]),
        (1, [("Brisket (0.75 kg)", 0.75, 1), ("Bun", UNSET, 2)]),
    ]:
        after = await edit(bench, order, combo.id, EditItem(quantity=quantity))
        assert [(item.name, item.amount, item.quantity) for item in after.items] == sizes


async def test_more_of_a_combo_makes_no_part_again_that_is_ready(bench: Bench) -> None:
    order = await place_combo(bench)
    [combo] = order.groups or ()
    for step in (ItemStatus.PREPARING, ItemStatus.READY):
        await bench.branch.orders.set_item_status(asks(), order.items[1].id, step)

    after = await edit(bench, order, combo.id, EditItem(quantity=3))

    assert [(item.name, item.quantity, item.status) for item in after.items[1:]] == [
        ("Burger", 2, "ready"),
        ("Fries", 6, "pending"),
        ("Burger", 1, "pending"),
    ]


async def test_a_combo_of_which_a_part_is_served_does_not_become_less(bench: Bench) -> None:
    order = await place_combo(bench)
    [combo] = order.groups or ()
    for step in (ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED):
        await bench.branch.orders.set_item_status(asks(), order.items[1].id, step)

    why = await refusal(edit(bench, order, combo.id, EditItem(quantity=1)))

    assert why.code is Code.INVALID_TRANSITION
