"""Events as they leave the hub, and the frames that carry them.

An event's payload is encoded once, when its change is staged. The same bytes go into the log on
disk and, with a short head per room, to every subscriber.
"""

from enum import StrEnum
from typing import Any

import msgspec

from hub.domain.menu import MenuItem
from hub.domain.orders import Happening, Item, ItemCancelled, ItemMoved, Order, OrderPlaced
from hub.domain.times import Instant


class EventType(StrEnum):
    """What can be told on a channel."""

    ORDER_NEW = "order:new"
    ORDER_UPDATED = "order:updated"
    ITEM_STATUS = "order:item_status"
    ITEM_CANCELLED = "order:item_cancelled"
    MENU_AVAILABILITY = "menu:availability"
    KITCHEN_ALERT = "kitchen:alert"


class ItemLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as ``order:new`` lists it."""

    id: str
    name: str
    quantity: int
    status: str
    notes: str | None


class OrderNew(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:new``; ``order`` is the whole order as GET shows it."""

    order_id: str
    order_number: str
    status: str
    table_session_id: str | None
    table_number: str | None
    items: tuple[ItemLine, ...]
    order: Order


class OrderUpdated(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:updated``."""

    order_id: str
    order_number: str
    status: str
    order: Order


class ItemStatusChanged(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:item_status``: the line after its step.

    ``version`` and ``updatedAt`` are the order's after the whole change, so that a replica which
    applies the event ends equal to the hub.
    """

    order_id: str
    order_number: str
    version: int
    updated_at: Instant
    recalled: bool
    item: Item


class ItemWasCancelled(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:item_cancelled``."""

    order_id: str
    order_number: str
    version: int
    updated_at: Instant
    reason: str | None
    item: Item


class MenuAvailability(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``menu:availability``: a dish was sold out (86) or is back."""

    menu_item_id: str
    name: str
    available: bool


NOT_ON_SCREEN = "NOT_ON_SCREEN"
"""Code of an alert: no screen of a station has painted an order that it has to cook."""


class KitchenAlert(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``kitchen:alert``: something that a person in the kitchen must know."""

    code: str
    message: str
    order_id: str | None = None
    station: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the log: ``timestamp`` in Unix milliseconds, ``seq`` gapless."""

    type: EventType
    room: str
    seq: int
    timestamp: int
    payload: msgspec.Raw


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event that has happened but has no place in the log yet."""

    type: EventType
    payload: bytes
    order_id: str | None = None
    session_id: str | None = None


_encode = msgspec.json.Encoder().encode


def draft_of(happening: Happening, order: Order) -> Draft:
    """Write what happened to an order as an event; ``order`` is the order after the change."""
    kind, payload = _told(happening, order)
    return Draft(
        type=kind, payload=_encode(payload), order_id=order.id, session_id=order.session_id
    )


def availability_draft(item: MenuItem) -> Draft:
    """Tell that a dish is sold out or back."""
    payload = MenuAvailability(menu_item_id=item.id, name=item.name, available=item.available)
    return Draft(type=EventType.MENU_AVAILABILITY, payload=_encode(payload))


def alert_draft(alert: KitchenAlert) -> Draft:
    """Tell the kitchen something that a person must know."""
    return Draft(type=EventType.KITCHEN_ALERT, payload=_encode(alert), order_id=alert.order_id)


def _told(happening: Happening, order: Order) -> tuple[EventType, Any]:
    if isinstance(happening, ItemMoved):
        return EventType.ITEM_STATUS, ItemStatusChanged(
            order_id=order.id,
            order_number=order.order_number,
            version=order.version,
            updated_at=order.updated_at,
            recalled=happening.recalled,
            item=happening.item,
        )
    if isinstance(happening, ItemCancelled):
        return EventType.ITEM_CANCELLED, ItemWasCancelled(
            order_id=order.id,
            order_number=order.order_number,
            version=order.version,
            updated_at=order.updated_at,
            reason=happening.item.cancel_reason,
            item=happening.item,
        )
    if isinstance(happening, OrderPlaced):
        return EventType.ORDER_NEW, OrderNew(
            order_id=order.id,
            order_number=order.order_number,
            status=order.status,
            table_session_id=order.session_id,
            table_number=order.table_number,
            items=tuple(
                ItemLine(
                    id=item.id,
                    name=item.name,
                    quantity=item.quantity,
                    status=item.status,
                    notes=item.notes,
                )
                for item in order.items
            ),
            order=order,
        )
    return EventType.ORDER_UPDATED, OrderUpdated(
        order_id=order.id, order_number=order.order_number, status=order.status, order=order
    )


class Committed:
    """An event that is durable on disk, ready to be sent.

    Args:
        seq: its place in the log.
        timestamp: Unix milliseconds.
        draft: what happened.
        rooms: who hears of it, the most specific room first.
    """

    __slots__ = ("_frames", "draft", "rooms", "seq", "timestamp")

    def __init__(self, seq: int, timestamp: int, draft: Draft, rooms: tuple[str, ...]) -> None:
        self.seq = seq
        self.timestamp = timestamp
        self.draft = draft
        self.rooms = rooms
        self._frames: dict[str, bytes] = {}

    def frame(self, room: str) -> bytes:
        """Return the message for one room; made once, then shared by all its subscribers."""
        frame = self._frames.get(room)
        if frame is None:
            head = f'{{"type":"{self.draft.type}","room":{_encode(room).decode()},"seq":{self.seq},'
            rest = f'"timestamp":{self.timestamp},"payload":'
            frame = b"".join((head.encode(), rest.encode(), self.draft.payload, b"}"))
            self._frames[room] = frame
        return frame
