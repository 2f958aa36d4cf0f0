"""Completes open orders that nobody has touched for long, so that they drown no new ones.

Nobody bumps what is eaten; a kitchen begins the next day with an empty board all the same.
"""

import asyncio
import logging

from hub.clock.wall_clock import Clock
from hub.commit.change import HUB
from hub.config_sections import OrdersSettings
from hub.domain.errors import Refusal
from hub.domain.old_orders import complete_old, is_old
from hub.domain.times import instant, milliseconds
from hub.orders.order_changes import OrderChanges
from hub.wire.drafts import draft_of

_log = logging.getLogger(__name__)

HOUR = 3600 * 1000

LOOK_EVERY = 300.0
"""Seconds between two looks, at most: how late an order may be completed."""

AT_ONCE = 20
"""Orders that one change completes at most, for their events go to every screen."""


class OldOrders:
    """Completes what was left open.

    Args:
        changes: commits what becomes of orders.
        clock: the hub's time.

    Attributes:
        completed: how many orders were completed since the start.
    """

    def __init__(self, changes: OrderChanges, clock: Clock) -> None:
        self.completed = 0
        self._changes = changes
        self._clock = clock

    async def close(self, older_than: int) -> int:
        """Complete every open order that was not touched for so long.

        Args:
            older_than: milliseconds.

        Returns:
            how many.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; some may have been completed.
        """
        count = 0
        while closed := await self._close_some(older_than):
            count += closed
        if count:
            _log.info("%d orders that nobody had touched for long were completed", count)
        return count

    async def run(self, settings: OrdersSettings) -> None:
        """Look again and again, until cancelled.

        Args:
            settings: after how long an order is old.
        """
        older_than = round(settings.close_after_hours * HOUR)
        while older_than:
            try:
                await self.close(older_than)
            except Refusal as why:
                _log.warning("old orders cannot be completed yet: %s", why)
            await asyncio.sleep(min(LOOK_EVERY, self._seconds_left(older_than)))

    async def _close_some(self, older_than: int) -> int:
        change = self._changes.writer.begin(HUB)
        before, now = instant(change.at - older_than), instant(change.at)
        live_orders = self._changes.live_orders
        old = [each for each in live_orders.list_latest() if is_old(each.order, before)][:AT_ONCE]
        if not old:
            return 0
        completed = [(entry, complete_old(entry.order, now)) for entry in old]
        for entry, transition in completed:
            closed = entry.replace(transition.order)
            live_orders.change(change, closed)
            change.tell(*(draft_of(event, closed.order) for event in transition.events))
        stock = [(entry.order, transition.order) for entry, transition in completed]
        self._changes.take_stock(change, stock)
        await self._changes.writer.commit(change)
        self.completed += len(old)
        return len(old)

    def _seconds_left(self, older_than: int) -> float:
        """Say in how many seconds the next order is old; one at the least."""
        live = self._changes.live_orders.list_active()
        oldest = min((milliseconds(each.order.updated_at) for each in live), default=None)
        if oldest is None:
            return LOOK_EVERY
        return max(1.0, (oldest + older_than - self._clock.now()) / 1000)
