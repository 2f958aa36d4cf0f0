"""The learn-keys screen: asks on the glass, listens to the keys, writes the profile."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pygame

from display.app.full_screen import Page
from display.app.loop import LOOK_EVERY, monotonic_ms
from display.inputs import learn_keys
from display.inputs.keyboard import Keyboard
from display.inputs.learn_keys import learn_screen
from display.inputs.profiles import Profile, save
from display.renderer.glass import Glass

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
        self._page = Page(glass, theme)
        self._file = file
        self._now = now
        self._keyboard = Keyboard(Profile("learning", {}))
        self._learning = learn_keys.begun(now())
        self._ends: int | None = None

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
                self._page.fit()
            key = self._keyboard.went_down(event)
            if key is not None:
                self._learning = learn_keys.key_came(self._learning, key, now)
        self._learning = learn_keys.time_passed(self._learning, now)
        if self._learning.asked is None and self._ends is None:
            save(self._learning.profile(self._file.stem), self._file)
            self._learning = learn_keys.ended(self._learning, f"Written to {self._file}")
            self._ends = now + SHOWN_AT_END_MS
        self._page.show(learn_screen(self._learning, now, self._page.layout))
        return True if self._ends is not None and now >= self._ends else None
