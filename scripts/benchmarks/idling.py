"""(h) What a board costs while nothing happens but time, and the same page in Chromium."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from scripts.benchmarks import browser
from scripts.benchmarks.desktop import HEIGHT, WIDTH
from scripts.benchmarks.full_board import TICKETS, BusyKitchen, kitchen
from scripts.benchmarks.harness import Missing, ServerUnderTest, hub, screen_token
from scripts.benchmarks.processes import memory, processor_seconds, tree
from scripts.benchmarks.report import SCREEN, Options, Quantity
from scripts.benchmarks.screens import screen

_SETTLED_AFTER = 5.0
"""Seconds: a program that has just started still has things to do."""

_PAGE = "page in Chromium"
_QUANTITIES = (
    Quantity("busy", "processor", "% of a core", digits=2),
    Quantity("resident", "memory (resident)", "MiB", digits=1),
    Quantity("share", "memory (PSS)", "MiB", digits=1),
)


def run(folder: Path, options: Options) -> None:
    """Say the processor's share and the memory of all sides, watched at the same time."""
    for tickets in options.tickets:
        place = folder / f"{tickets}"
        place.mkdir()
        with hub(place / "hub") as server:
            asyncio.run(_watch_sizes(server, place, tickets, options))


async def _watch_sizes(
    server: ServerUnderTest, folder: Path, tickets: int, options: Options
) -> None:
    async with kitchen(server, tickets) as board:
        for width, height in options.sizes:
            place = folder / f"{width}x{height}"
            place.mkdir()
            async with AsyncExitStack() as stack:
                sides = {}
                names = []
                for number, (side, code) in enumerate(options.trees(SCREEN).items()):
                    data = place / f"screen {tickets} {width} {number}"
                    shown = stack.enter_context(screen(server, data, (width, height), code))
                    names.append(shown.name)
                    sides[side] = [shown.process.pid]
                    if shown.glass.pid is not None:
                        sides[f"X server of {side}"] = [shown.glass.pid]
                if (tickets, width, height) == (TICKETS, WIDTH, HEIGHT):
                    sides |= await _page(stack, server, place, board, options)
                await board.painted(*names)
                await asyncio.sleep(_SETTLED_AFTER)
                await _watch(sides, f"{width}x{height}, {tickets} tickets", options)


async def _page(
    stack: AsyncExitStack,
    server: ServerUnderTest,
    folder: Path,
    board: BusyKitchen,
    options: Options,
) -> dict[str, list[int]]:
    try:
        browser.installed()
    except Missing as what:
        options.report.note(f"no page beside it: {what}")
        return {}
    page = await stack.enter_async_context(browser.browsing(folder / "page"))
    await page.open(server.url, await asyncio.to_thread(screen_token, server, "page"))
    await board.painted("page")
    return {_PAGE: tree(page.pid)}


async def _watch(sides: dict[str, list[int]], what: str, options: Options) -> None:
    found: dict[str, dict[str, list[float]]] = {
        each.key: {side: [] for side in sides} for each in _QUANTITIES
    }
    until = time.monotonic() + 60 * options.minutes
    # Alone, a screen has nobody whose ratio would become surer.
    for _ in range(1 if options.against is None else options.rounds):
        began = time.monotonic()
        before = {side: processor_seconds(pids) for side, pids in sides.items()}
        await asyncio.sleep(options.idle)
        passed = time.monotonic() - began
        for side, pids in sides.items():
            busy = processor_seconds(pids) - before[side]
            held = memory(pids)
            found["busy"][side].append(100 * busy / passed)
            found["resident"][side].append(held.resident)
            found["share"][side].append(held.share)
        if time.monotonic() >= until:
            break
    others = [side for side in sides if side == _PAGE or side.startswith(f"{SCREEN} ")]
    pairs = [(SCREEN, other) for other in others]
    for each in _QUANTITIES:
        options.report.series(each._replace(what=f"{each.what}, {what}"), found[each.key], pairs)
