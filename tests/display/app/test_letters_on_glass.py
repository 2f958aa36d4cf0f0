"""A screen's letters follow from its monitor and from how far away it hangs."""

import pytest

from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD
from display.renderer.glass import Canvas
from display.state.messages import Sound
from display.state.settings import BoardSettings, PlacesMode, TextSize
from hub.common.screen_settings import GlassSettings
from hub.wire.socket_messages import Drilled, Troubles
from tests.display.app.test_loop import Hub


class Mute:
    def play(self, sound: Sound) -> None:
        pass


def app_with(glass: GlassSettings, board: BoardSettings, size: tuple[int, int]) -> App:
    config = Config(glass=glass, board=board)
    return App(config, Canvas(size), Keyboard(KEYBOARD), Mute(), lambda: 1_000)


def line(glass: GlassSettings, board: BoardSettings) -> int:
    return app_with(glass, board, (1920, 1080))._layout.unit


@pytest.mark.parametrize("places", [PlacesMode.STILL, PlacesMode.AGE])
def test_letters_grow_with_the_distance_and_with_the_wish_for_larger_ones(
    places: PlacesMode,
) -> None:
    board = BoardSettings(places=places)
    large = BoardSettings(places=places, text=TextSize.LARGE)
    assert line(GlassSettings(), board) == 38
    assert line(GlassSettings(inches=43), board) == 42
    assert line(GlassSettings(distance=2), board) == 50
    assert line(GlassSettings(), large) == 49


def test_a_grid_has_the_letters_that_its_cells_have_room_for() -> None:
    grid = BoardSettings(places=PlacesMode.GRID)
    assert line(GlassSettings(distance=3), grid) == line(GlassSettings(), grid)


def troubles(glass: GlassSettings) -> tuple[str, ...]:
    hub = Hub()
    app_with(glass, BoardSettings(), (800, 480)).turn(hub)
    said: list[Troubles | Drilled] = hub.said
    return tuple(each for one in said if isinstance(one, Troubles) for each in one.troubles)


def test_the_hub_hears_of_letters_that_nobody_can_read() -> None:
    assert troubles(GlassSettings()) == ()
    [said] = troubles(GlassSettings(distance=3))
    assert said.endswith("galley-display doctor")
