"""The Kitchen API: what screens and bump bars ask."""

from collections.abc import Iterable

import msgspec

from hub.domain.errors import Code
from hub.domain.menu import Station
from hub.domain.orders import Item, Order
from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.menu.service import MenuService
from hub.orders.board import Board
from hub.orders.service import OrderService
from hub.realtime.fanout import Fanout
from hub.wire import requests
from hub.wire.responses import AllDayCount, Answer, ScreenSeen, listing
from hub.wire.rooms import kitchen_room

_MOVES = (Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE)


class KitchenApi:
    """Answers ``/api/kitchen``.

    Args:
        branch_id: whose kitchen it is.
        orders: moves orders along.
        board: what there is to see.
        menu: knows the stations.
        fanout: knows the screens.
    """

    def __init__(
        self, branch_id: str, orders: OrderService, board: Board, menu: MenuService, fanout: Fanout
    ) -> None:
        self._branch_id = branch_id
        self._orders = orders
        self._board = board
        self._menu = menu
        self._fanout = fanout

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        base = "/api/kitchen"
        return [
            Route(
                method="GET",
                path=f"{base}/orders",
                needs=Permission.ORDERS_READ,
                handle=self._list_orders,
                summary="The orders that the kitchen has to do with, oldest first",
                query=requests.KitchenOrdersQuery,
                answers=list[Order],
                listing=True,
            ),
            Route(
                method="PATCH",
                path=f"{base}/items/{{id}}/status",
                needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
                handle=self._set_item_status,
                summary="Move one item one step forward",
                body=requests.SetItemStatus,
                answers=Item,
                refuses=_MOVES,
            ),
            Route(
                method="POST",
                path=f"{base}/orders/{{id}}/bump",
                needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
                handle=self._bump,
                summary="Bump an order, or a station's part of it, all or nothing",
                body=requests.Bump,
                answers=Order,
                refuses=_MOVES,
            ),
            Route(
                method="POST",
                path=f"{base}/items/{{id}}/recall",
                needs=Permission.ORDERS_RECALL,
                handle=self._recall_item,
                summary="Take one item one step back",
                answers=Item,
                refuses=_MOVES,
            ),
            Route(
                method="POST",
                path=f"{base}/orders/{{id}}/recall",
                needs=Permission.ORDERS_RECALL,
                handle=self._recall,
                summary="Take back the last step of an order, or of a station's part of it",
                body=requests.Recall,
                body_optional=True,
                answers=Order,
                refuses=_MOVES,
            ),
            Route(
                method="POST",
                path=f"{base}/orders/{{id}}/items/{{item_id}}/cancel",
                needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
                handle=self._cancel_item,
                summary="Take one line off an order; it stays, struck through, with its reason",
                body=requests.CancelItem,
                answers=Order,
                refuses=_MOVES,
            ),
            Route(
                method="GET",
                path=f"{base}/stations",
                needs=Permission.ORDERS_READ,
                handle=self._stations,
                summary="The kitchen's stations",
                answers=list[Station],
                listing=True,
            ),
            Route(
                method="GET",
                path=f"{base}/all-day",
                needs=Permission.ORDERS_READ,
                handle=self._all_day,
                summary="How many of each dish stand on all open orders",
                query=requests.StationQuery,
                answers=list[AllDayCount],
                listing=True,
            ),
            Route(
                method="GET",
                path=f"{base}/recent",
                needs=Permission.ORDERS_READ,
                handle=self._recent,
                summary="What can be recalled, the latest bump first",
                query=requests.RecentQuery,
                answers=list[Order],
                listing=True,
            ),
            Route(
                method="GET",
                path=f"{base}/screens",
                needs=Permission.ORDERS_READ,
                handle=self._screens,
                summary="The connected screens and what each has painted",
                answers=list[ScreenSeen],
                listing=True,
            ),
        ]

    async def _list_orders(self, call: Call) -> Answer:
        query: requests.KitchenOrdersQuery = call.query
        return self._board.orders(query.status, query.station)

    async def _set_item_status(self, call: Call) -> Answer:
        body: requests.SetItemStatus = call.body
        return await self._orders.set_item_status(call.ask, call.params["id"], body.status)

    async def _bump(self, call: Call) -> Answer:
        return await self._orders.bump(call.ask, call.params["id"], call.body)

    async def _recall_item(self, call: Call) -> Answer:
        return await self._orders.recall_item(call.ask, call.params["id"])

    async def _recall(self, call: Call) -> Answer:
        return await self._orders.recall(call.ask, call.params["id"], call.body)

    async def _cancel_item(self, call: Call) -> Answer:
        body: requests.CancelItem = call.body
        order_id, item_id = call.params["id"], call.params["item_id"]
        return await self._orders.cancel_item(call.ask, order_id, item_id, body.reason)

    async def _stations(self, _: Call) -> Answer:
        return self._listed(self._menu.menu.stations.values())

    async def _all_day(self, call: Call) -> Answer:
        query: requests.StationQuery = call.query
        return await self._board.all_day(query.station)

    async def _recent(self, call: Call) -> Answer:
        query: requests.RecentQuery = call.query
        return self._board.recent(query.station, query.limit)

    async def _screens(self, _: Call) -> Answer:
        screens = self._fanout.screens(kitchen_room(self._branch_id))
        return self._listed(subscriber.seen() for subscriber in screens)

    def _listed(self, rows: Iterable[Station] | Iterable[ScreenSeen]) -> Answer:
        return listing((msgspec.json.encode(row) for row in rows), self._board.seq)
