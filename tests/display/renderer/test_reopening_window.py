"""A window that was lost is opened again, and nobody is told that something was seen meanwhile."""

import logging
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import pygame
import pytest

from display.renderer.glass import NoScreenError, SdlWindow, choose_drawing
from display.renderer.graphics import MonitorWatch
from display.renderer.reopening_window import LOOK_FOR_MONITOR, ReopeningWindow
from hub.common.screen_troubles import describe_trouble
from scripts.benchmarks.processes import memory


class Loose(SdlWindow):
    """A real window off screen, whose monitor can be pulled out."""

    pulled = False

    def __init__(self, size: str = "640x360", output: int = 0) -> None:
        super().__init__(size, output)

    def events(self) -> Sequence[pygame.event.Event]:
        self._check()
        return super().events()

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        self._check()
        super().show(areas)

    def _check(self) -> None:
        if self.pulled:
            raise NoScreenError("no monitor is connected any more")


class Bench:
    """A lasting window, a clock, and whether there is a monitor for the next one."""

    def __init__(self) -> None:
        self.now = 100.0
        self.plugged = True
        self.size = "640x360"
        self.first = Loose()
        self.window = ReopeningWindow(self.first, self._open, lambda: self.now)

    def _open(self) -> SdlWindow:
        if not self.plugged:
            raise NoScreenError("kmsdrm not available")
        return Loose(self.size)

    def pull(self) -> None:
        self.first.pulled, self.plugged = True, False
        self.window.events()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    bench = Bench()
    yield bench
    bench.window.close()


def test_a_monitor_that_is_pulled_out_leaves_it_dark_and_is_told(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        bench.pull()
    assert bench.window.dark
    assert tuple(map(describe_trouble, bench.window.troubles())) == ("There is no monitor",)
    assert [each.message for each in caplog.records] == [
        "the screen to draw on is gone (no monitor is connected any more); waiting for it"
    ]


def test_a_window_that_is_lost_while_it_is_shown_is_dark(bench: Bench) -> None:
    bench.first.pulled = True
    bench.window.show([pygame.Rect(0, 0, 9, 9)])
    assert bench.window.dark


def test_a_window_that_has_closed_under_it_is_dark(bench: Bench) -> None:
    pygame.display.quit()
    assert bench.window.events() == ()
    assert bench.window.dark


def test_drawing_goes_on_in_the_same_size_while_it_is_dark(bench: Bench) -> None:
    bench.pull()
    bench.window.show([bench.window.surface.fill((1, 2, 3))])
    assert bench.window.surface.get_size() == (640, 360)


def test_what_stands_for_a_window_is_not_held_beside_one(bench: Bench) -> None:
    bench.window.close()
    large = Loose("3840x2160")
    before = memory([os.getpid()]).resident
    bench.window = ReopeningWindow(large, bench._open, lambda: bench.now)
    assert memory([os.getpid()]).resident - before < 8
    large.pulled = True
    bench.window.events()
    nowhere = weakref.ref(bench.window.surface)
    assert nowhere() is not None
    bench.now += LOOK_FOR_MONITOR
    bench.window.events()
    assert not bench.window.dark
    assert nowhere() is None


def test_it_is_not_tried_again_at_once(bench: Bench) -> None:
    bench.pull()
    bench.plugged = True
    bench.now += LOOK_FOR_MONITOR - 0.1
    assert bench.window.events() == ()
    assert bench.window.dark


def test_a_monitor_that_is_back_is_drawn_on_in_its_own_size(bench: Bench) -> None:
    bench.pull()
    bench.plugged, bench.size = True, "800x600"
    bench.now += LOOK_FOR_MONITOR
    (event,) = bench.window.events()
    assert event.type == pygame.VIDEOEXPOSE
    assert not bench.window.dark
    assert bench.window.surface.get_size() == (800, 600)


def test_waiting_is_said_once_for_each_reason(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.pull()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            bench.now += LOOK_FOR_MONITOR
            bench.window.events()
    assert [each.message for each in caplog.records if each.levelno == logging.WARNING][1:] == [
        "still waiting for a screen to draw on: kmsdrm not available"
    ]


def test_an_output_that_is_not_there_is_told_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    with pytest.raises(
        NoScreenError, match=r"output 3 is not there; there is only output 0 \(\d+ x "
    ):
        SdlWindow("640x360", 3)


def test_the_log_names_driver_renderer_and_pygame(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    name = "pygame-ce" if hasattr(pygame, "IS_CE") else "pygame"
    with caplog.at_level(logging.INFO):
        SdlWindow("640x360", 0).close()
    sdl = ".".join(map(str, pygame.get_sdl_version()))
    (said,) = caplog.messages
    assert said == (
        f"video driver offscreen, renderer framebuffer, {name} {pygame.version.ver}, "
        f"SDL {sdl}, 640 x 360, output 0"
    )


@pytest.mark.parametrize("driver", ["kmsdrm", "wayland"])
def test_without_libgl_it_is_drawn_with_opengl_es(driver: str) -> None:
    assert choose_drawing(driver, lambda _: False) == {
        "SDL_FRAMEBUFFER_ACCELERATION": "opengles2",
        "SDL_RENDER_DRIVER": "opengles2",
    }


def test_with_libgl_the_choice_is_left_to_sdl() -> None:
    assert choose_drawing("kmsdrm", lambda _: True) == {}


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[SdlWindow]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    window = SdlWindow("640x360", 0)
    window.events()
    yield window
    window.close()


def test_a_wayland_desktop_that_ends_is_a_lost_window(window: SdlWindow) -> None:
    window._driver = "wayland"
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    with pytest.raises(NoScreenError, match="the desktop has ended"):
        window.events()


@pytest.mark.parametrize("driver", ["wayland", "x11"])
def test_a_person_who_closes_the_window_is_not(window: SdlWindow, driver: str) -> None:
    window._driver = driver
    kinds = [pygame.WINDOWCLOSE, pygame.QUIT]
    for kind in kinds:
        pygame.event.post(pygame.event.Event(kind))
    assert [event.type for event in window.events()] == kinds


def test_on_a_console_the_kernel_says_when_a_monitor_is_pulled_out(
    window: SdlWindow, tmp_path: Path
) -> None:
    status = tmp_path / "card0-HDMI-A-1" / "status"
    status.parent.mkdir()
    status.write_text("connected\n")
    window._plugs = MonitorWatch(tmp_path)
    status.write_text("disconnected\n")
    with pytest.raises(NoScreenError, match="no monitor is connected any more"):
        window.events()


@pytest.mark.system
def test_a_window_s_events_bring_nothing_that_was_freed() -> None:
    """With Python's own check of memory: what was freed there is overwritten at once."""
    looking = "from display.renderer.glass import SdlWindow; SdlWindow('640x360', 0).events()"
    done = subprocess.run(
        [sys.executable, "-c", looking],
        env=os.environ | {"SDL_VIDEODRIVER": "offscreen", "PYTHONMALLOC": "debug"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
