"""(l) From a key of one screen to the glass of another one, and to its own: the press under way.

Both are whole screens in windows of their own, with the hub between them. The other side is the
same screens, whose keys are looked at 20 times a second instead of waking the loop.
"""

import asyncio
import ctypes
import json
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from time import time
from typing import NamedTuple

from scripts.benchmarks.desktop import Desktop, desktop
from scripts.benchmarks.full_board import BusyKitchen, at_work
from scripts.benchmarks.harness import (
    Missing,
    ServerUnderTest,
    hub,
    percentile,
    screen_token,
)
from scripts.benchmarks.kitchen import place_orders
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.stamped_screen import LOOKED_AT, Shown, Stamps
from scripts.benchmarks.turns import Values

_ORDERS = 8
_PRESSES_AN_ORDER = 3
"""From pending to preparing, ready and served."""

_PAUSES = (0.35, 0.45)
"""Seconds: for 0.3 s a screen refuses presses on what has just moved."""

_HELD = 0.02
_KEY = ord("1")
_ROOT = Path(__file__).parents[2]


class KeyTimes(NamedTuple):
    """Milliseconds from each key that went down to another screen's glass, and to its own."""

    other: list[float]
    own: list[float]


_QUANTITIES = tuple(
    Quantity(
        f"{glass} {share}",
        f"key to {glass} glass, {share}",
        "ms",
        digits=1,
        decides=(glass, share) == ("other", "p50"),
    )
    for glass in KeyTimes._fields
    for share in ("p50", "p99")
)


def run(folder: Path, options: Options) -> None:
    """Say both for both ways of taking keys."""
    sides = {"keys wake": (), "looked at every 50 ms": (LOOKED_AT,)}
    every: dict[str, list[KeyTimes]] = {name: [] for name in sides}
    with hub(folder / "hub") as server, desktop() as here, desktop() as there:
        if here.pid is None:
            raise Missing("Xvfb, on which keys can be pressed: sudo apt-get install xvfb")
        with at_work(server) as (tickets, runner):

            def turn(name: str) -> Values:
                place = folder / f"{name} {len(every[name])}"
                taken = runner.run(_turn(server, tickets, (here, there), place, sides[name]))
                every[name].append(taken)
                return _values(taken)

            options.report.turns(_QUANTITIES, {name: partial(turn, name) for name in sides})
    for name, turns in every.items():
        options.report.note(f"{name}, all turns: {_pooled(turns)}")


def _values(taken: KeyTimes) -> Values:
    return {
        f"{glass} {said}": percentile(values, share)
        for glass, values in taken._asdict().items()
        for said, share in (("p50", 0.5), ("p99", 0.99))
    }


def _pooled(turns: Sequence[KeyTimes]) -> str:
    found = _values(
        KeyTimes(
            [each for turn in turns for each in turn.other],
            [each for turn in turns for each in turn.own],
        )
    )
    return ", ".join(f"{name} {value:.1f} ms" for name, value in found.items())


async def _turn(
    server: ServerUnderTest,
    tickets: BusyKitchen,
    desktops: tuple[Desktop, Desktop],
    folder: Path,
    how: Sequence[str],
) -> KeyTimes:
    await place_orders(server, _ORDERS)
    chance = random.Random(8)  # noqa: S311 - a figure to be had again, no secret
    pressed: list[float] = []
    async with AsyncExitStack() as stack:
        here, there = [
            await stack.enter_async_context(_screen(server, desktop, folder / name, how))
            for name, desktop in zip(("here", "there"), desktops, strict=True)
        ]
        keyboard = stack.enter_context(_keyboard(desktops[0].environment["DISPLAY"]))
        seq = await tickets.painted(here.name, there.name)
        for _ in range(_ORDERS * _PRESSES_AN_ORDER):
            await asyncio.sleep(chance.uniform(*_PAUSES))
            pressed.append(time())
            keyboard.press(down=True)
            await asyncio.sleep(_HELD)
            keyboard.press(down=False)
            seq = await tickets.painted(here.name, there.name, after=seq)
        mine, theirs = await here.stamps(), await there.stamps()
    return match(pressed, mine, theirs)


def match(pressed: Sequence[float], mine: Sequence[Shown], theirs: Sequence[Shown]) -> KeyTimes:
    """Find what each key brought about: on this glass a press under way, on the other an event.

    Args:
        pressed: Unix seconds, so far apart that everything has been shown in between.
        mine: what the screen that was pressed has shown.
        theirs: what another one has shown.

    Raises:
        StopIteration: a key has brought about nothing.
    """
    turn = KeyTimes([], [])
    for at in pressed:
        before = max(each.seq for each in theirs if each.at < at)
        other = next(each.at for each in theirs if each.at > at and each.seq > before)
        own = next(each.at for each in mine if each.at > at and each.in_flight)
        turn.other.append((other - at) * 1000)
        turn.own.append((own - at) * 1000)
    return turn


class _Screen(NamedTuple):
    name: str
    process: "subprocess.Popen[bytes]"

    async def stamps(self) -> list[Shown]:
        said, _ = await asyncio.to_thread(self.process.communicate)
        return [Shown(*each) for each in Stamps(*json.loads(said)).shown]


@asynccontextmanager
async def _screen(
    server: ServerUnderTest, glass: Desktop, folder: Path, how: Sequence[str]
) -> AsyncIterator[_Screen]:
    name = f"{folder.parent.name} {folder.name}"
    token = await asyncio.to_thread(screen_token, server, name)
    command = [sys.executable, "-m", "scripts.benchmarks.stamped_screen"]
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it is waited for below
        [*command, server.url, token, str(folder), *how],
        cwd=_ROOT,
        env=dict(glass.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield _Screen(name, process)
        finally:
            process.kill()


class _Keyboard:
    """One key of a desktop's keyboard.

    Args:
        x: Xlib.
        test: its extension for tests.
        display: the connection.
    """

    def __init__(self, x: ctypes.CDLL, test: ctypes.CDLL, display: int) -> None:
        self._x = x
        self._test = test
        self._display = ctypes.c_void_p(display)
        self._code = x.XKeysymToKeycode(self._display, ctypes.c_ulong(_KEY))

    def press(self, *, down: bool) -> None:
        """Have the key go down or up; it has left for the server when this returns."""
        self._test.XTestFakeKeyEvent(self._display, self._code, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)


@contextmanager
def _keyboard(name: str) -> Iterator[_Keyboard]:
    try:
        x, test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    except OSError as error:
        raise Missing(f"what presses keys ({error}): sudo apt-get install libxtst6") from error
    x.XOpenDisplay.restype = ctypes.c_void_p
    display = x.XOpenDisplay(name.encode())
    if not display:
        raise RuntimeError(f"no connection to the desktop {name}")
    try:
        yield _Keyboard(x, test, display)
    finally:
        x.XCloseDisplay(ctypes.c_void_p(display))
