"""Tells the kitchen of orders that its screens do not show: an alarm for each station.

What stands where is known by :class:`~hub.orders.paint_tracker.PaintTracker`. One task looks at it
when the next order's time is up, and a moment after screens have shown something else. An alarm
stands for as long as it is true and says how many orders there are; when it begins, one
``kitchen:alert`` is written, through the one writer like every other change. Beside a commit it
costs a note of which order has changed.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from hub.background import in_slices
from hub.commit.change import HUB
from hub.commit.event_log import EventLog
from hub.commit.writer import Writer
from hub.domain.errors import Refusal
from hub.domain.menu import Menu
from hub.orders.live_orders import LiveOrders
from hub.orders.paint_tracker import PaintLook, PaintTracker, Unseen
from hub.realtime.standing_alarms import Alarms, StandIns
from hub.wire.drafts import alert_draft
from hub.wire.events import NOT_ON_SCREEN, ONLY_AS_CHIP, Committed, EventType, KitchenAlert
from hub.wire.socket_messages import Painted, StandIn

_log = logging.getLogger(__name__)

AT_ONCE = 16
"""Alerts of one commit; far fewer than the events that may wait for one socket."""

_LONGEST_PAUSE = 60.0

_REST = 20
"""Times as long as a look has taken nobody looks again: it goes through all open orders."""

CHIPS_AFTER = 180.0


class Grace(NamedTuple):
    """How long an order may be on no screen before anybody is told, in seconds.

    ``within``: from the event that put it before its station. ``after_start``: for orders that were
    there when the hub started; screens take some seconds to come back. ``settle``: from a screen's
    report to the look at it, so that one look serves for all that report the same.
    ``retry_after``: from an alert that could not be written to the next attempt; it doubles each
    time, up to a minute.
    """

    within: float = 5.0
    after_start: float = 15.0
    settle: float = 1.0
    retry_after: float = 1.0


GRACE = Grace()


_Stations = tuple[str | None, ...]


class _Where(NamedTuple):
    """An alarm: what is wrong, and at which station."""

    code: str
    station: str | None


class UnpaintedAlerts:
    """Raises an alarm for each station whose screens do not show what it has to cook.

    Args:
        live_orders: the orders as they are committed.
        log: says which event is the last.
        writer: commits alerts.
        alarms: where alarms stand.
        stand_ins: which orders are shown at a station's backup.
        menu: returns the menu as it is committed, which knows each station's backup.
        screens_expected: whether the branch has a device that could be a screen; without one
            nobody is told.

    Attributes:
        chips_after: seconds for which an order may stand as a chip only.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        log: EventLog,
        writer: Writer,
        alarms: Alarms,
        stand_ins: StandIns,
        menu: Callable[[], Menu],
        screens_expected: Callable[[], bool],
    ) -> None:
        self.chips_after = CHIPS_AFTER
        self._live_orders = live_orders
        self._log = log
        self._writer = writer
        self._alarms = alarms
        self._stand_ins = stand_ins
        self._menu = menu
        self._screens_expected = screens_expected
        self._tracker = PaintTracker()
        self._grace = GRACE
        self._changed: dict[str, tuple[int, float]] = {}
        self._standing: Mapping[_Where, list[Unseen]] = {}
        self._unwritten: dict[_Where, KitchenAlert] = {}
        self._write_at = 0.0
        self._pause = 0.0
        self._due: float | None = None
        self._woken = asyncio.Event()

    @property
    def unpainted(self) -> int:
        """How many orders are on no screen of one of their stations, after their time was up."""
        return self._count(NOT_ON_SCREEN)

    @property
    def only_chips(self) -> int:
        """How many orders have been a chip only for too long."""
        return self._count(ONLY_AS_CHIP)

    def find_unseen(self) -> tuple[Mapping[str, _Stations], Mapping[str, _Stations]]:
        """Say of orders, by id, at which stations they stand nowhere, and where only as chips."""
        found: dict[str, dict[str, _Stations]] = {NOT_ON_SCREEN: {}, ONLY_AS_CHIP: {}}
        for (code, station), orders in self._standing.items():
            for each in orders:
                known = found[code].get(each.order_id, ())
                found[code][each.order_id] = (*known, station)
        return found[NOT_ON_SCREEN], found[ONLY_AS_CHIP]

    def _count(self, code: str) -> int:
        found = (orders for where, orders in self._standing.items() if where.code == code)
        return len({each.number for orders in found for each in orders})

    def note(self, event: Committed) -> None:
        """Note a durable event. Takes the same short time whatever it holds."""
        draft = event.draft
        if draft.order_id is not None and draft.type is not EventType.KITCHEN_ALERT:
            self._changed[draft.order_id] = (event.seq, time.monotonic())
            self._woken.set()

    def note_painted(self, screen: Hashable, station: str | None, painted: Painted) -> None:
        """Note what a screen shows now.

        Args:
            screen: which; another one for each socket.
            station: whose screen it is; None is a screen of everything.
            painted: its report, of an event that has happened.
        """
        if self._tracker.note_painted(screen, station, painted) or self._standing:
            self._look_within(self._grace.settle)

    def note_gone(self, screen: Hashable) -> None:
        """Note that a screen is not heard any more."""
        self._tracker.note_gone(screen)

    async def run(self, grace: Grace = GRACE) -> None:
        """Watch, until cancelled. What is open at the start is due after the start."""
        self._grace = grace
        started = time.monotonic() + grace.after_start - grace.within
        for entry in self._live_orders.list_on_board():
            if self._tracker.track(entry.number, entry.order, self._log.committed, started):
                self._look_within(grace.after_start)
        while True:
            await self._wait()
            self._take_in()
            now = time.monotonic()
            if self._due is not None and self._due <= now:
                self._due = None
                await self._look(now)
            if self._unwritten and self._write_at <= now:
                await self._write(now)

    def _look_within(self, seconds: float) -> None:
        at = time.monotonic() + seconds
        if self._due is None or at < self._due:
            self._due = at
            self._woken.set()

    async def _wait(self) -> None:
        """Wait until an order has changed, or until there is something to do."""
        times = [self._write_at] if self._unwritten else []
        if self._due is not None:
            times.append(self._due)
        try:
            async with asyncio.timeout(min(times) - time.monotonic() if times else None):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _take_in(self) -> None:
        self._woken.clear()
        changed, self._changed = self._changed, {}
        for order_id, (seq, at) in changed.items():
            entry = self._live_orders.get_committed(order_id)
            if entry is None:
                self._tracker.forget(order_id)
            elif self._tracker.track(entry.number, entry.order, seq, at):
                self._look_within(at + self._grace.within - time.monotonic())
        if changed and self._standing:
            self._look_within(self._grace.settle)

    async def _look(self, now: float) -> None:
        grace = self._grace
        found = await in_slices(self._tracker.look(now, grace.within, self.chips_after))
        ended = time.monotonic()
        if found.next_due is not None:
            # Where many orders come due one after the other, a look serves for several.
            self._look_within(max(found.next_due - ended, _REST * (ended - now)))
        self._raise(found)

    def _raise(self, found: PaintLook) -> None:
        """Have exactly those alarms stand that are true now."""
        standing: dict[_Where, list[Unseen]] = {}
        if self._screens_expected():
            for code, by_station in (
                (NOT_ON_SCREEN, found.nowhere),
                (ONLY_AS_CHIP, found.only_chips),
            ):
                standing |= {_Where(code, each): orders for each, orders in by_station.items()}
        for where in [each for each in self._standing if each not in standing]:
            self._alarms.end(*where)
            self._unwritten.pop(where, None)
        rows: list[StandIn] = []
        for where, orders in standing.items():
            alert = _alert(where, orders)
            backup = self._menu().backup_of(where.station)
            if where.code == NOT_ON_SCREEN and where.station and backup:
                numbers = tuple(each.number for each in orders)
                rows.append(StandIn(station=where.station, backup=backup, orders=numbers))
                if self._tracker.is_lit(backup):
                    message = f"{alert.message} Shown at {backup} for now."
                    alert = replace(alert, message=message, shown_at=backup)
            self._alarms.sound_about_orders(alert)
            if where not in self._standing:
                self._unwritten[where] = alert
                _log.info("%s", alert.message)
        self._standing = standing
        self._stand_ins.replace(rows)

    async def _write(self, now: float) -> None:
        due = dict(list(self._unwritten.items())[:AT_ONCE])
        try:
            change = self._writer.begin(HUB)
            change.tell(*map(alert_draft, due.values()))
            await self._writer.commit(change)
        except Refusal as why:
            self._pause = min(2 * self._pause or self._grace.retry_after, _LONGEST_PAUSE)
            self._write_at = now + self._pause
            _log.warning(
                "%d alerts could not be written, next attempt in %g s: %s",
                len(self._unwritten),
                self._pause,
                why.message,
            )
            return
        self._pause = 0.0
        for where in due:
            self._unwritten.pop(where, None)


def _alert(where: _Where, orders: list[Unseen]) -> KitchenAlert:
    first, more = orders[0], len(orders) - 1
    subject = f"{first.order_number} and {more} more" if more else first.order_number
    if where.code == NOT_ON_SCREEN:
        place = "no screen" if where.station is None else f"no screen of {where.station}"
        message = f"{subject} {'are' if more else 'is'} on {place}."
    else:
        place = "every screen" if where.station is None else f"the screens of {where.station}"
        only = "stand only as chips" if more else "stands only as a chip"
        message = f"{subject} {only} on {place}."
    return KitchenAlert(
        code=where.code,
        message=message,
        order_id=first.order_id,
        station=where.station,
        number=first.number,
        count=len(orders),
    )
