"""Chance that can be repeated: every throw has a name, and the same name gives the same throw."""

import math
import random


def dice(seed: int, *names: object) -> random.Random:
    """Return the dice for one named decision.

    Args:
        seed: of the whole service.
        names: what is being decided, and about whom.
    """
    return random.Random("/".join(map(str, (seed, *names))))  # noqa: S311 - a play, not a secret


def around(thrown: random.Random, median: float, spread: float = 0.35) -> float:
    """Return a time that a person might take: lognormal, so never negative and now and then long.

    Args:
        thrown: the dice.
        median: seconds that half of all people need at most.
        spread: sigma of the logarithm; 0.35 puts nine out of ten between 0.56 and 1.8 medians.
    """
    return thrown.lognormvariate(math.log(median), spread)
