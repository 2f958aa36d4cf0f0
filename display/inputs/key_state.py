"""Which keys are down: repeats are told from presses, and a key that never comes up is noticed."""

STUCK_MS = 10_000
"""How long a key may be down before it counts as stuck."""


class Held:
    """Keeps what is down. Not for several threads.

    It has no clock: a key's time begins with the first ``troubles`` after it went down, so that one
    clock, the caller's, is all there is.
    """

    def __init__(self) -> None:
        self._since: dict[str, int | None] = {}

    def down(self, name: str) -> bool:
        """Take a key down. Return whether it was up before; otherwise this is a repeat."""
        fresh = name not in self._since
        if fresh:
            self._since[name] = None
        return fresh

    def up(self, name: str) -> None:
        """Take a key up; one that was not down is fine."""
        self._since.pop(name, None)

    def stuck(self, now: int) -> list[str]:
        """List the keys that have been down too long.

        Args:
            now: monotonic ms; never less than the last time.
        """
        for name, since in self._since.items():
            if since is None:
                self._since[name] = now
        return [
            name
            for name, since in self._since.items()
            if since is not None and now - since >= STUCK_MS
        ]
