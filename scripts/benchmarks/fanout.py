"""(c) From sending a PATCH until the first and the last of many sockets have the event."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from scripts.benchmarks.harness import ServerUnderTest, hubs, percentile
from scripts.benchmarks.kitchen import LINES, place_orders
from scripts.benchmarks.raw_sockets import Arrivals, Work
from scripts.benchmarks.report import HUB, Options, Quantity
from scripts.benchmarks.turns import Values

PRESSES = 40
"""In a turn, with a pause before each."""

_MORE = 160
"""Presses without one, for the processor time: the kernel counts it in hundredths of a second."""

_BARE = "one fsync and one round trip"


def run(folder: Path, options: Options) -> None:
    """Say how long it takes, beside the bare sum of what it cannot be faster than."""
    for sockets in options.sockets:
        place = folder / str(sockets)
        place.mkdir()
        with hubs(place, options) as servers:
            sides = {name: _telling(server, sockets, place) for name, server in servers.items()}
            sides[_BARE] = _bare(servers[HUB], place)
            options.report.turns(_quantities(sockets), sides)


def _telling(server: ServerUnderTest, sockets: int, folder: Path) -> Callable[[], Values]:
    def turn() -> Values:
        items = asyncio.run(place_orders(server, (PRESSES + _MORE) // LINES))
        found = _measured(server, sockets, items, folder)
        values = {"cost": found.cost}
        for name in ("answer", "first", "last"):
            taken = getattr(found, name)
            values[f"{name} p50"] = percentile(taken, 0.5)
            values[f"{name} p99"] = percentile(taken, 0.99)
        return values

    return turn


def _bare(server: ServerUnderTest, folder: Path) -> Callable[[], Values]:
    def turn() -> Values:
        items = asyncio.run(place_orders(server, 1))
        return {"last p50": _measured(server, 1, items, folder).bare}

    return turn


def _measured(server: ServerUnderTest, sockets: int, items: list[str], folder: Path) -> Arrivals:
    work = Work(
        server.url, server.token, server.pid, sockets, items[:PRESSES], items[PRESSES:], str(folder)
    )
    command = [sys.executable, "-m", "scripts.benchmarks.raw_sockets"]
    ended = subprocess.run(  # noqa: S603
        command, input=msgspec.json.encode(work), check=True, stdout=subprocess.PIPE
    )
    return msgspec.json.decode(ended.stdout, type=Arrivals)


def _quantities(sockets: int) -> list[Quantity]:
    whats = {
        "last": "the last has it",
        "first": "the first has it",
        "answer": "the answer is there",
    }
    found = [
        Quantity(
            f"{name} {share}",
            f"{sockets} sockets: {what}, {share}",
            "ms",
            digits=2,
            decides=(name, share) == ("last", "p50"),
        )
        for name, what in whats.items()
        for share in ("p50", "p99")
    ]
    cost = f"{sockets} sockets: processor time of a press and socket"
    return [*found, Quantity("cost", cost, "us", digits=1)]
