"""Undo takes back the last bump for 8 s; the recall list takes back older ones."""

from msgspec.structs import replace

from display.state.lists import RECALLABLE, list_recallable
from display.state.messages import (
    Action,
    FetchRecent,
    RecallOrder,
    RecentSeen,
    Send,
    Sound,
    UndoneLine,
)
from display.state.settings import EXPO, BoardSettings, BumpMode
from hub.domain import rules
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, requests, sounds


def recall(press_id: str, order_id: str) -> Send:
    return Send(RecallOrder(press_id=press_id, order_id=order_id, station=None))


def undone(press_id: str, order_id: str, *lines: UndoneLine, station: str | None = None) -> Send:
    return Send(RecallOrder(press_id=press_id, order_id=order_id, station=station, items=lines))


def a_bumped_ticket() -> Screen:
    screen = Screen(an_order(1), an_order(2))
    screen.press(slot=0)
    screen.answer("p1")
    screen.bumped("o1", "served")
    return screen


def test_undo_takes_the_last_bump_back_within_8_seconds() -> None:
    screen = a_bumped_ticket()
    back = UndoneLine("Burger", "preparing", "pending")
    assert screen.at(8_999).press(Action.UNDO) == (undone("p2", "o1", back),)


def test_undo_is_over_after_8_seconds() -> None:
    screen = a_bumped_ticket()
    assert sounds(screen.at(9_000).press(Action.UNDO)) == [Sound.REFUSED]
    assert screen.state.in_flight == ()


def test_undo_works_once() -> None:
    screen = a_bumped_ticket()
    screen.press(Action.UNDO)
    assert requests(screen.press(Action.UNDO)) == []


def test_undo_of_a_bump_that_is_still_on_its_way_follows_it() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.press(Action.UNDO)
    assert [each.press_id for each in screen.state.in_flight] == ["p1", "p2"]


def test_undo_at_a_station_takes_back_that_stations_lines() -> None:
    screen = Screen(an_order(1, a_line("Steak", "grill")), settings=BoardSettings(station="grill"))
    screen.press(slot=0)
    back = UndoneLine("Steak", "preparing", "pending")
    assert screen.press(Action.UNDO) == (undone("p2", "o1", back, station="grill"),)


def test_undo_leaves_the_lines_alone_that_the_bump_did_not_move() -> None:
    lines = (a_line("Steak"), a_line("Soup", status=ItemStatus.READY))
    screen = Screen(an_order(1, *lines))
    screen.press(slot=0)
    back = UndoneLine("Steak", "preparing", "pending")
    assert screen.press(Action.UNDO) == (undone("p2", "o1", back),)


def test_undo_of_a_bump_straight_through_goes_all_the_way_back_line_by_line() -> None:
    lines = (a_line("Steak"), a_line("Soup", status=ItemStatus.PREPARING))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(bump=BumpMode.READY))
    screen.press(slot=0)
    steak, soup = UndoneLine("Steak", "ready", "pending"), UndoneLine("Soup", "ready", "preparing")
    assert screen.press(Action.UNDO) == (undone("p2", "o1", steak, soup),)


def test_opening_the_recall_list_asks_the_hub_for_it() -> None:
    screen = Screen()
    assert screen.press(Action.RECALL) == (FetchRecent(),)
    assert screen.press(Action.RECALL) == ()
    assert screen.state.open_list is None


def test_without_the_hub_the_list_holds_what_was_seen_to_leave() -> None:
    screen = a_bumped_ticket()
    screen.press(Action.RECALL)
    assert [order.id for order in screen.state.bumped] == ["o1"]


def test_the_hubs_list_takes_the_place_of_what_was_seen() -> None:
    screen = a_bumped_ticket()
    screen.tell(RecentSeen(now=1_000, orders=(an_order(9), an_order(1))))
    assert [order.id for order in screen.state.bumped] == ["o9", "o1"]


def test_tickets_on_the_board_are_not_in_the_list() -> None:
    screen = Screen(an_order(1))
    screen.tell(RecentSeen(now=1_000, orders=(an_order(9), an_order(1))))
    assert [order.id for order in screen.state.bumped] == ["o9"]


def test_the_list_holds_the_last_50() -> None:
    screen = Screen()
    orders = tuple(an_order(number) for number in range(80, 0, -1))
    screen.tell(RecentSeen(now=1_000, orders=orders))
    assert [order.id for order in screen.state.bumped] == [f"o{80 - n}" for n in range(RECALLABLE)]


def test_a_ticket_that_was_cancelled_is_not_in_the_list() -> None:
    order = an_order(1)
    screen = Screen(order)
    screen.follows(
        rules.move_order(order, OrderStatus.CANCELLED, instant(HUB_MS), "the guests have left")
    )
    assert screen.state.bumped == ()


def test_bump_brings_the_chosen_ticket_back_and_closes_the_list() -> None:
    screen = Screen()
    screen.tell(RecentSeen(now=0, orders=(an_order(9), an_order(8))))
    screen.press(Action.RECALL)
    screen.press(Action.NEXT)
    assert screen.press(Action.BUMP) == (recall("p3", "o8"),)
    assert screen.state.open_list is None


def test_the_choice_stays_on_its_ticket_when_the_list_changes() -> None:
    screen = Screen(an_order(1))
    screen.tell(RecentSeen(now=0, orders=(an_order(9), an_order(8))))
    screen.press(Action.RECALL)
    screen.press(Action.NEXT)
    screen.bumped("o1", "served")
    assert screen.press(Action.BUMP) == (recall("p3", "o8"),)


def test_a_list_that_changed_under_the_hand_refuses_the_press_for_300_ms() -> None:
    screen = Screen()
    screen.tell(RecentSeen(now=0, orders=(an_order(9),)))
    screen.press(Action.RECALL)
    screen.tell(RecentSeen(now=2_000, orders=(an_order(7),)))
    assert requests(screen.at(2_299).press(Action.BUMP)) == []
    assert screen.at(2_300).press(Action.BUMP) == (recall("p3", "o7"),)


def test_a_number_key_does_not_bump_a_ticket_that_a_list_covers() -> None:
    screen = Screen(an_order(1))
    screen.press(Action.ALL_DAY)
    assert requests(screen.press(slot=0)) == []
    assert screen.state.open_list is None
    assert len(requests(screen.press(slot=0))) == 1


def test_a_number_key_does_not_recall_the_ticket_in_the_chosen_row() -> None:
    screen = Screen(an_order(1))
    screen.tell(RecentSeen(now=0, orders=(an_order(9),)))
    screen.press(Action.RECALL)
    assert requests(screen.press(slot=0)) == []
    assert screen.state.open_list is None


def test_next_walks_the_all_day_list_around() -> None:
    screen = Screen(an_order(1, a_line("Soup"), a_line("Steak")))
    screen.press(Action.ALL_DAY)
    chosen = []
    for action in (Action.NEXT, Action.NEXT, Action.PREVIOUS):
        screen.press(action)
        chosen.append(screen.state.open_list and screen.state.open_list.chosen)
    assert chosen == [1, 0, 1]


def started(number: int, at: int) -> Order:
    line = a_line(status=ItemStatus.PREPARING, started_at=instant(HUB_MS + at))
    return an_order(number, line, status=OrderStatus.PREPARING)


def listed(screen: Screen) -> list[str]:
    return [order.id for order in list_recallable(screen.state)]


def test_started_tickets_are_listed_too_the_latest_step_first() -> None:
    screen = Screen(started(1, 100), started(2, 300), an_order(3))
    served = a_line(status=ItemStatus.SERVED, served_at=instant(HUB_MS + 200))
    screen.tell(RecentSeen(now=screen.now, orders=(an_order(4, served),)))
    assert listed(screen) == ["o2", "o4", "o1"]


def test_a_started_ticket_is_taken_back_from_the_list() -> None:
    screen = Screen(started(1, 100), an_order(2))
    screen.press(Action.RECALL)
    assert screen.press() == (recall("p2", "o1"),)


def test_the_expeditor_takes_back_no_step_of_a_station() -> None:
    screen = Screen(started(1, 100), settings=BoardSettings(station=EXPO))
    assert listed(screen) == []


def test_a_choice_stays_on_its_ticket_when_another_one_is_started() -> None:
    screen = Screen(started(1, 100), an_order(2))
    screen.press(Action.RECALL)
    screen.hears(replace(started(2, 500), version=2))
    assert listed(screen) == ["o2", "o1"]
    assert screen.press() == (recall("p2", "o1"),)
