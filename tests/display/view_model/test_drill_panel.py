"""A drill covers the board, flashes until a key is pressed, and fits on every glass."""

import math

import pytest

from display.inputs.touch import press_at
from display.state.messages import Action, Drilling, UnknownKey
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Panel, Text
from tests.support.one_screen import Screen, an_order

SIZES = ((1280, 720), (3840, 2160), (1080, 1920), (800, 480))


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return math.ceil(len(text) * size * (0.66 if bold else 0.6))


def glass(width: int = 1280, height: int = 720) -> Layout:
    return Layout(width, height, 4, 2, monospace)


@pytest.fixture
def screen() -> Screen:
    screen = Screen(an_order(1))
    screen.tell(Drilling(now=screen.now, drill_id="d", for_ms=60_000))
    return screen


def drawn(screen: Screen, layout: Layout | None = None) -> Panel:
    panel = build(screen.state, screen.now, layout or glass()).panels[-1]
    assert panel.key == "drill"
    return panel


def words(panel: Panel) -> str:
    return " ".join(part.text for part in panel.parts if isinstance(part, Text))


@pytest.mark.parametrize("size", SIZES)
def test_all_of_it_fits_between_the_bars(screen: Screen, size: tuple[int, int]) -> None:
    layout = glass(*size)
    panel = drawn(screen, layout)
    assert panel.rect == (0, layout.bar, layout.width, layout.height - 2 * layout.bar)
    for part in panel.parts:
        assert panel.rect.x <= part.rect.x
        assert part.rect.x + part.rect.w <= panel.rect.x + panel.rect.w
        assert panel.rect.y <= part.rect.y
        assert part.rect.y + part.rect.h <= panel.rect.y + panel.rect.h


def test_it_asks_for_a_key(screen: Screen) -> None:
    assert "DRILL: press any key on this screen's bar" in words(drawn(screen))


def test_it_flashes_from_second_to_second(screen: Screen) -> None:
    first = drawn(screen).tone
    assert drawn(screen.at(screen.now + 1000)).tone != first
    assert drawn(screen.at(screen.now + 1000)).tone == first


def test_it_flashes_no_more_once_a_key_was_pressed(screen: Screen) -> None:
    screen.press()
    assert drawn(screen).tone == drawn(screen.at(screen.now + 1000)).tone
    assert "this bar works" in words(drawn(screen))


def test_a_key_without_a_meaning_is_told(screen: Screen) -> None:
    screen.tell(UnknownKey(now=screen.now))
    assert "Is the right key profile set?" in words(drawn(screen))


def test_any_touch_is_a_key(screen: Screen) -> None:
    picture = build(screen.state, screen.now, glass())
    press = press_at(640, 360, picture)
    assert press is not None
    assert (press.action, press.slot) == (Action.ACKNOWLEDGE, None)


def test_when_its_time_is_up_the_board_is_there_again(screen: Screen) -> None:
    screen.at(screen.now + 60_000)
    panels = build(screen.state, screen.now, glass()).panels
    assert "drill" not in [panel.key for panel in panels]
