"""A key on a real desktop wakes a screen through the window's own connection."""

import select
from pathlib import Path

import pygame
import pytest

from display.renderer.glass import SdlWindow
from tests.support.desktop import desktop

pytestmark = pytest.mark.system


def test_a_key_on_a_desktop_is_told_by_the_windows_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desktop(tmp_path / "desktop") as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        pygame.display.quit()
        window = SdlWindow("640x360", 0)
        try:
            [connection] = window.descriptors()
            while select.select([connection], [], [], 0.5)[0]:
                window.events()

            place.press("k")

            assert select.select([connection], [], [], 10)[0]
            assert pygame.KEYDOWN in {event.type for event in window.events()}
        finally:
            window.close()
