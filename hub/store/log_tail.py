"""The newest events of the log, in memory: whoever reads on behind them asks no disk."""

from collections import deque
from collections.abc import Iterable
from itertools import islice

from hub.store.row_types import EventRow

EVENTS = 4096
"""Events that are held at the most."""

BYTES = 1 << 20
"""Bytes of their payloads that are held at the most: some hundred orders with all their steps."""


class Tail:
    """The end of one branch's log, without gaps. Older events are in their table.

    Args:
        last: seq of the last durable event; it is not held itself.
    """

    def __init__(self, last: int = 0) -> None:
        self._last = last
        self._events: deque[EventRow] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        """How many events are held."""
        return len(self._events)

    @property
    def mean_length(self) -> int:
        """How many bytes the payload of an event that is held has; 0 when none is."""
        return self._bytes // len(self._events) if self._events else 0

    def add(self, events: Iterable[EventRow]) -> None:
        """Take in events that are durable, as having come later; the oldest make room for them."""
        for event in events:
            if event.seq != self._last + 1:
                self.drop(self._last)
            self._events.append(event)
            self._bytes += len(event.payload)
            self._last = event.seq
        while len(self._events) > EVENTS or self._bytes > BYTES:
            self._bytes -= len(self._events.popleft().payload)

    def drop(self, through: int) -> None:
        """Let go of the events up to a seq: the log has given them to an archive."""
        while self._events and self._events[0].seq <= through:
            self._bytes -= len(self._events.popleft().payload)

    def reaches(self, after: int) -> bool:
        """Whether everything behind a seq is here."""
        return after >= self._last - len(self._events)

    def page(self, after: int, limit: int) -> list[EventRow]:
        """Return the events behind a seq, in order.

        Args:
            after: a seq that the tail :meth:`reaches`.
            limit: how many at the most.
        """
        start = len(self._events) - max(0, self._last - after)
        return list(islice(self._events, start, start + limit))
