"""(h) What a board costs while nothing happens but time, and the same page in Chromium."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scripts.benchmarks import browser
from scripts.benchmarks.desktop import HEIGHT, WIDTH, Desktop, desktop
from scripts.benchmarks.full_board import kitchen
from scripts.benchmarks.harness import ServerUnderTest, hub, screen_token
from scripts.benchmarks.processes import memory, processor_seconds, tree
from scripts.benchmarks.report import Options, Quantity

_SETTLED_AFTER = 5.0
"""Seconds: a program that has just started still has things to do."""

_ROOT = Path(__file__).parents[2]


def run(folder: Path, options: Options) -> None:
    """Say the processor's share and the memory of both, watched at the same time."""
    browser.installed()
    with hub(folder / "hub") as server, desktop() as glass:
        asyncio.run(_watched(server, glass, folder, options))


async def _watched(server: ServerUnderTest, glass: Desktop, folder: Path, options: Options) -> None:
    async with (
        kitchen(server) as tickets,
        _screen(server, glass, folder) as screen,
        browser.browsing(folder / "page") as page,
    ):
        await page.open(server.url, await asyncio.to_thread(screen_token, server, "page"))
        await tickets.painted("page")
        await tickets.painted("screen")
        await asyncio.sleep(_SETTLED_AFTER)
        sides = {"galley-display": [screen], "page in Chromium": tree(page.pid)}
        if glass.pid is not None:
            sides["its X server"] = [glass.pid]
        began = time.monotonic()
        before = {name: processor_seconds(pids) for name, pids in sides.items()}
        await asyncio.sleep(options.idle)
        busy = {name: processor_seconds(pids) - before[name] for name, pids in sides.items()}
        passed = time.monotonic() - began
        held = {name: memory(pids) for name, pids in sides.items()}
    report = options.report
    report.note(f"{passed:.0f} s; galley-display on {glass.told}")
    pairs = [("galley-display", "page in Chromium")]
    for quantity, found in (
        (
            Quantity("", "processor", "% of a core", digits=2),
            {name: 100 * spent / passed for name, spent in busy.items()},
        ),
        (
            Quantity("", "memory (resident)", "MiB", digits=1),
            {name: each.resident for name, each in held.items()},
        ),
        (
            Quantity("", "memory (PSS)", "MiB", digits=1),
            {name: each.share for name, each in held.items()},
        ),
    ):
        report.series(quantity, {name: [value] for name, value in found.items()}, pairs)


@asynccontextmanager
async def _screen(server: ServerUnderTest, glass: Desktop, folder: Path) -> AsyncIterator[int]:
    token = folder / "screen.token"
    token.write_text(await asyncio.to_thread(screen_token, server, "screen"), "utf-8")
    command = [sys.executable, "-m", "display", "--hub", server.url, "--token-file", str(token)]
    command += ["--data", str(folder / "screen"), "--size", f"{WIDTH}x{HEIGHT}"]
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it is waited for below
        command, cwd=_ROOT, env=dict(glass.environment), stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
