"""A new order rings every 20 s, louder after 3 minutes, until somebody starts or acknowledges."""

import pytest
from msgspec.structs import replace

from display.state.messages import Action, LinkChanged, LinkState, Sound
from hub.domain.orders import OrderStatus, Priority
from tests.support.one_screen import Screen, an_order, sounds


def rings(screen: Screen, until: int) -> list[tuple[int, Sound]]:
    """Let every second tick; returns what was heard, and when."""
    first = screen.now + 1_000
    return [
        (now, sound) for now in range(first, until + 1, 1_000) for sound in sounds(screen.tick(now))
    ]


def rung_at_1000() -> Screen:
    screen = Screen()
    assert sounds(screen.hears(an_order(1), new=True)) == [Sound.NEW_ORDER]
    return screen


def test_it_rings_again_every_20_seconds_for_3_minutes() -> None:
    heard = rings(rung_at_1000(), 180_000)
    assert heard == [(now, Sound.NEW_ORDER) for now in range(21_000, 180_001, 20_000)]


def test_after_3_minutes_it_gets_louder() -> None:
    heard = rings(rung_at_1000(), 221_000)
    loud = [now for now, sound in heard if sound is Sound.NEW_ORDER_LOUD]
    assert loud == [181_000, 201_000, 221_000]


def test_it_gets_louder_also_where_tickets_keep_coming_and_nobody_starts_one() -> None:
    screen = rung_at_1000()
    for number, now in enumerate(range(60_000, 181_000, 60_000), start=2):
        rings(screen, now)
        screen.hears(an_order(number), new=True)
    assert (200_000, Sound.NEW_ORDER_LOUD) in rings(screen, 200_000)


def test_it_stops_when_somebody_starts_the_ticket() -> None:
    screen = rung_at_1000()
    screen.bumped("o1", "preparing")
    assert rings(screen, 60_000) == []


def test_it_stops_when_somebody_acknowledges() -> None:
    screen = rung_at_1000()
    screen.press(Action.ACKNOWLEDGE)
    assert rings(screen, 60_000) == []


def test_it_stops_when_the_order_goes_away() -> None:
    screen = rung_at_1000()
    screen.hears(an_order(1, status=OrderStatus.CANCELLED, version=2))
    assert rings(screen, 60_000) == []


def test_it_goes_on_while_another_ticket_waits() -> None:
    screen = rung_at_1000()
    screen.hears(an_order(2), new=True)
    screen.bumped("o1", "preparing")
    assert [now for now, _ in rings(screen, 45_000)] == [21_000, 41_000]


def test_a_press_that_the_hub_has_not_confirmed_does_not_stop_it() -> None:
    screen = rung_at_1000()
    screen.paint()
    screen.at(2_000).press(slot=0)
    assert [now for now, _ in rings(screen, 21_000)] == [21_000]


def test_a_rush_order_sounds_different() -> None:
    screen = Screen()
    rush = an_order(1, priority=Priority.RUSH)
    assert sounds(screen.hears(rush, new=True)) == [Sound.RUSH]


def test_a_recalled_ticket_does_not_ring() -> None:
    screen = Screen(an_order(1))
    screen.bumped("o1", "served")
    assert sounds(screen.hears(an_order(1, version=3))) == []


@pytest.mark.parametrize("lost", [LinkState.POLLING, LinkState.SEARCHING])
def test_a_lost_connection_is_heard_and_its_return_too(lost: LinkState) -> None:
    screen = Screen()
    assert sounds(screen.tell(LinkChanged(now=1, connection=lost))) == [Sound.LOST]
    assert sounds(screen.tell(LinkChanged(now=2, connection=LinkState.LIVE))) == [Sound.BACK]


def test_the_first_connection_of_a_screen_is_silent() -> None:
    screen = Screen()
    screen.state = type(screen.state)(settings=screen.state.settings)
    assert sounds(screen.tell(LinkChanged(now=0, connection=LinkState.LIVE))) == []


def test_a_line_that_comes_after_polling_is_no_return_when_none_was_lost() -> None:
    screen = Screen()
    screen.state = replace(screen.state, connection=LinkState.POLLING)
    assert sounds(screen.tell(LinkChanged(now=0, connection=LinkState.LIVE))) == []
