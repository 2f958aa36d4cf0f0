"""Keeps the board within what screens, sockets and memory can take, whoever floods it.

A new order is never refused for it: others give way, in the same commit, and are in the history.
"""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hub.alarms import Alarms
from hub.commit.event_log import EventLog
from hub.domain import rules
from hub.domain.give_way import Bounds
from hub.domain.times import instant
from hub.orders.live_orders import Entry, LiveOrders
from hub.orders.unpainted import HUB
from hub.store.rows import Rows
from hub.wire.events import Committed, draft_of
from hub.wire.socket_messages import BOARD_FULL

_log = logging.getLogger(__name__)

CLOSED_FOR_ROOM = "closed by the hub: there were too many open orders"
"""The reason on each line of an order that gave way."""

BOUNDS = Bounds()

AT_ONCE = 200
"""Orders that one change closes at most. What one change adds, fewer make room for; it is reached
only when a folder that holds far too much could not be brought within bounds at the start."""

_ENDS_BELOW = 0.9
"""Of the bounds; closer to them the alarm would come and go with every order."""

_NAMED = 3


class Gone(NamedTuple):
    """Orders that give way: as they are then, and what is told of them."""

    entries: list[Entry]
    events: list[Committed]


class Overflow:
    """Closes orders when there are too many.

    Args:
        live_orders: the orders.
        log: numbers the events.
        alarms: told while there are too many.
        name_of: says what a device is called.
        bounds: what the board may hold.

    Attributes:
        bounds: what the board may hold.
        closed: how many orders have given way since the start.
    """

    def __init__(
        self,
        live_orders: LiveOrders,
        log: EventLog,
        alarms: Alarms,
        name_of: Callable[[str], str | None],
        bounds: Bounds,
    ) -> None:
        self.bounds = bounds
        self.closed = 0
        self._live_orders = live_orders
        self._log = log
        self._alarms = alarms
        self._name_of = name_of
        self._senders: dict[str | None, None] = {}

    def make_room(self, rows: Rows, at: int, kept: int | None, at_most: int = AT_ONCE) -> Gone:
        """Stage the closing of as many orders as have to give way; awaits nothing.

        Args:
            rows: of the transaction, which take what is to be written.
            at: Unix milliseconds.
            kept: number of the order that makes the board larger; it stays.
            at_most: how many give way.
        """
        holdings, now = self._live_orders.holdings, instant(at)
        stay = () if kept is None else (kept,)
        gone = Gone([], [])
        while len(gone.entries) < at_most:
            order_id = holdings.first_to_go(self.bounds, stay)
            entry = None if order_id is None else self._live_orders.latest(order_id)
            if entry is None:
                break
            change = rules.close(entry.order, CLOSED_FOR_ROOM, now)
            closed = entry.changed(change.order)
            rows.orders[closed.number] = closed.row()
            drafts = [draft_of(each, change.order) for each in change.happenings]
            gone.events.extend(self._log.enter(rows, drafts, HUB, at))
            self._live_orders.stage(closed)
            gone.entries.append(closed)
        return gone

    def landed(self, gone: Sequence[Entry]) -> None:
        """Take into memory what gave way and is durable, and raise or end the alarm."""
        for entry in gone:
            self._live_orders.land(entry)
            self._senders[entry.sender] = None
        if gone:
            self.closed += len(gone)
            self._alarms.sound(BOARD_FULL, self._message())
            first = gone[0].order.order_number
            _log.warning("too many open orders: %d closed, from %s on", len(gone), first)
        elif self._senders and not self._live_orders.holdings.exceed(self._nearly()):
            self._senders.clear()
            self._alarms.end(BOARD_FULL)

    def _nearly(self) -> Bounds:
        orders, size = self.bounds
        return Bounds(int(orders * _ENDS_BELOW), int(size * _ENDS_BELOW))

    def _message(self) -> str:
        names = sorted({self._name(each) for each in self._senders})
        named = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
        return (
            f"Too many open orders. The hub closes the oldest ones of {named}; they are in the "
            "history."
        )

    def _name(self, sender: str | None) -> str:
        name = None if sender is None else self._name_of(sender)
        return "a device that is gone" if name is None else name
