"""What is down: bounces and repeats are told from presses, a stuck key is noticed. Pure.

A contact bounces when it closes and when it opens, and a long cable picks up glitches. A level
counts once it has lasted. gpiozero can ask the hardware to do this, but not with every way it has
to the pins, so it is done here, once, for all of them.
"""


class Debounce:
    """One contact.

    Args:
        lasting: seconds that a level has to last before it counts.
        down: the level that it begins with.
    """

    def __init__(self, lasting: float, *, down: bool = False) -> None:
        self._lasting = lasting
        self._settled = down
        self._level = down
        self._since = 0.0

    def edge(self, at: float, *, down: bool) -> bool | None:
        """Take an edge in, however late it is told.

        Args:
            at: seconds at which it happened.
            down: the level after it.

        Returns:
            the level that had been lasting until this edge, if that is news; otherwise None.
        """
        news = self.settle(at)
        if down != self._level:
            self._level, self._since = down, at
        return news

    @property
    def down(self) -> bool:
        """The level after the last edge, whether it has lasted or not."""
        return self._level

    @property
    def due(self) -> float | None:
        """When the level of now will have lasted; None if it is no news."""
        return None if self._level == self._settled else self._since + self._lasting

    def settle(self, now: float) -> bool | None:
        """Return the level if it has lasted by now and is news; otherwise None."""
        due = self.due
        if due is None or now < due:
            return None
        self._settled = self._level
        return self._settled


STUCK_MS = 10_000
"""How long a key may be down before it counts as stuck."""


class KeysDown:
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
