"""(p) How much slower 32 writers become while somebody reads lists, history and the event log."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.harness import ServerUnderTest, hubs, percentile
from scripts.benchmarks.raw import RawConnection
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values
from scripts.benchmarks.writing import changing

READS = {
    "lists": "/api/orders?limit=20",
    "history": "/api/orders?status=completed&from=2020-01-01T00:00:00Z&limit=200",
    "the event log": "/api/events?limit=100",
    "what can be recalled": "/api/kitchen/recent",
}
EVERY = 0.1
"""Seconds from one read to the next."""

_ALONE = "writers alone"

_QUANTITIES = (
    Quantity("p99", "a change among 32 writers, p99", "ms", digits=1),
    Quantity("p50", "a change among 32 writers, p50", "ms", digits=2, decides=False),
    Quantity("rate", "changes of 32 writers", "changes/s", more_is_better=True, decides=False),
    Quantity("read", "a read meanwhile, p50", "ms", digits=1, decides=False),
    Quantity("read max", "a read meanwhile, the slowest", "ms", digits=1, decides=False),
)


def run(folder: Path, options: Options) -> None:
    """Say how much the 99th percentile of a change grows by each kind of reader."""
    with hubs(folder, options) as servers:
        sides: dict[str, Callable[[], Values]] = {}
        pairs = []
        for name, server in servers.items():
            alone = f"{name}, {_ALONE}"
            sides[alone] = changing(server, options.seconds, folder)
            for what, path in READS.items():
                beside = f"{name}, beside a reader of {what}"
                sides[beside] = _beside(server, path, options.seconds, folder)
                pairs.append((beside, alone))
        options.report.turns(_QUANTITIES, sides, pairs)


def _beside(server: ServerUnderTest, path: str, seconds: int, folder: Path) -> Callable[[], Values]:
    taken: list[float] = []
    writing = changing(server, seconds, folder, beside=lambda: _reader(server, path, taken))

    def turn() -> Values:
        taken.clear()
        found = writing()
        return {**found, "read": percentile(taken, 0.5), "read max": max(taken)}

    return turn


@contextmanager
def _reader(server: ServerUnderTest, path: str, taken: list[float]) -> Iterator[None]:
    """Read again and again meanwhile; the milliseconds that each read took go into the list."""
    ended = threading.Event()

    def read() -> None:
        with RawConnection(server.url, server.token) as connection:
            while not taken or not ended.wait(EVERY):
                began = time.perf_counter()
                connection.get(path)
                taken.append((time.perf_counter() - began) * 1000)

    thread = threading.Thread(target=read, name="reader")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
