"""Order types that a screen leaves to another: it has nothing to do with them, and says so."""

import pytest
from msgspec.structs import replace

from display.config import ConfigError, load
from display.state.messages import Action, RecentSeen, ReportPainted, UpcomingTicket
from display.state.settings import BoardSettings
from hub.domain.orders import Order, OrderType
from tests.support.one_screen import Screen, a_line, an_order, sounds, words_on_glass

DELIVERY, TAKEOUT = OrderType.DELIVERY, OrderType.TAKEOUT


def bar(*orders: Order) -> Screen:
    return Screen(*orders, settings=BoardSettings(station="bar", leave_out=(DELIVERY,)))


def beer(number: int, kind: OrderType = DELIVERY) -> Order:
    return an_order(number, a_line("Beer", "bar"), type=kind)


def test_what_is_left_out_is_on_no_board_and_not_reported_as_painted() -> None:
    screen = bar(beer(1), beer(2, TAKEOUT))
    assert screen.board == ["o2"]
    assert screen.state.reported == ReportPainted(10, (2,))


def test_it_makes_no_sound() -> None:
    screen = bar()
    assert sounds(screen.hears(beer(1), new=True)) == []
    assert sounds(screen.hears(beer(2, TAKEOUT), new=True)) != []


def test_its_changes_are_marked_nowhere() -> None:
    screen = bar(beer(1))
    screen.hears(replace(beer(1), version=2, notes="no ice"))
    assert dict(screen.state.marks) == {}


def test_it_is_in_no_list() -> None:
    screen = bar(beer(1))
    screen.press(Action.ALL_DAY)
    assert "Nothing to make." in words_on_glass(screen.state, screen.now)
    screen.press(Action.RECALL)
    screen.tell(RecentSeen(now=screen.now, orders=(beer(3), beer(4, TAKEOUT))))
    assert [order.id for order in screen.state.bumped] == ["o4"]


def test_of_what_waits_for_its_time_it_is_not_counted() -> None:
    screen = bar()
    rows = (UpcomingTicket("a", type="delivery"), UpcomingTicket("b", type="takeout"))
    screen.tell(replace(screen.snapshot(), upcoming=rows))
    assert list(screen.state.upcoming) == ["b"]


def test_the_top_bar_says_so() -> None:
    screen = bar(beer(2, TAKEOUT))
    assert any("Bar without Delivery   1 open" in each for each in words_on_glass(screen.state, 0))


def test_a_screen_cannot_leave_out_everything_nor_what_there_is_not() -> None:
    for wrong in (["dine_in", "takeout", "delivery"], ["drive_through"]):
        with pytest.raises(ConfigError, match="a list of at most two of dine_in"):
            load(None, {}, {"board.leave_out": wrong})
