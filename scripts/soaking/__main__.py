"""``scripts/prove soak``: let faults happen for as long as it is given, a line for each round.

A round that fails keeps its folder, and its seed makes the same chances again.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from itertools import count
from pathlib import Path

from scripts.soaking import (
    cut_links,
    fuzzed_frames,
    hub_restarts,
    stalled_sockets,
    starved,
    storage,
)
from scripts.soaking.fault import Fault

FAULTS: dict[str, Fault] = {
    **storage.FAULTS,
    "stalled-sockets": stalled_sockets.FAULT,
    "cut-links": cut_links.FAULT,
    "hub-restarts": hub_restarts.FAULT,
    "starved": starved.FAULT,
    "fuzzed-frames": fuzzed_frames.FAULT,
}


def main() -> int:
    """Run what was asked for; returns 1 if anything did not hold, or could not be tried."""
    parser = argparse.ArgumentParser(prog="scripts/prove soak", description=__doc__)
    parser.add_argument(
        "which", nargs="*", metavar="fault", help=f"of: {', '.join(FAULTS)} (default: all)"
    )
    parser.add_argument(
        "--for",
        dest="minutes",
        type=float,
        default=10.0,
        metavar="MINUTES",
        help="how long each fault goes on; a round that has begun is ended (default 10)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the first round (default 1)")
    arguments = parser.parse_args()
    wanted = arguments.which or list(FAULTS)
    unknown = [each for each in wanted if each not in FAULTS]
    if unknown:
        parser.error(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    held = [_soak(name, FAULTS[name], arguments.minutes, arguments.seed) for name in wanted]
    return 0 if all(held) else 1


def _soak(name: str, fault: Fault, minutes: float, first_seed: int) -> bool:
    """Let a fault happen again and again; returns whether everything held every time."""
    print(f"\n{name}: {fault.title}", flush=True)
    if fault.root and os.geteuid() != 0:
        print("  not tried: needs root", flush=True)
        return False
    until = time.monotonic() + 60 * minutes
    failures = 0
    for seed in count(first_seed):
        failures += not _round(fault, seed)
        if time.monotonic() >= until:
            print(f"  {seed - first_seed + 1} rounds, {failures} failed", flush=True)
            return failures == 0
    raise AssertionError("seeds never end")


def _round(fault: Fault, seed: int) -> bool:
    folder = Path(tempfile.mkdtemp(prefix="galley-soak-"))
    began = time.monotonic()
    try:
        figures = fault.round(folder, seed)
    except Exception as error:  # noqa: BLE001 - the next round shows whether it was chance
        print(f"  seed {seed}: FAILED, see {folder}", flush=True)
        traceback.print_exception(error)
        return False
    print(f"  seed {seed}, {time.monotonic() - began:.0f} s: {figures}", flush=True)
    shutil.rmtree(folder)
    return True


if __name__ == "__main__":
    sys.exit(main())
