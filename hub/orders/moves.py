"""Moves lines from one order to another: moves, merges, splits. Both change in one commit."""

from hub import ids
from hub.commit.command import Command, Json, Outcome
from hub.domain import moving
from hub.domain.errors import Code, Refusal
from hub.domain.orders import Order, order_number
from hub.orders.live_orders import OrderEntry
from hub.orders.order_changes import Changed, OrderChanges
from hub.wire.edit_requests import MergeOrder, MoveItem, SplitItem, SplitOrder


class OrderMoves:
    """Moves lines from one order to another.

    Args:
        changes: fetches orders and commits what becomes of them.
    """

    def __init__(self, changes: OrderChanges) -> None:
        self._changes = changes

    async def move_item(
        self, command: Command, order_id: str, item_id: str, new: MoveItem
    ) -> Outcome[Json[Order]]:
        """Move a line to another order -> that order. One that is there already stays there.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION when one of them is closed, BAD_REQUEST, STALE.
        """
        source, target = await self._changes.fetch_all(order_id, new.order_id.lower())
        if source.order.item(item_id) is None and target.order.item(item_id) is not None:
            return await self._changes.show_unchanged(target)
        command.check_version(source.order.version)
        now, at = self._changes.now()
        moved = moving.move_lines(source.order, target.order, {item_id}, now)
        return await self._commit(command, source, target, moved, at)

    async def merge(self, command: Command, order_id: str, new: MergeOrder) -> Outcome[Json[Order]]:
        """Merge another order into one -> the order that stays. What is merged already stays so.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION when one of them is closed, BAD_REQUEST, STALE.
        """
        target, source = await self._changes.fetch_all(order_id, new.from_.lower())
        if source.order.merged_into == target.order.id:
            return await self._changes.show_unchanged(target)
        command.check_version(target.order.version)
        now, at = self._changes.now()
        moved = moving.merge(source.order, target.order, now)
        return await self._commit(command, source, target, moved, at)

    async def split(self, command: Command, order_id: str, new: SplitOrder) -> Outcome[Json[Order]]:
        """Split lines off an order -> the new order. One that was split off already is shown.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, BAD_REQUEST, STALE, CONFLICT
                for an id that another order has.
        """
        known = None if new.id is None else await self._changes.live_orders.fetch(new.id.lower())
        if known is not None and not any(item.came_from == order_id for item in known.order.items):
            raise Refusal(Code.CONFLICT, "id: another order has this id", {"id": "taken"})
        if known is not None:
            return await self._changes.show_unchanged(known)
        [source] = await self._changes.fetch_all(order_id)
        command.check_version(source.order.version)
        now, at = self._changes.now()
        number = self._changes.live_orders.next_number()
        shell = moving.start_split(
            source.order,
            (new.id or ids.new_id(at)).lower(),
            order_number(number),
            now,
            table_number=new.table_number or source.order.table_number,
            customer_name=new.customer_name or source.order.customer_name,
        )
        parts = [
            moving.SplitPart(each.id.lower(), each.quantity)
            if isinstance(each, SplitItem)
            else moving.SplitPart(each.lower())
            for each in new.items
        ]
        made: list[str] = []
        moved = moving.split(source.order, shell, parts, ids.make_ids(at, made), now)
        target = OrderEntry.of(number, moved.target.order, None, source.sender)
        return await self._commit(command, source, target, moved, at, made)

    async def _commit(
        self,
        command: Command,
        source: OrderEntry,
        target: OrderEntry,
        moved: moving.Carried,
        at: int,
        made: list[str] | None = None,
    ) -> Outcome[Json[Order]]:
        gone = source.replace(moved.source.order)
        arrived = target.replace(moved.target.order)
        changed = (
            Changed(gone, moved.source.events),
            Changed(arrived, moved.target.events, moved.item_ids),
        )
        outcome: Outcome[Json[Order]] = Outcome(
            Json(arrived.body), arrived.order.version, created=made is not None
        )
        return await self._changes.commit_all(command, changed, at, outcome, made or ())
