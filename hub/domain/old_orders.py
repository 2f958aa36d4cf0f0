"""What becomes of an open order that nobody has touched for long. Pure."""

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.orders import ItemStatus, Order, OrderChanged, OrderStatus, Transition
from hub.domain.times import Instant

BY_HUB = "hub"
"""What ``closed_by`` says of an order that the hub has completed by itself."""


def is_old(order: Order, before: Instant) -> bool:
    """Whether an order is open and nobody has touched it since a time; one that waits is not."""
    return order.active and not order.release_at and order.updated_at < before


def complete_old(order: Order, now: Instant) -> Transition:
    """Complete an order that was left open: its food was eaten, and nobody has pressed a key.

    Its lines are served now. When they were begun and ready stays unknown, so that no report
    counts them; ``closed_by`` says who it was.
    """
    items = tuple(
        replace(item, status=ItemStatus.SERVED, served_at=now)
        if item.live and item.status is not ItemStatus.SERVED
        else item
        for item in order.items
    )
    after = replace(
        order,
        items=items,
        held=UNSET,
        status=OrderStatus.COMPLETED,
        completed_at=now,
        closed_by=BY_HUB,
        updated_at=now,
        version=order.version + 1,
    )
    return Transition(after, (OrderChanged(),))
