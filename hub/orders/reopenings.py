"""Opens closed orders again, and takes back what a device did a moment ago."""

from hub.commit.command import Command, Json, Outcome
from hub.domain.errors import Code, Refusal
from hub.domain.orders import Order
from hub.domain.reopening import reopen, restore
from hub.orders.order_changes import OrderChanges
from hub.wire.edit_requests import Restore


class Reopenings:
    """Opens orders again, and takes back what was done a moment ago.

    Args:
        changes: fetches orders and commits what becomes of them.
    """

    def __init__(self, changes: OrderChanges) -> None:
        self._changes = changes

    async def reopen(self, command: Command, order_id: str) -> Outcome[Json[Order]]:
        """Open a closed order again -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION when it is not closed, or was so for too long;
                STALE.
        """
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        return await self._changes.apply(command, entry, reopen(entry.order, now), at)

    async def restore(self, command: Command, order_id: str, new: Restore) -> Outcome[Json[Order]]:
        """Take back that lines were taken off or served, by who did it -> the order.

        Raises:
            Refusal: NOT_FOUND, STALE, INVALID_TRANSITION when this device did none of it within the
                last 8 seconds.
        """
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        mine = self._changes.acts.list_lines(command.who.id, at)
        asked = mine if new.items is None else {each.lower() for each in new.items}
        if not asked <= mine:
            raise Refusal(
                Code.INVALID_TRANSITION,
                "Only who took a line off or served it takes that back, within 8 seconds.",
                {"current": entry.order.status, "requested": "restore", "allowed": []},
            )
        transition = restore(entry.order, asked, now)
        return await self._changes.apply(command, entry, transition, at)
