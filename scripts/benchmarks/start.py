"""(e) Start to first answer, and (a) once more, with an empty and with a long history."""

import argparse
import asyncio
import statistics
import time
import urllib.request
from pathlib import Path

from hub.app import run_hub
from scripts.benchmarks.harness import compared, hub
from scripts.benchmarks.history import write_history
from scripts.benchmarks.kitchen import FULL_BOARD, place_orders
from scripts.benchmarks.writing import changes


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print how long a hub takes to its first answer, and whether history slows changes down."""
    empty, long = folder / "empty", folder / "long"
    for data in (empty, long):
        asyncio.run(_made(data))
    size = write_history(long / "galley.db", arguments.history)
    print(f"  history: {arguments.history:,} orders, {size / 2**20:,.0f} MiB")
    for name, data in (("empty", empty), ("long history", long)):
        taken = [_to_first_answer(data) for _ in range(arguments.rounds)]
        print(f"  start to first answer, {name}: median {statistics.median(taken) * 1000:.0f} ms")
    _changes(folder, empty, long, arguments)


async def _made(data: Path) -> None:
    async with run_hub(data):
        pass


def _to_first_answer(data: Path) -> float:
    started = time.perf_counter()
    with hub(data) as server:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{server.url}/api/kitchen/orders", headers={"Authorization": f"Bearer {server.token}"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            answer.read()
        return time.perf_counter() - started


def _changes(folder: Path, empty: Path, long: Path, arguments: argparse.Namespace) -> None:
    rates: dict[Path, list[float]] = {empty: [], long: []}
    with hub(empty) as first, hub(long) as second:
        for _ in range(arguments.rounds):
            for server in (second, first):
                items = asyncio.run(place_orders(server, FULL_BOARD))
                rates[server.data].append(changes(server, items, arguments.seconds, folder))
    print(
        compared(
            rates[long], rates[empty], "changes/s", ("with the long history", "with an empty one")
        )
    )
