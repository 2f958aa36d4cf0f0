"""(g) From an event out of the socket to the board on the glass, and the same in Chromium."""

import asyncio
import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks import browser
from scripts.benchmarks.desktop import Desktop, desktop
from scripts.benchmarks.full_board import TICKETS, BusyKitchen, at_work
from scripts.benchmarks.harness import ServerUnderTest, hub, percentile, screen_token
from scripts.benchmarks.processes import memory, tree
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.stamped_screen import Stamps
from scripts.benchmarks.turns import Values

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


_QUANTITIES = (
    Quantity("painted p50", "event received to painted, p50", "ms", digits=1),
    Quantity("painted p99", "event received to painted, p99", "ms", digits=1, decides=False),
    Quantity("whole p50", "press to painted, p50", "ms", digits=1, decides=False),
    Quantity("whole p99", "press to painted, p99", "ms", digits=1, decides=False),
    Quantity("share", "memory (PSS)", "MiB", decides=False),
)


def run(folder: Path, options: Options) -> None:
    """Say how long both take, and what memory they hold meanwhile."""
    browser.installed()
    numbers = itertools.count()
    with (
        hub(folder / "hub") as server,
        desktop() as glass,
        at_work(server) as (tickets, runner),
    ):
        sides = {
            "board": lambda: _values(
                runner.run(_screen(server, tickets, glass, folder / f"screen {next(numbers)}"))
            ),
            "page": lambda: _values(
                runner.run(_page(server, tickets, folder / f"page {next(numbers)}"))
            ),
        }
        options.report.turns(_QUANTITIES, sides)
    options.report.note(
        f"the board: {glass.told}; the page: headless, presented with a frame, 60 a second"
    )


def _values(turn: Turn) -> Values:
    return {
        "painted p50": percentile(turn.painted, 0.5),
        "painted p99": percentile(turn.painted, 0.99),
        "whole p50": percentile(turn.whole, 0.5),
        "whole p99": percentile(turn.whole, 0.99),
        "share": turn.share,
    }


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
