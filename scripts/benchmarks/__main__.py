"""``scripts/bench``: run the benchmarks, or some of them by letter, and print a line for each.

Figures of one machine on one day mean little; the ratios compare two things that ran in turns.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks import (
    encryption,
    fanout,
    following,
    idling,
    memory,
    painting,
    pressing,
    reading,
    redrawing,
    start,
    weight,
    writing,
)
from scripts.benchmarks.harness import Missing, RefusedError

BENCHMARKS: dict[str, tuple[str, Callable[[Path, argparse.Namespace], None]]] = {
    "a": ("durable PATCH against one transaction a request", writing.run),
    "b": ("GET of the board against constant bytes", reading.run),
    "c": ("from a PATCH to 50 sockets", fanout.run),
    "d": ("resident memory", memory.run),
    "e": ("start with an empty and with a long history", start.run),
    "f": ("a full redraw of a board against a second's ticking ages", redrawing.run),
    "g": ("from an event to the glass against a page in Chromium", painting.run),
    "h": ("a screen where nothing happens against a page in Chromium", idling.run),
    "i": ("what TLS costs", encryption.run),
    "j": ("processor time of a start, and bytes written for those of the changes", weight.run),
    "k": ("durable PATCH with and without a follower of the log", following.run),
    "l": ("from a key to the glass, its own and another, woken and looked at", pressing.run),
}


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="a..l", help="benchmarks (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side (default 5)")
    parser.add_argument("--seconds", type=int, default=3, help="load in each turn (default 3)")
    parser.add_argument(
        "--history", type=int, default=1_000_000, help="orders of the long history (default 10^6)"
    )
    parser.add_argument(
        "--idle", type=int, default=30, help="seconds that a screen is watched (default 30)"
    )
    parser.add_argument(
        "--folder", type=Path, help="where to put the databases (default: the temporary folder)"
    )
    arguments = parser.parse_args()
    wanted = arguments.which or list(BENCHMARKS)
    unknown = [each for each in wanted if each not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    failed = False
    for letter in wanted:
        title, run = BENCHMARKS[letter]
        load = os.getloadavg()[0]
        print(f"\n({letter}) {title} (load average before: {load:.1f})", flush=True)
        try:
            # A browser may still be writing into its profile when it is told to end.
            with tempfile.TemporaryDirectory(
                dir=arguments.folder, prefix="galley-bench-", ignore_cleanup_errors=True
            ) as folder:
                run(Path(folder), arguments)
        except Missing as what:
            print(f"  not measured, this is missing: {what}", flush=True)
            failed = True
        except RefusedError as what:
            print(f"  not measured, not every answer was a success: {what}", flush=True)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
