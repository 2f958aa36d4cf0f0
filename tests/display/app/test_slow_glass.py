"""A machine that is too slow for its monitor still has time for the hub."""

import asyncio
import time
from collections.abc import Sequence

import pygame
import pytest

from display.app.event_watch import TICK_MS
from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD
from display.renderer.glass import Canvas
from display.state.messages import Request, Sound
from hub.wire.socket_messages import Drilled, Painted, Troubles

_SHOWN = 3


class SlowCanvas(Canvas):
    """A canvas on which every picture takes as long as the time until the next one is due."""

    def __init__(self) -> None:
        super().__init__((320, 180))
        self.shown = 0

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        self.shown += 1
        time.sleep(TICK_MS / 1000)


class Nobody:
    """A hub that is not there, and a loudspeaker as well."""

    def send(self, request: Request) -> None: ...

    def report(self, said: Troubles | Drilled) -> None: ...

    def fetch_recent(self) -> None: ...

    def take_snapshot(self) -> None: ...

    def report_painted(self, painted: Painted) -> None: ...

    def play(self, sound: Sound) -> None: ...


@pytest.mark.timeout(40)
async def test_whoever_talks_to_the_hub_has_a_turn_between_any_two_pictures() -> None:
    glass = SlowCanvas()
    app = App(Config(), glass, Keyboard(KEYBOARD), Nobody())
    seen: list[int] = []

    async def others() -> None:
        while glass.shown < _SHOWN:
            seen.append(glass.shown)
            await asyncio.sleep(0)
        app.close()

    talking = asyncio.create_task(others())
    # Without a turn for the others, nobody would ever end it.
    async with asyncio.timeout(20):
        await app.run(Nobody())
    await talking

    assert set(seen) >= set(range(1, _SHOWN))
