"""The pairing screen: looks for hubs, lets a person choose, asks until it is let in."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import pygame

from display.app.full_screen import Page
from display.app.loop import LOOK_EVERY, monotonic_ms
from display.inputs import touch
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import Press
from display.link.credentials import Paired
from display.link.endpoints import Endpoints
from display.link.pairing_client import paired_with
from display.renderer.glass import Glass
from display.state import pairing
from display.state.pairing import Candidate, Pairing, Stage
from display.view_model.pairing import pairing_screen

SHOWN_AT_END = 1.5
"""Seconds for which it stands there that the screen is paired."""


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
        self._page = Page(glass, theme)
        self._now = now
        self._asking: asyncio.Task[Paired] | None = None
        self._where: Endpoints | None = None
        self._whom = ("", "")

    def found(self, hubs: Sequence[Candidate]) -> None:
        """Take in which hubs there are now."""
        self.pairing = pairing.found(self.pairing, hubs, self._now())
        for hub in hubs:
            if self._where is not None and hub.key == self._whom:
                self._where.found(hub.urls)

    def press(self, press: Press) -> None:
        """Take a press, on the loop's own thread."""
        self.pairing = pairing.pressed(self.pairing, press.action, press.slot)

    async def run(self) -> Paired | None:
        """Show what there is to be done until the screen is paired.

        Returns:
            the pairing; None when the window was closed before.
        """
        try:
            # SDL cannot wake an asyncio loop, so somebody has to look.
            while not self._closed():
                self.turn()
                if self._asking is not None and self._asking.done():
                    return await self._ended(self._asking)
                await asyncio.sleep(LOOK_EVERY)
        finally:
            await self._stop_asking()
        return None

    def turn(self) -> None:
        """Go round once: ask who is to be asked, draw what is new."""
        self.pairing = pairing.time_passed(self.pairing, self._now())
        hub = self.pairing.hub
        if self._asking is not None and (hub is None or hub.key != self._whom):
            self._asking.cancel()
            self._asking = None
        if hub is not None and self._asking is None:
            self._ask(hub)
        self._draw()

    def _closed(self) -> bool:
        for event in self._glass.events():
            if event.type == pygame.QUIT:
                return True
            if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
                return self._glass.windowed
            if event.type in {pygame.VIDEORESIZE, pygame.VIDEOEXPOSE}:
                self._page.fit()
            press = self._keyboard.pressed(event)
            if press is None and self._page.screen is not None:
                press = touch.pressed(event, self._page.screen)
            if press is not None:
                self.press(press)
        return False

    def _ask(self, hub: Candidate) -> None:
        self._whom = hub.key
        self._where = Endpoints(*hub.urls)
        self._asking = asyncio.create_task(
            paired_with(self._where, self.pairing.device, self._came_to), name="pairing"
        )

    def _came_to(self, stage: Stage, number: str) -> None:
        self.pairing = pairing.came_to(self.pairing, stage, number)

    async def _ended(self, asking: "asyncio.Task[Paired]") -> Paired:
        paired = await asking
        self._came_to(Stage.PAIRED, "")
        self._draw()
        await asyncio.sleep(SHOWN_AT_END)
        return paired

    async def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(self._asking, return_exceptions=True)

    def _draw(self) -> None:
        self._page.show(pairing_screen(self.pairing, self._page.layout))
