"""How long it takes until something holds."""

import asyncio
import math
import time
from collections.abc import Callable

GLANCE = 0.02
"""Seconds between two looks."""


async def seconds(
    holds: Callable[[], bool], given_up_after: float, since: float | None = None
) -> float:
    """Wait until something holds, and return the seconds that it took; infinity if it never does.

    Args:
        holds: asked again and again.
        given_up_after: seconds.
        since: the monotonic time from which to count; now, unless told otherwise.
    """
    began = time.monotonic() if since is None else since
    while not holds():
        if time.monotonic() - began > given_up_after:
            return math.inf
        await asyncio.sleep(GLANCE)
    return time.monotonic() - began


class Delays:
    """How long this process's own loop was held up, and when: its screens are deaf meanwhile.

    Many screens share one process in tests, on a machine that may have other work to do. What they
    take in late because of that is not theirs to answer for.
    """

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []

    async def watch(self) -> None:
        """Note every delay, until cancelled."""
        while True:
            due = time.monotonic() + GLANCE
            await asyncio.sleep(GLANCE)
            at = time.monotonic()
            self._seen.append((at, at - due))

    def total(self, since: float, until: float) -> float:
        """Return the sum of the delays that ended between two monotonic times, in seconds."""
        return sum(delay for at, delay in self._seen if since <= at <= until)
