"""Several sides measured in turns, until their ratios are known well enough."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scripts.benchmarks.intervals import FEWEST, interval, ratios

Values = Mapping[str, float]
"""Of each figure what one turn has found."""

Sides = Mapping[str, Callable[[], Values]]
"""Of each side what measures it once."""

Pairs = Sequence[tuple[str, str]]
"""The sides of which one is divided by the other."""


class Effort(NamedTuple):
    """When there are turns enough.

    Attributes:
        within: how near the ends of each ratio's interval are to be, as a share of the ratio.
        rounds: of all sides, at the most.
        seconds: after which no round is begun.
    """

    within: float = 0.05
    rounds: int = 60
    seconds: float = 300.0


class Found(NamedTuple):
    """What the turns have found.

    Attributes:
        series: of each side, of each figure, a value of each turn.
        narrow: whether every ratio that decides became as sure as was wanted.
    """

    series: dict[str, dict[str, list[float]]]
    narrow: bool


def in_turns(
    sides: Sides,
    pairs: Pairs,
    deciding: Sequence[str],
    effort: Effort,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """Quantity sides in turns, in changing order; what each finds first is left out.

    Args:
        sides: what is measured.
        pairs: whose ratios count; without any there is nothing to become sure of.
        deciding: the figures whose ratios have to be sure.
        effort: when it is enough.
        clock: tells the seconds.
    """
    began = clock()
    for measure in sides.values():
        measure()
    series: dict[str, dict[str, list[float]]] = {name: {} for name in sides}
    narrow = False
    for done, names in enumerate(_orders(list(sides)), start=1):
        for name in names:
            for figure, value in sides[name]().items():
                series[name].setdefault(figure, []).append(value)
        narrow = bool(pairs) and done >= FEWEST and _narrow(series, pairs, deciding, effort.within)
        if narrow or done >= effort.rounds or clock() - began >= effort.seconds:
            break
    return Found(series, narrow)


def _orders(names: Sequence[str]) -> Iterator[list[str]]:
    """Have each side go first as often as any other, and after each other one."""
    turn = 0
    while True:
        first = turn // 2 % len(names)
        order = [*names[first:], *names[:first]]
        yield order if turn % 2 == 0 else order[::-1]
        turn += 1


def _narrow(
    series: Mapping[str, Mapping[str, Sequence[float]]],
    pairs: Pairs,
    deciding: Sequence[str],
    within: float,
) -> bool:
    return all(
        interval(ratios(series[ours][figure], series[theirs][figure])).within(within)
        for ours, theirs in pairs
        for figure in deciding
        # Not every side has every figure.
        if figure in series[ours] and figure in series[theirs]
    )
