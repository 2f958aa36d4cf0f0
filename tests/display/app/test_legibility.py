"""The doctor says how large letters are to a cook's eye, and what to change."""

import pytest

from display.app.doctor.legibility import Viewing, judge_letters, judge_size
from display.renderer.edid import ConnectedMonitor, choose_size
from display.state.settings import TextSize
from display.view_model.letter_sizes import MonitorSize, SizeSource
from hub.common.checks import Level

HD = (1920, 1080)


def viewing(
    inches: float,
    metres: float,
    *,
    text: TextSize = TextSize.NORMAL,
    line: int | None = None,
    glass: tuple[int, int] = HD,
) -> Viewing:
    return Viewing(MonitorSize(*glass, inches, SizeSource.SETTING), glass, metres, text, line)


@pytest.mark.parametrize(
    ("inches", "metres", "said"),
    [
        (24, 1.5, "24 inches at 1.5 m: 14' now, capitals of 6.1 mm"),
        (43, 3, "43 inches at 3 m: 14' now, capitals of 12.1 mm"),
        (15.6, 1, "15.6 inches at 1 m: 14' now, capitals of 4.1 mm"),
    ],
)
def test_letters_that_are_read_are_fine(inches: float, metres: float, said: str) -> None:
    found = judge_letters(viewing(inches, metres))
    assert (found.level, found.text) == (Level.OK, said)


def test_letters_that_are_large_enough_may_leave_room_for_too_few_orders() -> None:
    found = judge_letters(viewing(24, 3))
    assert found.level is Level.WARNING
    assert found.text == (
        "24 inches at 3 m: 14' now, which shows about 2 orders: hang it at 1.5 m, or take one of "
        "43 inches, or say [glass] distance, if it is another one"
    )


def test_a_grid_whose_letters_are_too_small_to_be_read_is_a_warning() -> None:
    found = judge_letters(viewing(24, 3, line=37))
    assert found.level is Level.WARNING
    assert found.text == (
        "24 inches at 3 m: 7' now, and 14' would show about 2 orders: hang it at 1.5 m, or take "
        "one of 43 inches, or have fewer [board] columns and rows, or say [glass] distance, if it "
        "is another one"
    )
    assert judge_letters(viewing(24, 1.5, line=37)).level is Level.OK


def test_letters_that_cannot_be_large_enough_are_a_warning() -> None:
    found = judge_letters(viewing(7, 3, glass=(800, 480)))
    assert found.level is Level.WARNING
    assert "hang it at 0.6 m, or take one of 43 inches" in found.text


def test_who_wants_huge_letters_is_told_what_they_cost() -> None:
    found = judge_letters(viewing(24, 2, text=TextSize.HUGE))
    assert found.level is Level.WARNING
    assert 'set [board] text = "normal"' in found.text


def test_a_guess_is_called_one_and_what_the_owner_says_is_not_doubted() -> None:
    monitor = ConnectedMonitor(1920, 1080, b"", "HDMI-A-1")
    guess = judge_size(monitor, choose_size(monitor))
    assert guess.level is Level.WARNING
    assert guess.text.startswith(
        "24 inches, a guess by its pixels, for it says nothing usable of itself (HDMI-A-1)."
    )
    said = judge_size(monitor, choose_size(monitor, 21.5))
    assert said.level is Level.OK
    assert said.text.startswith("21.5 inches, by the setting [glass] inches")
