"""The rule of the door, where lines are made: what a paid order meets at a kitchen's menu."""

from hub.commit.command import Command, Handling
from hub.domain.errors import Code
from hub.domain.permissions import Principal, Role
from hub.wire.order_requests import Accept, AddItems, NewItem, NewModifier, NewOrder
from hub.wire.requests import NewMenuItem, NewStation
from tests.support.branch import Bench, asks, data_in, line, new_order, order_in, refusal

NOBODY = "99999999-9999-4999-8999-999999999999"
TILL = Principal(id="till", name="the till", role=Role.INTEGRATION)
LENIENT = Command(who=TILL, handling=Handling.LENIENT)
STRICT = Command(who=TILL, handling=Handling.STRICT)


async def add_dish(bench: Bench, name: str, *, available: bool = True) -> str:
    menu = bench.branch.menu
    if "grill" not in menu.menu.stations:
        await menu.add_station(asks(), NewStation(id="grill", name="Grill"))
    new = NewMenuItem(name=name, station="grill", available=available)
    return str(data_in(await menu.add_item(asks(), new))["id"])


async def take(
    bench: Bench, *lines: NewItem, command: Command = LENIENT, accept: Accept | None = None
) -> tuple[list[tuple[str, int, tuple[str, ...]]], list[tuple[str, str]]]:
    """Place an order -> name, quantity and flags of each line; the warnings."""
    new = new_order(items=lines, accept=accept)
    outcome = await bench.branch.intake.place(command, new)
    items = order_in(outcome).items
    warnings = [(each.code, each.field) for each in outcome.warnings]
    return [(each.name, each.quantity, each.flags or ()) for each in items], warnings


async def test_a_dish_that_is_unknown_or_not_on_the_menu_is_cooked_and_marked(bench: Bench) -> None:
    soup = await add_dish(bench, "Soup")
    lines, warnings = await take(
        bench,
        line("Till's own word", menu_item_id=soup),
        line("Soup", menu_item_id=NOBODY),
        line("Special", menu_item_id=NOBODY),
        line("Special"),
    )

    assert lines == [
        ("Till's own word", 1, ()),
        ("Soup", 1, ()),
        ("Special", 1, ("not_on_menu",)),
        ("Special", 1, ("not_on_menu",)),
    ]
    assert warnings == [
        ("unknown_menu_item", "items[1].menu_item_id"),
        ("unknown_menu_item", "items[2].menu_item_id"),
        ("not_on_menu", "items[2]"),
        ("not_on_menu", "items[3]"),
    ]


async def test_where_there_is_no_menu_nothing_is_missing_from_it(bench: Bench) -> None:
    assert await take(bench, line("Soup")) == ([("Soup", 1, ())], [])


async def test_a_line_without_a_name_is_called_by_its_plu(bench: Bench) -> None:
    rare = NewModifier(modifier_id=NOBODY, plu="M7")
    lines, warnings = await take(
        bench, NewItem(plu="4711", quantity=1), NewItem(quantity=2, modifiers=(rare,))
    )

    assert lines == [("4711", 1, ()), ("?", 2, ())]
    assert warnings == [
        ("no_name", "items[0]"),
        ("unknown_modifier", "items[1].modifiers[0].modifier_id"),
        ("no_name", "items[1].modifiers[0]"),
        ("no_name", "items[1]"),
    ]


async def test_lines_of_nothing_are_left_out_and_negative_ones_taken_off_their_like(
    bench: Bench,
) -> None:
    hot = (NewModifier(name="hot"),)
    lines, warnings = await take(
        bench,
        line("Soup", quantity=3),
        line("Soup", quantity=2, modifiers=hot),
        line("Tea", quantity=0),
        line("SOUP", quantity=-1, modifiers=hot),
        line("Soup", quantity=-2),
        line("Pie", quantity=-1),
    )

    assert lines == [("Soup", 2, ())]
    assert warnings == [
        ("quantity_zero", "items[2].quantity"),
        ("quantity_negative", "items[3].quantity"),
        ("quantity_negative", "items[4].quantity"),
        ("quantity_negative", "items[5].quantity"),
    ]


async def test_what_is_sold_out_is_taken_from_a_till_and_refused_to_a_waiter(bench: Bench) -> None:
    await add_dish(bench, "Elote", available=False)
    await add_dish(bench, "Tea")
    both = line("Elote"), line("Tea")

    lines, warnings = await take(bench, *both)
    assert lines == [("Elote", 1, ("sold_out",)), ("Tea", 1, ())]
    assert warnings == [("sold_out", "items[0]")]

    waiter = asks()
    why = await refusal(take(bench, *both, command=waiter))
    assert (why.code, why.details) == (Code.ITEM_UNAVAILABLE, {"items[0]": "Elote"})
    always = await take(bench, *both, command=waiter, accept=Accept.ALWAYS)
    assert always == (lines, warnings)
    why = await refusal(take(bench, *both, accept=Accept.IF_AVAILABLE))
    assert why.code is Code.ITEM_UNAVAILABLE


async def test_the_rest_is_taken_for_who_wants_that_and_what_was_not_is_named(bench: Bench) -> None:
    await add_dish(bench, "Elote", available=False)
    both = line("Elote"), line("Tea")

    lines, warnings = await take(bench, *both, accept=Accept.REST)
    assert lines == [("Tea", 1, ("not_on_menu",))]
    assert warnings == [("not_taken", "items[0]"), ("not_on_menu", "items[1]")]
    why = await refusal(take(bench, line("Elote"), accept=Accept.REST))
    assert why.code is Code.ITEM_UNAVAILABLE


async def test_a_round_meets_the_same_door(bench: Bench) -> None:
    await add_dish(bench, "Elote", available=False)
    order = await bench.place("Tea", ask=LENIENT)

    more = AddItems(items=(line("Elote"), line("Elote", quantity=0)))
    outcome = await bench.branch.intake.add_items(LENIENT, order.id, more)

    assert [each.flags for each in order_in(outcome).items][1:] == [("sold_out",)]
    assert [each.code for each in outcome.warnings] == ["quantity_zero", "sold_out"]


async def test_whoever_wants_it_strict_is_refused_what_would_be_a_warning_sold_out_apart(
    bench: Bench,
) -> None:
    await add_dish(bench, "Elote", available=False)

    why = await refusal(
        take(
            bench,
            line("Special"),
            line("Elote", quantity=0),
            line("Elote", menu_item_id=NOBODY),
            NewItem(quantity=1),
            command=STRICT,
        )
    )
    assert list(why.details) == [
        "items[1].quantity",
        "items[0]",
        "items[2].menu_item_id",
        "items[3]",
    ]
    lines, warnings = await take(bench, line("Elote"), command=STRICT)
    assert (lines, warnings) == ([("Elote", 1, ("sold_out",))], [("sold_out", "items[0]")])


async def test_an_order_that_comes_again_is_the_same_however_it_was_written(bench: Bench) -> None:
    new = NewOrder(id=NOBODY, type=new_order("x").type, items=(line("Soup"),))
    first = order_in(await bench.branch.intake.place(LENIENT, new))
    again = order_in(await bench.branch.intake.place(STRICT, new))

    assert first == again
