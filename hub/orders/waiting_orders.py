"""Orders that no kitchen sees yet: those that wait for their time, and those without a line.

The one come to the board when their time has come, the others are cancelled when theirs is up. Both
times are timers on disk, so that a hub that was off does at its start what has become due.
"""

from hub.commit.change import Change
from hub.commit.timers import Timers
from hub.domain import waiting
from hub.domain.orders import Order, Transition
from hub.domain.times import instant, milliseconds
from hub.orders.live_orders import LiveOrders
from hub.store.row_types import TimerRow
from hub.wire.drafts import draft_of

RELEASE = "order:release"
"""The kind of timer that puts an order on the board."""

EMPTY = "order:empty"
"""The kind of timer that cancels an order that was left without a line."""


def set_release_timer(timers: Timers, change: Change, order: Order) -> None:
    """Have an order come to the board at its ``release_at``."""
    if order.release_at:
        timers.set(change, RELEASE, order.id, milliseconds(order.release_at))


class WaitingOrders:
    """Sets the timers of orders that wait, and does what is due.

    Args:
        live_orders: the orders; open ones are all in memory.
        timers: keep what is due.
    """

    def __init__(self, live_orders: LiveOrders, timers: Timers) -> None:
        self._live_orders = live_orders
        self._timers = timers
        timers.on_due(RELEASE, self._release)
        timers.on_due(EMPTY, self._cancel)

    def note_change(self, change: Change, before: Order | None, after: Order) -> None:
        """Set or cancel the timers of an order along with its change.

        Args:
            change: that the order is written in.
            before: the order as it was; None for a new one.
            after: the order as it is now.
        """
        release_at = after.release_at if after.active else None
        empty_until = after.empty_until
        if release_at and (before is None or before.release_at != release_at):
            set_release_timer(self._timers, change, after)
        elif before is not None and before.release_at and not release_at:
            self._timers.cancel(change, RELEASE, after.id)
        if empty_until and (before is None or before.empty_until != empty_until):
            self._timers.set(change, EMPTY, after.id, milliseconds(empty_until))
        elif before is not None and before.empty_until and not empty_until:
            self._timers.cancel(change, EMPTY, after.id)

    def _release(self, timer: TimerRow, change: Change) -> None:
        order = self._find(timer)
        if order is not None and order.release_at:
            self._commit(change, waiting.release(order, instant(change.at)))

    def _cancel(self, timer: TimerRow, change: Change) -> None:
        entry = self._live_orders.get_latest(timer.id)
        order = None if entry is None else entry.order
        if order is not None and order.empty_until:
            self._commit(change, waiting.close_empty(order, instant(change.at)))

    def _find(self, timer: TimerRow) -> Order | None:
        entry = self._live_orders.get_latest(timer.id)
        return None if entry is None or not entry.order.active else entry.order

    def _commit(self, change: Change, transition: Transition) -> None:
        before = self._live_orders.get_latest(transition.order.id)
        if before is not None:
            self._live_orders.change(change, before.replace(transition.order))
            change.tell(*(draft_of(event, transition.order) for event in transition.events))
