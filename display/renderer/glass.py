"""What a board is drawn on: a window, the whole monitor, or a picture in memory."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Protocol

import pygame

from display.renderer import sdl
from display.renderer.drm_master import DrmMasterError, Turn
from display.renderer.edid import ConnectedMonitor
from display.renderer.graphics import MonitorWatch, find_edid, has_library
from display.renderer.open_files import find_open
from display.renderer.sdl import tell_when_x_goes
from display.renderer.turned_picture import TurnedPicture
from hub.common.screen_settings import Degrees

_log = logging.getLogger(__name__)

_WINDOW = (1280, 720)
_DESKTOPS = frozenset({"x11", "wayland", "windows", "cocoa"})
_BLIND = frozenset({"offscreen", "dummy"})
_VARIABLE = "SDL_VIDEODRIVER"

_OWN_FRAMEBUFFER = frozenset({"x11", *_BLIND})
_ACCELERATION = "SDL_FRAMEBUFFER_ACCELERATION"
"""Where the driver has a framebuffer of its own, OpenGL beneath a board that is drawn by the
processor only costs: 100 MB on a machine whose OpenGL is software."""

CONSOLE = "kmsdrm"
"""SDL's driver without a desktop: it reads the keyboards by itself."""

_DEVICES = Path("/dev/input")
_LOOK_FOR_DEVICES = 0.9
"""Seconds between two looks at which keyboards SDL has opened: a new one is told at every tick."""

_LOOK_AROUND = 2.0
"""Seconds between two looks at which monitors are connected, and who else draws on them."""


class NoScreenError(Exception):
    """There is nothing to draw on, yet or any more; the message says why."""


class Glass(Protocol):
    """Where a board stands and where its keys come from."""

    @property
    def windowed(self) -> bool:
        """Whether it shares a desktop with other programs."""
        ...

    @property
    def dark(self) -> bool:
        """Whether nobody can see it at the moment."""
        ...

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after its size has changed."""
        ...

    @property
    def monitor(self) -> ConnectedMonitor:
        """The monitor that it is on."""
        ...

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened since the last time."""
        ...

    def descriptors(self) -> Sequence[int]:
        """List what the events come through, to be woken by; () if it has to be looked for them."""
        ...

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn in these areas before the cook's eyes."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class SdlWindow:
    """A window on a desktop, or a whole monitor.

    Args:
        size: ``auto``, ``fullscreen`` or ``WIDTHxHEIGHT`` in pixels.
        output: which monitor, from 0.
        turn: when it may draw, where other programs draw on other monitors.
        degrees: by which the picture is turned clockwise.

    Raises:
        NoScreenError: there is no desktop and no monitor; any method may say later that it went.
    """

    dark = False

    def __init__(
        self, size: str, output: int, turn: Turn = nullcontext, degrees: Degrees = 0
    ) -> None:
        self._turn = turn
        self._degrees = degrees
        self._turned: TurnedPicture | None = None
        with self._draw_in_turn():
            self.windowed = self._open_display(size, output)
        self._driver = pygame.display.get_driver()
        self.monitor = self._find_monitor(output)
        self._plugs = MonitorWatch() if self._driver == CONSOLE else None
        self._look_around_at = 0.0
        desktop = sdl.desktop_descriptor(self._driver)
        self._connection = () if desktop is None else (desktop,)
        self._devices: Sequence[int] = ()
        self._look_for_devices_at = 0.0
        if self._driver == "x11":
            tell_when_x_goes()
        _log.info(
            "video driver %s, renderer %s, %s, SDL %s, %d x %d, output %d",
            self._driver,
            sdl.renderer(),
            sdl.pygame_name(),
            sdl.sdl_version(),
            *self.surface.get_size(),
            output,
        )

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after its size has changed."""
        window = self.window
        if not self._degrees:
            return window
        if self._turned is None or not self._turned.fits(window):
            self._turned = TurnedPicture(window, self._degrees)
        return self._turned.surface

    @property
    def window(self) -> pygame.Surface:
        """What the monitor shows, as it hangs there."""
        window = pygame.display.get_surface()
        if window is None:
            raise NoScreenError("the window has gone")
        return window

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened since the last time."""
        self._look_around()
        try:
            events = pygame.event.get()
        except pygame.error as error:
            raise NoScreenError(str(error)) from error
        kinds = {event.type for event in events}
        # A person closes a window first; SDL says only the latter when the compositor has gone.
        if self._driver == "wayland" and pygame.QUIT in kinds and pygame.WINDOWCLOSE not in kinds:
            raise NoScreenError("the desktop has ended")
        return events if self._turned is None else [*map(self._turned.turn_back, events)]

    def descriptors(self) -> Sequence[int]:
        """List what the events come through: the desktop's connection, or the input devices."""
        if self._connection:
            return self._connection
        now = time.monotonic()
        if now >= self._look_for_devices_at:
            self._look_for_devices_at = now + _LOOK_FOR_DEVICES
            self._devices = find_open(_DEVICES, "event")
        return self._devices

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn in these areas before the cook's eyes."""
        with self._draw_in_turn():
            if self._turned is not None:
                areas = self._turned.copy(areas, self.window)
            pygame.display.update(list(areas))

    def close(self) -> None:
        """Close it."""
        with suppress(DrmMasterError), self._turn():
            pygame.display.quit()
        # Does nothing but where the turn was missed.
        pygame.display.quit()

    def _find_monitor(self, output: int) -> ConnectedMonitor:
        if self._driver in _BLIND:
            return ConnectedMonitor(*self.window.get_size())
        # Who has a window only has to know all the same how large a pixel is.
        size = pygame.display.get_desktop_sizes()[output]
        connector, edid = find_edid(
            output, sdl.output_name(output), in_order=self._driver not in _DESKTOPS
        )
        return ConnectedMonitor(*size, edid, connector)

    def _look_around(self) -> None:
        # SDL reads the monitors once, and goes on drawing for one that is no longer there.
        now = time.monotonic()
        if self._plugs is None or now < self._look_around_at:
            return
        self._look_around_at = now + _LOOK_AROUND
        changed = self._plugs.find_change()
        if changed is not None:
            raise NoScreenError(changed)
        with self._draw_in_turn():
            # A screen that has come meanwhile waits for a turn to end, and a board may stand still.
            pass

    @contextmanager
    def _draw_in_turn(self) -> Iterator[None]:
        try:
            with self._turn():
                yield
        except (pygame.error, DrmMasterError) as error:
            raise NoScreenError(str(error)) from error

    @classmethod
    def _open_display(cls, size: str, output: int) -> bool:
        try:
            pygame.display.init()
            windowed = cls._open(size, output)
        except (pygame.error, NoScreenError):
            pygame.display.quit()
            raise
        pygame.display.set_caption("Galley")
        pygame.mouse.set_visible(windowed)
        return windowed

    @staticmethod
    def _open(size: str, output: int) -> bool:
        driver = pygame.display.get_driver()
        # Where nothing can be drawn on, SDL draws on nothing, and says that all is well.
        if driver in _BLIND and not os.environ.get(_VARIABLE):
            raise NoScreenError("no desktop and no monitor was found")
        for variable, value in choose_drawing(driver).items():
            os.environ.setdefault(variable, value)
        outputs = pygame.display.get_num_displays()
        if output >= outputs:
            raise NoScreenError(f"output {output} is not there; {_outputs()}")
        if size == "fullscreen" or (size == "auto" and driver not in _DESKTOPS | _BLIND):
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN, display=output)
            return False
        width, _, height = size.partition("x")
        wanted = (int(width), int(height)) if height else _WINDOW
        pygame.display.set_mode(wanted, pygame.RESIZABLE, display=output)
        return True


def choose_drawing(driver: str, has: Callable[[str], bool] = has_library) -> Mapping[str, str]:
    """Choose what brings pixels to the glass, as variables that SDL reads.

    Args:
        driver: SDL's video driver.
        has: whether a shared library can be loaded.
    """
    if driver in _OWN_FRAMEBUFFER:
        return {_ACCELERATION: "0"}
    if has("libGL.so.1"):
        return {}
    # Without it SDL takes its renderer for OpenGL all the same, and on KMSDRM every call succeeds
    # while the monitor stays black.
    return {_ACCELERATION: "opengles2", "SDL_RENDER_DRIVER": "opengles2"}


def _outputs() -> str:
    """Say which outputs there are, as the desktop or SDL numbers them."""
    sizes = pygame.display.get_desktop_sizes()
    told = ", ".join(f"{index} ({w} x {h})" for index, (w, h) in enumerate(sizes))
    return f"there is only output {told}" if len(sizes) == 1 else f"there are outputs {told}"


class Canvas:
    """A picture in memory: for screenshots, where there is no monitor and nobody presses a key.

    Args:
        size: width and height in pixels.
    """

    windowed = False
    dark = False

    def __init__(self, size: tuple[int, int]) -> None:
        self.surface = pygame.Surface(size, depth=32)
        self.monitor = ConnectedMonitor(*size)

    def events(self) -> Sequence[pygame.event.Event]:
        """Nothing ever happens to it."""
        return ()

    def descriptors(self) -> Sequence[int]:
        """Nothing ever comes."""
        return ()

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Nobody looks."""

    def close(self) -> None:
        """Nothing is held."""
