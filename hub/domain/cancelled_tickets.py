"""Cancelled tickets: who was to make them has to see it. Pure."""

from collections.abc import Sequence

from hub.domain.earlier import AckKind
from hub.domain.edits import acknowledged
from hub.domain.orders import Item, Order, OrderStatus
from hub.domain.times import milliseconds

STRUCK_FOR = 15 * 60 * 1000
"""Milliseconds for which a cancelled ticket is told of that nobody acknowledges."""


def is_cancel_unseen(order: Order, station: str | None, now: int) -> bool:
    """Whether a station has not acknowledged yet that an order was cancelled.

    Args:
        order: as it is.
        station: whose lines; None for the whole kitchen.
        now: the hub's time, in Unix milliseconds.
    """
    if order.status is not OrderStatus.CANCELLED:
        return False
    mine = [item for item in order.items if item.cancelled_at and item.belongs_to(station)]
    last = max((milliseconds(item.cancelled_at or "") for item in mine), default=0)
    stations = [None] if station is None else station.split(",")
    return now - last < STRUCK_FOR and any(_is_unseen(order, item, stations) for item in mine)


def _is_unseen(order: Order, item: Item, stations: Sequence[str | None]) -> bool:
    was = item.was
    if not was or not was.status:
        return False
    return not acknowledged(order.acks or (), AckKind.CANCELLED, was.version, stations)
