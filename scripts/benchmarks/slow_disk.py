"""(n) Durable PATCH at 1 to 32 connections, on this disk and on slower ones.

A memory card takes several milliseconds for an fsync. A library that is loaded before all others
adds them, to the hub as to what it is compared with.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from os import environ
from pathlib import Path

from scripts.benchmarks.harness import Missing, alternative, hubs
from scripts.benchmarks.report import HUB, Options, Quantity
from scripts.benchmarks.turns import Values
from scripts.benchmarks.writing import PLAIN, changing

_SOURCE = Path(__file__).with_suffix(".c")
_FSYNC = "one fsync"


def run(folder: Path, options: Options) -> None:
    """Say how many changes a second are made durable, and how long one takes beside an fsync."""
    library = build(folder)
    for delay in options.delays:
        place = folder / f"{delay}"
        place.mkdir()
        variables = slowed(library, delay)
        with (
            hubs(place, options, variables) as servers,
            alternative("plain", place / "plain", variables) as plain,
        ):
            for connections in options.connections:
                sides = {
                    name: changing(server, options.seconds, place, connections=connections)
                    for name, server in (servers | {PLAIN: plain}).items()
                }
                sides[_FSYNC] = _syncing(place, variables)
                pairs = [(HUB, other) for other in sides if other != HUB]
                options.report.turns(_quantities(delay, connections), sides, pairs)


def build(folder: Path) -> Path:
    """Compile the library into a folder; returns where it is.

    Raises:
        Missing: there is no compiler.
    """
    if shutil.which("gcc") is None:
        raise Missing("gcc, for what makes a disk slow: sudo apt-get install gcc libc6-dev")
    library = folder / "slow_disk.so"
    command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603
    return library


def slowed(library: Path, delay: int) -> dict[str, str]:
    """Write the variables of a process whose disk is to be slow by some milliseconds."""
    if not delay:
        return {}
    return {"LD_PRELOAD": str(library), "SLOW_DISK_US": str(1000 * delay)}


def slow_fsync_time(folder: Path, variables: Mapping[str, str]) -> float:
    """Say how many milliseconds an fsync in a folder takes a process with some variables."""
    command = [sys.executable, "-m", "scripts.benchmarks.disk", str(folder)]
    ended = subprocess.run(  # noqa: S603
        command, check=True, capture_output=True, text=True, env=environ | dict(variables)
    )
    return float(ended.stdout)


def _syncing(folder: Path, variables: Mapping[str, str]) -> Callable[[], Values]:
    return lambda: {"p50": slow_fsync_time(folder, variables)}


def _quantities(delay: int, connections: int) -> tuple[Quantity, ...]:
    where = f"fsync + {delay} ms, {connections} connections"
    return (
        Quantity("rate", f"{where}: durable PATCH", "changes/s", more_is_better=True),
        Quantity("cost", f"{where}: processor time of a PATCH", "us", decides=False),
        Quantity("p50", f"{where}: answer, p50", "ms", digits=2),
        Quantity("p99", f"{where}: answer, p99", "ms", digits=2, decides=False),
    )
