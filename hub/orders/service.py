"""What can be done with orders. Each use case is one change, committed whole or not at all.

The shape is always the same: fetch the order (which may wait for the disk), then, without waiting
for anything, apply a pure rule and stage what it gives, and then wait for the commit.
"""

from collections.abc import Callable

from hub.commit.command import Command, Json, Outcome
from hub.domain import recalls, rules
from hub.domain.menu import Menu
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus
from hub.orders.order_changes import OrderChanges, check_may_void
from hub.wire import order_requests, requests

Joined = Callable[[str], str | None]
"""Tells the station that a device has joined with, by the device's id; None for the kitchen."""


def _join_none(_device_id: str) -> None:
    pass


class OrderService:
    """Moves orders along.

    Args:
        changes: fetches orders and commits what becomes of them.
        menu: returns the menu as it is committed.
    """

    def __init__(self, changes: OrderChanges, menu: Callable[[], Menu]) -> None:
        self._changes = changes
        self._menu = menu

    async def set_status(
        self, command: Command, order_id: str, new: order_requests.SetOrderStatus
    ) -> Outcome[Json[Order]]:
        """Move a whole order along its table; its items move with it.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, FORBIDDEN to cancel without
                orders:cancel what somebody else has sent.
        """
        entry = await self._changes.fetch(order_id)
        if new.status is OrderStatus.CANCELLED:
            check_may_void(command.who, entry)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        transition = rules.move_order(entry.order, new.status, now, new.reason)
        return await self._changes.apply(command, entry, transition, at)

    async def set_item_status(
        self,
        command: Command,
        item_id: str,
        to: ItemStatus,
        station: str | None = None,
        joined: Joined = _join_none,
    ) -> Outcome[Json[Item]]:
        """Move one line one step forward -> the line, as the station sees it whose step it was.

        Args:
            command: who asks.
            item_id: which line.
            to: its next status.
            station: whose step it is, if several make it.
            joined: tells the station that the device has joined with, in place of that.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for a station that does not
                make it.
        """
        entry = await self._changes.fetch_by_item(item_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        own = _find_own(command, entry.order, joined)
        transition = rules.move_item(entry.order, item_id, to, now, station=station, own=own)
        return await self._changes.apply_to_item(
            command, entry, transition, at, item_id, station or own
        )

    async def bump(
        self,
        command: Command,
        order_id: str,
        new: requests.Bump,
        joined: Joined = _join_none,
    ) -> Outcome[Json[Order]]:
        """Bump an order, or a station's part of it -> the order.

        Args:
            command: who asks.
            order_id: which order.
            new: what is to be bumped.
            joined: tells whose step of a shared line it is where ``new`` names no station.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for an unknown station.
        """
        self._menu().check_station(new.station)
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        to = ItemStatus(new.status.value)
        only = None if new.items is None else {each.lower() for each in new.items}
        own = _find_own(command, entry.order, joined)
        transition = rules.bump(entry.order, to, new.station, now, only, own)
        return await self._changes.apply(command, entry, transition, at)

    async def recall_item(
        self,
        command: Command,
        item_id: str,
        station: str | None = None,
        joined: Joined = _join_none,
    ) -> Outcome[Json[Item]]:
        """Take one line one step back -> the line; takes what :meth:`set_item_status` does.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for a station that does not
                make it.
        """
        entry = await self._changes.fetch_by_item(item_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        own = _find_own(command, entry.order, joined)
        transition = recalls.recall_item(entry.order, item_id, now, station=station, own=own)
        return await self._changes.apply_to_item(
            command, entry, transition, at, item_id, station or own
        )

    async def recall(
        self,
        command: Command,
        order_id: str,
        new: requests.Recall,
        joined: Joined = _join_none,
    ) -> Outcome[Json[Order]]:
        """Take back the last step of an order, or of a station's part, or one bump -> the order.

        Args:
            command: who asks.
            order_id: which order.
            new: what is to be taken back.
            joined: tells whose step of a shared line it is where ``new`` names no station.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST for an unknown station.
        """
        self._menu().check_station(new.station)
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        own = _find_own(command, entry.order, joined)
        if new.items is None:
            transition = recalls.recall(entry.order, new.station, now, own)
        else:
            lines = [recalls.TakenBack(i.id.lower(), i.current, i.status) for i in new.items]
            transition = recalls.take_back(entry.order, lines, now, new.station or own)
        return await self._changes.apply(command, entry, transition, at)

    async def cancel_item(
        self, command: Command, order_id: str, item_id: str, reason: str
    ) -> Outcome[Json[Order]]:
        """Take one line off an order -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, FORBIDDEN without orders:cancel on what
                somebody else has sent.
        """
        entry = await self._changes.fetch(order_id)
        check_may_void(command.who, entry)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        return await self._changes.apply(
            command, entry, rules.cancel_item(entry.order, item_id, reason, now), at
        )


def _find_own(command: Command, order: Order, joined: Joined) -> str | None:
    """Say whose step of a line it is where nobody says so; asks only if several make a line."""
    return joined(command.who.id) if order.shared else None
