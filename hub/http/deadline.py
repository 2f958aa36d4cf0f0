"""One deadline that is moved often and seldom passes."""

import asyncio
from collections.abc import Callable


class Deadline:
    """Calls back once its time has passed, unless it has been moved or lifted by then.

    Moving it costs an assignment: the timer that is under way looks again when it rings.

    Args:
        loop: whose time counts.
        passed: called when it has passed.
    """

    __slots__ = ("_at", "_loop", "_passed", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, passed: Callable[[], None]) -> None:
        self._loop = loop
        self._passed = passed
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> None:
        """Set it, or move it."""
        self._at = at = self._loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._ring)

    def none(self) -> None:
        """Lift it for now."""
        self._at = None

    def end(self) -> None:
        """Lift it for good."""
        self._at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._loop.time() < self._at:
            self._timer = self._loop.call_at(self._at, self._ring)
            return
        self._at = None
        self._passed()
