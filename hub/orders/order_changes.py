"""What every use case of orders stands on: fetching an order, and committing what became of it.

The shape is always the same: fetch the order (which may wait for the disk), then, without waiting
for anything, apply a pure rule and stage what it gives, and then wait for the commit.
"""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from hub.clock.wall_clock import Clock
from hub.commit.change import HUB
from hub.commit.command import Command, Json, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import not_found
from hub.domain.orders import Item, Order, Transition
from hub.domain.times import Instant, instant
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.overflow import Overflow
from hub.orders.waiting_orders import WaitingOrders
from hub.store.tables import ITEMS, ItemRow
from hub.wire.events import draft_of
from hub.wire.responses import RequestWarning

_AT_START = 20
"""Orders of one commit that give way when the hub starts."""

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


class OrderChanges:
    """Fetches orders for use cases, and commits what becomes of them.

    Args:
        live_orders: the memory image.
        writer: commits the changes.
        clock: the hub's time.
        overflow: closes orders when there are too many.
        waiting: sets the timers of orders that no kitchen sees yet.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        writer: Writer,
        clock: Clock,
        overflow: Overflow,
        waiting: WaitingOrders,
    ) -> None:
        self.live_orders = live_orders
        self.writer = writer
        self._clock = clock
        self._overflow = overflow
        self._waiting = waiting

    async def fetch(self, order_id: str) -> OrderEntry:
        """Return the latest state of an order.

        Raises:
            Refusal: NOT_FOUND.
        """
        entry = await self.live_orders.fetch(order_id)
        if entry is None:
            raise not_found("order")
        return entry

    async def fetch_by_item(self, item_id: str) -> OrderEntry:
        """Return the latest state of the order that holds a line.

        Raises:
            Refusal: NOT_FOUND.
        """
        entry = await self.live_orders.fetch_by_item(item_id)
        if entry is None:
            raise not_found("item")
        return entry

    async def apply(
        self,
        command: Command,
        before: OrderEntry,
        transition: Transition,
        at: int,
        made: Iterable[str] = (),
    ) -> Outcome[Json[Order]]:
        """Commit what became of an order -> the order.

        Args:
            command: that asked for it.
            before: the order as it was.
            transition: what a rule made of it.
            at: when, in Unix milliseconds.
            made: ids of lines that were made here, so that no line can have them yet.
        """
        entry = before.replace(transition.order)
        outcome: Outcome[Json[Order]] = Outcome(Json(entry.body), entry.order.version)
        return await self.commit(command, entry, transition, at, outcome, made)

    async def apply_to_item(
        self, command: Command, before: OrderEntry, transition: Transition, at: int, item_id: str
    ) -> Outcome[Json[Item]]:
        """Commit what became of an order -> one of its lines."""
        entry = before.replace(transition.order)
        item = Json(_encode(entry.order.item(item_id)))
        outcome: Outcome[Json[Item]] = Outcome(item, entry.order.version)
        return await self.commit(command, entry, transition, at, outcome)

    async def commit(
        self,
        command: Command,
        entry: OrderEntry,
        transition: Transition,
        at: int,
        outcome: Outcome[T],
        made: Iterable[str] = (),
    ) -> Outcome[T]:
        """Commit an order as it is now; the command is told the outcome once it is durable.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; nothing was changed then.
        """
        order = entry.order
        before = self.live_orders.get_latest(order.id)
        change = self.writer.begin(command.who.id, at=at)
        change.rows.made_here.update(made)
        change.put(
            ITEMS,
            *(
                ItemRow(item.id, entry.number)
                for item in order.items
                if not self.live_orders.holds_item(item.id)
            ),
        )
        self.live_orders.change(change, entry)
        self._waiting.note_change(change, None if before is None else before.order, order)
        change.tell(*(draft_of(event, order) for event in transition.events))
        command.remember(change, outcome)
        self._overflow.make_room(change, entry.number)
        await self.writer.commit(change)
        return outcome

    async def make_room(self) -> None:
        """Bring a board that a file holds too much for within its bounds, some orders at a time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; the next change goes on with it.
        """
        while True:
            change = self.writer.begin(HUB)
            if not self._overflow.make_room(change, None, at_most=_AT_START):
                return
            await self.writer.commit(change)

    async def show_unchanged(
        self, entry: OrderEntry, warnings: tuple[RequestWarning, ...] = ()
    ) -> Outcome[Json[Order]]:
        """Show an order as it is, once it is durable."""
        if self.live_orders.get_committed(entry.order.id) is not entry:
            # It is still on its way to disk: to show it now would be to promise it.
            await self.writer.settle()
        return Outcome(Json(entry.body), entry.order.version, warnings)

    def now(self) -> tuple[Instant, int]:
        """Return the hub's time, as the wire writes it and in Unix milliseconds."""
        at = self._clock.now()
        return instant(at), at
