"""A hub with two hundred screens is started anew, five times in a round."""

import asyncio
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.many_screens import JOINED_WITHIN, RESTARTS, SCREENS, restarted


def _round(folder: Path, seed: int) -> str:
    outcomes = asyncio.run(restarted(folder, seed))
    slowest = max(each.joined_after for each in outcomes)
    if slowest > JOINED_WITHIN or any(each.troubles for each in outcomes):
        raise AssertionError(str(outcomes))
    return f"{RESTARTS} restarts; all {SCREENS} screens joined again within {slowest:.1f} s"


FAULT = Fault(f"hub restart with {SCREENS} clients", _round)
