"""Tells the kitchen of orders that are on no screen: ``kitchen:alert``.

A line is looked out for from the event that put it before its station: a new order, another round,
a recall. It is seen once a screen of the station, or of everything, has painted that event or a
later one: a screen paints events in order, so the highest ``seq`` it has painted stands for all.
The rule stands in :class:`PaintTracker`, which knows no clock.

One task sleeps until the next line is due and writes what the tracker reports, through the one
writer like every other change. Beside a commit it costs a note of which order has changed.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from hub.commit.change import HUB
from hub.commit.event_log import EventLog
from hub.commit.writer import Writer
from hub.domain.errors import Refusal
from hub.domain.orders import ItemStatus, Order
from hub.orders.live_orders import LiveOrders
from hub.wire.events import NOT_ON_SCREEN, Committed, KitchenAlert, alert_draft

_log = logging.getLogger(__name__)

AT_ONCE = 16
"""Alerts of one commit; far fewer than the events that may wait for one socket."""

_LONGEST_PAUSE = 60.0

TO_COOK = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})
"""The statuses in which a line waits for its cook; one that is ready needs no screen any more."""


class Grace(NamedTuple):
    """How long a line may be on no screen before anybody is told, in seconds.

    ``within``: from the event that put it before its station. ``after_start``: for lines that were
    there when the hub started; screens take some seconds to come back. ``retry_after``: from
    an alert that could not be written to the next attempt; it doubles each time, up to a minute.
    """

    within: float = 5.0
    after_start: float = 15.0
    retry_after: float = 1.0


GRACE = Grace()


class _Line(NamedTuple):
    """A line to cook, or one station's step of it; ``seq`` is the event that put it there."""

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


class PaintTracker:
    """Knows every line to cook and how far each station's screens have painted."""

    def __init__(self) -> None:
        self._tickets: dict[str, _Ticket] = {}
        self._painted: dict[str | None, int] = {}
        self._due: list[tuple[float, int, int, str]] = []
        self._count = count()

    def track(self, order: Order, seq: int, due: float) -> None:
        """Take in how an order stands; lines that were not to cook before are looked out for.

        Args:
            order: as it is committed.
            seq: the event that made it so.
            due: when the new ones must be on a screen, in monotonic seconds.
        """
        before = self._tickets.get(order.id)
        known = {} if before is None else before.lines
        lines: dict[str, _Line] = {}
        for item in order.items if order.on_board else ():
            if not item.at:
                if item.status in TO_COOK and item.attended:
                    lines[item.id] = known.get(item.id) or _Line(item.station, seq)
                continue
            for step in item.at if item.live else ():
                if step.status in TO_COOK:
                    key = f"{item.id} {step.station}"
                    lines[key] = known.get(key) or _Line(step.station, seq)
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

    def note_painted(self, station: str | None, seq: int) -> None:
        """Note that a screen of a station, or with None of everything, shows all up to ``seq``."""
        for each in (None,) if station is None else station.split(","):
            if seq > self._painted.get(each, 0):
                self._painted[each] = seq

    @property
    def next_due(self) -> float | None:
        """When to ask for :meth:`take_overdue` again, in monotonic seconds; None for never."""
        return self._due[0][0] if self._due else None

    def take_overdue(self, now: float) -> list[Unseen]:
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
                _report(order_id, ticket, station)
                for station in due
                if seq > max(self._painted_through(station), ticket.told.get(station, 0))
            ]
        return found

    def is_still_true(self, unseen: Unseen) -> bool:
        """Whether a report is still true: it was neither painted nor cooked since."""
        ticket = self._tickets.get(unseen.order_id)
        return ticket is not None and any(
            line.station == unseen.station
            and self._painted_through(line.station) < line.seq <= unseen.seq
            for line in ticket.lines.values()
        )

    @property
    def unpainted(self) -> int:
        """How many orders were reported and are still on no screen of one of their stations."""
        return sum(
            any(
                self._painted_through(line.station) < line.seq <= ticket.told.get(line.station, 0)
                for line in ticket.lines.values()
            )
            for ticket in self._tickets.values()
            if ticket.told
        )

    def _painted_through(self, station: str | None) -> int:
        if station is None:
            return max(self._painted.values(), default=0)
        return max(self._painted.get(station, 0), self._painted.get(None, 0))


class UnpaintedAlerts:
    """Raises an alert for each order and station with a line that no screen has painted in time.

    Args:
        live_orders: the orders as they are committed.
        log: says which event is the last.
        writer: commits them.
        screens_expected: whether the branch has a device that could be a screen; without one
            nobody is told.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        log: EventLog,
        writer: Writer,
        screens_expected: Callable[[], bool],
    ) -> None:
        self._live_orders = live_orders
        self._log = log
        self._writer = writer
        self._screens_expected = screens_expected
        self._tracker = PaintTracker()
        self._changed: dict[str, tuple[int, float]] = {}
        self._woken = asyncio.Event()

    @property
    def unpainted(self) -> int:
        """How many orders are on no screen of one of their stations, after their time was up."""
        return self._tracker.unpainted if self._screens_expected() else 0

    def note(self, event: Committed) -> None:
        """Note a durable event. Takes the same short time whatever it holds."""
        draft = event.draft
        if draft.order_id is not None:
            self._changed[draft.order_id] = (event.seq, time.monotonic())
            self._woken.set()

    def note_painted(self, station: str | None, seq: int) -> None:
        """Note what a screen has painted.

        Args:
            station: whose screen it is; None is a screen of everything.
            seq: the last event that it shows; one that has happened.
        """
        self._tracker.note_painted(station, seq)

    async def run(self, grace: Grace = GRACE) -> None:
        """Watch, until cancelled. What is open at the start is due after the start."""
        due = time.monotonic() + grace.after_start
        for entry in self._live_orders.list_on_board():
            self._tracker.track(entry.order, self._log.committed, due)
        while True:
            await self._wait(self._tracker.next_due)
            self._take_in(grace)
            overdue = self._tracker.take_overdue(time.monotonic())
            if self._screens_expected():
                await self._raise(overdue, grace)

    async def _wait(self, due: float | None) -> None:
        """Wait until an order has changed, or until ``due``."""
        try:
            async with asyncio.timeout(None if due is None else due - time.monotonic()):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _take_in(self, grace: Grace) -> None:
        self._woken.clear()
        changed, self._changed = self._changed, {}
        for order_id, (seq, at) in changed.items():
            entry = self._live_orders.get_committed(order_id)
            if entry is None:
                self._tracker.forget(order_id)
            else:
                self._tracker.track(entry.order, seq, at + grace.within)

    async def _raise(self, unseen: Sequence[Unseen], grace: Grace) -> None:
        pause = grace.retry_after
        while unseen := [each for each in unseen if self._tracker.is_still_true(each)]:
            try:
                await self._commit(unseen[:AT_ONCE])
            except Refusal as why:
                _log.warning(
                    "%d alerts could not be written, next attempt in %g s: %s",
                    len(unseen),
                    pause,
                    why.message,
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                unseen = unseen[AT_ONCE:]
            self._take_in(grace)

    async def _commit(self, unseen: Sequence[Unseen]) -> None:
        change = self._writer.begin(HUB)
        change.tell(*(alert_draft(_alert(each)) for each in unseen))
        await self._writer.commit(change)
        for each in unseen:
            _log.info("%s is on no screen of %s", each.order_number, each.station or "the kitchen")


def _alert(unseen: Unseen) -> KitchenAlert:
    where = "no screen" if unseen.station is None else f"no screen of {unseen.station}"
    return KitchenAlert(
        code=NOT_ON_SCREEN,
        message=f"{unseen.order_number} is on {where}.",
        order_id=unseen.order_id,
        station=unseen.station,
    )


def _report(order_id: str, ticket: _Ticket, station: str | None) -> Unseen:
    last = max(line.seq for line in ticket.lines.values() if line.station == station)
    ticket.told[station] = last
    return Unseen(order_id, ticket.number, station, last)
