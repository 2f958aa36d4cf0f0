"""How figures and states are put into words on the glass."""

import unicodedata
from collections.abc import Mapping

from display.state.unknown_words import is_known
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, Priority

RING = "○"

SIGNS: Mapping[ItemStatus, str] = {
    ItemStatus.PENDING: RING,
    ItemStatus.PREPARING: "◐",
    ItemStatus.READY: "●",
    ItemStatus.SERVED: "✓",
    ItemStatus.CANCELLED: "✕",
}
"""A sign for each status, so that colour is never the only carrier."""

_TYPES: Mapping[OrderType, str] = {
    OrderType.DINE_IN: "Dine in",
    OrderType.TAKEOUT: "Takeout",
    OrderType.DELIVERY: "Delivery",
}


_HUNDRED = 100
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolate(text: str) -> str:
    """Mark a name from right to left as one thing, so that figures beside it stay where they are.

    Without that, a list such as "1 a, 3 b" of Arabic dishes shows each count beside the other.
    """
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, text)):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def short_number(order: Order) -> str:
    """Write the order's number as a cook says it: ``42`` for ``ORD-00042``."""
    digits = order.order_number.rpartition("-")[2].lstrip("0")
    return digits or "0"


def where(order: Order) -> str:
    """Say where the food goes: the table, and the type where it does not go without saying."""
    kind = _TYPES[order.type] if is_known(order.type) else isolate(order.type)
    if order.table_number is None:
        return kind
    table = f"Table {order.table_number}"
    return table if order.type is OrderType.DINE_IN else f"{kind}, {table}"


def sign(status: ItemStatus) -> str:
    """Give a status its sign; a question mark says that the words beside it must do."""
    return SIGNS.get(status, "?")


def urgency(priority: Priority) -> str:
    """Say whether an order goes before its turn; nothing of one that does not."""
    if priority is Priority.RUSH:
        return "▲ RUSH"
    return "" if is_known(priority) else f"priority: {isolate(priority)}"


def unknown(status: ItemStatus | OrderStatus) -> str:
    """Say a status that this screen does not know as it came; nothing of one that it knows."""
    return "" if is_known(status) else f"status: {isolate(status)}"


def age(milliseconds: int) -> str:
    """Write an age in at most five characters; it is never negative.

    Minutes and seconds (``7:05``), for a forgotten ticket hours and minutes (``1h40``), then days.
    """
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours = minutes // 60
    if minutes < _HUNDRED:
        return f"{minutes}:{seconds:02d}"
    if hours < _HUNDRED:
        return f"{hours}h{minutes % 60:02d}"
    return f"{min(hours // 24, 9999)}d"


def at_least(words: str) -> str:
    """Say of an age that it may be more, because nobody knows how long the hub was off."""
    return f"≥ {words}"


def clock(unix_ms: int, offset_minutes: int) -> str:
    """Write the time of day, at an offset from UTC in minutes."""
    minutes = unix_ms // 60_000 + offset_minutes
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def course(item: Item) -> str | None:
    """Write the course of a line, as it was given."""
    if item.course is None:
        return None
    return f"Course {item.course}" if isinstance(item.course, int) else item.course
