"""(e) Start to first answer, and (a) once more, with an empty and with a long history."""

import asyncio
import time
import urllib.request
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from hub.app import run_hub
from scripts.benchmarks.harness import hub
from scripts.benchmarks.history import write_history
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values
from scripts.benchmarks.writing import changing

_START = (Quantity("ms", "start to first answer", "ms"),)
_CHANGES = (
    Quantity("rate", "durable PATCH, 32 connections", "changes/s", more_is_better=True),
    Quantity("cost", "processor time of a PATCH", "us"),
)


def run(folder: Path, options: Options) -> None:
    """Say how long a hub takes to its first answer, and whether history slows changes down."""
    folders = {"with the long history": folder / "long", "with an empty one": folder / "empty"}
    for data in folders.values():
        asyncio.run(_made(data))
    size = write_history(folder / "long" / "galley.db", options.history)
    options.report.note(f"history: {options.history:,} orders, {size / 2**20:,.0f} MiB")
    starts = {name: partial(_to_first_answer, data) for name, data in folders.items()}
    options.report.turns(_START, starts)
    with ExitStack() as stack:
        sides = {
            name: changing(stack.enter_context(hub(data)), options.seconds, folder)
            for name, data in folders.items()
        }
        options.report.turns(_CHANGES, sides)


async def _made(data: Path) -> None:
    async with run_hub(data):
        pass


def _to_first_answer(data: Path) -> Values:
    started = time.perf_counter()
    with hub(data) as server:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{server.url}/api/kitchen/orders", headers={"Authorization": f"Bearer {server.token}"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            answer.read()
        return {"ms": 1000 * (time.perf_counter() - started)}
