"""The hub's clock, in one place so that tests can hold it still."""

import time
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Return the wall time in Unix milliseconds."""
        ...


class SystemClock:
    """The machine's own wall clock."""

    def now(self) -> int:
        """Return the wall time in Unix milliseconds."""
        return time.time_ns() // 1_000_000
