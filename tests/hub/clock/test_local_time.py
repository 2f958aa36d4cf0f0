"""The branch's own time: what its clock shows, and when it shows something next."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hub.clock.local_time import LocalTime

BERLIN = LocalTime("Europe/Berlin")
HOUR = 3_600_000


def _utc(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc] # no tzinfo among them


@pytest.fixture
def in_new_york() -> Iterator[LocalTime]:
    """Be a machine that stands in New York."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield LocalTime()
    del os.environ["TZ"]
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def test_a_branch_has_its_own_clock_in_summer_and_in_winter() -> None:
    assert f"{BERLIN.at(_utc(2026, 1, 5, 11)):%a %H:%M}" == "Mon 12:00"
    assert f"{BERLIN.at(_utc(2026, 7, 6, 11)):%a %H:%M}" == "Mon 13:00"


def test_without_a_zone_the_machines_own_clock_counts(in_new_york: LocalTime) -> None:
    assert f"{in_new_york.at(_utc(2026, 1, 5, 3)):%a %H:%M}" == "Sun 22:00"
    assert in_new_york.find_next("23:30", _utc(2026, 1, 5, 3)) == _utc(2026, 1, 5, 4, 30)
    assert in_new_york.read("2026-01-05T09:00") == _utc(2026, 1, 5, 14)


def test_a_time_of_day_that_has_gone_by_comes_again_tomorrow() -> None:
    noon = _utc(2026, 1, 5, 11)

    assert BERLIN.find_next("12:01", noon) == noon + 60_000
    assert BERLIN.find_next("12:00", noon) == noon + 24 * HOUR
    assert BERLIN.find_next("05:00", noon) == noon + 17 * HOUR


def test_the_day_goes_on_after_midnight_until_the_next_one_begins() -> None:
    late = _utc(2026, 1, 6, 1)
    early = _utc(2026, 1, 5, 3, 59)

    assert BERLIN.find_day_start(late) == _utc(2026, 1, 5, 4)
    assert BERLIN.find_next_day(late) == _utc(2026, 1, 6, 4)
    assert BERLIN.find_day_start(early) == _utc(2026, 1, 4, 4)
    assert BERLIN.find_day_start(_utc(2026, 1, 5, 4)) == _utc(2026, 1, 5, 4)


def test_a_night_that_is_an_hour_shorter_brings_the_next_day_an_hour_sooner() -> None:
    evening = _utc(2026, 3, 28, 19)

    assert BERLIN.find_next_day(evening) == evening + 8 * HOUR


def test_a_time_with_an_offset_is_what_it_says_and_one_without_is_the_branchs_own() -> None:
    assert BERLIN.read("2026-01-05T12:00:00Z") == _utc(2026, 1, 5, 12)
    assert BERLIN.read("2026-01-05T12:00") == _utc(2026, 1, 5, 11)
    with pytest.raises(ValueError, match="nonsense"):
        BERLIN.read("nonsense")
