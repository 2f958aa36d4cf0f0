"""A monitor that hangs on its side shows what an upright one shows, turned, and is touched so."""

from collections.abc import Iterator

import pygame
import pytest

from display.renderer.fonts import Fonts
from display.renderer.glass import Canvas, SdlWindow
from display.renderer.renderer import Renderer
from display.theme import THEMES
from hub.common.screen_settings import Degrees
from scripts.pictures.boards import boards

SIZE = (960, 540)
TURNS: list[Degrees] = [0, 90, 180, 270]


def pixels(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


@pytest.fixture
def offscreen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    yield
    pygame.display.quit()


@pytest.mark.usefixtures("offscreen")
@pytest.mark.parametrize("degrees", TURNS)
def test_a_turned_picture_is_the_upright_one_turned(degrees: Degrees, fonts: Fonts) -> None:
    width, height = SIZE if degrees in {0, 180} else SIZE[::-1]
    window = SdlWindow(f"{width}x{height}", 0, degrees=degrees)
    upright = Canvas(SIZE)
    assert window.surface.get_size() == SIZE
    assert window.window.get_size() == (width, height)
    glasses: tuple[SdlWindow | Canvas, ...] = (window, upright)
    drawn = [Renderer(glass.surface, THEMES["dark"], fonts) for glass in glasses]
    for name in ("busy", "in-flight"):
        screen = boards()[name].screen(fonts.width, *SIZE)
        # The second time only what is different is drawn, and brought to the glass.
        for glass, renderer in zip(glasses, drawn, strict=True):
            glass.show(renderer.draw(screen))
        seen = pygame.transform.rotate(window.window, degrees)
        assert pixels(seen) == pixels(upright.surface)
    window.close()


@pytest.mark.usefixtures("offscreen")
@pytest.mark.parametrize("degrees", TURNS)
def test_a_finger_means_what_is_under_it(degrees: Degrees) -> None:
    width, height = SIZE if degrees in {0, 180} else SIZE[::-1]
    window = SdlWindow(f"{width}x{height}", 0, degrees=degrees)
    window.events()
    dot = pygame.Rect(700, 100, 1, 1)
    window.surface.fill((0, 0, 0))
    window.surface.fill((255, 0, 0), dot)
    window.show([window.surface.get_rect()])
    (at,) = [
        (x, y)
        for x in range(width)
        for y in range(height)
        if window.window.get_at((x, y))[:3] == (255, 0, 0)
    ]
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at, touch=True))
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1))
    touched, key = window.events()
    assert (touched.pos, touched.button, touched.touch) == (dot.topleft, 1, True)
    assert key.key == pygame.K_1
    window.close()


@pytest.mark.usefixtures("offscreen")
def test_a_turned_window_that_gets_another_size_gets_another_picture() -> None:
    window = SdlWindow("540x960", 0, degrees=90)
    assert window.surface.get_size() == (960, 540)
    pygame.display.set_mode((480, 800), pygame.RESIZABLE)
    # What was drawn for the old size is nowhere to be put, and nothing fails.
    window.show([pygame.Rect(0, 0, 960, 540)])
    assert window.surface.get_size() == (800, 480)
    window.close()
