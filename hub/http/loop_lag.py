"""How long the loop was held, which is how long a screen's ping may have waited."""

import asyncio
import selectors
import time
from collections.abc import Callable

WINDOW = 60.0
"""Seconds after which what was measured begins to be forgotten."""


class LoopLag:
    """The longest of the loop's rounds in the last one to two windows.

    A round is what the loop does between two looks at its sockets and timers: nothing else is
    answered meanwhile. Measuring it takes two looks at the clock; while nothing happens, nothing.

    Args:
        clock: seconds, from any start.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._begun = self._since = clock()
        self._longest = self._earlier = 0.0

    @property
    def longest(self) -> float:
        """The longest round, in seconds."""
        self._forget(self._clock())
        return max(self._longest, self._earlier)

    def begin_round(self) -> None:
        """Note that the loop begins a round."""
        self._begun = self._clock()

    def end_round(self) -> None:
        """Note that the loop has ended a round."""
        now = self._clock()
        self._forget(now)
        self.note_round(now - self._begun)

    def note_round(self, seconds: float) -> None:
        """Note how long a round took."""
        self._longest = max(self._longest, seconds)

    def _forget(self, now: float) -> None:
        windows = (now - self._since) // WINDOW
        if windows:
            self._earlier = self._longest if windows == 1 else 0.0
            self._longest = 0.0
            self._since += windows * WINDOW


class _Watched(selectors.DefaultSelector):
    """Tells when the loop comes to look, and when it goes on."""

    def __init__(self, lag: LoopLag) -> None:
        super().__init__()
        self._lag = lag

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._lag.end_round()
        try:
            return super().select(timeout)
        finally:
            self._lag.begin_round()


class WatchedLoop(asyncio.SelectorEventLoop):
    """An event loop that knows how long it was held.

    Args:
        lag: measures it; None for one of its own.
    """

    def __init__(self, lag: LoopLag | None = None) -> None:
        self.lag = lag or LoopLag()
        super().__init__(_Watched(self.lag))
