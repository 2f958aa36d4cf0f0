"""Which lines have to be on a screen by when, and which are on none. Pure: time comes in.

A line is looked out for from the event that put it before its station: a new order, another round,
a recall. It is seen once a screen of the station, or of everything, has painted that event or a
later one: a screen paints events in order, so the highest ``seq`` it has painted stands for all.
"""

from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from hub.domain.orders import ItemStatus, Order

TO_COOK = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})
"""The statuses in which a line waits for its cook; one that is ready needs no screen any more."""


class _Line(NamedTuple):
    """A line to cook; ``seq`` is the event that put it there."""

    station: str | None
    seq: int


class _Ticket(NamedTuple):
    """What is to cook of one order; ``told`` is the last event of each station in a report."""

    number: str
    lines: dict[str, _Line]
    told: dict[str | None, int]


class Unseen(NamedTuple):
    """An order that no screen of a station shows, as far as event ``seq``.

    ``station`` None stands for lines that every station has to see.
    """

    order_id: str
    order_number: str
    station: str | None
    seq: int


class Lookout:
    """Knows every line to cook and how far each station's screens have painted."""

    def __init__(self) -> None:
        self._tickets: dict[str, _Ticket] = {}
        self._painted: dict[str | None, int] = {}
        self._due: list[tuple[float, int, int, str]] = []
        self._count = count()

    def look(self, order: Order, seq: int, due: float) -> None:
        """Take in how an order stands; lines that were not to cook before are looked out for.

        Args:
            order: as it is committed.
            seq: the event that made it so.
            due: when the new ones must be on a screen, in monotonic seconds.
        """
        before = self._tickets.get(order.id)
        known = {} if before is None else before.lines
        lines = {
            item.id: known.get(item.id) or _Line(item.station, seq)
            for item in order.items
            if item.status in TO_COOK
        }
        if not lines:
            self._tickets.pop(order.id, None)
            return
        told = {} if before is None else before.told
        self._tickets[order.id] = _Ticket(order.order_number, lines, told)
        if not lines.keys() <= known.keys():
            heappush(self._due, (due, next(self._count), seq, order.id))

    def forget(self, order_id: str) -> None:
        """Look out for an order no longer."""
        self._tickets.pop(order_id, None)

    def painted(self, station: str | None, seq: int) -> None:
        """Note that a screen of a station, or with None of everything, shows all up to ``seq``."""
        if seq > self._painted.get(station, 0):
            self._painted[station] = seq

    @property
    def next_due(self) -> float | None:
        """When to ask for :meth:`overdue` again, in monotonic seconds; None when nothing waits."""
        return self._due[0][0] if self._due else None

    def overdue(self, now: float) -> list[Unseen]:
        """Report what ought to be on a screen by now and is not; nothing is reported twice.

        One report speaks for all lines of the order at its station, so a round that came a moment
        before it adds no second one.

        Args:
            now: monotonic seconds.
        """
        found: list[Unseen] = []
        while self._due and self._due[0][0] <= now:
            _, _, seq, order_id = heappop(self._due)
            ticket = self._tickets.get(order_id)
            if ticket is None:
                continue
            due = dict.fromkeys(line.station for line in ticket.lines.values() if line.seq == seq)
            found += [
                _reported(order_id, ticket, station)
                for station in due
                if seq > max(self._shown(station), ticket.told.get(station, 0))
            ]
        return found

    def still(self, unseen: Unseen) -> bool:
        """Whether a report is still true: it was neither painted nor cooked since."""
        ticket = self._tickets.get(unseen.order_id)
        return ticket is not None and any(
            line.station == unseen.station and self._shown(line.station) < line.seq <= unseen.seq
            for line in ticket.lines.values()
        )

    @property
    def unpainted(self) -> int:
        """How many orders were reported and are still on no screen of one of their stations."""
        return sum(
            any(
                self._shown(line.station) < line.seq <= ticket.told.get(line.station, 0)
                for line in ticket.lines.values()
            )
            for ticket in self._tickets.values()
            if ticket.told
        )

    def _shown(self, station: str | None) -> int:
        if station is None:
            return max(self._painted.values(), default=0)
        return max(self._painted.get(station, 0), self._painted.get(None, 0))


def _reported(order_id: str, ticket: _Ticket, station: str | None) -> Unseen:
    last = max(line.seq for line in ticket.lines.values() if line.station == station)
    ticket.told[station] = last
    return Unseen(order_id, ticket.number, station, last)
