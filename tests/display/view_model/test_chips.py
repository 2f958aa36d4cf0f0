"""Every order that has no room for its ticket is in the strip, as much of it as fits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.state.messages import Action
from display.state.model import Marks
from display.state.settings import BoardSettings, PlacesMode
from display.view_model.build import build
from display.view_model.chip import ChipForm, ChipSpec, chip_widths, draw_chip
from display.view_model.chips import ChipWidths, count_rows, fill_strip
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Rect, Text, Tone
from display.view_model.ticket_lines import TicketStyle, write_ticket
from hub.domain.orders import ItemStatus, Priority
from tests.support.one_screen import LAYOUT, Screen, a_line, an_order

ROWS = (Rect(0, 0, 1000, 30), Rect(0, 40, 1000, 30))
LINES = tuple(a_line(f"Dish {each}") for each in range(9))


def chips(count: int, *urgent: int, width: int = 90) -> list[ChipWidths]:
    widths = {ChipForm.FULL: 3 * width, ChipForm.SHORT: 2 * width, ChipForm.NUMBER: width}
    return [ChipWidths(f"o{at}", widths, at in urgent) for at in range(count)]


def test_chips_say_as_much_as_there_is_room_for() -> None:
    forms = [fill_strip(chips(count), ROWS[:1], 10, 50).form for count in (3, 4, 5, 6, 10)]
    assert forms == [
        ChipForm.FULL,
        ChipForm.SHORT,
        ChipForm.SHORT,
        ChipForm.NUMBER,
        ChipForm.NUMBER,
    ]


def test_rows_are_counted_by_what_chips_need_at_the_least() -> None:
    assert [count_rows(chips(count), 1000, 10) for count in (0, 10, 11, 21)] == [1, 1, 2, 3]


def test_the_oldest_the_newest_and_what_is_urgent_are_never_only_counted() -> None:
    strip = fill_strip(chips(40, 17, 30), ROWS, 10, 50)
    shown = [order_id for order_id, _ in strip.chips]
    assert {"o0", "o17", "o30", "o39"} <= set(shown)
    assert len(shown) + len(strip.hidden) == 40
    assert len(shown) >= 19


def test_what_has_no_room_for_a_chip_is_counted_in_the_middle() -> None:
    orders = [an_order(1_000_000 + number, *LINES) for number in range(120)]
    screen = Screen(*orders)
    picture = build(screen.state, screen.now, LAYOUT)
    [more] = [panel for panel in picture.panels if panel.key == "more"]
    words = [part.text for part in more.parts if isinstance(part, Text)]
    assert words == [f"+{120 - len(picture.places.order_ids()) - len(picture.chips)}"]
    assert picture.chips[-1] == "o1000119"


def test_a_rush_that_fits_nowhere_has_a_chip_with_its_sign() -> None:
    rush = [an_order(number, *LINES, priority=Priority.RUSH) for number in range(1, 10)]
    screen = Screen(*rush)
    picture = build(screen.state, screen.now, LAYOUT)
    [chip] = [panel for panel in picture.panels if panel.key == "chip o9"]
    assert "9" in [part.text for part in chip.parts if isinstance(part, Text)]
    assert Fill.CHEVRONS in [part.shape for part in chip.parts if isinstance(part, Box)]


def test_a_guests_allergy_is_seen_on_the_chip_whatever_else_is_left_out() -> None:
    order = an_order(9, allergies=("nuts",))
    style = TicketStyle(BoardSettings(), 0, LAYOUT)
    for form in ChipForm:
        width = chip_widths(order, 3, style)[form]
        spec = ChipSpec("o9", form, Rect(0, 0, width, LAYOUT.chip_height), lit=False)
        chip = draw_chip(order, spec, 3, style, Tone.CARD)
        shapes = [part.shape for part in chip.parts if isinstance(part, Box)]
        assert (Fill.DIAMOND in shapes, chip.rect) == (True, spec.rect)
        assert all(part.rect.x + part.rect.w <= width for part in chip.parts)


@pytest.mark.parametrize(
    ("allergies", "said"),
    [
        (("nuts",), "NUTS"),
        (("shellfish", "milk", "egg"), "SHELLFI… +2"),
        ((), None),
    ],
)
@pytest.mark.parametrize("form", ChipForm)
def test_a_chip_says_which_allergy_it_is_where_it_says_more_than_its_number(
    form: ChipForm, allergies: tuple[str, ...], said: str | None
) -> None:
    order = an_order(9, allergies=allergies, notes="allergic to something")
    style = TicketStyle(BoardSettings(), 0, LAYOUT)
    width = chip_widths(order, 3, style)[form]
    spec = ChipSpec("o9", form, Rect(0, 0, width, LAYOUT.chip_height), lit=False)
    parts = draw_chip(order, spec, 3, style, Tone.CARD).parts
    words = [each.text for each in parts if isinstance(each, Text) and each.tone != Tone.TEXT]
    assert words == (["!"] if said is None or form is ChipForm.NUMBER else ["!", said])
    # Nothing stands on another thing's words.
    rects = sorted(each.rect for each in parts if isinstance(each, Text))
    assert all(left.x + left.w <= right.x for left, right in pairwise(rects))


def test_while_a_further_page_is_looked_at_the_board_stands_in_the_strip() -> None:
    screen = Screen(*(an_order(number, *LINES) for number in range(1, 12)))
    screen.press(Action.PAGE)
    picture = build(screen.state, screen.now, LAYOUT)
    assert [part.order_id for part in picture.shown] == ["o9", "o10", "o11"]
    assert picture.chips == tuple(f"o{number}" for number in range(1, 9))


@given(st.integers(0, 80), st.frozensets(st.integers(0, 79), max_size=20), st.integers(1, 2))
def test_no_chip_is_lost_doubled_or_laid_over_another(
    count: int, urgent: frozenset[int], rows: int
) -> None:
    made = chips(count, *urgent)
    strip = fill_strip(made, ROWS[:rows], 10, 50)
    shown = [order_id for order_id, _ in strip.chips]
    assert sorted([*shown, *strip.hidden]) == sorted(each.order_id for each in made)
    rects = [rect for _, rect in strip.chips] + ([strip.more] if strip.more else [])
    taken = sorted((rect.y, rect.x, rect.x + rect.w) for rect in rects)
    for (row, _, right), (next_row, left, _) in pairwise(taken):
        assert row != next_row or right < left
    assert all(right <= 1000 for _, _, right in taken)


def test_a_senders_number_of_any_length_leaves_a_chip_that_fits_its_row() -> None:
    order = an_order(9, display_number="W" * 400, allergies=("nuts",), priority=Priority.RUSH)
    style = TicketStyle(BoardSettings(), 0, LAYOUT)
    [row] = LAYOUT.chip_rows(1)
    assert chip_widths(order, 3, style)[ChipForm.NUMBER] <= row.w


@pytest.mark.parametrize("places", PlacesMode)
def test_bands_of_any_number_leave_room_for_a_dish(places: PlacesMode) -> None:
    layout = Layout(1920, 1080, 1, 1, LAYOUT.measure)
    settings = BoardSettings(station="expo", places=places)
    order = an_order(
        1,
        a_line("Soup", status=ItemStatus.READY),
        priority=Priority.RUSH,
        allergies=tuple(f"{number} {'x' * 60}" for number in range(9)),
    )
    size = write_ticket(order, Marks(), TicketStyle(settings, 0, layout)).size
    assert size.head + size.foot + max(size.lines) <= layout.columns_by_rows[-1][0].h


def test_a_chip_that_would_be_longer_than_its_row_says_less() -> None:
    order = an_order(9, customer_name="Ada", allergies=("W" * 8, "egg"))
    style = TicketStyle(BoardSettings(), 0, LAYOUT)
    widths = chip_widths(order, 3, style)
    narrow = (widths[ChipForm.FULL] + widths[ChipForm.NUMBER]) // 2
    rect = Rect(0, 0, narrow, LAYOUT.chip_height)
    panel = draw_chip(order, ChipSpec("o9", ChipForm.FULL, rect, lit=False), 3, style, Tone.CARD)
    assert all(each.rect.x + each.rect.w <= narrow for each in panel.parts)
    assert any(isinstance(each, Text) and each.text == "9" for each in panel.parts)
