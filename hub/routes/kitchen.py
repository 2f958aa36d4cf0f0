"""The Kitchen API: what screens and bump bars ask."""

from typing import NamedTuple

import msgspec

from hub.access.last_seen import LastSeen
from hub.commit.command import Command, Json, Listing, Outcome
from hub.domain.errors import Code
from hub.domain.menu import Station
from hub.domain.orders import ANYWHERE, Item, Order
from hub.domain.permissions import Permission, Principal, Role
from hub.http.routing import Route
from hub.menu.service import MenuService
from hub.orders.board import Board
from hub.orders.service import OrderService
from hub.realtime.fanout import Fanout, Stations
from hub.wire import requests
from hub.wire.requests import Uuid
from hub.wire.responses import AllDayCount, ScreenSeen
from hub.wire.rooms import kitchen_room

_BASE = "/api/kitchen"
_WHOLE_ORDER = requests.Recall()
_OWN_STEP = requests.RecallItem()
_MOVES = (Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE)


class Screens(NamedTuple):
    """Who knows of screens: of those with a socket, and of those that had one."""

    fanout: Fanout
    last_seen: LastSeen

    def own_station(self, device_id: str) -> str | None:
        """Say whose step of a line it is that a device takes; None is the whole kitchen's."""
        stations = self._joined(device_id)
        return next(iter(stations)) if len(stations) == 1 else None

    def seen_from(self, who: Principal) -> str | None:
        """Say as whose a device is shown what several stations make; None is the whole kitchen.

        A screen of version 0.1.0 that can't have a socket does not say whose it is, and one token
        may be that of several screens.
        """
        told, joined = self.last_seen.stations_of(who.id), self._joined(who.id)
        if who.role is Role.KITCHEN and (len(told) > 1 or len(joined) != 1):
            return ANYWHERE
        return self.own_station(who.id)

    def _joined(self, device_id: str) -> Stations:
        return self.fanout.stations_of(device_id) or self.last_seen.stations_of(device_id)


class KitchenApi:
    """Answers ``/api/kitchen``.

    Args:
        branch_id: whose kitchen it is.
        orders: moves orders along.
        board: what there is to see.
        menu: knows the stations.
        screens: know whose screen a device is.
    """

    def __init__(
        self,
        branch_id: str,
        orders: OrderService,
        board: Board,
        menu: MenuService,
        screens: Screens,
    ) -> None:
        self._branch_id = branch_id
        self._orders = orders
        self._board = board
        self._menu = menu
        self._seen_by = screens

    @Route(
        "GET",
        f"{_BASE}/orders",
        needs=Permission.ORDERS_READ,
        summary="The orders that the kitchen has to do with, oldest first; and what is upcoming",
        is_board=True,
    )
    async def _list_orders(
        self, query: requests.KitchenOrdersQuery, who: Principal
    ) -> Listing[Order]:
        return self._board.orders(query.status, query.station, self._seen_by.seen_from(who))

    @Route(
        "PATCH",
        f"{_BASE}/items/{{id}}/status",
        needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
        summary="Move one item one step forward",
        refuses=_MOVES,
        repeats=True,
    )
    async def _set_item_status(
        self, command: Command, id: Uuid, body: requests.SetItemStatus
    ) -> Outcome[Json[Item]]:
        joined = self._seen_by.own_station
        return await self._orders.set_item_status(command, id, body.status, body.station, joined)

    @Route(
        "POST",
        f"{_BASE}/orders/{{id}}/bump",
        needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
        summary="Bump an order, or a station's part of it, all or nothing",
        refuses=_MOVES,
        repeats=True,
    )
    async def _bump(self, command: Command, id: Uuid, body: requests.Bump) -> Outcome[Json[Order]]:
        return await self._orders.bump(command, id, body, self._seen_by.own_station)

    @Route(
        "POST",
        f"{_BASE}/items/{{id}}/recall",
        needs=Permission.ORDERS_RECALL,
        summary="Take one item one step back",
        refuses=_MOVES,
    )
    async def _recall_item(
        self, command: Command, id: Uuid, body: requests.RecallItem = _OWN_STEP
    ) -> Outcome[Json[Item]]:
        return await self._orders.recall_item(command, id, body.station, self._seen_by.own_station)

    @Route(
        "POST",
        f"{_BASE}/orders/{{id}}/recall",
        needs=Permission.ORDERS_RECALL,
        summary="Take back the last step of an order, or of a station's part of it",
        refuses=_MOVES,
    )
    async def _recall(
        self, command: Command, id: Uuid, body: requests.Recall = _WHOLE_ORDER
    ) -> Outcome[Json[Order]]:
        return await self._orders.recall(command, id, body, self._seen_by.own_station)

    @Route(
        "POST",
        f"{_BASE}/orders/{{id}}/items/{{item_id}}/cancel",
        needs=(Permission.ORDERS_UPDATE_ITEM_STATUS, Permission.ORDERS_CANCEL),
        summary="Take one line off an order; it stays, struck through, with its reason",
        refuses=_MOVES,
    )
    async def _cancel_item(
        self, command: Command, id: Uuid, item_id: Uuid, body: requests.CancelItem
    ) -> Outcome[Json[Order]]:
        return await self._orders.cancel_item(command, id, item_id, body.reason)

    @Route(
        "GET",
        f"{_BASE}/stations",
        needs=Permission.ORDERS_READ,
        summary="The kitchen's stations",
    )
    async def _stations(self) -> Listing[Station]:
        stations = self._menu.menu.stations.values()
        return Listing(tuple(map(msgspec.json.encode, stations)), self._board.seq)

    @Route(
        "GET",
        f"{_BASE}/all-day",
        needs=Permission.ORDERS_READ,
        summary="How many of each dish stand on all open orders",
    )
    async def _all_day(self, query: requests.StationQuery) -> Listing[AllDayCount]:
        return await self._board.all_day(query.station)

    @Route(
        "GET",
        f"{_BASE}/recent",
        needs=Permission.ORDERS_READ,
        summary="What can be recalled, the latest bump first",
    )
    async def _recent(self, query: requests.RecentQuery) -> Listing[Order]:
        return self._board.recent(query.station, query.limit)

    @Route(
        "GET",
        f"{_BASE}/screens",
        needs=Permission.ORDERS_READ,
        summary="The connected screens and what each has painted",
    )
    async def _screens(self) -> Listing[ScreenSeen]:
        seen = [
            each.describe() for each in self._seen_by.fanout.screens(kitchen_room(self._branch_id))
        ]
        return Listing(tuple(map(msgspec.json.encode, seen)), self._board.seq)
