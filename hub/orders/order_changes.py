"""What every use case of orders stands on: fetching an order, and committing what became of it.

The shape is always the same: fetch the order (which may wait for the disk), then, without waiting
for anything, apply a pure rule and stage what it gives, and then wait for the commit.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec

from hub.clock.wall_clock import Clock
from hub.commit.change import HUB, Change
from hub.commit.command import Command, Json, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.orders import DomainEvent, Item, Order, Transition
from hub.domain.permissions import Permission, Principal, may_void
from hub.domain.stock import OrderChange
from hub.domain.times import Instant, instant
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.overflow import Overflow
from hub.orders.recent_acts import RecentActs, list_acts
from hub.orders.waiting_orders import WaitingOrders
from hub.store.row_types import ItemRow, RawNoteRow
from hub.store.tables import ITEMS, LINE_MOVES, RAW_NOTES
from hub.wire.drafts import draft_of
from hub.wire.lenient_values import write_whole_texts
from hub.wire.responses import RequestWarning

_AT_START = 20
"""Orders of one commit that give way when the hub starts."""

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


class Changed(NamedTuple):
    """What became of one order.

    Attributes:
        entry: as it is now.
        events: what happened to it, in the order to be told.
        moved: ids of its lines that other orders had before.
    """

    entry: OrderEntry
    events: tuple[DomainEvent, ...]
    moved: tuple[str, ...] = ()


def check_may_void(who: Principal, entry: OrderEntry) -> None:
    """Refuse to take lines off an order for somebody who may not.

    Raises:
        Refusal: FORBIDDEN.
    """
    if not may_void(who, entry.sender):
        raise Refusal(
            Code.FORBIDDEN,
            "Taking off what others have sent needs the permission orders:cancel.",
            {"permission": Permission.ORDERS_CANCEL},
        )


class OrderChanges:
    """Fetches orders for use cases, and commits what becomes of them.

    Args:
        live_orders: the memory image.
        writer: commits the changes.
        clock: the hub's time.
        overflow: closes orders when there are too many.
        waiting: sets the timers of orders that no kitchen sees yet.
        take_stock: has what is counted follow what orders take and give back.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        writer: Writer,
        clock: Clock,
        overflow: Overflow,
        waiting: WaitingOrders,
        take_stock: Callable[[Change, Iterable[OrderChange]], None],
    ) -> None:
        self.live_orders = live_orders
        self.writer = writer
        self._clock = clock
        self._overflow = overflow
        self._waiting = waiting
        self.take_stock = take_stock
        self.acts = RecentActs()

    async def fetch(self, order_id: str) -> OrderEntry:
        """Return the latest state of an order.

        Raises:
            Refusal: NOT_FOUND.
        """
        entry = await self.live_orders.fetch(order_id)
        if entry is None:
            raise not_found("order")
        return entry

    async def fetch_all(self, *order_ids: str) -> list[OrderEntry]:
        """Return the latest state of several orders, as of one moment.

        Raises:
            Refusal: NOT_FOUND.
        """
        while True:
            for each in order_ids:
                await self.fetch(each)
            # One that was closed long ago may have been let go while another was read.
            latest = [self.live_orders.get_latest(each) for each in order_ids]
            entries = [each for each in latest if each is not None]
            if len(entries) == len(order_ids):
                return entries

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
        warnings: Sequence[RequestWarning] = (),
    ) -> Outcome[Json[Order]]:
        """Commit what became of an order -> the order.

        Args:
            command: that asked for it.
            before: the order as it was.
            transition: what a rule made of it.
            at: when, in Unix milliseconds.
            made: ids of lines that were made here, so that no line can have them yet.
            warnings: what was odd about it.
        """
        entry = before.replace(transition.order)
        version = entry.order.version
        outcome: Outcome[Json[Order]] = Outcome(Json(entry.body), version, tuple(warnings))
        return await self.commit(command, entry, transition, at, outcome, made)

    async def apply_to_item(
        self,
        command: Command,
        before: OrderEntry,
        transition: Transition,
        at: int,
        item_id: str,
        station: str | None = None,
    ) -> Outcome[Json[Item]]:
        """Commit what became of an order -> one of its lines, as a station sees it."""
        entry = before.replace(transition.order)
        line = entry.order.item(item_id)
        item = Json(_encode(line if line is None or not line.at else line.seen_at(station)))
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
        return await self.commit_all(
            command, [Changed(entry, transition.events)], at, outcome, made
        )

    async def commit_all(
        self,
        command: Command,
        changed: Sequence[Changed],
        at: int,
        outcome: Outcome[T],
        made: Iterable[str] = (),
    ) -> Outcome[T]:
        """Commit what became of several orders, all of it or nothing.

        Args:
            command: that asked for it.
            changed: each of the orders once, a new one with the next running number.
            at: when, in Unix milliseconds.
            outcome: what the command is told once it is durable.
            made: ids of lines that were made here, so that no line can have them yet.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; nothing was changed then.
        """
        change = self.writer.begin(command.who.actor, at=at)
        change.rows.made_here.update(made)
        changes: list[OrderChange] = []
        for entry, events, moved in changed:
            before = self.live_orders.get_latest(entry.order.id)
            if new := self.live_orders.list_new_lines(entry.order):
                change.put(ITEMS, *[ItemRow(each, entry.number) for each in new])
            if moved:
                change.put(LINE_MOVES, *(ItemRow(each, entry.number) for each in moved))
            self.live_orders.change(change, entry)
            known = None if before is None else before.order
            changes.append((known, entry.order))
            self._waiting.note_change(change, known, entry.order)
            change.tell(*[draft_of(event, entry.order, entry.body) for event in events])
            if acts := list_acts(events):
                change.then(partial(self.acts.note, acts, command.who.id, at))
        if command.whole_texts:
            [first, *_] = changed
            note = write_whole_texts(command.whole_texts)
            row = RawNoteRow(first.entry.number, first.entry.order.version, note)
            change.put(RAW_NOTES, row)
        command.remember(change, outcome)
        changes += self._overflow.make_room(change, [each.entry.number for each in changed])
        self.take_stock(change, changes)
        await self.writer.commit(change)
        return outcome

    async def make_room(self) -> None:
        """Bring a board that a file holds too much for within its bounds, some orders at a time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; the next change goes on with it.
        """
        while True:
            change = self.writer.begin(HUB)
            closed = self._overflow.make_room(change, (), at_most=_AT_START)
            if not closed:
                return
            self.take_stock(change, closed)
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
