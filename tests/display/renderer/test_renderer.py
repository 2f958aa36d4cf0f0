"""Only what changed is drawn, and the picture is the same as if all of it had been."""

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.state.model import BoardState, OpenList
from display.theme import DARK, THEMES
from display.view_model.screen import Box, Fill, Rect, Screen, Text, Tone
from display.view_model.screen import Panel as Drawn
from scripts.pictures.boards import Picture, boards
from tests.support.effort import tries
from tests.support.strategies import unhurried

WIDTH, HEIGHT = 640, 360
BOARDS = boards()


def a_surface() -> pygame.Surface:
    return pygame.Surface((WIDTH, HEIGHT), depth=32)


def pixels(surface: pygame.Surface) -> bytes:
    return bytes(pygame.image.tobytes(surface, "RGB"))


def a_screen(board: Picture, fonts: Fonts) -> Screen:
    return board.screen(fonts.width, WIDTH, HEIGHT)


@st.composite
def any_board(draw: st.DrawFn) -> Picture:
    """Draw one of the boards at another moment, with other tickets, another page or panel."""
    board = BOARDS[draw(st.sampled_from(sorted(BOARDS)))]
    state: BoardState = board.state
    orders = state.replica.orders
    if orders:
        kept = draw(st.sets(st.sampled_from(sorted(orders))))
        shown = {order_id: order for order_id, order in orders.items() if order_id in kept}
        state = replace(state, replica=replace(state.replica, orders=shown))
        state = replace(state, selected=draw(st.none() | st.sampled_from(sorted(orders))))
    state = replace(
        state,
        page=draw(st.integers(0, 1)),
        open_list=draw(st.none() | st.sampled_from([OpenList("recall", 1), OpenList("all-day")])),
    )
    later = draw(st.sampled_from([0, 400, 1_000, 4_000, 20_000]))
    return replace(board, state=state, now=board.now + later)


@settings(unhurried, max_examples=tries(10, 60))
@given(any_board(), any_board(), st.sampled_from(sorted(THEMES)))
def test_one_board_after_another_is_the_same_as_that_board_alone(
    fonts: Fonts, first: Picture, second: Picture, theme: str
) -> None:
    used, new = a_surface(), a_surface()
    renderer = Renderer(used, THEMES[theme], fonts)
    renderer.draw(a_screen(first, fonts))
    renderer.draw(a_screen(second, fonts))
    Renderer(new, THEMES[theme], fonts).draw(a_screen(second, fonts))
    assert pixels(used) == pixels(new)


@settings(unhurried, max_examples=tries(10, 60))
@given(any_board(), any_board())
def test_what_changed_lies_in_the_areas_that_are_handed_back(
    fonts: Fonts, first: Picture, second: Picture
) -> None:
    surface = a_surface()
    renderer = Renderer(surface, DARK, fonts)
    renderer.draw(a_screen(first, fonts))
    glass = surface.copy()
    for area in renderer.draw(a_screen(second, fonts)):
        glass.blit(surface, area, area)
    assert pixels(glass) == pixels(surface)


def test_nothing_is_drawn_for_the_same_board(fonts: Fonts) -> None:
    renderer = Renderer(a_surface(), DARK, fonts)
    renderer.draw(a_screen(BOARDS["busy"], fonts))
    assert renderer.draw(a_screen(BOARDS["busy"], fonts)) == []


def test_after_forgetting_everything_is_drawn(fonts: Fonts) -> None:
    renderer = Renderer(a_surface(), DARK, fonts)
    renderer.draw(a_screen(BOARDS["busy"], fonts))
    renderer.forget()
    assert renderer.draw(a_screen(BOARDS["busy"], fonts)) == [pygame.Rect(0, 0, WIDTH, HEIGHT)]


def test_a_tick_draws_the_ages_and_no_more(fonts: Fonts) -> None:
    board = replace(BOARDS["busy"], now=1_400)
    before, after = (a_screen(replace(board, now=now), fonts) for now in (1_400, 2_400))
    renderer = Renderer(a_surface(), DARK, fonts)
    renderer.draw(before)
    ages = [pygame.Rect(each.rect) for each in after.panels if each.key.startswith("age")]
    assert sorted(map(tuple, renderer.draw(after))) == sorted(map(tuple, ages))


def test_what_a_tick_leaves_hidden_is_not_drawn(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = replace(BOARDS["busy"], now=1_400)
    before, after = (a_screen(replace(board, now=now), fonts) for now in (1_400, 2_400))
    renderer = Renderer(a_surface(), DARK, fonts)
    renderer.draw(before)
    drawn: list[Text | Box] = []
    monkeypatch.setattr(renderer, "_text", drawn.append)
    monkeypatch.setattr(renderer, "_box", lambda box, _: drawn.append(box))
    renderer.draw(after)
    ages = [each.parts for each in after.panels if each.key.startswith("age")]
    assert drawn == [part for parts in ages for part in parts]


def test_round_corners_show_the_ground_and_not_what_was_there_before(fonts: Fonts) -> None:
    place = Rect(10, 10, 100, 80)
    square = Drawn("cell", place, Tone.LATE, ())
    card = Drawn("cell", place, Tone.GROUND, (Box(place, Tone.CARD, radius=12),))
    surface = a_surface()
    renderer = Renderer(surface, DARK, fonts)
    for panel in (square, card):
        renderer.draw(Screen(width=WIDTH, height=HEIGHT, panels=(panel,), seq=0))
    corners = [(10, 10), (109, 10), (10, 89), (109, 89)]
    assert {tuple(surface.get_at(each))[:3] for each in corners} == {DARK[Tone.GROUND]}
    assert tuple(surface.get_at((60, 50)))[:3] == DARK[Tone.CARD]


@pytest.mark.parametrize("seen", [Rect(0, 0, 1200, 900), Rect(100, 5, 900, 300)])
def test_a_large_card_is_as_round_as_a_small_one(fonts: Fonts, seen: Rect) -> None:
    card, below = Rect(10, 10, 1100, 880), Rect(0, 0, 1200, 900)
    panels = (
        Drawn("below", below, Tone.CARD, ()),
        Drawn("seen", seen, None, (Box(card, Tone.LATE, radius=20),)),
    )
    drawn, wanted = (pygame.Surface(below[2:], depth=32) for _ in range(2))
    Renderer(drawn, DARK, fonts).draw(Screen(width=below.w, height=below.h, panels=panels, seq=0))
    wanted.fill(DARK[Tone.CARD])
    wanted.set_clip(seen)
    pygame.draw.rect(wanted, DARK[Tone.LATE], card, border_radius=20)
    assert pixels(drawn) == pixels(wanted)


def test_panels_that_swap_their_order_are_drawn_anew(fonts: Fonts) -> None:
    low = Drawn("low", Rect(0, 0, 50, 50), Tone.CARD, ())
    high = Drawn("high", Rect(20, 20, 50, 50), Tone.LATE, ())
    surface = a_surface()
    renderer = Renderer(surface, DARK, fonts)
    for panels in ((low, high), (high, low)):
        renderer.draw(Screen(width=WIDTH, height=HEIGHT, panels=panels, seq=0))
    assert tuple(surface.get_at((30, 30)))[:3] == DARK[Tone.CARD]


def test_no_letter_leaves_its_panel(fonts: Fonts) -> None:
    wide = Text(Rect(0, 10, 50, 40), "WWWWWWWWWW", 40, Tone.TEXT)
    panel = Drawn("panel", Rect(0, 10, 50, 20), Tone.CARD, (wide,))
    surface = a_surface()
    Renderer(surface, DARK, fonts).draw(Screen(width=WIDTH, height=HEIGHT, panels=(panel,), seq=0))
    surface.fill(DARK[Tone.GROUND], panel.rect)
    assert {tuple(surface.get_at((x, y)))[:3] for x in range(100) for y in range(60)} == {
        DARK[Tone.GROUND]
    }


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_hatch_over_text_leaves_the_text_readable(fonts: Fonts, theme: str) -> None:
    """A letter keeps half of its contrast to the card, under a stripe as well."""
    card, text = THEMES[theme][Tone.CARD], THEMES[theme][Tone.TEXT]
    half = Box(Rect(0, 0, 200, HEIGHT), Tone.TEXT)
    hatch = Box(Rect(0, 0, 400, HEIGHT), Tone.ALARM, Fill.HATCH)
    panel = Drawn("panel", Rect(0, 0, 400, HEIGHT), Tone.CARD, (half, hatch))
    surface = a_surface()
    Renderer(surface, THEMES[theme], fonts).draw(
        Screen(width=WIDTH, height=HEIGHT, panels=(panel,), seq=0)
    )
    letters = [sum(surface.get_at((x, 100))[:3]) for x in range(200)]
    ground = [sum(surface.get_at((x, 100))[:3]) for x in range(200, 400)]
    least = min(abs(one - other) for one in letters for other in ground)
    assert len(set(ground)) > 1
    assert least > abs(sum(card) - sum(text)) / 2


def test_a_panel_of_the_grounds_colour_covers_what_lies_below(fonts: Fonts) -> None:
    low = Drawn("low", Rect(0, 0, 50, 50), Tone.CARD, ())
    high = Drawn("high", Rect(20, 20, 50, 50), Tone.GROUND, ())
    surface = a_surface()
    Renderer(surface, DARK, fonts).draw(
        Screen(width=WIDTH, height=HEIGHT, panels=(low, high), seq=0)
    )
    assert tuple(surface.get_at((30, 30)))[:3] == DARK[Tone.GROUND]


@pytest.mark.parametrize("row", range(1, 12))
def test_a_frame_is_the_same_wherever_something_else_is_drawn_over_it(
    fonts: Fonts, row: int
) -> None:
    frame = Box(Rect(20, 20, 100, 80), Tone.CHOSEN, Fill.FRAME, radius=6, width=4)
    card = Drawn("card", Rect(20, 20, 100, 80), Tone.CARD, (frame,))
    # Of a tone that is none, so that the card is seen through it.
    over = Drawn("over", Rect(40, 20 + row, 40, 200), None, ())
    surface, alone = a_surface(), a_surface()
    renderer = Renderer(surface, DARK, fonts)
    for panels in ((card,), (card, over)):
        renderer.draw(Screen(width=WIDTH, height=HEIGHT, panels=panels, seq=0))

    Renderer(alone, DARK, fonts).draw(Screen(width=WIDTH, height=HEIGHT, panels=(card,), seq=0))
    assert pixels(surface) == pixels(alone)


def test_a_hatch_holds_no_picture_as_large_as_what_it_covers(fonts: Fonts) -> None:
    large = Rect(0, 0, 2400, 1200)
    hatch = Drawn("hatch", large, None, (Box(large, Tone.ALARM, Fill.HATCH),))
    renderer = Renderer(pygame.Surface(large[2:], depth=32), DARK, fonts)
    renderer.draw(Screen(width=large.w, height=large.h, panels=(hatch,), seq=0))
    (kept,) = renderer._pictures._hatches.values()
    assert kept.get_width() * kept.get_height() < large.w * large.h / 10
