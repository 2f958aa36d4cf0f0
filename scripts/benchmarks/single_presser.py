"""(m) One who presses alone, one press after the other: how long most take, and the slowest.

A hub enters its journal in the tables when enough has gathered, which is every few hundred presses;
whoever presses then must not feel it. A turn has several such times in it.
"""

import math
import time
from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks.disk import fsync_times
from scripts.benchmarks.harness import ServerUnderTest, alternative, hubs, percentile
from scripts.benchmarks.kitchen import LINES
from scripts.benchmarks.processes import processor_seconds, tree
from scripts.benchmarks.raw import RawConnection
from scripts.benchmarks.report import HUB, Options, Quantity
from scripts.benchmarks.turns import Values
from scripts.benchmarks.writing import PLAIN, new_items

_FSYNC = "one fsync after the other"

STEPS = ("preparing", "ready", "served")

_QUANTITIES = (
    Quantity("rate", "one who presses", "presses/s", more_is_better=True),
    Quantity("cost", "processor time of a press", "us"),
    Quantity("p50", "a press, p50", "ms", digits=3),
    Quantity("p99", "a press, p99", "ms", digits=2, decides=False),
    Quantity("p99.9", "a press, p99.9", "ms", digits=2, decides=False),
    Quantity("max", "a press, the slowest", "ms", digits=1, decides=False),
    Quantity("p99 share", "a press, p99 / p50", "times", digits=1, decides=False),
    Quantity("p99.9 share", "a press, p99.9 / p50", "times", digits=1, decides=False),
)


def run(folder: Path, options: Options) -> None:
    """Say how long presses take, beside the plain way."""
    with hubs(folder, options) as servers, alternative("plain", folder / "plain") as plain:
        sides = {
            name: _pressing(server, options.presses)
            for name, server in (servers | {PLAIN: plain}).items()
        }
        pairs = [(HUB, other) for other in sides if other != HUB]
        # Its tail is the disk's own.
        sides[_FSYNC] = lambda: _values(fsync_times(folder, options.presses))
        options.report.turns(_QUANTITIES, sides, pairs)


def _pressing(server: ServerUnderTest, presses: int) -> Callable[[], Values]:
    def turn() -> Values:
        items = new_items(server, math.ceil(presses / (LINES * len(STEPS))))
        steps = [(item, status) for status in STEPS for item in items][:presses]
        pids = tree(server.pid)
        taken = []
        with RawConnection(server.url, server.token if server.is_hub else "") as presser:
            before = processor_seconds(pids)
            for item, status in steps:
                request = presser.step(item, status)
                began = time.perf_counter()
                presser.ask(request)
                taken.append((time.perf_counter() - began) * 1000)
            spent = processor_seconds(pids) - before
        return _values(taken) | {"cost": 1e6 * spent / len(taken)}

    return turn


def _values(taken: list[float]) -> dict[str, float]:
    found = {
        name: percentile(taken, share)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999))
    }
    found["max"] = max(taken)
    found["rate"] = 1000 * len(taken) / sum(taken)
    found["p99 share"] = found["p99"] / found["p50"]
    found["p99.9 share"] = found["p99.9"] / found["p50"]
    return found
