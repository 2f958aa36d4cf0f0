"""What is chosen, what stands on further pages, and in which order tickets stand."""

from display.state.messages import (
    Action,
    BumpOrder,
)
from hub.domain.orders import Priority
from tests.support.one_screen import Screen, a_line, an_order, requests

MANY = [an_order(number, *(a_line(f"Dish {each}") for each in range(9))) for number in range(1, 21)]
"""Tickets for a board and two further pages."""


def test_next_and_previous_walk_on_from_the_framed_ticket_and_around() -> None:
    screen = Screen(an_order(1), an_order(2), an_order(3))
    chosen = []
    for action in (Action.NEXT, Action.NEXT, Action.NEXT, Action.PREVIOUS):
        screen.press(action)
        chosen.append(screen.state.selected)
    assert chosen == ["o2", "o3", "o1", "o3"]


def test_a_ticket_in_two_columns_is_chosen_once() -> None:
    screen = Screen(an_order(1, *(a_line(f"Dish {each}") for each in range(40))), an_order(2))
    assert [part.order_id for part in screen.state.painted.shown] == ["o1", "o1", "o2"]
    screen.press(Action.NEXT)
    assert screen.state.selected == "o2"
    screen.press(Action.NEXT)
    assert screen.state.selected == "o1"


def test_the_choice_ends_with_the_ticket() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.press(Action.NEXT)
    screen.bumped("o2", "served")
    assert screen.state.selected is None


def test_page_turns_to_the_next_page_and_from_the_last_to_the_board() -> None:
    screen = Screen(*MANY)
    shown = []
    for _ in range(4):
        screen.press(Action.PAGE)
        screen.paint()
        shown.append(screen.state.page)
    assert shown == [1, 2, 0, 1]


def test_a_page_without_a_next_one_says_so() -> None:
    screen = Screen(an_order(1))
    screen.press(Action.PAGE)
    assert screen.state.page == 0
    assert screen.notices == ["Everything is on this page."]


def test_a_further_page_gives_way_to_the_board_after_15_seconds_without_a_key() -> None:
    screen = Screen(*MANY)
    screen.press(Action.PAGE)
    pages = []
    for now in (15_999, 16_000):
        screen.tick(now)
        pages.append(screen.state.page)
    assert pages == [1, 0]


def test_a_number_means_nothing_on_a_further_page_and_brings_the_board_back() -> None:
    screen = Screen(*MANY)
    screen.press(Action.PAGE)
    screen.paint()
    assert requests(screen.press(slot=0)) == []
    assert screen.notices == ["Numbers are for the first page. Look again."]
    assert screen.state.page == 0


def test_what_is_on_a_further_page_can_be_chosen_and_bumped() -> None:
    screen = Screen(*MANY)
    screen.press(Action.PAGE)
    screen.paint()
    assert requests(screen.press(Action.BUMP)) == []
    first = screen.state.painted.shown[0].order_id
    screen.press(Action.NEXT)
    [request] = requests(screen.press(Action.BUMP))
    assert isinstance(request, BumpOrder)
    assert request.order_id == first


def test_a_ticket_that_was_chosen_on_another_page_is_not_bumped() -> None:
    screen = Screen(*MANY)
    screen.press(Action.NEXT)
    assert screen.state.selected == "o2"
    screen.press(Action.PAGE)
    assert screen.state.selected is None


def test_a_page_that_has_gone_is_left() -> None:
    screen = Screen(*MANY)
    screen.press(Action.PAGE)
    screen.paint()
    screen.tell(screen.snapshot(*MANY[:2], seq=11))
    screen.paint()
    assert screen.state.page == 0


def test_rush_tickets_come_first_until_the_cook_wants_the_oldest_first() -> None:
    screen = Screen(an_order(1), an_order(2, priority=Priority.RUSH), an_order(3))
    assert screen.board == ["o2", "o1", "o3"]
    screen.press(Action.RUSH)
    assert screen.board == ["o1", "o2", "o3"]
    screen.press(Action.RUSH)
    assert screen.board == ["o2", "o1", "o3"]


def test_sort_brings_all_tickets_into_the_order_of_their_age() -> None:
    lines = [a_line(f"Dish {each}") for each in range(9)]
    screen = Screen(*(an_order(number, *lines) for number in range(1, 15)))
    screen.bumped("o1", "served")
    for now in (2_000, 5_000):
        screen.at(now).paint()
    assert screen.state.painted.places.order_ids()[:3] == ["o2", "o9", "o3"]
    screen.press(Action.SORT)
    screen.paint()
    after = screen.state.painted.places.order_ids()
    assert after == [f"o{number}" for number in range(2, 2 + len(after))]
