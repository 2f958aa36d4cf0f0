"""A screen with two stamps: when an event has come out of the socket, and when it is on the glass.

Everything between the two is galley-display's own link, loop, view and renderer. Run as a program,
it is a screen until its standard input ends, and then prints its stamps.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

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


class StampingWindow(SdlWindow):
    """A window that notes when what was drawn is in it.

    Args:
        seq: says which event the board reflects.
    """

    def __init__(self, seq: Callable[[], int]) -> None:
        super().__init__(f"{WIDTH}x{HEIGHT}", 0)
        self._seq = seq
        self.shown: list[tuple[int, float]] = []

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        """Bring what was drawn to the glass, and note when that was done."""
        super().show(areas)
        self.shown.append((self._seq(), time.time()))


def stamping(arrivals: list[tuple[str, float]]) -> type[aiohttp.ClientWebSocketResponse]:
    """Make a kind of socket that notes when a text frame has come, before anybody reads it."""

    class StampingSocket(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - as it is inherited
            message = await super().receive(timeout)
            if message.type is aiohttp.WSMsgType.TEXT:
                arrivals.append((message.data, time.time()))
            return message

    return StampingSocket


async def run(url: str, token: str, folder: Path) -> list[tuple[float, float]]:
    """Be a screen until standard input ends.

    Returns:
        for each ``order:item_status``, in Unix seconds: when it came, when it was on the glass.
    """
    arrivals: list[tuple[str, float]] = []
    glass = StampingWindow(lambda: app.state.replica.seq)
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
    return matched(arrivals, glass.shown)


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
    stamps = asyncio.run(run(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
    print(json.dumps(stamps))
