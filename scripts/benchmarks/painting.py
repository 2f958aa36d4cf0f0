"""(g) From an event out of the socket to the board on the glass, and the same in Chromium."""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks import browser
from scripts.benchmarks.desktop import Desktop, desktop
from scripts.benchmarks.full_board import TICKETS, BusyKitchen, kitchen
from scripts.benchmarks.harness import ServerUnderTest, compared, hub, percentile, screen_token
from scripts.benchmarks.processes import memory, tree
from scripts.benchmarks.stamped_screen import Stamps

PRESSES = 120
"""In each turn: each of eight lines is pressed forward and back a few times."""

_ROOT = Path(__file__).parents[2]


class Turn(NamedTuple):
    """What one side did in its turn.

    Attributes:
        painted: milliseconds from the event out of the socket to the glass.
        whole: milliseconds from the press to the glass.
        share: MiB of memory at the end (PSS, of all its processes).
    """

    painted: list[float]
    whole: list[float]
    share: float


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print how long both take, and what memory they hold meanwhile."""
    browser.installed()
    with hub(folder / "hub") as server, desktop() as glass:
        screens, pages = asyncio.run(_turns(server, glass, folder, arguments.rounds))
    print(f"  the board: {glass.told}; the page: headless, presented with a frame, 60 a second")
    for name, turns in (("board", screens), ("page", pages)):
        _tell(f"{name}, event received to painted", [each.painted for each in turns])
        _tell(f"{name}, press to painted", [each.whole for each in turns])
    names = ("board", "page")
    for share, said in ((0.5, "p50"), (0.99, "p99")):
        ours, theirs = (
            [percentile(each.painted, share) for each in turns] for turns in (screens, pages)
        )
        print(f"  {said}" + compared(ours, theirs, "ms", names, digits=1)[1:])
    ours, theirs = ([each.share for each in turns] for turns in (screens, pages))
    print("  memory (PSS)" + compared(ours, theirs, "MiB", names)[1:])


async def _turns(
    server: ServerUnderTest, glass: Desktop, folder: Path, rounds: int
) -> tuple[list[Turn], list[Turn]]:
    screens, pages = [], []
    async with kitchen(server) as tickets:
        for number in range(rounds):
            screens.append(await _screen(server, tickets, glass, folder / f"screen {number}"))
            pages.append(await _page(server, tickets, folder / f"page {number}"))
    return screens, pages


async def _screen(
    server: ServerUnderTest, tickets: BusyKitchen, glass: Desktop, folder: Path
) -> Turn:
    token = await asyncio.to_thread(screen_token, server, folder.name)
    command = [sys.executable, "-m", "scripts.benchmarks.stamped_screen"]
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it is waited for below
        [*command, server.url, token, str(folder)],
        cwd=_ROOT,
        env=dict(glass.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            await tickets.painted(folder.name)
            sent = await tickets.press(PRESSES)
            await tickets.painted(folder.name)
            share = memory(tree(process.pid)).share
            said, _ = await asyncio.to_thread(process.communicate)
        finally:
            process.kill()
    return _turn(sent, Stamps(*json.loads(said)).events, share)


async def _page(server: ServerUnderTest, tickets: BusyKitchen, folder: Path) -> Turn:
    token = await asyncio.to_thread(screen_token, server, folder.name)
    async with browser.browsing(folder) as page:
        shown = await page.open(server.url, token)
        if shown != TICKETS:
            raise RuntimeError(f"the page shows {shown} tickets instead of {TICKETS}")
        await tickets.painted(folder.name)
        sent = await tickets.press(PRESSES)
        await tickets.painted(folder.name)
        share = memory(tree(page.pid)).share
        return _turn(sent, await page.evaluate("completed()"), share)


def _turn(sent: Sequence[float], stamps: Sequence[tuple[float, float]], share: float) -> Turn:
    if len(sent) != len(stamps):
        raise RuntimeError(f"{len(sent)} presses, but {len(stamps)} of them were painted")
    return Turn(
        [(shown - received) * 1000 for received, shown in stamps],
        [(shown - at) * 1000 for at, (_, shown) in zip(sent, stamps, strict=True)],
        share,
    )


def _tell(what: str, turns: Sequence[Sequence[float]]) -> None:
    every = [each for turn in turns for each in turn]
    print(
        f"  {what}: p50 {statistics.median(every):.1f} ms, "
        f"p99 {percentile(every, 0.99):.1f} ms ({len(every)} presses)"
    )
