"""Takes orders in: a new one, and another round on one that is there.

Each is one change, committed whole or not at all.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace

from hub import ids
from hub.commit.command import Command, Json, Outcome
from hub.domain import rules
from hub.domain.errors import Code, Refusal
from hub.domain.menu import Menu
from hub.domain.orders import Order, order_number
from hub.domain.scheduling import Schedule, schedule
from hub.orders.live_orders import OrderEntry
from hub.orders.new_items import longest_target, make_items, read_order_details
from hub.orders.order_changes import OrderChanges
from hub.wire import order_requests
from hub.wire.responses import RequestWarning

_encode = msgspec.json.Encoder().encode


class OrderIntake:
    """Takes orders in.

    Args:
        changes: fetches orders and commits what becomes of them.
        menu: returns the menu as it is committed.
        has_session: whether guests sit at a table under that id.
    """

    def __init__(
        self,
        changes: OrderChanges,
        menu: Callable[[], Menu],
        has_session: Callable[[str], bool],
    ) -> None:
        self._changes = changes
        self._menu = menu
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
            await self._changes.live_orders.fetch(new.id.lower())
        now, at = self._changes.now()
        order_id = (new.id or ids.new_id(at)).lower()
        before = self._changes.live_orders.get_latest(order_id)
        if before is not None:
            return await self._repeat_placing(before, digest, self._list_warnings(before.order))
        self._check_new_lines(new.items, taken)
        self._changes.writer.check()
        made: set[str] = set()
        lines = make_items(new.items, self._menu(), partial(_make_id, at, made), now)
        number = self._changes.live_orders.next_number()
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
        order, oddities = self._schedule(order, at)
        transition = rules.place(order)
        entry = OrderEntry.of(number, transition.order, digest, command.who.id)
        warnings = (*self._list_warnings(order), *oddities)
        outcome: Outcome[Json[Order]] = Outcome(
            Json(entry.body), transition.order.version, warnings, created=True
        )
        return await self._changes.commit(command, entry, transition, at, outcome, made)

    async def add_items(
        self, command: Command, order_id: str, new: order_requests.AddItems
    ) -> Outcome[Json[Order]]:
        """Add another round. Lines that all are on the order already are not added again.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, BAD_REQUEST, ITEM_UNAVAILABLE.
        """
        taken = await self._find_taken(new.items)
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        asked = [line.id.lower() for line in new.items if line.id is not None]
        if len(asked) == len(new.items) and all(entry.order.item(each) for each in asked):
            return await self._changes.show_unchanged(entry)
        self._check_new_lines(new.items, taken)
        now, at = self._changes.now()
        made: set[str] = set()
        lines = make_items(new.items, self._menu(), partial(_make_id, at, made), now)
        transition = rules.add_items(entry.order, lines, now)
        return await self._changes.apply(command, entry, transition, at, made)

    async def _find_taken(self, lines: Sequence[order_requests.NewItem]) -> set[str]:
        chosen = [line.id.lower() for line in lines if line.id is not None]
        return await self._changes.live_orders.find_taken_items(chosen) if chosen else set()

    def _check_new_lines(self, lines: Sequence[order_requests.NewItem], taken: set[str]) -> None:
        for index, line in enumerate(lines):
            if line.id is None:
                continue
            item_id = line.id.lower()
            if item_id in taken or self._changes.live_orders.holds_item(item_id):
                raise Refusal(
                    Code.CONFLICT,
                    f"items[{index}].id: another order has a line with this id",
                    {f"items[{index}].id": "taken"},
                )

    def _schedule(self, order: Order, at: int) -> tuple[Order, tuple[RequestWarning, ...]]:
        """Have an order wait for its time, and age from when it was taken."""
        times = schedule(order, at, longest_target(order.items, self._menu()))
        if times == Schedule():
            return order, ()
        prep, release_at, age_from, oddity = times
        said = () if oddity is None else (_warn(*oddity),)
        prep = order.prep_minutes if prep is msgspec.UNSET else prep
        order = replace(order, prep_minutes=prep, release_at=release_at, age_from=age_from)
        return order, said

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
        return await self._changes.show_unchanged(before, warnings)


def _warn(field: str, code: str, message: str) -> RequestWarning:
    return RequestWarning(code=code, field=field, message=message)


def _make_id(at: int, made: set[str]) -> str:
    """Make an id, and note that it is the hub's own: no other line can have it."""
    made.add(made_id := ids.new_id(at))
    return made_id
