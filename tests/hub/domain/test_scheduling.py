"""When an order is made: its due time, how long it takes, and when the till took it."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.orders import Order
from hub.domain.scheduling import FARTHEST, MINUTE, OLDEST, USUAL_PREP, Schedule, schedule
from hub.domain.times import Instant, instant, milliseconds
from tests.support.tickets import an_order

NOON = milliseconds("2026-12-04T12:00:00Z")


def at(minutes: float) -> Instant:
    return instant(NOON + round(minutes * MINUTE))


def order(**fields: object) -> Order:
    return replace(an_order("pending"), **fields)


def test_an_order_without_times_neither_waits_nor_is_older_than_it_is() -> None:
    assert schedule(order(), NOON, 12) == Schedule()


@pytest.mark.parametrize(
    ("said", "target", "minutes"), [(15, 40.0, 15), (UNSET, 11.5, 12), (UNSET, None, USUAL_PREP)]
)
def test_it_waits_until_its_due_time_less_what_it_takes(
    said: int, target: float | None, minutes: int
) -> None:
    found = schedule(order(due_at=at(60), prep_minutes=said), NOON, target)

    assert (found.prep_minutes, found.release_at) == (minutes, at(60 - minutes))
    assert found.oddity is None


def test_a_due_time_that_leaves_no_wait_releases_it_at_once() -> None:
    found = schedule(order(due_at=at(15), prep_minutes=15), NOON, None)

    assert (found.prep_minutes, found.release_at, found.oddity) == (15, UNSET, None)


def test_as_soon_as_possible_is_now_whatever_the_due_time() -> None:
    assert schedule(order(due_at=at(60), asap=True), NOON, None) == Schedule()


def test_what_is_more_than_two_weeks_away_waits_and_is_said() -> None:
    late = instant(NOON + FARTHEST + 1)

    found = schedule(order(due_at=late, prep_minutes=0), NOON, None)

    assert found.release_at == late
    assert found.oddity is not None
    assert found.oddity[:2] == ("due_at", "far_ahead")


def test_an_order_that_a_till_kept_is_as_old_as_it_says() -> None:
    assert schedule(order(taken_at=at(-12)), NOON, None) == Schedule(age_from=at(-12))


def test_an_age_of_more_than_half_a_day_is_half_a_day_and_said() -> None:
    found = schedule(order(taken_at=instant(NOON - OLDEST - 1)), NOON, None)

    assert found.age_from == instant(NOON - OLDEST)
    assert found.oddity is not None
    assert found.oddity[:2] == ("taken_at", "long_ago")


def test_a_time_that_has_not_come_is_no_age_and_said() -> None:
    found = schedule(order(taken_at=at(1)), NOON, None)

    assert found.age_from is UNSET
    assert found.oddity is not None
    assert found.oddity[:2] == ("taken_at", "not_yet")
