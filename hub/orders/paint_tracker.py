"""What stands on which station's screens: every order as a ticket, only as a chip, or not at all.

A line is looked out for from the event that put it before its station: a new order, another round,
a recall. It is seen while a screen of the station, or of everything, says that its order stands on
its glass, in a picture of that event or of a later one. Knows no clock: every time is given.
"""

from collections.abc import Generator, Hashable, Iterable
from math import inf
from typing import NamedTuple

from hub.domain.orders import ItemStatus, Order
from hub.wire.socket_messages import Painted

TO_COOK = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})
"""The statuses in which a line waits for its cook; one that is ready needs no screen any more."""


class _Glass(NamedTuple):
    """What one screen has said it shows; without ``tickets``, everything up to ``seq``."""

    stations: tuple[str | None, ...]
    seq: int
    tickets: frozenset[int] | None
    chips: frozenset[int]

    def counts_for(self, station: str | None) -> bool:
        """Whether a cook of the station looks at it; what all must see may stand on any."""
        return station is None or station in self.stations or None in self.stations


class _Line(NamedTuple):
    """A line to cook, or one station's step of it, by the event that put it there, and when."""

    seq: int
    at: float


class _AtStation:
    """One order at one station.

    ``through`` is the last event up to which a glass showed it at the last look, ``best`` at any,
    ``lost_at`` when it was taken off; ``chip_since`` is since when it is a chip and no ticket.
    """

    __slots__ = ("best", "chip_since", "lines", "lost_at", "through")

    def __init__(self) -> None:
        self.lines: dict[str, _Line] = {}
        self.through = self.best = 0
        self.lost_at = 0.0
        self.chip_since: float | None = None


class _Ticket(NamedTuple):
    """What is to cook of one order, by station; ``order_number`` as people say it."""

    number: int
    order_number: str
    places: dict[str | None, _AtStation]


class Unseen(NamedTuple):
    """An order that a station's cook cannot see, or sees only as a chip."""

    number: int
    order_number: str
    order_id: str


class PaintLook(NamedTuple):
    """What was found at one look: by station, the orders whose time is up, the oldest first.

    Station None stands for lines that every station has to see. ``next_due`` is when the next one's
    time is up, if nothing changes.
    """

    nowhere: dict[str | None, list[Unseen]]
    only_chips: dict[str | None, list[Unseen]]
    next_due: float | None


class PaintTracker:
    """Knows every line to cook, and what each screen says that it shows."""

    def __init__(self) -> None:
        self._tickets: dict[str, _Ticket] = {}
        self._glasses: dict[Hashable, _Glass] = {}
        self._gone: list[_Glass] = []

    def track(self, number: int, order: Order, seq: int, at: float) -> bool:
        """Take in how an order stands; lines that were not to cook before are looked out for.

        Args:
            number: the order's, as screens say it.
            order: as it is committed.
            seq: the event that made it so.
            at: when that was, in monotonic seconds.

        Returns:
            whether there are such lines.
        """
        before = self._tickets.pop(order.id, None)
        known = {} if before is None else before.places
        places: dict[str | None, _AtStation] = {}
        to_cook = set(_lines_to_cook(order))
        new = False
        for station, line in to_cook:
            place = places.setdefault(station, known.get(station) or _AtStation())
            new = new or line not in place.lines
            place.lines.setdefault(line, _Line(seq, at))
        for station, place in places.items():
            for line in [each for each in place.lines if (station, each) not in to_cook]:
                del place.lines[line]
        if places:
            self._tickets[order.id] = _Ticket(number, order.order_number, places)
        return new

    def forget(self, order_id: str) -> None:
        """Look out for an order no longer."""
        self._tickets.pop(order_id, None)

    def note_painted(self, screen: Hashable, station: str | None, painted: Painted) -> bool:
        """Note what a screen of a station, or with None of everything, shows now.

        Returns:
            whether it shows other orders than before, or has to be asked which.
        """
        stations = (None,) if station is None else tuple(station.split(","))
        before = self._glasses.get(screen)
        seq, tickets = painted.seq, None
        if painted.names_orders:
            tickets = frozenset(painted.tickets or ())
        elif before is not None and before.tickets is None and before.stations == stations:
            seq = max(seq, before.seq)
        glass = _Glass(stations, seq, tickets, frozenset(painted.chips or ()))
        self._glasses[screen] = glass
        self._gone = [each for each in self._gone if not set(each.stations) <= set(stations)]
        return before is None or tickets is None or glass._replace(seq=before.seq) != before

    def note_gone(self, screen: Hashable) -> None:
        """Note that a screen is not heard any more.

        What it said last holds on: a line that breaks for a moment darkens no glass.
        """
        glass = self._glasses.pop(screen, None)
        if glass is not None and not any(
            set(glass.stations) & set(each.stations) for each in self._glasses.values()
        ):
            self._gone.append(glass)

    def look(
        self, now: float, within: float, chips_after: float
    ) -> Generator[None, None, PaintLook]:
        """Find what ought to be on a screen by now and is not, an order a step.

        Args:
            now: monotonic seconds.
            within: seconds for which an order may stand nowhere.
            chips_after: seconds for which it may stand as a chip only.
        """
        nowhere: dict[str | None, list[Unseen]] = {}
        chips: dict[str | None, list[Unseen]] = {}
        glasses: dict[str | None, list[_Glass]] = {}
        due = inf
        for order_id, ticket in sorted(self._tickets.items(), key=lambda pair: pair[1].number):
            for station, place in ticket.places.items():
                if station not in glasses:
                    glasses[station] = self._glasses_of(station)
                missing, chip = _examine(place, ticket.number, glasses[station], now)
                unseen = Unseen(ticket.number, ticket.order_number, order_id)
                if missing is not None and missing + within <= now:
                    nowhere.setdefault(station, []).append(unseen)
                elif missing is not None:
                    due = min(due, missing + within)
                elif chip is not None and chip + chips_after <= now:
                    chips.setdefault(station, []).append(unseen)
                elif chip is not None:
                    due = min(due, chip + chips_after)
            yield
        if self._darken(nowhere):
            due = min(due, now + within)
        return PaintLook(nowhere, chips, None if due == inf else due)

    def is_lit(self, station: str | None) -> bool:
        """Whether a screen that a station's cook looks at reports what it shows."""
        return any(glass.counts_for(station) for glass in self._glasses.values())

    def _darken(self, stations: Iterable[str | None]) -> bool:
        """Believe the last word of screens no longer that are gone and show nothing that is new.

        Returns:
            whether there were any.
        """
        dark = [each for each in stations if not self.is_lit(each)]
        kept = [glass for glass in self._gone if not any(map(glass.counts_for, dark))]
        gone, self._gone = len(self._gone) - len(kept), kept
        return gone > 0

    def _glasses_of(self, station: str | None) -> list[_Glass]:
        known = (*self._glasses.values(), *self._gone)
        return [each for each in known if each.counts_for(station)]


def _lines_to_cook(order: Order) -> Iterable[tuple[str | None, str]]:
    """Go through what is to cook of an order: each station with a name for its line."""
    for item in order.items if order.on_board else ():
        if not item.at:
            if item.status in TO_COOK and item.attended:
                yield item.station, item.id
            continue
        for step in item.at if item.live else ():
            if step.status in TO_COOK:
                yield step.station, item.id


def _examine(
    place: _AtStation, number: int, glasses: list[_Glass], now: float
) -> tuple[float | None, float | None]:
    """Say since when a line of an order stands nowhere, and since when all is a chip only."""
    ticket = chip = 0
    for glass in glasses:
        if glass.tickets is None or number in glass.tickets:
            ticket = max(ticket, glass.seq)
        elif number in glass.chips:
            chip = max(chip, glass.seq)
    through = max(ticket, chip)
    if through < place.through:
        place.lost_at = now
    place.through, place.best = through, max(place.best, through)
    lines = place.lines.values()
    missing = [
        place.lost_at if line.seq <= place.best else line.at for line in lines if line.seq > through
    ]
    if missing or all(line.seq <= ticket for line in lines):
        place.chip_since = None
    elif place.chip_since is None:
        place.chip_since = now
    return min(missing, default=None), place.chip_since
