"""From what a client asks for to lines that a kitchen can cook: what the menu has to do with it."""

from hub.domain.errors import MAX_NAMED, Code
from hub.wire.order_requests import NewItem, NewModifier
from hub.wire.requests import NewMenuItem, NewStation
from tests.support.branch import Bench, asks, data_in, line, refusal


async def test_a_line_takes_what_the_menu_knows_and_keeps_it(bench: Bench) -> None:
    menu = bench.branch.menu
    await menu.add_station(asks(), NewStation(id="grill", name="Grill"))
    dish = data_in(
        await menu.add_item(
            asks(),
            NewMenuItem(name="Steak", station="grill", allergens=("milk",)),
        )
    )

    order = await bench.place("  STEAK ")
    await menu.drop_item(asks(), dish["id"])

    [item] = (await bench.serve(order)).items
    assert (item.menu_item_id, item.station, item.allergens) == (dish["id"], "grill", ("milk",))


async def test_a_sold_out_dish_is_refused_by_name_and_by_id(bench: Bench) -> None:
    dish = data_in(
        await bench.branch.menu.add_item(asks(), NewMenuItem(name="Steak", available=False))
    )

    by_name = await refusal(bench.place("Soup", "steak"))
    by_id = await refusal(bench.place(items=(line("x", menu_item_id=dish["id"]),)))
    without_a_name = NewItem(menu_item_id=dish["id"], quantity=1)
    by_id_alone = await refusal(bench.place(items=(without_a_name,)))

    assert by_name.code is by_id.code is by_id_alone.code is Code.ITEM_UNAVAILABLE
    assert by_name.details == {"items[1]": "Steak"}
    assert bench.snapshot() == []


async def test_every_field_that_does_not_fit_the_menu_is_named(bench: Bench) -> None:
    nobody = "99999999-9999-4999-8999-999999999999"
    lines = (
        line("Soup", menu_item_id=nobody),
        line("Tea", modifiers=(NewModifier(modifier_id=nobody, name="rare"),)),
        NewItem(quantity=1),
    )

    why = await refusal(bench.place(items=lines))

    assert why.code is Code.BAD_REQUEST
    assert list(why.details) == [
        "items[0].menu_item_id",
        "items[1].modifiers[0].modifier_id",
        "items[2]",
    ]


async def test_an_order_of_mistakes_is_answered_with_the_first_hundred(bench: Bench) -> None:
    modifiers = (NewModifier(modifier_id="99999999-9999-4999-8999-999999999999"),) * 50
    lines = (line("Tea", modifiers=modifiers),) * 3

    why = await refusal(bench.place(items=lines))

    assert len(why.details) == MAX_NAMED
    assert why.message.endswith("; and more")
