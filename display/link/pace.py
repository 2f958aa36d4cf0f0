"""How long to wait before trying again."""

import random

SHORTEST, LONGEST = 0.5, 10.0
"""Seconds. After a power cut every screen of a house comes back at once; chance spreads them."""


class Backoff:
    """Waits that grow with every failure in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure."""
        self._failures += 1
        most = min(LONGEST, SHORTEST * 2.0**self._failures)
        return random.uniform(SHORTEST, most)  # noqa: S311 - no secret depends on it

    def reset(self) -> None:
        """Start over after a success."""
        self._failures = 0
