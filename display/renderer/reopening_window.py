"""A window that is opened anew when it was lost: a monitor's plug comes out, a desktop restarts."""

import logging
import time
from collections.abc import Callable, Sequence

import pygame

from display.renderer.glass import Canvas, NoScreenError, SdlWindow
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble

LOOK_FOR_MONITOR = 2.0
"""Seconds between two tries."""

_log = logging.getLogger(__name__)


class ReopeningWindow:
    """Stands for a window; while there is none, what is drawn goes nowhere, and it is ``dark``.

    Args:
        window: open.
        reopen: opens it anew, or raises NoScreenError.
        now: monotonic seconds.
    """

    def __init__(
        self,
        window: SdlWindow,
        reopen: Callable[[], SdlWindow],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window: SdlWindow | None = window
        self._reopen = reopen
        self._now = now
        self._next_try = 0.0
        self._size = window.surface.get_size()
        self._nowhere: Canvas | None = None
        self._why = ""
        self.windowed = window.windowed
        self.monitor = window.monitor

    @property
    def dark(self) -> bool:
        """Whether there is no window at the moment."""
        return self._window is None

    @property
    def surface(self) -> pygame.Surface:
        """What to draw on; another one after an event that says so."""
        if self._window is not None:
            try:
                return self._window.surface
            except NoScreenError as why:
                self._lose(self._window, why)
        if self._nowhere is None:
            # As large as the window, so it is not held beside one.
            self._nowhere = Canvas(self._size)
        return self._nowhere.surface

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened; of a new window, that it has to be drawn on."""
        if self._window is None:
            return self._try_again()
        try:
            return self._window.events()
        except NoScreenError as why:
            self._lose(self._window, why)
            return ()

    def descriptors(self) -> Sequence[int]:
        """List what the events come through; () while there is no window."""
        return () if self._window is None else self._window.descriptors()

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn before the cook's eyes; ``dark`` afterwards if that failed."""
        if self._window is None:
            return
        try:
            self._window.show(areas)
        except NoScreenError as why:
            self._lose(self._window, why)

    def close(self) -> None:
        """Close it."""
        if self._window is not None:
            self._window.close()

    def reopen(self, how: Callable[[], SdlWindow]) -> None:
        """Open it anew, in another way; so is it from now on whenever it was lost.

        Args:
            how: opens it, or raises NoScreenError.
        """
        self._reopen = how
        if self._window is not None:
            self._window.close()
            self._window = None
        self._next_try = 0.0

    def troubles(self) -> tuple[ScreenTrouble, ...]:
        """Say that there is nothing to be seen: for lamps, since nobody can read it."""
        return (trouble(TroubleCode.NO_MONITOR),) if self.dark else ()

    def _lose(self, window: SdlWindow, why: NoScreenError) -> None:
        _log.warning("the screen to draw on is gone (%s); waiting for it", why)
        self._window = None
        self._why = str(why)
        self._next_try = self._now() + LOOK_FOR_MONITOR
        window.close()

    def _try_again(self) -> Sequence[pygame.event.Event]:
        if self._now() < self._next_try:
            return ()
        self._next_try = self._now() + LOOK_FOR_MONITOR
        try:
            window = self._reopen()
        except NoScreenError as why:
            if str(why) != self._why:
                self._why = str(why)
                _log.warning("still waiting for a screen to draw on: %s", why)
            return ()
        _log.info("there is a screen to draw on again")
        self._window, self.windowed, self._nowhere = window, window.windowed, None
        self.monitor = window.monitor
        self._size = window.surface.get_size()
        return (pygame.event.Event(pygame.VIDEOEXPOSE),)
