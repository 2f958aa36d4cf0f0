"""86 on a screen: asked twice, for the dish that it named."""

from display.state.messages import (
    Action,
    OtherSeen,
    Send,
    SetAvailable,
    SoldOutDish,
)
from tests.support.one_screen import Screen, a_line, an_order, requests


def test_86_names_the_dish_and_sells_it_out_on_the_second_press() -> None:
    lines = (a_line("Soup", status="ready"), a_line("Steak", menu_item_id="m1"))
    screen = Screen(an_order(1, *lines))
    screen.press(Action.NEXT)
    assert requests(screen.press(Action.SOLD_OUT)) == []
    assert screen.notices == ["86 Steak? Press 86 to mark it sold out."]
    request = SetAvailable(press_id="p3", menu_item_id="m1", available=False)
    assert screen.at(5_999).press(Action.SOLD_OUT) == (Send(request),)


def test_86_says_that_it_was_sent_and_that_it_is_so_when_the_hub_says_so() -> None:
    screen = Screen(an_order(1, a_line("Steak", menu_item_id="m1")))
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    screen.press(Action.SOLD_OUT)
    assert screen.notices[-1] == "86 Steak: sent to the hub."
    screen.tell(OtherSeen(now=1_000, seq=11, dish=SoldOutDish("m1", "Steak")))
    assert screen.notices[-1] == "86: Steak is sold out."


def test_86_goes_to_no_other_dish_once_the_one_it_asked_about_is_done() -> None:
    screen = Screen(
        an_order(1, a_line("Soup", menu_item_id="m1"), a_line("Steak", menu_item_id="m2"))
    )
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    screen.bumped("o1", "ready")
    screen.press(Action.NEXT)
    assert screen.state.question is None
    assert requests(screen.press(Action.SOLD_OUT)) == []


def test_86_asks_anew_after_5_seconds() -> None:
    screen = Screen(an_order(1, a_line("Steak", menu_item_id="m1")))
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    assert requests(screen.at(6_000).press(Action.SOLD_OUT)) == []


def test_86_asks_anew_after_any_other_key() -> None:
    screen = Screen(an_order(1, a_line("Steak", menu_item_id="m1")))
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    screen.press(Action.ACKNOWLEDGE)
    assert requests(screen.press(Action.SOLD_OUT)) == []


def test_86_of_a_dish_that_is_not_on_the_menu_is_refused() -> None:
    screen = Screen(an_order(1, a_line("Steak")))
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    assert screen.notices == ["86: Steak is not on the menu."]
