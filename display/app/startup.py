"""How a screen comes to its hub at the start: by its settings, its pairing, or a person."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

from display.app.hub_choice import HubChoice, by_pairing, known_hub, pairing_file, searching
from display.app.pairing import PairScreen
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import Press
from display.link import credentials as pairings
from display.link.credentials import Paired
from display.renderer.glass import Glass
from display.state.pairing import Candidate


class Hands:
    """Where presses from buttons go: to ``taker``, which is whatever stands on the glass."""

    taker: Callable[[Press], None] | None = None

    def press(self, press: Press) -> None:
        """Take a press, on the loop's own thread."""
        if self.taker is not None:
            self.taker(press)


async def hub_of(
    config: Config, glass: Glass, keyboard: Keyboard, hands: Hands, ended: asyncio.Event
) -> HubChoice | None:
    """Find out which hub a screen belongs to; a screen that belongs to none is paired first.

    Args:
        config: the settings.
        glass: for the pairing screen.
        keyboard: says what keys mean.
        hands: bring the presses of buttons.
        ended: set when the process is told to end.

    Returns:
        the hub; None when the window was closed, or the process told to end, before it had one.

    Raises:
        PairedUnusable: a pairing can't be read or kept, or a certificate can't be read.
    """
    known = known_hub(config)
    if known is not None:
        return known
    paired = await _paired(config, glass, keyboard, hands, ended)
    if paired is None:
        return None
    pairings.save(paired, pairing_file(config))
    return by_pairing(config)


async def _paired(
    config: Config, glass: Glass, keyboard: Keyboard, hands: Hands, ended: asyncio.Event
) -> Paired | None:
    screen = PairScreen(glass, keyboard, config.glass.theme, config.device_name())
    hands.taker = screen.press
    async with AsyncExitStack() as stack:
        if config.hub.url:
            screen.found([_at(config.hub.url)])
        else:
            await stack.enter_async_context(searching(screen.found))
        running = asyncio.create_task(screen.run(), name="pairing screen")
        ending = asyncio.create_task(ended.wait(), name="until the end")
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if running.done():
            return running.result()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return None


def _at(url: str) -> Candidate:
    return Candidate(branch=url, name=urlsplit(url).netloc, urls=(url,))
