"""The clock is judged by its year, by what was done last, and by who sets it."""

import datetime as dt
from collections.abc import Sequence

import pytest

from hub.cli.doctor.machine import Run, check_clock, format_age
from hub.common.checks import Level

NOW = dt.datetime(2026, 3, 1, 18, 30, tzinfo=dt.UTC)
SET = "NTP=yes\nNTPSynchronized=yes\n"


def saying(said: str | None) -> Run:
    def run(command: Sequence[str]) -> str | None:
        return said if command[0] == "timedatectl" else None

    return run


@pytest.mark.parametrize("year", [1970, 2000, 2024, 2100])
def test_a_year_that_cannot_be_is_a_problem(year: int) -> None:
    found, _ = check_clock(NOW.replace(year=year), None, saying(SET))
    assert (found.level, str(year) in found.text) == (Level.PROBLEM, True)


def test_a_clock_before_what_was_done_last_is_a_problem() -> None:
    found, _ = check_clock(NOW, NOW + dt.timedelta(days=1, hours=2), saying(SET))
    assert (found.level, "1 d 2 h before" in found.text) == (Level.PROBLEM, True)


@pytest.mark.parametrize("last", [None, NOW - dt.timedelta(days=3), NOW + dt.timedelta(minutes=1)])
def test_a_clock_that_may_be_right_is_ok(last: dt.datetime | None) -> None:
    found, _ = check_clock(NOW, last, saying(SET))
    assert found.level is Level.OK


@pytest.mark.parametrize(
    ("hub", "level"),
    [
        (NOW - dt.timedelta(days=400), Level.WARNING),
        (NOW - dt.timedelta(minutes=3), Level.WARNING),
        (NOW + dt.timedelta(minutes=3), Level.WARNING),
        (NOW - dt.timedelta(minutes=1), Level.OK),
        (None, Level.OK),
    ],
)
def test_a_clock_that_the_hub_does_not_follow_is_told(
    hub: dt.datetime | None, level: Level
) -> None:
    found, _ = check_clock(NOW, None, saying(SET), hub)
    assert found.level is level


@pytest.mark.parametrize(
    ("said", "level", "part"),
    [
        (SET, Level.OK, "set by the network"),
        ("NTP=no\nNTPSynchronized=yes\n", Level.OK, "set by the network"),
        ("NTP=no\nNTPSynchronized=no\n", Level.WARNING, "timedatectl set-ntp true"),
        ("NTP=yes\nNTPSynchronized=no\n", Level.WARNING, "not been set since the start"),
        (None, Level.OK, "does not tell"),
    ],
)
def test_who_sets_the_clock_is_told(said: str | None, level: Level, part: str) -> None:
    _, found = check_clock(NOW, None, saying(said))
    assert (found.level, part in found.text) == (level, True)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (3 * 3600 + 120, "3 h 2 min"),
        (90_000, "1 d 1 h"),
        (86_400, "1 d"),
    ],
)
def test_lengths_of_time_are_said_in_a_unit_or_two(seconds: int, said: str) -> None:
    assert format_age(dt.timedelta(seconds=seconds)) == said
