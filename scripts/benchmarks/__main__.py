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

from scripts.benchmarks import fanout, memory, reading, start, writing

BENCHMARKS: dict[str, tuple[str, Callable[[Path, argparse.Namespace], None]]] = {
    "a": ("durable PATCH against one transaction a request", writing.run),
    "b": ("GET of the board against constant bytes", reading.run),
    "c": ("from a PATCH to 50 sockets", fanout.run),
    "d": ("resident memory", memory.run),
    "e": ("start with an empty and with a long history", start.run),
}


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="a..e", help="benchmarks (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side (default 5)")
    parser.add_argument("--seconds", type=int, default=3, help="load in each turn (default 3)")
    parser.add_argument(
        "--history", type=int, default=1_000_000, help="orders of the long history (default 10^6)"
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
    for letter in wanted:
        title, run = BENCHMARKS[letter]
        print(f"\n({letter}) {title}", flush=True)
        with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="galley-bench-") as folder:
            run(Path(folder), arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
