"""The Orders API: taking orders, adding to them, their history; and the log of all events."""

from collections.abc import Mapping
from http import HTTPStatus

from hub.commit.command import Command, Json, Listing, Outcome
from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.permissions import Permission, Principal, Role
from hub.http.routing import Route
from hub.limits import ORDER_BODY
from hub.orders.batch import OrderBatches
from hub.orders.history import History
from hub.orders.intake import OrderIntake
from hub.orders.keyed_orders import KeyedOrders
from hub.orders.service import OrderService
from hub.wire.order_requests import (
    AddItems,
    CancelByKey,
    KeyQuery,
    NewOrder,
    NewOrders,
    OrdersQuery,
    SetOrderStatus,
)
from hub.wire.requests import EventsQuery, Uuid
from hub.wire.responses import CancelledByKey, LoggedEvent, OrderResult, WholeOrder

BASE = "/api/orders"
ONE = f"{BASE}/{{id}}"
CHANGES = (Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE)
"""What any change of an order may be refused for."""

EVERYBODY = frozenset(Role)
INTEGRATION = frozenset({Role.INTEGRATION})
"""Whose requests about orders are read leniently: all of them, or only the intake."""

_NO_REASON = CancelByKey()

ORIGINAL_NAMES: Mapping[str, str] = {
    "customerName": "customer_name",
    "menuItemId": "menu_item_id",
    "modifierId": "modifier_id",
    "sessionId": "session_id",
    "tableNumber": "table_number",
    "tableSessionId": "session_id",
}
"""Request names of the original API, which a client written for it may go on using."""


class OrdersApi:
    """Answers ``/api/orders``."""

    def __init__(
        self,
        intake: OrderIntake,
        orders: OrderService,
        keyed_orders: KeyedOrders,
        batches: OrderBatches,
        history: History,
    ) -> None:
        self._intake = intake
        self._keyed_orders = keyed_orders
        self._batches = batches
        self._orders = orders
        self._history = history

    @Route(
        "POST",
        BASE,
        needs=Permission.ORDERS_CREATE,
        summary="Take a new order; 200 and the order as it is when its id came before",
        aliases=ORIGINAL_NAMES,
        status=HTTPStatus.CREATED,
        also=HTTPStatus.OK,
        refuses=(Code.ITEM_UNAVAILABLE, Code.CONFLICT),
        lenient_for=EVERYBODY,
        max_body=ORDER_BODY,
        warns=True,
    )
    async def _place(self, command: Command, body: NewOrder) -> Outcome[Json[Order]]:
        return await self._intake.place(command, body)

    @Route(
        "GET",
        BASE,
        needs=Permission.ORDERS_READ,
        summary="Orders of any age, a page at a time",
    )
    async def _list(self, who: Principal, query: OrdersQuery) -> Listing[Order]:
        key = query.key
        if key is not None:
            found = await self._keyed_orders.list_orders(who, key)
            return self._history.list_entries(found, query)
        return await self._history.orders(query)

    @Route(
        "GET",
        ONE,
        needs=Permission.ORDERS_READ,
        summary="One order of any age",
        refuses=(Code.NOT_FOUND,),
    )
    async def _show(self, id: Uuid) -> Outcome[Json[WholeOrder]]:
        return await self._history.order(id)

    @Route(
        "POST",
        f"{BASE}/batch",
        needs=Permission.ORDERS_CREATE,
        summary="Take several orders, each with a result of its own",
        count=lambda body: len(body.orders),
        lenient_for=EVERYBODY,
        max_body=ORDER_BODY,
        warns=True,
    )
    async def _place_several(
        self, command: Command, body: NewOrders
    ) -> Outcome[Json[list[OrderResult]]]:
        return await self._batches.place(command, body, ORIGINAL_NAMES)

    @Route(
        "POST",
        f"{BASE}/cancel",
        needs=Permission.ORDERS_CANCEL,
        summary="Cancel an order by its sender's key; 202 when it has not come yet",
        also=HTTPStatus.ACCEPTED,
        refuses=(Code.INVALID_TRANSITION, Code.STALE),
        lenient_for=INTEGRATION,
        warns=True,
    )
    async def _cancel_by_key(
        self, command: Command, query: KeyQuery, body: CancelByKey = _NO_REASON
    ) -> Outcome[Json[CancelledByKey]]:
        return await self._keyed_orders.cancel(command, query, body)

    @Route(
        "POST",
        f"{ONE}/items",
        needs=Permission.ORDERS_UPDATE,
        summary="Add another round to an order",
        aliases=ORIGINAL_NAMES,
        refuses=(*CHANGES, Code.ITEM_UNAVAILABLE, Code.CONFLICT),
        lenient_for=EVERYBODY,
        max_body=ORDER_BODY,
        warns=True,
    )
    async def _add_items(self, command: Command, id: Uuid, body: AddItems) -> Outcome[Json[Order]]:
        return await self._intake.add_items(command, id, body)

    @Route(
        "PATCH",
        f"{ONE}/status",
        needs=(Permission.ORDERS_UPDATE, Permission.ORDERS_CANCEL),
        summary="Move a whole order along; its items move with it",
        refuses=CHANGES,
        lenient_for=INTEGRATION,
        warns=True,
    )
    async def _set_status(
        self, command: Command, id: Uuid, body: SetOrderStatus
    ) -> Outcome[Json[Order]]:
        return await self._orders.set_status(command, id, body)


class EventsApi:
    """Answers ``/api/events``, for integrations and reports; screens take snapshots instead."""

    def __init__(self, history: History) -> None:
        self._history = history

    @Route(
        "GET",
        "/api/events",
        needs=Permission.EVENTS_READ,
        summary="The event log behind a seq, in order, without gaps",
        epoch=True,
    )
    async def _list(self, who: Principal, query: EventsQuery) -> Listing[LoggedEvent]:
        return await self._history.events(who, query)
