"""A press counts for what the cook saw, is on its way until the board shows it, and never lost."""

import pytest
from msgspec.structs import replace

from display.state.messages import (
    Action,
    BumpOrder,
    Resumed,
    Send,
    SetAvailable,
    Sound,
)
from display.state.settings import BoardSettings, BumpMode, NumberKeys, ServeMode
from hub.domain.orders import ItemStatus, Priority
from tests.support.one_screen import Screen, a_line, an_order, requests, sounds


def bump(
    press_id: str,
    order_id: str,
    status: str,
    station: str | None = None,
    items: tuple[str, ...] = ("Burger",),
) -> Send:
    return Send(
        BumpOrder(press_id=press_id, order_id=order_id, status=status, station=station, items=items)
    )


def test_a_number_key_bumps_the_ticket_that_has_it() -> None:
    screen = Screen(an_order(1), an_order(2))
    assert screen.press(slot=1) == (bump("p1", "o2", "preparing"),)


def test_a_press_is_in_flight_at_once() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    assert [each.order_id for each in screen.state.in_flight] == ["o1"]


def test_the_hubs_event_ends_the_flight_once_the_hub_has_agreed() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.answer("p1")
    assert screen.state.in_flight
    screen.bumped("o1", "preparing")
    assert screen.state.in_flight == ()


def test_the_flight_also_ends_when_the_event_comes_before_the_answer() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.bumped("o1", "preparing")
    screen.answer("p1")
    assert screen.state.in_flight == ()


def test_somebody_elses_change_does_not_end_a_flight() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.hears(an_order(1, notes="no salt", version=2))
    assert screen.state.in_flight


def test_a_press_the_hub_agreed_to_waits_no_longer_than_the_next_poll_can_take() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.answer("p1")
    screen.tick(6_999)
    assert screen.state.in_flight
    screen.tick(7_000)
    assert screen.state.in_flight == ()


def test_a_press_without_an_answer_stays_in_flight_however_long_the_hub_is_away() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.tick(3_600_000)
    assert screen.state.in_flight


def test_a_refused_press_is_taken_back_with_a_notice_and_a_sound() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    assert sounds(screen.answer("p1", "It was cancelled.")) == [Sound.REFUSED]
    assert screen.state.in_flight == ()
    assert screen.notices == ["#1: It was cancelled."]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Action.BUMP, "#1 was not bumped: somebody else was faster."),
        (Action.UNDO, "#1 was not taken back: somebody has moved it on meanwhile."),
    ],
)
def test_a_press_that_was_overtaken_is_told_in_the_words_of_a_kitchen(
    action: Action, words: str
) -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.answer("p1")
    screen.bumped("o1", "preparing")
    screen.press(action, slot=0 if action is Action.BUMP else None)
    screen.answer("p2", "status: cannot go from ready to ready", "INVALID_TRANSITION")
    assert screen.notices == [words]


def test_presses_from_before_a_restart_are_under_way_and_their_tickets_wait_for_them() -> None:
    screen = Screen(an_order(1))
    left = BumpOrder(press_id="old", order_id="o1", status="preparing", station=None)
    screen.tell(Resumed(now=1_000, requests=(left,)))
    assert [each.press_id for each in screen.state.in_flight] == ["old"]
    assert requests(screen.press(slot=0)) == []
    screen.bumped("o1", "preparing")
    screen.answer("old")
    assert screen.state.in_flight == ()


def test_a_refused_bump_cannot_be_undone() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    screen.answer("p1", "It was cancelled.")
    assert requests(screen.press(Action.UNDO)) == []
    assert screen.state.in_flight == ()


def test_a_refusal_of_a_press_from_before_a_restart_is_told() -> None:
    screen = Screen(an_order(1))
    screen.answer("long ago", "#1 was cancelled.")
    assert screen.notices == ["#1 was cancelled."]


def test_a_second_press_on_a_ticket_in_flight_sends_nothing_more() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    assert requests(screen.press(slot=0)) == []
    assert screen.notices == ["#1 is on its way to the hub already."]


def test_a_key_means_its_ticket_wherever_that_stands_by_now() -> None:
    screen = Screen(an_order(1), an_order(2), an_order(3))
    screen.bumped("o1", "served")
    for now in (2_000, 5_000):
        screen.at(now).paint()
        assert screen.press(slot=1) == (bump(f"p{now // 2_000}", "o2", "preparing"),)
        screen.answer(f"p{now // 2_000}", "Not now.")
    assert screen.state.painted.places.parts[0].order_id == "o2"


def test_the_key_of_a_ticket_that_has_gone_says_so_and_means_nobody_else_for_4_seconds() -> None:
    screen = Screen(*(an_order(number) for number in range(1, 13)))
    assert screen.state.painted.places.key_of("o11") is None
    screen.bumped("o1", "served")
    screen.at(2_000).paint()
    assert requests(screen.at(3_000).press(slot=0)) == []
    assert screen.notices == ["#1 is gone."]
    screen.at(5_999).paint()
    assert requests(screen.press(slot=0)) == []
    assert screen.notices == ["#1 is gone."] * 2
    screen.at(6_000).paint()
    assert screen.press(slot=0) == (bump("p3", "o11", "preparing"),)


def test_a_ticket_that_comes_back_while_its_key_rests_has_it_again() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.bumped("o1", "served")
    screen.at(2_000).paint()
    screen.hears(an_order(1, version=9))
    screen.at(3_000).paint()
    assert screen.press(slot=0) == (bump("p1", "o1", "preparing"),)


def test_a_frame_that_has_just_moved_by_itself_refuses_the_bump_key() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.bumped("o1", "served")
    screen.at(2_000).paint()
    assert requests(screen.press(Action.BUMP)) == []
    assert screen.notices == ["There is no ticket to bump."]
    screen.at(3_200).paint()
    assert requests(screen.at(3_499).press(Action.BUMP)) == []
    assert screen.notices[-1] == "The frame has just moved. Look and press again."
    assert screen.at(3_500).press(Action.BUMP) == (bump("p3", "o2", "preparing"),)


def test_after_the_cooks_own_bump_the_frame_is_on_the_next_ticket_at_once() -> None:
    screen = Screen(
        an_order(1, a_line(status="ready")), an_order(2), settings=BoardSettings(station="all")
    )
    assert screen.press(Action.BUMP) == (bump("p1", "o1", "served"),)
    screen.bumped("o1", "served")
    screen.answer("p1")
    screen.at(2_000).paint()
    assert screen.state.painted.places.framed == "o2"
    assert requests(screen.at(2_299).press(Action.BUMP)) == []
    assert screen.at(2_300).press(Action.BUMP) == (bump("p3", "o2", "preparing"),)


def test_a_rush_takes_the_frame_while_nobody_presses_and_not_before() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.press(slot=1)
    screen.hears(an_order(3, priority=Priority.RUSH), new=True)
    framed = []
    for now in (2_999, 3_000):
        screen.at(now).paint()
        framed.append(screen.state.painted.places.framed)
    assert framed == ["o1", "o3"]
    assert requests(screen.at(4_199).press(Action.BUMP)) == []
    assert screen.at(4_200).press(Action.BUMP) == (bump("p3", "o3", "preparing"),)


def test_a_spot_that_changed_less_than_a_second_ago_refuses_a_finger() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.bumped("o1", "served")
    screen.at(2_000).paint()
    assert screen.press(touched="o2") == (bump("p1", "o2", "preparing"),)
    screen.answer("p1", "Not now.")
    screen.at(4_000).paint()
    assert requests(screen.at(4_999).press(touched="o2")) == []
    assert screen.notices[-1] == "This spot has just changed. Look and touch again."
    assert screen.at(5_000).press(touched="o2") == (bump("p3", "o2", "preparing"),)


def test_a_press_goes_by_what_is_painted_not_by_what_has_just_been_heard() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.bumped("o1", "served")
    assert requests(screen.press(slot=0)) == []
    assert requests(screen.press(touched="o1")) == []
    assert requests(screen.press(Action.BUMP)) == []
    assert screen.notices == ["#1 is gone."] * 3


def test_the_key_for_the_second_ten_makes_the_next_number_mean_ten_more() -> None:
    orders = [an_order(number) for number in range(1, 13)]
    screen = Screen(*orders, settings=BoardSettings(keys=20))
    screen.press(Action.SECOND_TEN)
    assert screen.press(slot=1) == (bump("p2", "o12", "preparing"),)
    assert screen.press(slot=1) == (bump("p3", "o2", "preparing"),)
    screen.press(Action.SECOND_TEN)
    assert screen.at(5_000).press(slot=2) == (bump("p5", "o3", "preparing"),)


@pytest.mark.parametrize("slot", [1, 9, -1])
def test_a_key_with_no_ticket_says_so(slot: int) -> None:
    screen = Screen(an_order(1))
    assert sounds(screen.press(slot=slot)) == [Sound.REFUSED]
    assert screen.notices == [f"Nothing on {slot + 1}."]


def test_number_keys_that_select_leave_the_bump_to_its_own_key() -> None:
    screen = Screen(an_order(1), an_order(2), settings=BoardSettings(number_keys=NumberKeys.SELECT))
    assert screen.press(slot=1) == ()
    assert screen.press(slot=1) == ()
    assert screen.state.selected == "o2"
    assert screen.press(Action.BUMP) == (bump("p3", "o2", "preparing"),)


def test_number_keys_that_confirm_bump_on_the_second_press() -> None:
    screen = Screen(
        an_order(1), an_order(2), settings=BoardSettings(number_keys=NumberKeys.CONFIRM)
    )
    assert screen.press(slot=0) == ()
    assert screen.press(slot=1) == ()
    assert screen.press(slot=1) == (bump("p3", "o2", "preparing"),)


def test_a_bump_takes_one_step_and_then_the_next() -> None:
    screen = Screen(an_order(1))
    for press, status in enumerate(("preparing", "ready", "served"), start=1):
        assert screen.press(slot=0) == (bump(f"p{press}", "o1", status),)
        screen.answer(f"p{press}")
        screen.bumped("o1", status)
    assert screen.board == []


def test_a_bump_goes_straight_through_to_ready_where_it_is_so_set() -> None:
    screen = Screen(an_order(1), settings=BoardSettings(bump=BumpMode.READY))
    assert screen.press(slot=0) == (bump("p1", "o1", "ready"),)


@pytest.mark.parametrize("action", [Action.START, Action.READY])
def test_start_and_ready_refuse_a_ticket_that_is_past_them(action: Action) -> None:
    screen = Screen(an_order(1, a_line(status="ready")))
    assert requests(screen.press(action)) == []
    assert len(screen.notices) == 1


def test_a_station_bumps_its_own_lines_and_is_done_when_they_are_ready() -> None:
    order = an_order(1, a_line("Steak", "grill"), a_line("Fries", "fry"))
    screen = Screen(order, settings=BoardSettings(station="grill"))
    assert screen.press(Action.READY) == (bump("p1", "o1", "ready", "grill", ("Steak",)),)
    screen.bumped("o1", "ready", "grill")
    assert screen.board == []


def test_a_station_does_not_show_what_is_for_others() -> None:
    screen = Screen(an_order(1, a_line("Fries", "fry")), settings=BoardSettings(station="grill"))
    assert screen.board == []


def test_a_bump_names_the_lines_that_it_moves_and_no_others() -> None:
    lines = (a_line("Steak"), a_line("Soup", status="preparing"), a_line("Cake", status="ready"))
    screen = Screen(an_order(1, *lines))
    assert screen.press(Action.READY) == (bump("p1", "o1", "ready", items=("Steak", "Soup")),)


def test_the_expo_serves_what_is_ready_and_nothing_else() -> None:
    lines = (a_line("Soup", status="ready"), a_line("Steak", status="preparing"), a_line("Cake"))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(station="expo"))
    assert screen.press(slot=0) == (bump("p1", "o1", "served", items=("Soup",)),)


def test_the_expo_is_told_when_nothing_is_ready_yet() -> None:
    lines = (a_line("Soup", status="served"), a_line("Steak", status="preparing"))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(station="expo"))
    assert requests(screen.press(slot=0)) == []
    assert screen.notices == ["#1: nothing of it is ready to be served yet."]


def test_an_expo_that_serves_whole_tickets_waits_for_the_last_dish() -> None:
    lines = (a_line("Steak", status=ItemStatus.READY), a_line("Soup"))
    settings = BoardSettings(station="expo", serve=ServeMode.WHOLE)
    screen = Screen(an_order(1, *lines), settings=settings)
    assert sounds(screen.press(slot=0)) == [Sound.REFUSED]
    assert screen.notices == ["#1: Soup is not ready yet."]
    ready = tuple(replace(each, status=ItemStatus.READY) for each in lines)
    screen.hears(an_order(1, *ready, version=2))
    assert requests(screen.press(slot=0)) == [
        bump("p2", "o1", "served", items=("Steak", "Soup")).request
    ]


@pytest.mark.parametrize(("station", "to"), [("all", "served"), ("grill", "ready")])
@pytest.mark.parametrize("status", ["pending", "preparing"])
def test_where_one_press_is_all_it_takes_a_ticket_off(station: str, to: str, status: str) -> None:
    settings = BoardSettings(station=station, bump=BumpMode.DONE)
    screen = Screen(an_order(1, a_line("Steak", "grill", status=status)), settings=settings)
    at = settings.hub_station
    assert screen.press(slot=0) == (bump("p1", "o1", to, at, ("Steak",)),)


@pytest.mark.parametrize("station", ["expo", "all"])
def test_expo_and_a_single_screen_keep_the_ticket_until_it_is_served(station: str) -> None:
    lines = (a_line("Steak", "grill", status="ready"), a_line("Fries", "fry", status="ready"))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(station=station))
    assert screen.board == ["o1"]
    served = bump("p1", "o1", "served", items=("Steak", "Fries"))
    assert screen.press(Action.BUMP) == (served,)
    screen.bumped("o1", "served")
    assert screen.board == []


def test_next_and_previous_bring_86_to_the_other_dishes_of_the_ticket() -> None:
    lines = (
        a_line("Soup", menu_item_id="m1"),
        a_line("Special"),
        a_line("Steak", menu_item_id="m2"),
        a_line("Cake", menu_item_id="m3", status="ready"),
    )
    screen = Screen(an_order(1, *lines))
    screen.press(Action.NEXT)
    screen.press(Action.SOLD_OUT)
    asked = [screen.notices[-1]]
    for action in (Action.NEXT, Action.NEXT, Action.PREVIOUS):
        screen.press(action)
        asked.append(screen.notices[-1])
    again = "Press 86 to mark it sold out. NEXT for another dish"
    soup, steak = f"86 Soup? {again} (1 of 2).", f"86 Steak? {again} (2 of 2)."
    assert asked == [soup, steak, soup, steak]
    assert len(screen.notices) == 1
    [request] = requests(screen.press(Action.SOLD_OUT))
    assert request == SetAvailable(press_id="p6", menu_item_id="m2", available=False)
