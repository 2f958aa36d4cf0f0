"""When the guest was told that the order would be there: for the pass, not for a station."""

import pytest

from display.state.settings import BoardSettings
from tests.support.one_screen import Screen, a_line, an_order, words_on_glass


@pytest.mark.parametrize(("station", "told"), [("all", True), ("expo", True), ("grill", False)])
def test_the_pass_is_told_when_the_guest_expects_the_order(station: str, told: bool) -> None:
    order = an_order(1, a_line("Steak", "grill"), promised_at="2024-01-15T11:05:00.000Z")
    screen = Screen(order, settings=BoardSettings(station=station))
    words = words_on_glass(screen.state, screen.now)
    assert any("guest expects it at 11:05" in each for each in words) is told


def test_a_time_that_cannot_be_read_is_left_out() -> None:
    screen = Screen(an_order(1, promised_at="soon"))
    assert not any("expects" in each for each in words_on_glass(screen.state, screen.now))
