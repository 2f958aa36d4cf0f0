import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.times import instant, milliseconds
from tests.support.strategies import unhurried

YEAR_1, YEAR_10000 = -62_135_596_800_000, 253_402_300_800_000
whole_calendar = st.integers(YEAR_1, YEAR_10000 - 1)


def test_an_instant_is_written_as_the_contract_shows_it() -> None:
    assert instant(1_705_314_600_007) == "2024-01-15T10:30:00.007Z"


@unhurried
@given(whole_calendar)
def test_every_instant_has_the_same_width_and_form(at: int) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", instant(at))


@unhurried
@given(whole_calendar)
def test_an_instant_reads_back_to_the_millisecond(at: int) -> None:
    assert milliseconds(instant(at)) == at


@unhurried
@given(whole_calendar, whole_calendar)
def test_instants_sort_as_text(one: int, other: int) -> None:
    assert (instant(one) < instant(other)) == (one < other)


@pytest.mark.parametrize("at", [YEAR_1 - 1, YEAR_10000])
def test_a_time_outside_the_calendar_is_refused(at: int) -> None:
    with pytest.raises(OverflowError):
        instant(at)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-15T10:30:00Z",
        "2024-01-15T10:30:00.000Z",
        "2024-01-15T12:30:00+02:00",
        "2024-01-15T05:00:00.000-05:30",
        "20240115T103000Z",
        "2024-01-15 10:30:00.000999+00:00",
    ],
)
def test_any_iso_time_with_an_offset_is_read(text: str) -> None:
    assert instant(milliseconds(text)) == "2024-01-15T10:30:00.000Z"


@pytest.mark.parametrize(
    "text", ["2024-01-15T10:30:00", "2024-01-15", "yesterday", "", "2024-13-01T00:00:00Z"]
)
def test_a_text_that_is_no_time_with_an_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        milliseconds(text)
