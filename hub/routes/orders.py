"""The Orders API: taking orders, adding to them, their history."""

from collections.abc import Mapping
from http import HTTPStatus

from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.orders.history import History
from hub.orders.service import OrderService
from hub.wire import requests
from hub.wire.responses import Answer

_ORIGINAL_NAMES: Mapping[str, str] = {
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

    def __init__(self, orders: OrderService, history: History) -> None:
        self._orders = orders
        self._history = history

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        base = "/api/orders"
        return [
            Route(
                method="POST",
                path=base,
                needs=Permission.ORDERS_CREATE,
                handle=self._place,
                summary="Take a new order; 200 and the order as it is when its id came before",
                body=requests.NewOrder,
                aliases=_ORIGINAL_NAMES,
                answers=Order,
                status=HTTPStatus.CREATED,
                also=HTTPStatus.OK,
                refuses=(Code.ITEM_UNAVAILABLE, Code.CONFLICT),
                warns=True,
            ),
            Route(
                method="GET",
                path=base,
                needs=Permission.ORDERS_READ,
                handle=self._list,
                summary="Orders of any age, newest first, a page at a time",
                query=requests.OrdersQuery,
                answers=list[Order],
                listing=True,
            ),
            Route(
                method="GET",
                path=f"{base}/{{id}}",
                needs=Permission.ORDERS_READ,
                handle=self._show,
                summary="One order of any age",
                answers=Order,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="POST",
                path=f"{base}/{{id}}/items",
                needs=Permission.ORDERS_UPDATE,
                handle=self._add_items,
                summary="Add another round to an order",
                body=requests.AddItems,
                aliases=_ORIGINAL_NAMES,
                answers=Order,
                refuses=(
                    Code.NOT_FOUND,
                    Code.INVALID_TRANSITION,
                    Code.ITEM_UNAVAILABLE,
                    Code.CONFLICT,
                    Code.STALE,
                ),
            ),
            Route(
                method="PATCH",
                path=f"{base}/{{id}}",
                needs=Permission.ORDERS_UPDATE,
                handle=self._edit,
                summary="Change notes, priority or table number",
                body=requests.EditOrder,
                aliases=_ORIGINAL_NAMES,
                answers=Order,
                refuses=(Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE),
            ),
            Route(
                method="PATCH",
                path=f"{base}/{{id}}/status",
                needs=(Permission.ORDERS_UPDATE, Permission.ORDERS_CANCEL),
                handle=self._set_status,
                summary="Move a whole order along; its items move with it",
                body=requests.SetOrderStatus,
                answers=Order,
                refuses=(Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE),
            ),
        ]

    async def _place(self, call: Call) -> Answer:
        return await self._orders.place(call.ask, call.body)

    async def _list(self, call: Call) -> Answer:
        return await self._history.orders(call.query)

    async def _show(self, call: Call) -> Answer:
        return await self._history.order(call.params["id"])

    async def _add_items(self, call: Call) -> Answer:
        return await self._orders.add_items(call.ask, call.params["id"], call.body)

    async def _edit(self, call: Call) -> Answer:
        return await self._orders.edit(call.ask, call.params["id"], call.body)

    async def _set_status(self, call: Call) -> Answer:
        return await self._orders.set_status(call.ask, call.params["id"], call.body)
