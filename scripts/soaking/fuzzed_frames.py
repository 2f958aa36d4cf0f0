"""A million inputs, other ones in each round, to each reader of what comes in."""

from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.fuzzed_frames import TARGETS, fuzz

_RUNS = 1_000_000


def _round(folder: Path, seed: int) -> str:
    for target in TARGETS:
        done = fuzz(target, folder, _RUNS, seed)
        if done.returncode != 0:
            raise AssertionError(done.stdout)
    return f"{_RUNS:,} inputs to each of {', '.join(TARGETS)}"


FAULT = Fault("whatever bytes, to the decoding of JSON and of frames", _round)
