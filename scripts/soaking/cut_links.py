"""Fifty screens, each cut off from the hub for 5 to 65 seconds while its cook goes on pressing."""

import asyncio
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.cut_links import cut_links, drawn

SCHEDULES = 50


def _round(folder: Path, seed: int) -> str:
    outcomes = asyncio.run(cut_links(folder, drawn(SCHEDULES, seed)))
    wrong = [each for each in outcomes if each.wrong]
    if wrong:
        raise AssertionError("\n".join(f"{each.wrong}: {each}" for each in wrong))
    shown = max(each.shown_after for each in outcomes)
    equal = max(each.equal_after for each in outcomes)
    answered = max(each.answered_after for each in outcomes)
    return (
        f"{SCHEDULES} cuts; shown after at most {shown:.2f} s, equal again {equal:.2f} s, all "
        f"presses answered {answered:.2f} s after the link"
    )


FAULT = Fault("network cut between screen and hub, 5 to 65 s, presses meanwhile", _round, root=True)
