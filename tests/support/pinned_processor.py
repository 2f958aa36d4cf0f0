"""A hub and a whole screen on a processor that other programs have taken (root).

The others have real-time priority, so they are asked first: what the kernel keeps back from such
programs, a twentieth, is all that is left. A second screen is on another processor, and is watched.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp

from display.state.messages import ItemSeen, Message, OrderSeen, Snapshot
from display.view_model.bars import top_bar
from display.view_model.layout import Layout
from display.view_model.screen import Tone
from tests.support.process import Client, HubProcess, clean_environment
from tests.support.screen import Listener, listening, now
from tests.support.squeezed import BACK_WITHIN
from tests.support.waiting import seconds

CURRENT_WITHIN = 3.0
"""Seconds after which an order that was acknowledged is on a board, or the board says that it is
not current."""

_CONTENT_AFTER = 10.0
_ORDER_EVERY = 0.25
_GLANCE = 0.02
_HOG = "import os\nos.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))\nwhile True: pass"
_LAYOUT = Layout(1280, 720, 4, 2, lambda text, size, **_: len(text) * size // 2)


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        placed: orders that were acknowledged.
        lies: orders that were missing on a board that looked current.
        silent: whether the board has said at any time that it was not.
        back_after: seconds from the end of it until the hub, the watched screen and the glass of
            the screen beside the hub showed the newest.
    """

    placed: int
    lies: set[str]
    silent: bool
    back_after: float


async def pinned_processor(folder: Path, length: float, *, deaf: bool = False) -> Outcome:
    """Take the hub's processor away.

    Args:
        folder: for all that is left behind.
        length: seconds.
        deaf: whether the watched screen hears the hub's pongs only: a control.
    """
    free, taken = sorted(os.sched_getaffinity(0))[:2]
    with ExitStack() as stack:
        before = os.sched_getaffinity(0)
        stack.callback(os.sched_setaffinity, 0, before)
        os.sched_setaffinity(0, {taken})
        hub = stack.enter_context(HubProcess(folder / "data"))
        stack.enter_context(_glass(hub, folder / "glass"))
        os.sched_setaffinity(0, {free})
        token = hub.make_token("kitchen", "watched")
        async with hub.client() as client, listening(hub.url, token, folder / "watched") as screen:
            assert await seconds(screen.live, _CONTENT_AFTER) <= _CONTENT_AFTER
            await _painted(client, _CONTENT_AFTER)
            if deaf:
                _deafen(screen)
            placed: dict[str, float] = {}
            placing = asyncio.create_task(_orders_come(client, placed))
            lies: set[str] = set()
            with _hog(taken):
                silent = await _watched(screen, placed, lies, length)
            ended = time.monotonic()
            placing.cancel()
            await asyncio.gather(placing, return_exceptions=True)
            await seconds(lambda: placed.keys() <= screen.orders.keys(), BACK_WITHIN)
            await _painted(client, BACK_WITHIN)
            return Outcome(len(placed), lies, silent, time.monotonic() - ended)


async def _watched(
    screen: Listener, placed: dict[str, float], lies: set[str], length: float
) -> bool:
    silent, until = False, time.monotonic() + length
    while time.monotonic() < until:
        await asyncio.sleep(_GLANCE)
        if top_bar(screen.state, now(), _LAYOUT, 0).tone is Tone.ALARM:
            silent = True
            continue
        late = time.monotonic() - CURRENT_WITHIN
        lies |= {each for each, at in placed.items() if at < late and each not in screen.orders}
    return silent


async def _orders_come(client: Client, placed: dict[str, float]) -> None:
    body = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    while True:
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            status, answer = await client.post("/api/orders", json=body)
            if status == 201:
                placed[answer["data"]["id"]] = time.monotonic()
        await asyncio.sleep(_ORDER_EVERY)


async def _painted(client: Client, within: float) -> None:
    """Wait until the glass beside the hub shows the newest, or the time is over."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        _, board = await client.get("/api/kitchen/orders")
        _, screens = await client.get("/api/kitchen/screens")
        if board["seq"] in {each["painted_seq"] for each in screens["data"]}:
            return
        await asyncio.sleep(_GLANCE)


def _deafen(screen: Listener) -> None:
    whole = screen.listeners.tell

    def heard(message: Message) -> None:
        if not isinstance(message, OrderSeen | ItemSeen | Snapshot):
            whole(message)

    screen.listeners.tell = heard


@contextmanager
def _glass(hub: HubProcess, folder: Path) -> Iterator[None]:
    """Run a whole screen that draws where nobody looks."""
    folder.mkdir(parents=True)
    token = folder / "screen.token"
    token.write_text(hub.make_token("kitchen", "glass"))
    with (folder / "screen.log").open("w") as log:
        screen = subprocess.Popen(
            [
                *(sys.executable, "-m", "display", "--hub", hub.url, "--size", "1280x720"),
                *("--token-file", str(token), "--data", str(folder / "data")),
            ],
            env=clean_environment() | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        screen.terminate()
        screen.wait(30)


@contextmanager
def _hog(processor: int) -> Iterator[None]:
    hog = subprocess.Popen([sys.executable, "-c", _HOG], stdin=subprocess.DEVNULL)
    os.sched_setaffinity(hog.pid, {processor})
    try:
        yield
    finally:
        hog.kill()
        hog.wait()
