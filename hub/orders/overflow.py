"""Keeps the board within what screens, sockets and memory can take, whoever floods it.

A new order is never refused for it: others give way, in the same commit, and are in the history.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial

from hub.commit.change import HUB, Change
from hub.domain import rules
from hub.domain.eviction import BoardBounds
from hub.domain.stock import OrderChange
from hub.domain.times import instant
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.realtime.standing_alarms import Alarms
from hub.wire.drafts import draft_of
from hub.wire.socket_messages import BOARD_FULL

_log = logging.getLogger(__name__)

CLOSED_FOR_ROOM = "closed by the hub: there were too many open orders"
"""The reason on each line of an order that gave way."""

BOUNDS = BoardBounds()

AT_ONCE = 200
"""Orders that one change closes at most. What one change adds, fewer make room for; it is reached
only when a folder that holds far too much could not be brought within bounds at the start."""

_ENDS_BELOW = 0.9
"""Of the bounds; closer to them the alarm would come and go with every order."""

_NAMED = 3


class Overflow:
    """Closes orders when there are too many.

    Args:
        live_orders: the orders.
        alarms: told while there are too many.
        find_name: says what a device is called.
        bounds: what the board may hold.

    Attributes:
        bounds: what the board may hold.
        closed: how many orders have given way since the start.
    """

    def __init__(
        self,
        live_orders: LiveOrders,
        alarms: Alarms,
        find_name: Callable[[str], str | None],
        bounds: BoardBounds,
    ) -> None:
        self.bounds = bounds
        self.closed = 0
        self._live_orders = live_orders
        self._alarms = alarms
        self._find_name = find_name
        self._senders: dict[str | None, None] = {}
        # Whether any have given way since the alarm was last found to be over.
        self._watched = False

    def make_room(
        self, change: Change, kept: Collection[int], at_most: int = AT_ONCE
    ) -> list[OrderChange]:
        """Close as many orders as have to give way, along with a change; awaits nothing.

        Args:
            change: closes them too.
            kept: numbers of the orders that make the board larger; they stay.
            at_most: how many give way.

        Returns:
            those that give way, as they were and as they are now.
        """
        holdings = self._live_orders.holdings
        gone: list[OrderEntry] = []
        changes: list[OrderChange] = []
        while len(gone) < at_most:
            order_id = holdings.first_to_go(self.bounds, kept)
            entry = None if order_id is None else self._live_orders.get_latest(order_id)
            if entry is None:
                break
            transition = rules.close(entry.order, CLOSED_FOR_ROOM, instant(change.at))
            closed = entry.replace(transition.order)
            self._live_orders.change(change, closed)
            events = (draft_of(each, closed.order) for each in transition.events)
            change.tell(*events, actor=HUB)
            gone.append(closed)
            changes.append((entry.order, closed.order))
        self._watched = self._watched or bool(gone)
        if self._watched:
            change.then(partial(self._say, gone))
        return changes

    def _say(self, gone: Sequence[OrderEntry]) -> None:
        """Raise the alarm for orders that gave way, or end it."""
        self._senders |= {entry.sender: None for entry in gone}
        if gone:
            self._watched = True
            self.closed += len(gone)
            self._alarms.sound(BOARD_FULL, self._message())
            first = gone[0].order.order_number
            _log.warning("too many open orders: %d closed, from %s on", len(gone), first)
        elif self._senders and not self._live_orders.holdings.exceed(self._nearly()):
            self._senders.clear()
            self._watched = False
            self._alarms.end(BOARD_FULL)

    def _nearly(self) -> BoardBounds:
        orders, size = self.bounds
        return BoardBounds(int(orders * _ENDS_BELOW), int(size * _ENDS_BELOW))

    def _message(self) -> str:
        names = sorted({self._name(each) for each in self._senders})
        named = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
        return (
            f"Too many open orders. The hub closes the oldest ones of {named}; they are in the "
            "history."
        )

    def _name(self, sender: str | None) -> str:
        name = None if sender is None else self._find_name(sender)
        return "a device that is gone" if name is None else name
