"""The code on the glass: a real reader reads what it says, off the pixels."""

import subprocess
from pathlib import Path

import pygame
import pytest

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.state.messages import Action, Invited
from display.theme import THEMES
from display.view_model.build import build
from display.view_model.layout import Layout
from hub.wire.pairing import Invitation, qr_text
from tests.support.one_screen import Screen, an_order

pytestmark = pytest.mark.system

TEXT = qr_text(Invitation("A" * 26, "0f" * 32, "main", "192.168.178.20", 8443))


def shown(screen: Screen, theme: str, size: tuple[int, int], file: Path) -> Path:
    surface = pygame.Surface(size)
    fonts = Fonts()
    layout = Layout(*size, 4, 2, fonts.width)
    Renderer(surface, THEMES[theme], fonts).draw(build(screen.state, screen.now, layout))
    pygame.image.save(surface, str(file))
    return file


def read(file: Path) -> str:
    found = subprocess.run(
        ["/usr/bin/zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1280, 720), (3840, 2160), (1080, 1920)])
def test_a_reader_reads_the_code_off_the_glass(
    theme: str, size: tuple[int, int], tmp_path: Path
) -> None:
    screen = Screen(*(an_order(number) for number in range(1, 12)))
    screen.tell(Invited(now=screen.now, text=TEXT, role="waiter", for_ms=300_000))
    assert read(shown(screen, theme, size, tmp_path / "board.png")) == TEXT


@pytest.mark.parametrize("ending", ["closed", "too late", "acknowledged"])
def test_the_code_is_gone_when_it_is_worth_nothing_or_in_the_way(
    ending: str, tmp_path: Path
) -> None:
    screen = Screen(an_order(1))
    screen.tell(Invited(now=screen.now, text=TEXT, role="waiter", for_ms=300_000))
    if ending == "closed":
        screen.tell(Invited(now=screen.now, text=""))
    elif ending == "too late":
        screen.tick(screen.now + 300_000)
    else:
        screen.press(Action.ACKNOWLEDGE)
    assert read(shown(screen, "dark", (1280, 720), tmp_path / "board.png")) == ""
