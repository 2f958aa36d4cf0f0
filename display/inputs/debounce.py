"""From the edges of a contact to presses. Pure: it is told the time.

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
