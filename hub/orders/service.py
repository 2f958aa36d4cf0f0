"""What can be done with orders. Each use case is one change, committed whole or not at all.

The shape is always the same: fetch the order (which may wait for the disk), then, without waiting
for anything, apply a pure rule and stage what it gives, and then wait for the commit.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from hub import ids
from hub.clock.wall_clock import Clock
from hub.commit.change import HUB
from hub.commit.command import Command, Json, Outcome
from hub.commit.writer import Writer
from hub.domain import rules
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.menu import Menu
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, Transition, order_number
from hub.domain.permissions import Permission
from hub.domain.times import Instant, instant
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.new_items import make_items, read_order_details
from hub.orders.overflow import Overflow
from hub.store.tables import ITEMS, ItemRow
from hub.wire import order_requests, requests
from hub.wire.events import draft_of
from hub.wire.responses import RequestWarning

CANCELLED_WITH_ORDER = "order cancelled"
"""The reason on each line of an order that was cancelled without one."""

_AT_START = 20
"""Orders of one commit that give way when the hub starts."""

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


class OrderService:
    """Takes orders in and moves them along.

    Args:
        live_orders: the memory image.
        writer: commits the changes.
        clock: the hub's time.
        menu: returns the menu as it is committed.
        overflow: closes orders when there are too many.
        has_session: whether guests sit at a table under that id.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        writer: Writer,
        clock: Clock,
        menu: Callable[[], Menu],
        overflow: Overflow,
        has_session: Callable[[str], bool],
    ) -> None:
        self._live_orders = live_orders
        self._writer = writer
        self._clock = clock
        self._menu = menu
        self._overflow = overflow
        self._has_session = has_session

    async def place(self, command: Command, new: order_requests.NewOrder) -> Outcome[Json[Order]]:
        """Take a new order. One that was taken before under the client's id is shown as it is.

        Raises:
            Refusal: BAD_REQUEST, ITEM_UNAVAILABLE, or IDEMPOTENCY_CONFLICT for an id that another
                order has.
        """
        digest = None if new.id is None else hashlib.sha256(_encode(new)).digest()
        taken = await self._find_taken(new.items)
        if new.id is not None:
            await self._live_orders.fetch(new.id.lower())
        now, at = self._now()
        order_id = (new.id or ids.new_id(at)).lower()
        before = self._live_orders.get_latest(order_id)
        if before is not None:
            return await self._repeat_placing(before, digest, self._list_warnings(before.order))
        self._check_new_lines(new.items, taken)
        self._writer.check()
        made: set[str] = set()
        lines = make_items(new.items, self._menu(), partial(_make_id, at, made), now)
        number = self._live_orders.next_number()
        order = Order(
            id=order_id,
            order_number=order_number(number),
            type=new.type,
            table_number=new.table_number,
            session_id=None if new.session_id is None else new.session_id.lower(),
            customer_name=new.customer_name,
            notes=new.notes,
            priority=new.priority,
            created_at=now,
            updated_at=now,
            items=lines,
            **read_order_details(new),
        )
        transition = rules.place(order)
        entry = OrderEntry.of(number, transition.order, digest, command.who.id)
        outcome: Outcome[Json[Order]] = Outcome(
            Json(entry.body), transition.order.version, self._list_warnings(order), created=True
        )
        return await self._commit(command, entry, transition, at, outcome, made)

    async def add_items(
        self, command: Command, order_id: str, new: order_requests.AddItems
    ) -> Outcome[Json[Order]]:
        """Add another round. Lines that all are on the order already are not added again.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, BAD_REQUEST, ITEM_UNAVAILABLE.
        """
        taken = await self._find_taken(new.items)
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        asked = [line.id.lower() for line in new.items if line.id is not None]
        if len(asked) == len(new.items) and all(entry.order.item(each) for each in asked):
            return await self._show_unchanged(entry)
        self._check_new_lines(new.items, taken)
        now, at = self._now()
        made: set[str] = set()
        lines = make_items(new.items, self._menu(), partial(_make_id, at, made), now)
        transition = rules.add_items(entry.order, lines, now)
        return await self._apply(command, entry, transition, at, made)

    async def edit(
        self, command: Command, order_id: str, new: order_requests.EditOrder
    ) -> Outcome[Json[Order]]:
        """Change notes, priority or table number.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, STALE.
        """
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        before = entry.order
        transition = rules.edit(
            before,
            now,
            notes=before.notes if new.notes is msgspec.UNSET else new.notes,
            priority=before.priority if new.priority is msgspec.UNSET else new.priority,
            table_number=(
                before.table_number if new.table_number is msgspec.UNSET else new.table_number
            ),
        )
        return await self._apply(command, entry, transition, at)

    async def set_status(
        self, command: Command, order_id: str, new: order_requests.SetOrderStatus
    ) -> Outcome[Json[Order]]:
        """Move a whole order along its table; its items move with it.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, FORBIDDEN without orders:cancel.
        """
        if new.status is OrderStatus.CANCELLED and not command.who.may(Permission.ORDERS_CANCEL):
            raise Refusal(
                Code.FORBIDDEN,
                "Cancelling an order needs the permission orders:cancel.",
                {"permission": Permission.ORDERS_CANCEL},
            )
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        reason = new.reason or CANCELLED_WITH_ORDER
        return await self._apply(
            command, entry, rules.move_order(entry.order, new.status, now, reason), at
        )

    async def set_item_status(
        self, command: Command, item_id: str, to: ItemStatus
    ) -> Outcome[Json[Item]]:
        """Move one line one step forward -> the line.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE.
        """
        entry = await self._fetch_by_item(item_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        transition = rules.move_item(entry.order, item_id, to, now)
        return await self._apply_to_item(command, entry, transition, at, item_id)

    async def bump(
        self, command: Command, order_id: str, new: requests.Bump
    ) -> Outcome[Json[Order]]:
        """Bump an order, or a station's part of it -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for an unknown station.
        """
        self._menu().check_station(new.station)
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        to = ItemStatus(new.status.value)
        only = None if new.items is None else {each.lower() for each in new.items}
        transition = rules.bump(entry.order, to, new.station, now, only)
        return await self._apply(command, entry, transition, at)

    async def recall_item(self, command: Command, item_id: str) -> Outcome[Json[Item]]:
        """Take one line one step back -> the line.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE.
        """
        entry = await self._fetch_by_item(item_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        transition = rules.recall_item(entry.order, item_id, now)
        return await self._apply_to_item(command, entry, transition, at, item_id)

    async def recall(
        self, command: Command, order_id: str, new: requests.Recall
    ) -> Outcome[Json[Order]]:
        """Take back the last step of an order, or of a station's part, or one bump -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for an unknown station.
        """
        self._menu().check_station(new.station)
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        if new.items is None:
            transition = rules.recall(entry.order, new.station, now)
        else:
            lines = [rules.TakenBack(i.id.lower(), i.current, i.status) for i in new.items]
            transition = rules.take_back(entry.order, lines, now)
        return await self._apply(command, entry, transition, at)

    async def cancel_item(
        self, command: Command, order_id: str, item_id: str, reason: str
    ) -> Outcome[Json[Order]]:
        """Take one line off an order -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE.
        """
        entry = await self._fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._now()
        return await self._apply(
            command, entry, rules.cancel_item(entry.order, item_id, reason, now), at
        )

    async def _fetch(self, order_id: str) -> OrderEntry:
        entry = await self._live_orders.fetch(order_id)
        if entry is None:
            raise not_found("order")
        return entry

    async def _fetch_by_item(self, item_id: str) -> OrderEntry:
        entry = await self._live_orders.fetch_by_item(item_id)
        if entry is None:
            raise not_found("item")
        return entry

    async def _apply(
        self,
        command: Command,
        before: OrderEntry,
        transition: Transition,
        at: int,
        made: Iterable[str] = (),
    ) -> Outcome[Json[Order]]:
        entry = before.replace(transition.order)
        outcome: Outcome[Json[Order]] = Outcome(Json(entry.body), entry.order.version)
        return await self._commit(command, entry, transition, at, outcome, made)

    async def _apply_to_item(
        self, command: Command, before: OrderEntry, transition: Transition, at: int, item_id: str
    ) -> Outcome[Json[Item]]:
        entry = before.replace(transition.order)
        item = Json(_encode(entry.order.item(item_id)))
        outcome: Outcome[Json[Item]] = Outcome(item, entry.order.version)
        return await self._commit(command, entry, transition, at, outcome)

    async def _commit(
        self,
        command: Command,
        entry: OrderEntry,
        transition: Transition,
        at: int,
        outcome: Outcome[T],
        made: Iterable[str] = (),
    ) -> Outcome[T]:
        order = entry.order
        change = self._writer.begin(command.who.id, at=at)
        change.rows.made_here.update(made)
        change.put(
            ITEMS,
            *(
                ItemRow(item.id, entry.number)
                for item in order.items
                if not self._live_orders.holds_item(item.id)
            ),
        )
        self._live_orders.change(change, entry)
        change.tell(*(draft_of(event, order) for event in transition.events))
        command.remember(change, outcome)
        self._overflow.make_room(change, entry.number)
        await self._writer.commit(change)
        return outcome

    async def make_room(self) -> None:
        """Bring a board that a file holds too much for within its bounds, some orders at a time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; the next change goes on with it.
        """
        while True:
            change = self._writer.begin(HUB)
            if not self._overflow.make_room(change, None, at_most=_AT_START):
                return
            await self._writer.commit(change)

    async def _find_taken(self, lines: Sequence[order_requests.NewItem]) -> set[str]:
        chosen = [line.id.lower() for line in lines if line.id is not None]
        return await self._live_orders.find_taken_items(chosen) if chosen else set()

    def _check_new_lines(self, lines: Sequence[order_requests.NewItem], taken: set[str]) -> None:
        for index, line in enumerate(lines):
            if line.id is None:
                continue
            item_id = line.id.lower()
            if item_id in taken or self._live_orders.holds_item(item_id):
                raise Refusal(
                    Code.CONFLICT,
                    f"items[{index}].id: another order has a line with this id",
                    {f"items[{index}].id": "taken"},
                )

    def _list_warnings(self, order: Order) -> tuple[RequestWarning, ...]:
        """Say what is odd about an order that is taken all the same: it is paid for."""
        if order.session_id is None or self._has_session(order.session_id):
            return ()
        message = "there is no such table session, or it has ended: no guest will see this order"
        return (RequestWarning(code="unknown_session", field="session_id", message=message),)

    async def _repeat_placing(
        self, before: OrderEntry, digest: bytes | None, warnings: tuple[RequestWarning, ...]
    ) -> Outcome[Json[Order]]:
        if before.request != digest:
            raise Refusal(
                Code.IDEMPOTENCY_CONFLICT,
                "id: another order was placed under this id before",
                {"id": "placed before with another content"},
            )
        return await self._show_unchanged(before, warnings)

    async def _show_unchanged(
        self, entry: OrderEntry, warnings: tuple[RequestWarning, ...] = ()
    ) -> Outcome[Json[Order]]:
        if self._live_orders.get_committed(entry.order.id) is not entry:
            # It is still on its way to disk: to show it now would be to promise it.
            await self._writer.settle()
        return Outcome(Json(entry.body), entry.order.version, warnings)

    def _now(self) -> tuple[Instant, int]:
        at = self._clock.now()
        return instant(at), at


def _make_id(at: int, made: set[str]) -> str:
    """Make an id, and note that it is the hub's own: no other line can have it."""
    made.add(made_id := ids.new_id(at))
    return made_id
