"""When guests order: a Poisson process whose rate follows a day with a lunch and a dinner peak.

Time is counted in seconds of service: the night is left out, so the end of one day is the beginning
of the next.
"""

import math
from typing import NamedTuple

from scripts.demo.dice import dice

OPENING_HOUR = 11.0
CLOSING_HOUR = 23.0
SERVICE = (CLOSING_HOUR - OPENING_HOUR) * 3600
"""Seconds of one service day."""

_BASE = 4.0
_STEP = 60.0


class _Peak(NamedTuple):
    hour: float
    width: float
    height: float


_PEAKS = (_Peak(12.75, 0.6, 34.0), _Peak(19.5, 1.0, 46.0))
BUSIEST = _BASE + sum(peak.height for peak in _PEAKS)
"""Orders an hour that are never exceeded."""


def at(hour: float) -> float:
    """Return the seconds of service at an hour of the first day, such as 12.5 for half past."""
    return (hour - OPENING_HOUR) * 3600


def rate(seconds: float) -> float:
    """Return how many orders an hour are to be expected at that moment."""
    hour = OPENING_HOUR + seconds % SERVICE / 3600
    return _BASE + sum(
        peak.height * math.exp(-(((hour - peak.hour) / peak.width) ** 2) / 2) for peak in _PEAKS
    )


def between(seed: int, start: float, end: float) -> list[float]:
    """Return the times in ``[start, end)`` at which an order comes in, in order.

    The same seed always gives the same times, however the time is cut into pieces.

    Args:
        seed: of the whole service.
        start: seconds of service.
        end: seconds of service.
    """
    steps = range(math.floor(start / _STEP), math.ceil(end / _STEP))
    return [time for step in steps for time in _within(seed, step) if start <= time < end]


def clock_text(seconds: float) -> str:
    """Write a moment of service as a clock on the wall shows it: ``12:05``."""
    minutes = int(OPENING_HOUR * 60 + seconds % SERVICE / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _within(seed: int, step: int) -> list[float]:
    thrown = dice(seed, "arrivals", step)
    times: list[float] = []
    time = step * _STEP
    while (time := time + thrown.expovariate(BUSIEST / 3600)) < (step + 1) * _STEP:
        # Thinning: of a steady stream at the highest rate, as much is kept as the moment has.
        if thrown.random() < rate(time) / BUSIEST:
            times.append(time)
    return times
