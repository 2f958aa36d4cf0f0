"""What waiters and whoever sends out look at, and what a cook may do with a ticket as well."""

from hub.commit.command import Command, Json, Listing, Outcome
from hub.domain.errors import Code
from hub.domain.open_tables import OpenTable
from hub.domain.orders import Order
from hub.domain.pass_view import PassOrder
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.orders.edits import OrderEdits
from hub.orders.floor_view import FloorView
from hub.wire.edit_requests import EditOrder, Reroute, SetPriority
from hub.wire.menu_responses import VOID_REASONS, Reasons
from hub.wire.requests import Uuid

_ONE = "/api/orders/{id}"
_REFUSES = (Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE)


class FloorApi:
    """Answers for what is going on, and for what a cook may do with a ticket as well.

    Args:
        view: knows what is going on.
        edits: changes orders.
        void_reasons: the house's own reasons to take a dish off an order; none for those of every
            house.
    """

    def __init__(self, view: FloorView, edits: OrderEdits, void_reasons: tuple[str, ...]) -> None:
        self._view = view
        self._edits = edits
        self._reasons = Reasons(void=void_reasons or VOID_REASONS, default=not void_reasons)

    @Route(
        "GET",
        "/api/tables/open",
        needs=Permission.ORDERS_READ,
        summary="The tables at which something is going on: what is made, ready, held, and whose",
    )
    async def _open_tables(self) -> Listing[OpenTable]:
        return self._view.open_tables()

    @Route(
        "GET",
        "/api/pass",
        needs=Permission.ORDERS_READ,
        summary="The open orders by stations: which one holds an order up, and who sees it nowhere",
    )
    async def _pass(self) -> Listing[PassOrder]:
        return self._view.pass_orders()

    @Route(
        "GET",
        "/api/reasons",
        needs=Permission.ORDERS_READ,
        summary="Why a dish is taken off an order, for a page to choose from",
    )
    async def _list_reasons(self) -> Reasons:
        return self._reasons

    @Route(
        "POST",
        f"{_ONE}/priority",
        needs=Permission.ORDERS_FIRE,
        summary="Make an order a rush, or a rush no longer",
        refuses=_REFUSES,
    )
    async def _set_priority(
        self, command: Command, id: Uuid, body: SetPriority
    ) -> Outcome[Json[Order]]:
        return await self._edits.edit(command, id, EditOrder(priority=body.priority))

    @Route(
        "POST",
        f"{_ONE}/reroute",
        needs=Permission.ORDERS_FIRE,
        summary="Have another station make what is not ready yet",
        refuses=_REFUSES,
    )
    async def _reroute(self, command: Command, id: Uuid, body: Reroute) -> Outcome[Json[Order]]:
        return await self._edits.reroute(command, id, body)
