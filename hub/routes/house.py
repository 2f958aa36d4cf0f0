"""The house: its tables, which stations make what, what is sold out and what is liked."""

from collections.abc import Callable

import msgspec

from hub.commit.command import Command, Listing, Outcome
from hub.domain.errors import Code
from hub.domain.menu import MenuItem
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.menu.availability import Availability
from hub.menu.floor import Floor
from hub.menu.routing_table import RoutingTable
from hub.orders.often import Often
from hub.wire.house_requests import NewDiningTables, NewRoutes, RouteQuery, SetAvailability
from hub.wire.menu_responses import DiningTables, OftenOrdered, Routes, RouteShown, SoldOut
from hub.wire.requests import Uuid


class AvailabilityApi:
    """Answers for what is sold out."""

    def __init__(self, availability: Availability, seq: Callable[[], int]) -> None:
        self._availability = availability
        self._seq = seq

    @Route(
        "POST",
        "/api/menu/items/{id}/availability",
        needs=Permission.MENU_AVAILABILITY,
        summary="Mark a dish sold out (86) or back, or have it counted",
        refuses=(Code.NOT_FOUND,),
    )
    async def _set(self, command: Command, id: Uuid, body: SetAvailability) -> Outcome[MenuItem]:
        return await self._availability.set(command, id, body)

    @Route(
        "GET",
        "/api/menu/sold-out",
        needs=Permission.MENU_READ,
        summary="What is sold out, until when, and how many are left of what is counted",
    )
    async def _sold_out(self) -> Listing[SoldOut]:
        found = self._availability.sold_out()
        return Listing(tuple(map(msgspec.json.encode, found)), self._seq())


class OftenApi:
    """Answers which dishes are ordered most often."""

    def __init__(self, often: Often, seq: Callable[[], int]) -> None:
        self._often = often
        self._seq = seq

    @Route(
        "GET",
        "/api/menu/often",
        needs=Permission.MENU_READ,
        summary="The twelve dishes that are ordered most often, the same for the day",
    )
    async def _list(self) -> Listing[OftenOrdered]:
        found = await self._often.view()
        return Listing(tuple(map(msgspec.json.encode, found)), self._seq())


class RoutingApi:
    """Answers ``/api/menu/routes`` and ``/api/menu/route``."""

    def __init__(self, routing: RoutingTable) -> None:
        self._routing = routing

    @Route("GET", "/api/menu/routes", needs=Permission.MENU_READ, summary="The routing rules")
    async def _routes(self) -> Routes:
        return self._routing.view()

    @Route(
        "PUT",
        "/api/menu/routes",
        needs=Permission.MENU_WRITE,
        summary="Put other routing rules in place of those there are; the first that fits decides",
    )
    async def _replace(self, command: Command, body: NewRoutes) -> Outcome[Routes]:
        return await self._routing.replace(command, body)

    @Route(
        "GET",
        "/api/menu/route",
        needs=Permission.MENU_READ,
        summary="Where a line would be made, and why",
        refuses=(Code.NOT_FOUND,),
    )
    async def _route(self, query: RouteQuery) -> RouteShown:
        return self._routing.explain(query)


class TablesApi:
    """Answers ``/api/tables``."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    @Route("GET", "/api/tables", needs=Permission.ORDERS_READ, summary="The tables of the house")
    async def _tables(self) -> DiningTables:
        return self._floor.view()

    @Route(
        "PUT",
        "/api/tables",
        needs=Permission.MENU_WRITE,
        summary="Put other tables in place of those there are",
        refuses=(Code.CONFLICT,),
    )
    async def _replace(self, command: Command, body: NewDiningTables) -> Outcome[DiningTables]:
        return await self._floor.replace(command, body)
