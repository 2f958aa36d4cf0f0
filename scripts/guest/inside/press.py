"""Presses a button of the guest as a finger does: the contact bounces on the way down and up.

Usage: press.py PIN HELD_MS
"""

import os
import sys
import time
from pathlib import Path

BOUNCES = 8
"""Of each edge; real contacts make up to a dozen, within a few ms."""

[line] = Path("/sys/devices/platform").glob(f"gpio-sim.*/gpiochip*/sim_gpio{int(sys.argv[1])}/pull")


def contact(*, closed: bool) -> None:
    """Close or open the contact, which connects the pin to ground."""
    line.write_text("pull-down" if closed else "pull-up")


def edge(*, closed: bool) -> None:
    """Come to be closed or open, with bounces."""
    for _ in range(BOUNCES):
        contact(closed=closed)
        time.sleep(0.0005)
        contact(closed=not closed)
        time.sleep(0.0005)
    contact(closed=closed)


# A finger is not kept waiting by a processor that draws.
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
edge(closed=True)
time.sleep(int(sys.argv[2]) / 1000)
edge(closed=False)
