"""Dishes in the crew's language, where the menu has a name in it."""

import pytest
from msgspec.structs import replace

from display.state import lists
from display.state.dish_names import MenuNames
from display.state.messages import Action, NamesSeen, OtherSeen, SoldOutDish, TakeSnapshot
from display.state.settings import BoardSettings, DishNames
from hub.domain.earlier import EarlierLine
from hub.domain.order_details import Modifier
from hub.domain.orders import Item
from tests.support.one_screen import Screen, a_line, an_order

NAMES = MenuNames(
    {"Tomato soup": "Sopa de tomate", "Brisket": "Pecho"},
    {"No onion": "Sin cebolla", "Lactose-free": "Sin lactosa"},
)
SOUP = a_line("Tomato soup", modifiers=(Modifier("No onion"), Modifier("a spoon")))


def shown(*lines: Item, how: DishNames = DishNames.CREW) -> list[Item]:
    """Return lines of a ticket as the crew sees them."""
    screen = Screen(settings=BoardSettings(dish_names=how))
    screen.tell(NamesSeen(now=1_000, names=NAMES))
    screen.tell(screen.snapshot(an_order(1, *lines)))
    return list(screen.state.replica.orders["o1"].items)


def test_a_dish_and_its_modifiers_are_named_as_the_crew_does() -> None:
    [soup] = shown(SOUP)
    assert (soup.name, soup.kitchen_name) == ("Tomato soup", "Sopa de tomate")
    assert soup.modifiers == (Modifier("Sin cebolla"), Modifier("a spoon"))


@pytest.mark.parametrize(
    ("how", "kitchen_name", "named"),
    [
        (DishNames.CREW, None, "Sopa de tomate"),
        (DishNames.CREW, "TOM SOUP", "Sopa de tomate"),
        (DishNames.BOTH, None, "Sopa de tomate · Tomato soup"),
        (DishNames.BOTH, "TOM SOUP", "Sopa de tomate · TOM SOUP"),
    ],
)
def test_the_house_chooses_whether_its_own_name_stands_beside_it(
    how: DishNames, kitchen_name: str | None, named: str
) -> None:
    line = replace(SOUP, kitchen_name=kitchen_name) if kitchen_name else SOUP
    assert shown(line, how=how)[0].kitchen_name == named


@pytest.mark.parametrize("name", ["Tomato soup XXL", "Fish"])
def test_what_the_menu_does_not_know_by_that_name_is_as_it_was_sent(name: str) -> None:
    line = a_line(name)
    assert shown(line) == [line]


def test_what_is_weighed_is_known_without_its_amount() -> None:
    line = replace(a_line("Brisket (0.75 kg)"), amount=0.75, unit="kg")
    assert shown(line)[0].kitchen_name == "Pecho"


def test_what_a_line_was_before_is_named_so_too() -> None:
    was = EarlierLine(version=1, name="Brisket", modifiers=(Modifier("No onion"),))
    [soup] = shown(replace(SOUP, was=was))
    assert soup.was
    assert (soup.was.kitchen_name, soup.was.modifiers) == ("Pecho", (Modifier("Sin cebolla"),))


def test_new_names_are_taken_with_new_orders_and_mark_nothing_as_changed() -> None:
    screen = Screen(an_order(1, SOUP))
    assert screen.tell(NamesSeen(now=1_000, names=NAMES)) == (TakeSnapshot(),)
    assert screen.tell(NamesSeen(now=1_000, names=NAMES)) == ()
    screen.tell(screen.snapshot(an_order(1, SOUP)))
    assert screen.state.replica.orders["o1"].items[0].kitchen_name == "Sopa de tomate"
    assert screen.state.marks == {}


def test_lists_and_notices_name_it_so() -> None:
    screen = Screen()
    screen.tell(NamesSeen(now=1_000, names=NAMES))
    screen.tell(screen.snapshot(an_order(1, SOUP)))
    screen.tell(OtherSeen(now=1_000, seq=11, dish=SoldOutDish("m1", "Brisket")))
    screen.press(Action.ALL_DAY)
    assert screen.notices == ["86: Pecho is sold out."]
    [(_, soup)] = lists.all_day(screen.state)
    assert soup.name == "Sopa de tomate"
