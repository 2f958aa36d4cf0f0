"""Whole orders that fire what is held, and hold what nobody has begun."""

from msgspec.structs import replace

from hub.domain.orders import ItemStatus, Order, OrderType
from hub.wire.edit_requests import PutItem, PutOrder
from hub.wire.requests import NewMenuItem, NewStation
from tests.support.branch import Bench, answer_in, asks, line, order_in

NEW = "11111111-1111-4111-8111-111111111111"


def wants(name: str, quantity: int = 1, **fields: object) -> PutItem:
    return replace(PutItem(name=name, quantity=quantity), **fields)


async def put(bench: Bench, *items: PutItem, order_id: str = NEW) -> Order:
    new = PutOrder(type=OrderType.DINE_IN, items=items)
    return order_in(await bench.branch.whole_orders.put(asks(), order_id, new))


def names(order: Order) -> tuple[list[str], list[str]]:
    return [item.name for item in order.items], [item.name for item in order.held or ()]


async def test_what_is_held_no_longer_is_fired_as_of_now_and_where_the_menu_says(
    bench: Bench,
) -> None:
    await bench.branch.menu.add_station(asks(), NewStation(id="grill", name="Grill"))
    await bench.branch.menu.add_item(
        asks(), NewMenuItem(name="Steak", station="grill", target_minutes=9)
    )
    first = await put(bench, wants("Soup"), wants("Steak", held=True))
    bench.clock.forward(60_000)

    second = await put(bench, wants("Soup"), wants("Steak", held=False))

    assert names(first) == (["Soup"], ["Steak"])
    assert names(second) == (["Soup", "Steak"], [])
    steak = second.items[1]
    assert (first.held or ())[0].id == steak.id
    assert (steak.station, steak.target_s, steak.fired_at) == ("grill", 540, second.updated_at)
    assert await put(bench, wants("Soup"), wants("Steak", held=False)) == second


async def test_an_order_that_is_held_whole_comes_to_the_board_when_it_is_fired(
    bench: Bench,
) -> None:
    await put(bench, wants("Steak", held=True))
    bench.clock.forward(60_000)
    heard = len(bench.events)

    order = await put(bench, wants("Steak", held=False))

    assert [event.draft.type for event in bench.events[heard:]] == ["order:new"]
    assert order.counted_from == order.updated_at


async def test_what_is_pending_is_held_and_what_is_begun_stays_with_a_warning(
    bench: Bench,
) -> None:
    order = await bench.place("Soup", "Steak")
    await bench.branch.orders.set_item_status(asks(), order.items[0].id, ItemStatus.PREPARING)
    new = PutOrder(items=(wants("Soup", held=True), wants("Steak", held=True)))

    found = await bench.branch.whole_orders.put(asks(), order.id, new)

    assert names(order_in(found)) == (["Soup"], ["Steak"])
    assert [each["code"] for each in answer_in(found)["warnings"]] == ["begun"]


async def test_a_held_line_that_changes_waits_on_and_is_not_marked(bench: Bench) -> None:
    order = await bench.place(items=(line("Soup"), line("Steak", held=True)))

    after = await put(
        bench, wants("Soup"), wants("Steak", 3, notes="rare", held=True), order_id=order.id
    )

    [steak] = after.held or ()
    assert (steak.id, steak.quantity, steak.notes) == ((order.held or ())[0].id, 3, "rare")
    assert not steak.was
    gone = await put(bench, wants("Soup"), order_id=order.id)
    assert [(item.status, bool(item.was)) for item in gone.held or ()] == [("cancelled", False)]


async def test_some_pieces_of_what_is_held_are_fired(bench: Bench) -> None:
    await put(bench, wants("Steak", 3, held=True))

    after = await put(bench, wants("Steak", 1, held=False), wants("Steak", 2, held=True))

    assert [item.quantity for item in after.items] == [1]
    assert [item.quantity for item in after.held or ()] == [2]


async def test_of_two_lines_of_a_dish_the_one_that_is_held_stays_held(bench: Bench) -> None:
    order = await put(bench, wants("Steak", held=False), wants("Steak", held=True))

    again = await put(bench, wants("Steak", held=True), wants("Steak", held=False))

    assert again == order
