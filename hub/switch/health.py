"""Whether what was started becomes well: however long it takes, but no minute without progress."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

PATIENCE = 60.0
"""Seconds without progress after which it is not waited for any more."""

OFTEN = 3
"""How often a program may end before it is given up."""

_GLANCE = 0.5


class LiveState(NamedTuple):
    """How something stands at a moment.

    Attributes:
        well: whether it does its work.
        ill: why it never will; empty while it still may.
        progress: whatever changes while it comes nearer to being well.
    """

    well: bool
    ill: str = ""
    progress: Hashable = None


def wait_until_well(
    look: Callable[[], LiveState], now: Callable[[], float], sleep: Callable[[float], None]
) -> str:
    """Wait until something is well.

    Args:
        look: tells how it stands.
        now: a clock that nobody sets, in seconds.
        sleep: lets seconds go by.

    Returns:
        why it did not become well; empty when it did.
    """
    seen, since = look(), now()
    while not seen.well:
        if seen.ill:
            return seen.ill
        if now() - since >= PATIENCE:
            return f"nothing went on for {PATIENCE:.0f} seconds; last it said: {seen.progress}"
        sleep(_GLANCE)
        before, seen = seen.progress, look()
        if seen.progress != before:
            since = now()
    return ""
