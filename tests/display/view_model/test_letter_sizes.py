"""Letters are as large as an eye needs them: the font's own capitals, in minutes of arc."""

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.renderer.fonts import Fonts
from display.state.settings import BoardSettings, TextSize
from display.view_model.layout import Layout
from display.view_model.letter_sizes import (
    HEAD_ARC,
    LEAST_ARC,
    LetterSizes,
    MonitorSize,
    SizeSource,
    choose_letters,
    find_arc,
)
from display.view_model.screen import Rect, Text, Tone
from display.view_model.sizes import Sizes
from display.view_model.ticket_head import KeyBadge, draw_head, write_head
from tests.support.one_screen import an_order

MONITORS = {
    # inches, pixels: the distance in metres, columns, lines
    "7 inches": ((7.0, 800, 480), (0.6, 3, 19)),
    "10 inches": ((10.1, 1280, 800), (0.8, 3, 22)),
    "15.6 inches": ((15.6, 1920, 1080), (1.0, 4, 25)),
    "21.5 inches": ((21.5, 1920, 1080), (1.5, 4, 23)),
    "24 inches": ((24.0, 1920, 1080), (1.5, 4, 26)),
    "24 inches, portrait": ((24.0, 1080, 1920), (1.5, 2, 46)),
    "32 inches": ((32.0, 1920, 1080), (2.0, 4, 26)),
    "43 inches": ((43.0, 1920, 1080), (3.0, 4, 23)),
    "55 inches, 4K": ((55.0, 3840, 2160), (3.0, 5, 29)),
}


def monitor(name: str) -> MonitorSize:
    (inches, width, height), _ = MONITORS[name]
    return MonitorSize(width, height, inches, SizeSource.SETTING)


def letters(name: str, text: TextSize = TextSize.NORMAL) -> LetterSizes:
    of = monitor(name)
    return choose_letters((of.width, of.height), of.pitch, of.distance, text)


@cache
def fonts() -> Fonts:
    return Fonts()


def seen(line: int, of: MonitorSize, *, bold: bool = True) -> float:
    """Measure the drawn capitals of a line, in minutes of arc."""
    (piece,) = fonts().pieces("H", line, (255, 255, 255), bold=bold)
    height = piece.picture.get_bounding_rect().height * of.pitch
    return math.degrees(math.atan(height / (of.distance * 1000))) * 60


@pytest.mark.parametrize("name", MONITORS)
def test_each_monitor_is_read_from_its_own_distance_and_holds_what_the_table_says(
    name: str,
) -> None:
    (_, width, height), (metres, columns, lines) = MONITORS[name]
    sizes = letters(name)
    assert monitor(name).distance == metres
    assert (sizes.count_columns(width), sizes.count_lines(height)) == (columns, lines)
    assert sizes.fits


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("name", MONITORS)
def test_the_drawn_capitals_are_seen_as_large_as_promised(name: str, bold: bool) -> None:
    of, sizes = monitor(name), letters(name)
    # Fonts come in whole points, and capitals in whole pixels.
    grain = 1.1 * math.degrees(math.atan(of.pitch / (of.distance * 1000))) * 60
    assert seen(sizes.line, of, bold=bold) == pytest.approx(14, abs=grain)
    assert seen(sizes.head, of, bold=bold) >= HEAD_ARC - grain
    assert seen(sizes.small, of, bold=bold) >= LEAST_ARC - grain


@pytest.mark.parametrize(
    ("text", "arc"),
    [
        (TextSize.SMALL, 12),
        (TextSize.NORMAL, 14),
        (TextSize.LARGE, 18),
        (TextSize.HUGE, 22),
    ],
)
def test_a_kitchen_chooses_how_large_letters_are(text: TextSize, arc: int) -> None:
    of, sizes = monitor("24 inches"), letters("24 inches", text)
    assert find_arc(sizes.line, of.pitch, of.distance) == pytest.approx(arc, abs=0.3)
    assert sizes.arc == arc
    assert sizes.small <= sizes.line < sizes.head


def test_letters_shrink_where_a_column_would_be_too_low_and_are_still_read() -> None:
    of = monitor("7 inches")
    sizes = choose_letters((800, 480), of.pitch, 1.05)
    assert sizes.fits
    assert LEAST_ARC <= sizes.arc < 14
    assert sizes.count_lines(480) >= 12


def test_a_monitor_that_hangs_too_far_away_is_not_called_good() -> None:
    sizes = choose_letters((800, 480), 0.19, 3.0)
    assert not sizes.fits


@pytest.mark.parametrize("name", MONITORS)
def test_a_table_is_read_from_as_far_away_as_the_number(name: str) -> None:
    of, sizes = monitor(name), letters(name)
    layout = Layout(of.width, of.height, 4, 2, fonts().width, sizes)
    for number, words in ((41, {"Table 12"}), (9412, {"Table 12", "T12"})):
        order = an_order(number, table_number="12")
        head, below = write_head(order, BoardSettings(), 0, Sizes(layout, layout.card_width))
        [(table, size)] = head.beside
        assert (table in words, size, below) == (True, sizes.head, [])


@pytest.mark.parametrize("name", MONITORS)
def test_a_key_of_two_figures_is_can_be_read_as_well(name: str) -> None:
    of, sizes = monitor(name), letters(name)
    layout = Layout(of.width, of.height, 4, 2, fonts().width, sizes)
    card = Sizes(layout, layout.card_width)
    words, _ = write_head(an_order(41), BoardSettings(), 0, card)
    parts = draw_head(words, Rect(0, 0, card.width, 60), KeyBadge("20"), Tone.TEXT, Tone.CARD, card)
    badge, figures, called, *_ = parts
    assert isinstance(figures, Text)
    assert find_arc(figures.size, of.pitch, of.distance) >= LEAST_ARC
    assert badge.rect.x >= 0
    assert badge.rect.x + badge.rect.w <= called.rect.x


GLASSES = st.tuples(st.integers(320, 7680), st.integers(240, 4320))


@given(
    GLASSES, st.floats(0.06, 1.02), st.floats(0.3, 20), st.sampled_from(list(TextSize)), st.data()
)
def test_letters_never_shrink_below_what_is_read_without_saying_so(
    size: tuple[int, int], pitch: float, metres: float, text: TextSize, data: st.DataObject
) -> None:
    sizes = choose_letters(size, pitch, metres, text)
    if sizes.fits:
        assert sizes.arc >= LEAST_ARC
        assert sizes.column <= size[0]
        assert sizes.count_lines(size[1]) >= 12
    nearer = choose_letters(size, pitch, data.draw(st.floats(0.3, metres)), text)
    assert nearer.arc >= sizes.arc
    assert min(sizes.line, sizes.head, sizes.small) >= 1
    assert sizes.line <= size[1] // 10


def test_a_board_is_laid_out_by_its_letters_and_a_grid_by_its_cells() -> None:
    sizes = letters("24 inches")
    by_letters = Layout(1920, 1080, 4, 2, fonts().width, sizes)
    assert by_letters.unit == sizes.line
    assert by_letters.height - 2 * by_letters.bar >= 26 * sizes.line
    assert Layout(1920, 1080, 4, 2, fonts().width).unit == 37
