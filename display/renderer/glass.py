"""What a board is drawn on: a window, the whole monitor, or a picture in memory."""

import logging
import os
from collections.abc import Sequence
from typing import Protocol

import pygame

_log = logging.getLogger(__name__)

_WINDOW = (1280, 720)
_DESKTOPS = frozenset({"x11", "wayland", "windows", "cocoa"})
_BLIND = frozenset({"offscreen", "dummy"})
_VARIABLE = "SDL_VIDEODRIVER"

_OWN_FRAMEBUFFER = frozenset({"x11", *_BLIND})
_ACCELERATION = "SDL_FRAMEBUFFER_ACCELERATION"
"""Where the driver has a framebuffer of its own, OpenGL beneath a board that is drawn by the
processor only costs: 100 MB on a machine whose OpenGL is software."""


class NoScreen(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """There is nothing to draw on yet; the message says what SDL misses."""


class Glass(Protocol):
    """Where a board stands and where its keys come from."""

    @property
    def windowed(self) -> bool:
        """Whether it shares a desktop with other programs."""
        ...

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after its size has changed."""
        ...

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened since the last time."""
        ...

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn in these areas before the cook's eyes."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Window:
    """A window on a desktop, or a whole monitor.

    Args:
        size: ``auto``, ``fullscreen`` or ``WIDTHxHEIGHT`` in pixels.
        output: which monitor, from 0.

    Raises:
        NoScreen: there is no desktop and no monitor.
    """

    def __init__(self, size: str, output: int) -> None:
        try:
            pygame.display.init()
            self.windowed = self._open(size, output)
        except pygame.error as error:
            pygame.display.quit()
            raise NoScreen(str(error)) from error
        except NoScreen:
            pygame.display.quit()
            raise
        pygame.display.set_caption("Galley")
        pygame.mouse.set_visible(self.windowed)
        _log.info(
            "video driver %s, renderer %s, SDL %s, %d x %d, output %d",
            pygame.display.get_driver(),
            os.environ.get("SDL_RENDER_DRIVER", "of SDL's choice"),
            ".".join(map(str, pygame.version.SDL)),
            *self.surface.get_size(),
            output,
        )

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after its size has changed."""
        surface = pygame.display.get_surface()
        if surface is None:
            raise NoScreen("the window has gone")
        return surface

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened since the last time."""
        return pygame.event.get()

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn in these areas before the cook's eyes."""
        pygame.display.update(list(areas))

    def close(self) -> None:
        """Close it."""
        pygame.display.quit()

    @staticmethod
    def _open(size: str, output: int) -> bool:
        driver = pygame.display.get_driver()
        # Where nothing can be drawn on, SDL draws on nothing, and says that all is well.
        if driver in _BLIND and not os.environ.get(_VARIABLE):
            raise NoScreen("no desktop and no monitor was found")
        if driver in _OWN_FRAMEBUFFER:
            os.environ.setdefault(_ACCELERATION, "0")
        outputs = pygame.display.get_num_displays()
        if output >= outputs:
            raise NoScreen(f"output {output} is not there, only 0 to {outputs - 1}")
        if size == "fullscreen" or (size == "auto" and driver not in _DESKTOPS | _BLIND):
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN, display=output)
            return False
        width, _, height = size.partition("x")
        wanted = (int(width), int(height)) if height else _WINDOW
        pygame.display.set_mode(wanted, pygame.RESIZABLE, display=output)
        return True


class Canvas:
    """A picture in memory: for screenshots, where there is no monitor and nobody presses a key.

    Args:
        size: width and height in pixels.
    """

    windowed = False

    def __init__(self, size: tuple[int, int]) -> None:
        self.surface = pygame.Surface(size, depth=32)

    def events(self) -> Sequence[pygame.event.Event]:
        """Nothing ever happens to it."""
        return ()

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Nobody looks."""

    def close(self) -> None:
        """Nothing is held."""
