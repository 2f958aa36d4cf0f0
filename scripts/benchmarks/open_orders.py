"""(o) What a GET of the board, a snapshot and a press cost with few and with many open orders."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from hub.wire.rooms import kitchen_room
from scripts.benchmarks.harness import ServerUnderTest, hubs, percentile
from scripts.benchmarks.kitchen import place_orders
from scripts.benchmarks.raw import RawConnection
from scripts.benchmarks.reading import BOARD, board, reading
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values

CHANGES = 30
"""In a turn, each with a GET right after it."""

SNAPSHOTS = 15
"""In a turn, each for a screen that has just connected."""

_JOIN = f'{{"type":"join","room":"{kitchen_room("main")}","snapshot":true}}'.encode()
_JOINED = b'{"type":"joined"'


def run(folder: Path, options: Options) -> None:
    """Say how quick it is, again and again and right after a change, and how many bytes it has."""
    for count in options.open_orders:
        place = folder / str(count)
        place.mkdir()
        with hubs(place, options) as servers:
            sides = {}
            for name, server in servers.items():
                items = asyncio.run(place_orders(server, count))
                sides[name] = _turn_of(server, items, options.seconds)
            options.report.turns(_quantities(count), sides)
            for encoding, said in (("identity", "as it is"), ("gzip", "if gzip is accepted")):
                size = Quantity("", f"{count:,} open orders: size {said}", "kB", digits=1)
                series = {
                    name: [len(board(server, encoding)) / 1000] for name, server in servers.items()
                }
                options.report.series(size, series)


def _turn_of(server: ServerUnderTest, items: list[str], seconds: int) -> Callable[[], Values]:
    cached = reading(server, seconds, server.token)
    line = items[0]

    def turn() -> Values:
        load = cached()
        after, presses = [], []
        with RawConnection(server.url, server.token) as connection:
            # Forward and back, so that the board stays as it is.
            forward = connection.step(line, "preparing")
            back = connection.request("POST", f"/api/kitchen/items/{line}/recall")
            for press in (forward, back) * (CHANGES // 2):
                began = time.perf_counter()
                connection.ask(press)
                pressed = time.perf_counter()
                connection.get(BOARD)
                after.append((time.perf_counter() - pressed) * 1000)
                presses.append((pressed - began) * 1000)
        snapshots = [_snapshot(server) for _ in range(SNAPSHOTS)]
        return {
            "rate": load["rate"],
            "cost": load["cost"],
            "after": percentile(after, 0.5),
            "after p99": percentile(after, 0.99),
            "press": percentile(presses, 0.5),
            "snapshot": percentile(snapshots, 0.5),
        }

    return turn


def _snapshot(server: ServerUnderTest) -> float:
    """Say how many milliseconds a screen takes from its first byte to the last of the snapshot."""
    began = time.perf_counter()
    with RawConnection(server.url, server.token) as connection:
        connection.listen()
        connection.say(_JOIN)
        if not (said := connection.next_message()).startswith(_JOINED):
            raise RuntimeError(f"no snapshot: {said[:200]!r}")
        return (time.perf_counter() - began) * 1000


def _quantities(count: int) -> tuple[Quantity, ...]:
    where = f"{count:,} open orders"
    return (
        Quantity("rate", f"{where}: GET, 32 connections", "answers/s", more_is_better=True),
        Quantity("cost", f"{where}: processor time of a GET", "us", digits=1),
        Quantity("after", f"{where}: GET right after a change, p50", "ms", digits=2),
        Quantity(
            "after p99", f"{where}: GET right after a change, p99", "ms", digits=2, decides=False
        ),
        Quantity("press", f"{where}: the change itself, p50", "ms", digits=2, decides=False),
        Quantity("snapshot", f"{where}: a screen's snapshot, p50", "ms", digits=2, decides=False),
    )
