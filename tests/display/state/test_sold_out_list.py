"""What is sold out as a list: one key to bring a dish back, and a mark on tickets that hold it."""

import pytest

from display.state.messages import (
    Action,
    DishLeft,
    OtherSeen,
    SetAvailable,
    SoldOutDish,
    SoldOutSeen,
    Sound,
)
from tests.support.one_screen import Screen, a_line, an_order, requests, sounds, words_on_glass

STEAK, SOUP = SoldOutDish("m1", "Steak"), SoldOutDish("m2", "Soup", available=True, left=12)


def knowing(*dishes: SoldOutDish) -> Screen:
    screen = Screen(an_order(1, a_line("Steak", menu_item_id="m1"), a_line("Pie")))
    screen.tell(SoldOutSeen(now=1_000, dishes=dishes))
    return screen


def words(screen: Screen) -> list[str]:
    return words_on_glass(screen.state, screen.now)


def says(screen: Screen, dish: SoldOutDish | DishLeft) -> None:
    screen.seq += 1
    screen.tell(OtherSeen(now=screen.now, seq=screen.seq, dish=dish))


def test_86_without_a_chosen_ticket_lists_what_is_sold_out_and_what_is_counted() -> None:
    screen = knowing(SOUP, STEAK)
    assert requests(screen.press(Action.SOLD_OUT)) == []
    shown = words(screen)
    assert shown.index("86") < shown.index("12 left")
    assert "Soup" in shown


def test_bump_brings_the_chosen_dish_back() -> None:
    screen = knowing(STEAK, SoldOutDish("m3", "Trout"))
    screen.press(Action.SOLD_OUT)
    screen.press(Action.NEXT)
    request = SetAvailable(press_id="p3", menu_item_id="m3", available=True)
    assert requests(screen.press()) == [request]
    assert screen.state.open_list is None


def test_a_dish_that_is_only_counted_cannot_be_brought_back() -> None:
    screen = knowing(SOUP)
    screen.press(Action.SOLD_OUT)
    effects = screen.press()
    assert (requests(effects), sounds(effects)) == ([], [Sound.REFUSED])


def test_the_list_follows_what_the_hub_says() -> None:
    screen = knowing()
    says(screen, STEAK)
    says(screen, DishLeft("m2", "Soup", 3))
    assert list(screen.state.sold_out) == [STEAK, SoldOutDish("m2", "Soup", True, 3)]
    says(screen, SoldOutDish("m1", "Steak", available=True))
    says(screen, DishLeft("m2", "Soup", None))
    assert list(screen.state.sold_out) == []


def test_a_dish_that_is_sold_out_stays_so_however_many_are_left() -> None:
    screen = knowing(STEAK)
    says(screen, DishLeft("m1", "Steak", 0))
    assert screen.state.sold_out == (SoldOutDish("m1", "Steak", available=False, left=0),)


def test_a_choice_stays_on_its_dish_and_a_list_that_moved_refuses_the_next_press() -> None:
    screen = knowing(STEAK, SoldOutDish("m3", "Trout"))
    screen.press(Action.SOLD_OUT)
    screen.press(Action.NEXT)
    says(screen, SoldOutDish("m0", "Ale"))
    [request] = requests(screen.press())
    assert isinstance(request, SetAvailable)
    assert request.menu_item_id == "m3"
    screen.press(Action.SOLD_OUT)
    says(screen, SoldOutDish("m0", "Ale", available=True))
    assert requests(screen.press()) == []


def test_tickets_that_hold_a_sold_out_dish_are_marked_until_it_is_back() -> None:
    screen = knowing(STEAK)
    assert any("SOLD OUT" in each for each in words(screen))
    says(screen, SoldOutDish("m1", "Steak", available=True))
    assert not any("SOLD OUT" in each for each in words(screen))


def test_what_is_made_already_bears_no_mark() -> None:
    screen = Screen(an_order(1, a_line("Steak", menu_item_id="m1", status="ready"), a_line("Pie")))
    screen.tell(SoldOutSeen(now=1_000, dishes=(STEAK,)))
    assert not any("SOLD OUT" in each for each in words(screen))


def test_a_test_order_is_marked_in_the_recall_list() -> None:
    screen = Screen(an_order(1, a_line(status="preparing"), test=True))
    screen.bumped("o1", "served")
    screen.press(Action.RECALL)
    assert any(each.startswith("TEST ORDER, ") for each in words(screen))


@pytest.mark.parametrize(
    ("left", "notices"),
    [(1, ["86: 1 left of Soup."]), (3, ["86: 3 left of Soup."]), (4, []), (None, [])],
)
def test_every_screen_says_when_few_of_a_dish_are_left(
    left: int | None, notices: list[str]
) -> None:
    screen = Screen()
    screen.tell(OtherSeen(now=1_000, seq=11, dish=DishLeft("m1", "Soup", left)))
    assert screen.notices == notices


@pytest.mark.parametrize(
    ("available", "notice"),
    [(False, "86: Soup is sold out."), (True, "86: Soup is available again.")],
)
def test_every_screen_says_what_is_sold_out_and_what_is_back(available: bool, notice: str) -> None:
    screen = Screen()
    dish = SoldOutDish("m1", "Soup", available=available)
    screen.tell(OtherSeen(now=1_000, seq=11, dish=dish))
    assert screen.notices == [notice]
