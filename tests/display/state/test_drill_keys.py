"""A drill at a screen: it rings, covers the board, counts keys, and gives way to work."""

import pytest
from msgspec.structs import replace

from display.state.messages import (
    Action,
    BumpOrder,
    Drilling,
    Effect,
    LinkChanged,
    LinkState,
    ReportDrill,
    Sound,
    UnknownKey,
)
from hub.domain.orders import ItemStatus
from tests.support.one_screen import Screen, an_order, requests, sounds

FOR_MS = 60_000


def began(screen: Screen) -> tuple[Effect, ...]:
    return screen.tell(Drilling(now=screen.now, drill_id="d", for_ms=FOR_MS))


def reports(effects: tuple[Effect, ...] | list[Effect]) -> list[ReportDrill]:
    return [each for each in effects if isinstance(each, ReportDrill)]


@pytest.fixture
def screen() -> Screen:
    return Screen(an_order(1), an_order(2))


def test_it_rings_and_answers_at_once(screen: Screen) -> None:
    effects = began(screen)
    assert sounds(effects) == [Sound.NEW_ORDER_LOUD]
    assert [(each.drill_id, each.shown, each.presses) for each in reports(effects)] == [
        ("d", False, 0)
    ]


def test_what_was_painted_is_reported_once(screen: Screen) -> None:
    began(screen)
    assert [each.shown for each in reports(screen.paint())] == [True]
    assert screen.paint() == ()


@pytest.mark.parametrize("action", list(Action))
def test_no_key_does_anything_but_count(screen: Screen, action: Action) -> None:
    began(screen)
    before = screen.state
    effects = screen.press(action)
    assert [each.presses for each in reports(effects)] == [1]
    assert (requests(effects), sounds(effects)) == ([], [])
    assert replace(screen.state, drill=before.drill) == before


def test_a_number_key_bumps_nothing(screen: Screen) -> None:
    began(screen)
    assert requests(screen.press(slot=0)) == []


def test_each_key_counts(screen: Screen) -> None:
    began(screen)
    screen.press()
    assert [each.presses for each in reports(screen.press(slot=1))] == [2]


def test_a_key_without_a_meaning_is_counted_apart(screen: Screen) -> None:
    began(screen)
    [report] = reports(screen.tell(UnknownKey(now=screen.now)))
    assert (report.presses, report.unknown) == (0, 1)


def test_without_a_drill_a_key_without_a_meaning_is_nothing(screen: Screen) -> None:
    assert screen.tell(UnknownKey(now=screen.now)) == ()


def test_keys_bump_again_once_it_is_over(screen: Screen) -> None:
    began(screen)
    screen.tell(Drilling(now=screen.now, drill_id="d", for_ms=0))
    [request] = requests(screen.press(slot=0))
    assert isinstance(request, BumpOrder)
    assert request.order_id == "o1"


def test_it_ends_by_itself_when_its_time_is_up(screen: Screen) -> None:
    began(screen)
    screen.tick(screen.now + FOR_MS)
    assert screen.state.drill is None


def test_it_lasts_until_its_time_is_up(screen: Screen) -> None:
    began(screen)
    screen.tick(screen.now + FOR_MS - 1)
    assert screen.state.drill is not None


def test_it_ends_when_the_line_is_lost(screen: Screen) -> None:
    began(screen)
    screen.tell(LinkChanged(now=screen.now, connection=LinkState.SEARCHING))
    assert screen.state.drill is None


def test_a_new_order_takes_its_place_and_the_hub_is_told(screen: Screen) -> None:
    began(screen)
    effects = screen.hears(an_order(3), new=True)
    assert screen.state.drill is None
    assert [each.gave_way for each in reports(effects)] == [True]
    assert Sound.NEW_ORDER in sounds(effects)


def test_a_step_of_an_order_does_not_end_it(screen: Screen) -> None:
    began(screen)
    screen.bumped("o1", ItemStatus.PREPARING)
    assert screen.state.drill is not None


def test_what_lies_under_it_does_not_count_as_painted(screen: Screen) -> None:
    began(screen)
    before = screen.state.painted
    screen.bumped("o1", ItemStatus.PREPARING)
    screen.paint()
    assert screen.state.painted == before


def test_what_has_changed_under_it_is_reported_as_painted_afterwards(screen: Screen) -> None:
    began(screen)
    screen.bumped("o1", ItemStatus.PREPARING)
    screen.paint()
    screen.tell(Drilling(now=screen.now, drill_id="d", for_ms=0))
    screen.paint()
    assert screen.state.painted.seq == screen.state.replica.seq
