"""Taking back that an order was closed, or what was done to lines a moment ago. Pure."""

from collections.abc import Collection
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemMoved,
    ItemStatus,
    Order,
    OrderChanged,
    OrderStatus,
    Transition,
)
from hub.domain.times import Instant, milliseconds
from hub.domain.transitions import finish

REOPEN_WITHIN = 30 * 60 * 1000
"""Milliseconds for which a closed order can be opened again."""

_CLOSED = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})


def reopen(order: Order, now: Instant) -> Transition:
    """Open a closed order again, in its old place; the lines that went with it are as they were.

    Lines that had been taken off before stay so.

    Raises:
        Refusal: INVALID_TRANSITION for an order that is not closed, was merged into another one, or
            was closed more than 30 minutes ago.
    """
    closed_at = _closed_at(order)
    too_late = milliseconds(now) - milliseconds(closed_at) > REOPEN_WITHIN
    if order.status not in _CLOSED or order.merged_into or too_late:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"This {order.status} order cannot be opened again.",
            {"current": order.status, "requested": "reopen", "allowed": []},
        )
    items, held = (
        tuple(revive(item) if item.cancelled_at == closed_at else item for item in lines)
        for lines in (order.items, order.held or ())
    )
    fields: dict[str, Any] = {"held": held or UNSET, "completed_at": None, "closed_by": UNSET}
    return finish(order, items, [OrderChanged()], now, empty_until=UNSET, **fields)


def restore(order: Order, item_ids: Collection[str], now: Instant) -> Transition:
    """Take back that lines were taken off, or served.

    Args:
        order: as it is.
        item_ids: of the lines; those that are neither are left as they are.
        now: the time to stamp.

    Raises:
        Refusal: INVALID_TRANSITION when none of them is, or the order was completed.
    """
    events: list[DomainEvent] = []
    items: list[Item] = []
    for item in order.items:
        after = item
        if item.id in item_ids and not item.live:
            after = revive(item)
        elif item.id in item_ids and item.status is ItemStatus.SERVED:
            after = replace(item, status=ItemStatus.READY, served_at=None)
            events.append(ItemMoved(after, recalled=True))
        items.append(after)
    held = tuple(
        revive(item) if item.id in item_ids and not item.live else item for item in order.held or ()
    )
    is_same = (*items, *held) == order.lines
    if is_same or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            "There is nothing that could be taken back.",
            {"current": order.status, "requested": "restore", "allowed": []},
        )
    return finish(order, tuple(items), [*events, OrderChanged()], now, held=held or UNSET)


def revive(item: Item) -> Item:
    """Return a line that was taken off as it was before: as far as its times say."""
    stamps = (
        (item.served_at, ItemStatus.SERVED),
        (item.ready_at, ItemStatus.READY),
        (item.started_at, ItemStatus.PREPARING),
    )
    status = next((status for at, status in stamps if at is not None), ItemStatus.PENDING)
    was = item.was
    if not isinstance(was, UnsetType):
        was = replace(was, status=UNSET)
        said = (getattr(was, name) for name in was.__struct_fields__[1:])
        was = UNSET if all(each is UNSET for each in said) else was
    return replace(item, status=status, cancelled_at=None, cancel_reason=None, was=was)


def _closed_at(order: Order) -> Instant:
    """Say when an order was closed: when it was completed, or its last line taken off."""
    gone = [item.cancelled_at for item in order.lines if item.cancelled_at is not None]
    return order.completed_at or max(gone, default=order.updated_at)
