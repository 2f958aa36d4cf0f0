"""How long to wait before trying again."""

import random

SHORTEST, LONGEST = 0.5, 1.5
"""Seconds. After a power cut every screen of a house comes back at once; chance spreads them. A
board has to be right again within 3 s of the network's return, and of those the first connection
may take one: what was sent into the cut cable is sent again after a second."""

REFUSED = 10.0
"""Seconds to wait for a hub that does not let this screen in: each try counts as a failed one."""


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
