"""A screen with stamps: when an event has come out of the socket, and what was when on the glass.

Everything between is galley-display's own inputs, link, loop, view and renderer. Run as a program,
it is a screen until its standard input ends, and then prints its stamps.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pygame

from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD
from display.link.decoding import read_frame
from display.link.endpoints import Endpoints
from display.link.http_client import HubHttpClient
from display.link.link import HubLink
from display.link.outbox import Outbox
from display.link.session import ANSWER_WITHIN
from display.renderer.glass import SdlWindow
from display.sound import Sounds
from hub.wire.events import EventType
from scripts.benchmarks.desktop import HEIGHT, WIDTH

LOOKED_AT = "looked-at"
"""A last argument of the program: its keys are looked at by the clock, and wake nobody."""

_LOOK_EVERY = 0.05
"""Seconds between two looks; that is how screens took keys until 0.2.0."""


class Shown(NamedTuple):
    """What has come on the glass.

    Attributes:
        seq: the event that the board reflects.
        in_flight: whether it shows a press that is under way.
        at: Unix seconds at which that was done.
    """

    seq: int
    in_flight: bool
    at: float


class StampingWindow(SdlWindow):
    """A window that notes when what was drawn is in it.

    Args:
        stamp: says what the board reflects; it is given Unix seconds.
    """

    def __init__(self, stamp: Callable[[float], Shown]) -> None:
        super().__init__(f"{WIDTH}x{HEIGHT}", 0)
        self._stamp = stamp
        self.shown: list[Shown] = []

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn to the glass, and note when that was done."""
        super().show(areas)
        self.shown.append(self._stamp(time.time()))


class LookedAtWindow(StampingWindow):
    """The same, but it wakes nobody, and is looked at 20 times a second."""

    _next_look = 0.0

    def events(self) -> Sequence[pygame.event.Event]:
        """Take what has happened, if it is time."""
        now = time.monotonic()
        if now < self._next_look:
            return ()
        self._next_look = now + _LOOK_EVERY
        return super().events()

    def descriptors(self) -> Sequence[int]:
        """List nothing."""
        return ()


def stamping(arrivals: list[tuple[str, float]]) -> type[aiohttp.ClientWebSocketResponse]:
    """Make a kind of socket that notes when a text frame has come, before anybody reads it."""

    class StampingSocket(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - as it is inherited
            message = await super().receive(timeout)
            if message.type is aiohttp.WSMsgType.TEXT:
                arrivals.append((message.data, time.time()))
            return message

    return StampingSocket


class Stamps(NamedTuple):
    """What a screen has noted.

    Attributes:
        events: for each ``order:item_status``, in Unix seconds: when it came, when it was shown.
        shown: everything that was shown.
    """

    events: list[tuple[float, float]]
    shown: list[Shown]


async def run(url: str, token: str, folder: Path, window: type[StampingWindow]) -> Stamps:
    """Be a screen until standard input ends."""
    arrivals: list[tuple[str, float]] = []
    glass = window(lambda at: Shown(app.state.replica.seq, bool(app.state.in_flight), at))
    config = Config()
    sounds = Sounds(config.sound.volume)
    app = App(config, glass, Keyboard(KEYBOARD), sounds)
    outbox = Outbox(folder / "presses.jsonl")
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    async with aiohttp.ClientSession(
        timeout=timeout, ws_response_class=stamping(arrivals)
    ) as session:
        where = Endpoints(url)
        link = HubLink(
            HubHttpClient(session, where, lambda: token), where, None, outbox, app.listeners
        )
        async with asyncio.TaskGroup() as tasks:
            linking = tasks.create_task(link.run())
            showing = tasks.create_task(app.run(link))
            await asyncio.to_thread(sys.stdin.read)
            app.close()
            await showing
            linking.cancel()
    outbox.close()
    sounds.close()
    glass.close()
    return Stamps(matched(arrivals, [(each.seq, each.at) for each in glass.shown]), glass.shown)


def matched(
    arrivals: Sequence[tuple[str, float]], shown: Sequence[tuple[int, float]]
) -> list[tuple[float, float]]:
    """Pair each ``order:item_status`` with the first glass that reflects it.

    Args:
        arrivals: text frames, and when each came.
        shown: which event each glass reflected, and when it was there.
    """
    pairs = []
    glasses = iter(shown)
    seq, at = -1, 0.0
    for text, came in arrivals:
        frame = read_frame(text)
        if not (frame.is_event and frame.type == EventType.ITEM_STATUS):
            continue
        while seq < frame.seq or at < came:
            seq, at = next(glasses)
        pairs.append((came, at))
    return pairs


if __name__ == "__main__":
    url, token, folder, *how = sys.argv[1:]
    window = LookedAtWindow if how == [LOOKED_AT] else StampingWindow
    print(json.dumps(asyncio.run(run(url, token, Path(folder), window))))
