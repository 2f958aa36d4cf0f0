"""(k) Durable ``PATCH /items/{id}/status`` with and without a follower of the log."""

import argparse
import asyncio
from pathlib import Path

from scripts.benchmarks.harness import compared, hub
from scripts.benchmarks.kitchen import FULL_BOARD, place_orders
from scripts.benchmarks.processes import processor_seconds
from scripts.benchmarks.writing import changes


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print how much a follower with a durable cursor takes of the commit path."""
    rounds, seconds = arguments.rounds, arguments.seconds
    with (
        hub(folder / "followed", module="scripts.benchmarks.followed") as followed,
        hub(folder / "alone") as alone,
    ):
        rates: tuple[list[float], list[float]] = ([], [])
        costs: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds):
            for place in (0, 1) if turn % 2 else (1, 0):
                server = (followed, alone)[place]
                items = asyncio.run(place_orders(server, FULL_BOARD))
                before = processor_seconds([server.pid])
                rate = changes(server, items, seconds, folder)
                rates[place].append(rate)
                spent = processor_seconds([server.pid]) - before
                costs[place].append(1e6 * spent / (rate * seconds))
    names = ("with a follower", "without")
    print(compared(*rates, "changes/s", names))
    print(compared(*costs, "us of processor time a change", names))
