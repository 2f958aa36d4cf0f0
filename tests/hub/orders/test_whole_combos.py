"""Combos of whole orders as they should be: found again, scaled, and never cooked twice."""

import pytest
from msgspec.structs import replace

from hub.domain.combos import status_of_combo
from hub.domain.orders import ItemStatus, Order, OrderType
from hub.wire.edit_requests import MergeOrder, PutItem, PutOrder, PutPart
from hub.wire.order_requests import NewPart
from tests.support.branch import Bench, asks, line, order_in

NEW = "11111111-1111-4111-8111-111111111111"
COMBO = "22222222-2222-4222-8222-222222222222"


def wants(name: str, quantity: int = 1, **fields: object) -> PutItem:
    return replace(PutItem(name=name, quantity=quantity), **fields)


def part(name: str, **fields: object) -> PutPart:
    return replace(PutPart(name=name), **fields)


def menu(quantity: int = 1, *names: str, **fields: object) -> PutItem:
    parts = tuple(map(part, names or ("Burger", "Fries")))
    return wants("Menu", quantity, **{"parts": parts, **fields})


async def put(bench: Bench, *items: PutItem) -> Order:
    new = PutOrder(type=OrderType.DINE_IN, items=items)
    return order_in(await bench.branch.whole_orders.put(asks(), NEW, new))


def rows(order: Order) -> list[tuple[str, int, str, bool]]:
    return [
        (item.name, item.quantity, item.status.value, bool(item.parent_id)) for item in order.lines
    ]


async def begin(bench: Bench, order: Order, name: str, *steps: ItemStatus) -> None:
    item = next(item for item in order.items if item.name == name)
    for step in steps:
        await bench.branch.orders.set_item_status(asks(), item.id, step)


async def test_a_combo_comes_as_a_heading_and_its_parts(bench: Bench) -> None:
    first = await put(bench, wants("Soup"))
    after = await put(bench, wants("Soup"), menu(2, id=COMBO, seat=3, notes="no salt"))

    assert first.items[0].id == after.items[0].id
    assert rows(after)[1:] == [("Burger", 2, "pending", True), ("Fries", 2, "pending", True)]
    [combo] = after.groups or ()
    assert (combo.id, combo.name, combo.quantity, combo.seat) == (COMBO, "Menu", 2, 3)
    assert [item.seat for item in after.items[1:]] == [3, 3]


@pytest.mark.parametrize(
    "combo",
    [
        menu(2),
        menu(2, id=COMBO),
        menu(2, external_id="m"),
        menu(2, parts=(part("Burger", external_id="b"), part("Fries", external_id="f"))),
        menu(2, held=True, course=2),
        menu(2, allergies=("nuts",)),
    ],
)
async def test_a_combo_that_is_sent_again_changes_nothing(bench: Bench, combo: PutItem) -> None:
    await put(bench, wants("Soup"))
    order = await put(bench, wants("Soup"), combo)
    heard = len(bench.events)

    assert await put(bench, combo, wants("Soup")) == order
    assert len(bench.events) == heard


async def test_a_combo_is_known_by_a_part_when_it_is_called_otherwise(bench: Bench) -> None:
    parts = (part("Burger", external_id="b"), part("Fries", external_id="f"))
    first = await put(bench, wants("Menu", parts=parts))

    after = await put(bench, wants("Menu XL", parts=parts))

    assert (after.groups or ())[0].id == (first.groups or ())[0].id
    assert [item.id for item in after.items] == [item.id for item in first.items]


async def test_another_quantity_of_a_combo_scales_its_parts(bench: Bench) -> None:
    order = await put(bench, menu(1))
    await begin(bench, order, "Fries", ItemStatus.PREPARING, ItemStatus.READY)

    for combo in (menu(3), wants("Menu", 3)):
        after = await put(bench, combo)
        assert (after.groups or ())[0].quantity == 3
        assert rows(after) == [
            ("Burger", 3, "pending", True),
            ("Fries", 1, "ready", True),
            ("Fries", 2, "pending", True),
        ]


@pytest.mark.parametrize(
    "more", [wants("Plate", 3), wants("Plate", 3, parts=(part("Brisket"), part("Bun")))]
)
async def test_what_is_weighed_goes_up_with_its_combo_and_is_not_made_again(
    bench: Bench, more: PutItem
) -> None:
    parts = (part("Brisket", amount=0.5, unit="kg"), part("Bun"))
    order = await put(bench, wants("Plate", parts=parts))
    await begin(bench, order, "Brisket (0.5 kg)", ItemStatus.PREPARING, ItemStatus.READY)

    for _ in range(2):
        after = await put(bench, more)
        assert rows(after) == [
            ("Brisket (0.5 kg)", 1, "ready", True),
            ("Brisket (1 kg)", 1, "pending", True),
            ("Bun", 3, "pending", True),
        ]


async def test_a_part_that_is_called_as_its_combo_and_comes_by_its_id_is_no_heading(
    bench: Bench,
) -> None:
    order = await put(bench, wants("Steak", parts=(part("Steak"), part("Tea"))))

    flat = [wants(item.name, item.quantity, id=item.id) for item in order.items]

    assert await put(bench, *flat) == order


async def test_the_total_that_is_said_of_a_part_counts(bench: Bench) -> None:
    await put(bench, menu(1))
    combo = menu(2, parts=(part("Burger", quantity=2), part("Fries", quantity=5)))

    after = await put(bench, combo)

    assert [(item.name, item.quantity) for item in after.items] == [("Burger", 2), ("Fries", 5)]


async def test_a_part_that_goes_is_taken_off_and_a_combo_that_goes_takes_its_parts(
    bench: Bench,
) -> None:
    order = await put(bench, wants("Soup"), menu(1))

    less = await put(bench, wants("Soup"), menu(1, "Burger", "Salad"))
    assert [row[:3] for row in rows(less)[1:]] == [
        ("Burger", 1, "pending"),
        ("Fries", 1, "cancelled"),
        ("Salad", 1, "pending"),
    ]
    none = await put(bench, wants("Soup"))
    assert [item.status for item in none.items] == ["pending", *["cancelled"] * 3]
    assert status_of_combo(none, (order.groups or ())[0].id) is ItemStatus.CANCELLED


async def test_a_combo_is_held_and_fired_with_its_parts(bench: Bench) -> None:
    waits = await put(bench, wants("Soup"), menu(1, held=True))
    fired = await put(bench, wants("Soup"), menu(1, held=False))

    assert [item.name for item in waits.held or ()] == ["Burger", "Fries"]
    assert [(item.name, bool(item.fired_at)) for item in fired.items] == [
        ("Soup", False),
        ("Burger", True),
        ("Fries", True),
    ]
    assert not fired.held


async def test_a_dish_that_becomes_a_part_is_not_cooked_again(bench: Bench) -> None:
    order = await put(bench, wants("Burger"))
    await begin(bench, order, "Burger", ItemStatus.PREPARING)

    after = await put(bench, menu(1))

    assert rows(after) == [("Burger", 1, "preparing", True), ("Fries", 1, "pending", True)]


async def test_a_combo_that_was_merged_in_is_known_by_its_id(bench: Bench) -> None:
    other = await bench.place(items=(line("Menu", id=COMBO, parts=(NewPart(name="Burger"),)),))
    await put(bench, wants("Soup"))
    await bench.branch.moves.merge(asks(), NEW, MergeOrder(from_=other.id))

    burger = part("Burger", id=other.items[0].id)
    after = await put(bench, wants("Soup"), menu(2, id=COMBO, parts=(burger,)))

    assert [combo.id for combo in after.groups or ()] == [COMBO]
    assert rows(after)[1:] == [("Burger", 2, "pending", True)]
