"""The test order: one line for every station, to see that each screen shows it.

It goes away by itself. What it was sent for stands in its timer, so that a hub that starts anew in
between still knows it, and takes it off the boards when its time is up.
"""

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from hub import ids
from hub.commit.change import HUB, Change
from hub.commit.command import Command, Outcome
from hub.commit.event_log import EventLog
from hub.commit.timers import Timers
from hub.domain.errors import not_found
from hub.domain.old_orders import complete_old
from hub.domain.orders import OrderType, order_number
from hub.domain.times import Instant, instant
from hub.menu.service import MenuService
from hub.orders.intake import OrderIntake
from hub.orders.order_changes import OrderChanges
from hub.realtime.subscriber import Subscriber
from hub.store.row_types import TimerRow
from hub.wire.drafts import draft_of
from hub.wire.drills import StationTick, TrialOrder
from hub.wire.order_requests import Accept, NewItem, NewOrder
from hub.wire.responses import Gone
from hub.wire.socket_messages import Painted

STAYS = 15 * 60 * 1000
"""Milliseconds after which it goes away."""

CALLED = "TEST"
"""What stands large on its tickets."""

_KIND = "order:trial"

_Stations = tuple[str | None, ...]


class TrialOrders:
    """Sends one test order at a time.

    Args:
        intake: takes it in; changes: takes it off the boards again.
        timers: know when that is due.
        menu: knows the stations.
        log: says which event is the last.
    """

    def __init__(
        self,
        intake: OrderIntake,
        changes: OrderChanges,
        timers: Timers,
        menu: MenuService,
        log: EventLog,
    ) -> None:
        self._intake = intake
        self._changes = changes
        self._timers = timers
        self._menu = menu
        self._log = log
        self._since = 0
        self._painted: dict[str, dict[str | None, Instant]] = {}
        timers.on_due(_KIND, self._end)

    async def place(self, command: Command) -> Outcome[TrialOrder]:
        """Send one to every station that has a screen, in place of the one before.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        known = [each for each in self._menu.menu.stations.values() if each.screen]
        names: dict[str | None, str] = {each.id: each.name for each in known}
        names = names or {None: CALLED}
        now = self._now()
        order_id = ids.new_id(now)
        change = self._changes.writer.begin(command.who.actor)
        for timer in self._timers.of(_KIND):
            self._end(timer, change)
            self._timers.cancel(change, _KIND, timer.id)
        # Before the order, so that there is never one that nothing takes away again.
        body = msgspec.json.encode(tuple(names))
        self._timers.set(change, _KIND, order_id, now + STAYS, body)
        await self._changes.writer.commit(change)
        self._painted = {order_id: {}}
        items = tuple(
            NewItem(name=name, quantity=1, stations=None if station is None else (station,))
            for station, name in names.items()
        )
        new = NewOrder(
            id=order_id,
            type=OrderType.DINE_IN,
            display_number=CALLED,
            test=True,
            accept=Accept.ALWAYS,
            items=items,
        )
        await self._intake.place(replace(command, key=None), new)
        self._since = self._log.committed
        return Outcome(self.view(), created=True)

    def view(self) -> TrialOrder:
        """Say which stations' screens have shown it.

        Raises:
            Refusal: NOT_FOUND while there is none.
        """
        timer, stations = self._require()
        entry = self._changes.live_orders.get_latest(timer.id)
        seen = self._painted.get(timer.id, {})
        return TrialOrder(
            order_id=timer.id,
            number=order_number(0 if entry is None else entry.number),
            display_number=CALLED,
            expires_in=max(0, -((self._now() - timer.due) // 1000)),
            stations=tuple(
                StationTick(station=each, painted=each in seen, at=seen.get(each, UNSET))
                for each in stations
            ),
        )

    async def close(self) -> Gone:
        """Take it off every board.

        Raises:
            Refusal: NOT_FOUND while there is none; STORAGE_FULL or STORAGE_ERROR.
        """
        timer, _ = self._require()
        change = self._changes.writer.begin(HUB)
        self._timers.cancel(change, _KIND, timer.id)
        self._end(timer, change)
        await self._changes.writer.commit(change)
        return Gone(id=timer.id)

    def note_painted(self, _screen: Subscriber, station: str | None, painted: Painted) -> None:
        """Note what a screen shows; the test order is ticked off once."""
        for timer in self._timers.of(_KIND):
            entry = self._changes.live_orders.get_committed(timer.id)
            if entry is None or not self._is_shown(painted, entry.number):
                continue
            seen = self._painted.setdefault(timer.id, {})
            looked_at = None if station is None else station.split(",")
            for each in _read_stations(timer):
                if each is None or looked_at is None or each in looked_at:
                    seen.setdefault(each, instant(self._now()))

    def _is_shown(self, painted: Painted, number: int) -> bool:
        if not painted.names_orders:
            # A screen of an early version shows all that had happened by then.
            return painted.seq >= self._since
        return number in (painted.tickets or ()) or number in (painted.chips or ())

    def _now(self) -> int:
        return self._changes.now()[1]

    def _require(self) -> tuple[TimerRow, _Stations]:
        found = self._timers.of(_KIND)
        if not found:
            raise not_found("test order")
        return found[-1], _read_stations(found[-1])

    def _end(self, timer: TimerRow, change: Change) -> None:
        entry = self._changes.live_orders.get_latest(timer.id)
        change.then(self._painted.clear)
        if entry is not None and entry.order.active:
            transition = complete_old(entry.order, instant(change.at))
            closed = entry.replace(transition.order)
            self._changes.live_orders.change(change, closed)
            change.tell(*(draft_of(event, closed.order) for event in transition.events))


def _read_stations(timer: TimerRow) -> _Stations:
    return msgspec.json.decode(timer.body, type=_Stations)
