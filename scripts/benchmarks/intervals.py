"""How sure a median is, and when pairs that were taken in turns have said enough.

Nothing is taken for normal here: on a machine that does other things as well, some turns are off by
a factor. A median and an interval by rank do not care by how much.
"""

import statistics
from collections.abc import Sequence
from math import comb
from typing import NamedTuple

CONFIDENCE = 0.95

FEWEST = 6
"""Of fewer values not even the least and the greatest have the median between them in 95 % of all
cases: of five it is 94 %."""


class Interval(NamedTuple):
    """A median, and between what the true one lies in 95 % of all cases.

    Attributes:
        median: of the values.
        low: None where there are too few values.
        high: None where there are too few values.
    """

    median: float
    low: float | None
    high: float | None

    def within(self, share: float) -> bool:
        """Say whether both ends are as near to the median as a share of it."""
        if self.low is None or self.high is None:
            return False
        return self.median - self.low <= share * self.median >= self.high - self.median

    def text(self, digits: int) -> str:
        """Write it."""
        if self.low is None or self.high is None:
            return f"{self.median:,.{digits}f}"
        return f"{self.median:,.{digits}f} ({self.low:,.{digits}f} to {self.high:,.{digits}f})"


def interval(values: Sequence[float]) -> Interval:
    """Find the median, and its interval by rank.

    The true median lies below the k-th least value when fewer than k values lie below the true
    median, and each does so with a chance of one half: a binomial distribution.
    """
    ranked = sorted(values)
    count = len(ranked)
    cut, outside = 0, 0.0
    while 2 * (outside + comb(count, cut) / 2**count) <= 1 - CONFIDENCE:
        outside += comb(count, cut) / 2**count
        cut += 1
    if cut == 0:
        return Interval(statistics.median(ranked), None, None)
    return Interval(statistics.median(ranked), ranked[cut - 1], ranked[-cut])


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Divide pair by pair."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def quotient(ours: Interval, theirs: Interval) -> Interval:
    """Divide medians that were not taken in turns.

    It is wider than it had to be, because both ends are taken to be wrong the worse way.
    """
    median = ours.median / theirs.median
    ends = (ours.low, ours.high, theirs.low, theirs.high)
    low, high, least, most = ends
    if low is None or high is None or least is None or most is None:
        return Interval(median, None, None)
    return Interval(median, low / most, high / least)
