"""The screens that have the glass to themselves before there is a board: pairing, learning keys.

The first looks for hubs, lets a person choose, and asks until it is let in. The other asks for each
function, listens to the keys and writes the profile.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pygame

from display.app.event_watch import TICK_MS, GlassEvents
from display.app.loop import monotonic_ms
from display.inputs import learn_keys, touch
from display.inputs.keyboard import Keyboard
from display.inputs.learn_keys import learn_screen
from display.inputs.profiles import Press, Profile, save_profile
from display.link.credentials import Credentials
from display.link.endpoints import Endpoints
from display.link.pairing_client import pair_with
from display.renderer.fonts import Fonts
from display.renderer.glass import Glass
from display.renderer.renderer import Renderer
from display.state import pairing_stages
from display.state.pairing_stages import Candidate, Pairing, Stage
from display.theme import THEMES
from display.view_model.layout import Layout
from display.view_model.pairing_screen import pairing_screen
from display.view_model.screen import Screen
from hub.locale.words import say

PAIRED_FOR = 1.5
"""Seconds for which it stands there that the screen is paired."""

WRITTEN_FOR_MS = 5_000
"""For how long it stands there that the profile was written, with the name of the file."""


class ButtonPresses:
    """Where presses from buttons go: to ``on_press``, that of whatever stands on the glass."""

    on_press: Callable[[Press], None] | None = None

    def press(self, press: Press) -> None:
        """Take a press, on the loop's own thread."""
        if self.on_press is not None:
            self.on_press(press)


class FullScreen:
    """Draws one screen after the other on a glass.

    Args:
        glass: to draw on.
        theme: name of the colours.

    Attributes:
        layout: for what is to be drawn.
        screen: what stands there; None where nothing does yet.
    """

    def __init__(self, glass: Glass, theme: str) -> None:
        self.screen: Screen | None = None
        self._glass = glass
        self._theme = theme
        self._fonts = Fonts()
        self.fit()

    def fit(self) -> None:
        """Take the glass as it is now, and forget what was drawn before."""
        surface = self._glass.surface
        width, height = surface.get_size()
        self.layout = Layout(width, height, 4, 2, self._fonts.width)
        self._renderer = Renderer(surface, THEMES[self._theme], self._fonts)
        self.screen = None

    def show(self, screen: Screen) -> bool:
        """Draw it, if it is another one and somebody can see it; returns whether it was drawn."""
        if screen == self.screen or self._glass.dark:
            return False
        self._glass.show(self._renderer.draw(screen))
        self.screen = screen
        return True


class PairScreen:
    """Leads a screen to its hub.

    Args:
        glass: to draw on, and where keys come from.
        keyboard: says what keys mean.
        theme: name of the colours.
        device: what the screen calls itself.
        now: monotonic ms.
    """

    def __init__(
        self,
        glass: Glass,
        keyboard: Keyboard,
        theme: str,
        device: str,
        now: Callable[[], int] = monotonic_ms,
    ) -> None:
        self.pairing = Pairing(device=device)
        self._glass = glass
        self._keyboard = keyboard
        self._full_screen = FullScreen(glass, theme)
        self._now = now
        self._events = GlassEvents(glass, now)
        self._asking: asyncio.Task[Credentials] | None = None
        self._endpoints: Endpoints | None = None
        self._whom = ("", "")

    def take_hubs(self, hubs: Sequence[Candidate]) -> None:
        """Take in which hubs there are now."""
        self.pairing = pairing_stages.take_hubs(self.pairing, hubs, self._now())
        for hub in hubs:
            if self._endpoints is not None and hub.key == self._whom:
                self._endpoints.update(hub.urls)
        self._events.wake()

    def press(self, press: Press) -> None:
        """Take a press, on the loop's own thread."""
        self.pairing = pairing_stages.press(self.pairing, press.action, press.slot)
        self._events.wake()

    async def run(self) -> Credentials | None:
        """Show what there is to be done until the screen is paired.

        Returns:
            the pairing; None when the window was closed before.
        """
        try:
            with self._events.waking():
                while not self._take_events():
                    drawn = self.turn()
                    if self._asking is not None and self._asking.done():
                        return await self._finish(self._asking)
                    await self._events.rest(self._now() if drawn else self._due())
        finally:
            await self._stop_asking()
        return None

    def turn(self) -> bool:
        """Go round once: ask who is to be asked, draw what is new; returns whether there was."""
        self.pairing = pairing_stages.tick(self.pairing, self._now())
        hub = self.pairing.hub
        if self._asking is not None and (hub is None or hub.key != self._whom):
            self._asking.cancel()
            self._asking = None
        if hub is not None and self._asking is None:
            self._ask(hub)
        return self._draw()

    def _due(self) -> int:
        """Say when the clock alone brings something new, in monotonic ms."""
        now, settled = self._now(), self.pairing.since + pairing_stages.SETTLE_MS
        return min(now + TICK_MS, settled) if settled > now else now + TICK_MS

    def _take_events(self) -> bool:
        for event in self._events.take():
            if event.type == pygame.QUIT:
                return True
            if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
                return self._glass.windowed
            if event.type in {pygame.VIDEORESIZE, pygame.VIDEOEXPOSE}:
                self._full_screen.fit()
            press = self._keyboard.press_of(event)
            if press is None and self._full_screen.screen is not None:
                press = touch.press_of(event, self._full_screen.screen)
            if press is not None:
                self.press(press)
        return False

    def _ask(self, hub: Candidate) -> None:
        self._whom = hub.key
        self._endpoints = Endpoints(*hub.urls)
        self._asking = asyncio.create_task(
            pair_with(self._endpoints, self.pairing.device, self._on_stage), name="pairing"
        )
        self._asking.add_done_callback(lambda _: self._events.wake())

    def _on_stage(self, stage: Stage, number: str) -> None:
        self.pairing = pairing_stages.reach(self.pairing, stage, number)
        self._events.wake()

    async def _finish(self, asking: "asyncio.Task[Credentials]") -> Credentials:
        paired = await asking
        self._on_stage(Stage.PAIRED, "")
        self._draw()
        await asyncio.sleep(PAIRED_FOR)
        return paired

    async def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(self._asking, return_exceptions=True)

    def _draw(self) -> bool:
        layout = self._full_screen.layout
        return self._full_screen.show(pairing_screen(self.pairing, layout, self._keyboard.names))


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
        self._full_screen = FullScreen(glass, theme)
        self._file = file
        self._now = now
        self._events = GlassEvents(glass, now)
        self._drawn = False
        self._keyboard = Keyboard(Profile("learning", {}))
        self._learning = learn_keys.begin(now())
        self._ends: int | None = None

    async def run(self) -> bool:
        """Ask until all has been asked for.

        Returns:
            whether the profile was written; the window may have been closed before.

        Raises:
            OSError: it cannot be written.
        """
        with self._events.waking():
            while (over := self.turn()) is None:
                await self._events.rest(self._now() if self._drawn else self._due())
        return over

    def turn(self) -> bool | None:
        """Go round once: take keys in, draw what is new; None while there is more to ask."""
        now = self._now()
        for event in self._events.take():
            if event.type == pygame.QUIT:
                return self._ends is not None
            if event.type in {pygame.VIDEORESIZE, pygame.VIDEOEXPOSE}:
                self._full_screen.fit()
            key = self._keyboard.key_down(event)
            if key is not None:
                self._learning = learn_keys.take_key(self._learning, key.name, now)
        self._learning = learn_keys.tick(self._learning, now)
        if self._learning.asked is None and self._ends is None:
            save_profile(self._learning.profile(self._file.stem), self._file)
            self._learning = learn_keys.end(
                self._learning, say("Written to {file}", file=self._file)
            )
            self._ends = now + WRITTEN_FOR_MS
        learning = learn_screen(self._learning, now, self._full_screen.layout)
        self._drawn = self._full_screen.show(learning)
        return True if self._ends is not None and now >= self._ends else None

    def _due(self) -> int:
        """Say when the clock alone brings something new, in monotonic ms: mostly another second."""
        now = self._now()
        left = self._learning.skips_in(now) if self._ends is None else self._ends - now
        return now + (((left or 0) - 1) % TICK_MS + 1)
