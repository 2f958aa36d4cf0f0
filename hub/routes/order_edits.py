"""The Orders API: changing what was sent."""

from hub.commit.command import Command, Json, Outcome
from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.orders.edits import OrderEdits
from hub.routes.orders import CHANGES, ONE, ORIGINAL_NAMES
from hub.wire.edit_requests import Acknowledge, EditItem, EditOrder
from hub.wire.requests import Uuid


class OrderEditsApi:
    """Answers what changes orders below ``/api/orders/{id}``."""

    def __init__(self, edits: OrderEdits) -> None:
        self._edits = edits

    @Route(
        "PATCH",
        ONE,
        needs=Permission.ORDERS_UPDATE,
        summary="Change fields of an order",
        aliases=ORIGINAL_NAMES,
        refuses=CHANGES,
    )
    async def _edit(self, command: Command, id: Uuid, body: EditOrder) -> Outcome[Json[Order]]:
        return await self._edits.edit(command, id, body)

    @Route(
        "PATCH",
        f"{ONE}/items/{{item_id}}",
        needs=Permission.ORDERS_UPDATE,
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
