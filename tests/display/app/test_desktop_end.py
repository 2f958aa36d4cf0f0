"""A desktop that ends takes the window with it: the screen says so, and how to go on."""

import subprocess
import sys
from pathlib import Path

import pytest

from display.renderer.sdl import GONE
from tests.support.desktop import desktop
from tests.support.process import clean_environment

pytestmark = pytest.mark.system


def test_when_the_x_server_goes_it_ends_with_a_code_of_its_own_and_says_why(tmp_path: Path) -> None:
    with desktop(tmp_path / "monitor") as monitor:
        screen = subprocess.Popen(
            [sys.executable, "-m", "display", "--data", str(tmp_path / "screen")],
            env=clean_environment() | {"SDL_AUDIODRIVER": "dummy"} | monitor.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert screen.stderr is not None
        while "video driver x11" not in (line := screen.stderr.readline()):
            assert line, "it ended without a window"

    _, said = screen.communicate(timeout=60)
    assert screen.returncode == GONE == 75
    assert "the desktop has ended and its window with it; to be started again" in said
    assert "XIO" not in said
