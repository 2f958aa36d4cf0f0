"""The learn-keys screen: asks on the glass, listens to the keys, writes the profile."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pygame

from display.app.loop import LOOK_EVERY, monotonic_ms
from display.inputs import learn
from display.inputs.keyboard import Keyboard
from display.inputs.learn_panel import learn_screen
from display.inputs.profile_files import save
from display.inputs.profiles import Profile
from display.renderer.fonts import Fonts
from display.renderer.glass import Glass
from display.renderer.renderer import Renderer
from display.theme import THEMES
from display.view_model.layout import Layout
from display.view_model.screen import Screen  # noqa: TC001 - an annotation

SHOWN_AT_END_MS = 5_000
"""How long the end is shown, with the name of the file."""


class LearnKeys:
    """Asks for each function in turn.

    Args:
        glass: to draw on, and where the keys come from.
        theme: name of the colours.
        file: to write the profile to.
        now: monotonic ms.
    """

    def __init__(
        self, glass: Glass, theme: str, file: Path, now: Callable[[], int] = monotonic_ms
    ) -> None:
        self._glass = glass
        self._theme = theme
        self._file = file
        self._now = now
        self._fonts = Fonts()
        self._keyboard = Keyboard(Profile("learning", {}))
        self._learning = learn.begun(now())
        self._ends: int | None = None
        self._screen: Screen | None = None
        self._fit()

    async def run(self) -> bool:
        """Ask until all has been asked for.

        Returns:
            whether the profile was written; the window may have been closed before.

        Raises:
            OSError: it cannot be written.
        """
        # SDL cannot wake an asyncio loop, so somebody has to look.
        while (over := self.turn()) is None:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        return over

    def turn(self) -> bool | None:
        """Go round once: take keys in, draw what is new; None while there is more to ask."""
        now = self._now()
        for event in self._glass.events():
            if event.type == pygame.QUIT:
                return self._ends is not None
            if event.type in {pygame.VIDEORESIZE, pygame.VIDEOEXPOSE}:
                self._fit()
            key = self._keyboard.went_down(event)
            if key is not None:
                self._learning = learn.key_came(self._learning, key, now)
        self._learning = learn.time_passed(self._learning, now)
        if self._learning.asked is None and self._ends is None:
            save(self._learning.profile(self._file.stem), self._file)
            self._learning = learn.ended(self._learning, f"Written to {self._file}")
            self._ends = now + SHOWN_AT_END_MS
        self._draw(now)
        return True if self._ends is not None and now >= self._ends else None

    def _draw(self, now: int) -> None:
        screen = learn_screen(self._learning, now, self._layout)
        if screen != self._screen:
            self._glass.show(self._renderer.draw(screen))
            self._screen = screen

    def _fit(self) -> None:
        surface = self._glass.surface
        width, height = surface.get_size()
        self._layout = Layout(width, height, 4, 2, self._fonts.width)
        self._renderer = Renderer(surface, THEMES[self._theme], self._fonts)
        self._screen = None
