"""The Orders API: changing what was sent."""

from functools import partial
from http import HTTPStatus

from hub.commit.command import Command, Json, Outcome
from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.orders.edits import OrderEdits
from hub.orders.moves import OrderMoves
from hub.orders.reopenings import Reopenings
from hub.orders.whole_orders import WholeOrders
from hub.routes.orders import BASE, CHANGES, INTEGRATION, ONE, ORIGINAL_NAMES
from hub.wire.edit_requests import (
    Acknowledge,
    EditItem,
    EditOrder,
    MergeOrder,
    MoveItem,
    PutOrder,
    Restore,
    SplitOrder,
)
from hub.wire.order_requests import KeyQuery
from hub.wire.requests import Uuid

_EVERYTHING = Restore()


_change = partial(Route, needs=Permission.ORDERS_UPDATE, lenient_for=INTEGRATION, warns=True)


class OrderEditsApi:
    """Answers what changes orders below ``/api/orders/{id}``."""

    def __init__(self, edits: OrderEdits, moves: OrderMoves, whole_orders: WholeOrders) -> None:
        self._edits = edits
        self._moves = moves
        self._whole_orders = whole_orders

    @_change(
        "PUT",
        ONE,
        summary="The whole order as it should be; one that is unknown is taken",
        aliases=ORIGINAL_NAMES,
        also=HTTPStatus.CREATED,
        refuses=(*CHANGES, Code.ITEM_UNAVAILABLE, Code.CONFLICT),
    )
    async def _put(self, command: Command, id: Uuid, body: PutOrder) -> Outcome[Json[Order]]:
        return await self._whole_orders.put(command, id, body)

    @_change(
        "PUT",
        BASE,
        summary="The same, of the order that its sender knows under a key",
        aliases=ORIGINAL_NAMES,
        also=HTTPStatus.CREATED,
        refuses=(*CHANGES, Code.ITEM_UNAVAILABLE, Code.CONFLICT),
    )
    async def _put_by_key(
        self, command: Command, query: KeyQuery, body: PutOrder
    ) -> Outcome[Json[Order]]:
        return await self._whole_orders.put_by_key(command, query, body)

    @_change(
        "PATCH",
        BASE,
        summary="Change fields of the order that its sender knows under a key",
        aliases=ORIGINAL_NAMES,
        refuses=CHANGES,
    )
    async def _edit_by_key(
        self, command: Command, query: KeyQuery, body: EditOrder
    ) -> Outcome[Json[Order]]:
        return await self._edits.edit_by_key(command, query, body)

    @_change(
        "PATCH",
        ONE,
        summary="Change fields of an order",
        aliases=ORIGINAL_NAMES,
        refuses=CHANGES,
    )
    async def _edit(self, command: Command, id: Uuid, body: EditOrder) -> Outcome[Json[Order]]:
        return await self._edits.edit(command, id, body)

    @_change(
        "PATCH",
        f"{ONE}/items/{{item_id}}",
        summary="Change a line: it stays the same line, and is marked until acknowledged",
        refuses=(*CHANGES, Code.ITEM_UNAVAILABLE),
    )
    async def _edit_item(
        self, command: Command, id: Uuid, item_id: Uuid, body: EditItem
    ) -> Outcome[Json[Order]]:
        return await self._edits.edit_item(command, id, item_id, body)

    @Route(
        "POST",
        f"{ONE}/ack",
        needs=Permission.ORDERS_UPDATE_ITEM_STATUS,
        summary="Say that the kitchen has taken note of an allergy, an edit, a void or a remake",
        refuses=(Code.NOT_FOUND, Code.STALE),
    )
    async def _acknowledge(
        self, command: Command, id: Uuid, body: Acknowledge
    ) -> Outcome[Json[Order]]:
        return await self._edits.acknowledge(command, id, body)

    @_change(
        "POST",
        f"{ONE}/items/{{item_id}}/move",
        summary="Move a line to another order, which is shown; it stays as far as it is",
        refuses=CHANGES,
    )
    async def _move_item(
        self, command: Command, id: Uuid, item_id: Uuid, body: MoveItem
    ) -> Outcome[Json[Order]]:
        return await self._moves.move_item(command, id, item_id, body)

    @_change(
        "POST",
        f"{ONE}/merge",
        summary="Merge another order into this one; that one is closed",
        refuses=CHANGES,
    )
    async def _merge(self, command: Command, id: Uuid, body: MergeOrder) -> Outcome[Json[Order]]:
        return await self._moves.merge(command, id, body)

    @_change(
        "POST",
        f"{ONE}/split",
        summary="Split lines off into a new order, which is shown",
        status=HTTPStatus.CREATED,
        also=HTTPStatus.OK,
        refuses=(*CHANGES, Code.CONFLICT),
    )
    async def _split(self, command: Command, id: Uuid, body: SplitOrder) -> Outcome[Json[Order]]:
        return await self._moves.split(command, id, body)


class ReopeningsApi:
    """Answers what takes back that an order was closed, or what was done a moment ago."""

    def __init__(self, reopenings: Reopenings) -> None:
        self._reopenings = reopenings

    @Route(
        "POST",
        f"{ONE}/reopen",
        needs=Permission.ORDERS_UPDATE,
        summary="Open a completed or cancelled order again, within 30 minutes",
        refuses=CHANGES,
    )
    async def _reopen(self, command: Command, id: Uuid) -> Outcome[Json[Order]]:
        return await self._reopenings.reopen(command, id)

    @Route(
        "POST",
        f"{ONE}/restore",
        needs=(Permission.ORDERS_UPDATE_ITEM_STATUS, Permission.ORDERS_RECALL),
        summary="Take back that lines were taken off or served, by the same device, within 8 s",
        refuses=CHANGES,
    )
    async def _restore(
        self, command: Command, id: Uuid, body: Restore = _EVERYTHING
    ) -> Outcome[Json[Order]]:
        return await self._reopenings.restore(command, id, body)
