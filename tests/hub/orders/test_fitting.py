"""A ticket is cut to what every screen can hold, and nobody is refused for a long one."""

import msgspec
import pytest

from hub.domain.orders import Order
from hub.orders.door import Door
from hub.orders.fitting import MOST, fit_lines
from hub.wire.order_requests import AddItems, NewItem, NewModifier, NewPart
from tests.support.branch import Bench, asks, data_in, line, new_order, order_in, refusal


def size_of(order: Order) -> int:
    return len(msgspec.json.encode(order))


def long_lines(count: int) -> tuple[NewItem, ...]:
    """Lines with all the notes and all the modifiers that a line may have."""
    modifiers = tuple(NewModifier(name=f"modifier {number} {'ä' * 60}") for number in range(100))
    return (line("Soup", notes="n" * 2000, modifiers=modifiers),) * count


async def test_what_fits_is_left_as_it_is(bench: Bench) -> None:
    lines = (line("Soup", "hot", notes="n" * 2000),) * 20

    assert fit_lines(lines, 0, Door()) == (lines, [])


@pytest.mark.parametrize("count", [1, 10, 60, 100])
async def test_an_order_is_cut_to_what_boards_carry(bench: Bench, count: int) -> None:
    short = line("Tea", "no sugar", notes="hot", allergies=("nuts",))
    outcome = await bench.branch.intake.place(asks(), new_order(items=(*long_lines(count), short)))

    order = order_in(outcome)
    assert size_of(order) <= MOST
    # Whoever is brief loses nothing to those who are not.
    assert order.items[-1].notes == "hot"
    assert order.items[-1].allergies == ("nuts",)
    assert {each.code for each in outcome.warnings} <= {"text_cut"}


async def test_two_hundred_lines_keep_what_makes_them_dishes(bench: Bench) -> None:
    order = await bench.place(items=long_lines(200))

    assert size_of(order) < 3 * MOST
    assert {item.name for item in order.items} == {"Soup"}


async def test_what_was_cut_stands_whole_beside_the_one_order_only(bench: Bench) -> None:
    lines = long_lines(20)
    order = await bench.place(items=lines)

    assert order.items[0].notes is not None
    assert order.items[0].notes.endswith("…")
    assert order.items[0].modifiers[-1].name.startswith("… ")
    shown = data_in(await bench.branch.history.order(order.id))
    assert shown["raw_note"].count("n" * 2000) == 20
    assert shown["raw_note"].count("modifier 99 ") == 20
    assert all("raw_note" not in each.draft.payload.decode() for each in bench.events)
    await bench.reopen()
    assert data_in(await bench.branch.history.order(order.id)) == shown


async def test_a_further_round_has_the_room_that_is_left(bench: Bench) -> None:
    order = await bench.place(items=long_lines(20))
    more = AddItems(items=long_lines(5))
    after = order_in(await bench.branch.intake.add_items(asks(), order.id, more))

    assert size_of(after) < MOST + 10_000
    shown = data_in(await bench.branch.history.order(order.id))
    assert shown["raw_note"].count("n" * 2000) == 25


async def test_an_ellipsis_of_the_senders_own_is_no_cut(bench: Bench) -> None:
    order = await bench.place("Soup…")

    assert "raw_note" not in data_in(await bench.branch.history.order(order.id))


async def test_parts_of_combos_are_cut_as_lines_are(bench: Bench) -> None:
    part = NewPart(name="Fries", quantity=1, notes="f" * 2000)
    combo = msgspec.structs.replace(line("Menu", notes="m" * 2000), parts=(part,) * 4)
    outcome = await bench.branch.intake.place(asks(), new_order(items=(combo,) * 20))

    order = order_in(outcome)
    assert size_of(order) <= MOST
    assert {item.name for item in order.items} == {"Fries"}
    assert all(item.notes and item.notes.endswith("…") for item in order.items)
    assert outcome.warnings[0].field == "items[0].parts[0]"


async def test_parts_are_counted_before_anything_is_made_of_them(bench: Bench) -> None:
    combo = msgspec.structs.replace(line("Menu"), parts=(NewPart(name="Fries", quantity=1),) * 50)
    why = await refusal(bench.branch.intake.place(asks(), new_order(items=(combo,) * 4)))

    assert list(why.details) == ["items"]
