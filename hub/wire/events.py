"""Events as they leave the hub, and the frames that carry them.

An event's payload is encoded once, when its change is staged. The same bytes go into the log on
disk and, with a short head per room, to every subscriber.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.orders import Item, LineChange, Order
from hub.domain.permissions import Permission, Principal
from hub.domain.times import Instant
from hub.wire.access_payloads import (
    DeviceEvent,
    PersonEvent,
    ScreenSettingsEvent,
    SessionEvent,
)
from hub.wire.menu_payloads import (
    MenuAvailability,
    MenuChanged,
    MenuLeft,
    TablesChanged,
)


class EventType(StrEnum):
    """What can be told on a channel."""

    ORDER_NEW = "order:new"
    ORDER_SCHEDULED = "order:scheduled"
    ORDER_UPDATED = "order:updated"
    ITEM_STATUS = "order:item_status"
    ITEM_CANCELLED = "order:item_cancelled"
    ITEMS_CHANGED = "order:items_changed"
    MENU_AVAILABILITY = "menu:availability"
    MENU_LEFT = "menu:left"
    MENU_CHANGED = "menu:changed"
    TABLES_CHANGED = "tables:changed"
    DEVICE_ADDED = "device:added"
    DEVICE_PAIRED = "device:paired"
    DEVICE_REVOKED = "device:revoked"
    DEVICE_RENAMED = "device:renamed"
    PERSON_ADDED = "person:added"
    PERSON_CHANGED = "person:changed"
    PERSON_REMOVED = "person:removed"
    SESSION_OPENED = "session:opened"
    SESSION_CLOSED = "session:closed"
    SESSION_LINKED = "session:linked"
    SETTINGS_CHANGED = "settings:changed"
    HOST_ASKED = "host:asked"
    SCREEN_SETTINGS = "screen:settings"
    KITCHEN_ALERT = "kitchen:alert"


READERS: Mapping[str, Permission] = {
    EventType.MENU_CHANGED: Permission.MENU_READ,
    EventType.TABLES_CHANGED: Permission.ORDERS_READ,
    EventType.DEVICE_ADDED: Permission.DEVICES_MANAGE,
    EventType.DEVICE_PAIRED: Permission.DEVICES_MANAGE,
    EventType.DEVICE_REVOKED: Permission.DEVICES_MANAGE,
    EventType.DEVICE_RENAMED: Permission.DEVICES_MANAGE,
    EventType.PERSON_ADDED: Permission.DEVICES_MANAGE,
    EventType.PERSON_CHANGED: Permission.DEVICES_MANAGE,
    EventType.PERSON_REMOVED: Permission.DEVICES_MANAGE,
    EventType.SESSION_OPENED: Permission.ORDERS_READ,
    EventType.SESSION_CLOSED: Permission.ORDERS_READ,
    EventType.SESSION_LINKED: Permission.ORDERS_READ,
    EventType.SETTINGS_CHANGED: Permission.DEVICES_MANAGE,
    EventType.HOST_ASKED: Permission.DEVICES_MANAGE,
    EventType.SCREEN_SETTINGS: Permission.DEVICES_MANAGE,
}
"""What it takes to be shown an event's payload; whoever is in one of its rooms sees any other. Who
may not see it gets the event with an empty payload all the same, so that nobody finds a gap."""

NO_PAYLOAD = b"{}"


def may_see_payload(who: Principal, kind: str) -> bool:
    """Whether somebody is shown an event's payload; who is not gets the event without it."""
    reader = READERS.get(kind)
    return reader is None or who.may(reader)


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


class OrderScheduled(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:scheduled``: an order that no kitchen sees yet, new or changed.

    It waits for its time (``releaseAt``), all its lines are held, or it has none yet.
    """

    order_id: str
    order_number: str
    status: str
    due_at: Instant | None
    release_at: Instant | None
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


class ItemsChanged(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``order:items_changed``: what lines say now, and said before.

    It comes beside an ``order:updated`` with the whole order; a copy of the board needs only that.
    """

    order_id: str
    order_number: str
    version: int
    updated_at: Instant
    changes: tuple[LineChange, ...]


class SettingsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of ``settings:changed``: names of settings that are not as at the last start."""

    changed: tuple[str, ...]


class HostAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of ``host:asked``: somebody wanted something done to a machine.

    Attributes:
        verb: what.
        value: to what, in one word; left out of what takes none.
        screen: id of the device whose machine it is; left out of the hub's own.
    """

    verb: str
    value: str | UnsetType = UNSET
    screen: str | UnsetType = UNSET


NOT_ON_SCREEN = "NOT_ON_SCREEN"
"""Code of an alert and an alarm: no screen of a station shows an order that it has to cook."""

ONLY_AS_CHIP = "ONLY_AS_CHIP"
"""Code of both: its screens have shown it only as a chip for long."""


class KitchenAlert(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``kitchen:alert``: something that a person in the kitchen must know.

    Attributes:
        code: what it is.
        message: the same in words.
        order_id: of the order that it is about, the oldest of several.
        station: where.
        number: of that order (42 for ORD-00042).
        count: of how many orders.
        shown_at: the station whose screens show them meanwhile.
    """

    code: str
    message: str
    order_id: str | None = None
    station: str | None = None
    number: int | UnsetType = UNSET
    count: int | UnsetType = UNSET
    shown_at: str | UnsetType = UNSET


PAYLOADS: Mapping[EventType, type[msgspec.Struct]] = {
    EventType.ORDER_NEW: OrderNew,
    EventType.ORDER_SCHEDULED: OrderScheduled,
    EventType.ORDER_UPDATED: OrderUpdated,
    EventType.ITEM_STATUS: ItemStatusChanged,
    EventType.ITEM_CANCELLED: ItemWasCancelled,
    EventType.ITEMS_CHANGED: ItemsChanged,
    EventType.MENU_AVAILABILITY: MenuAvailability,
    EventType.MENU_LEFT: MenuLeft,
    EventType.MENU_CHANGED: MenuChanged,
    EventType.TABLES_CHANGED: TablesChanged,
    EventType.DEVICE_ADDED: DeviceEvent,
    EventType.DEVICE_PAIRED: DeviceEvent,
    EventType.DEVICE_REVOKED: DeviceEvent,
    EventType.DEVICE_RENAMED: DeviceEvent,
    EventType.PERSON_ADDED: PersonEvent,
    EventType.PERSON_CHANGED: PersonEvent,
    EventType.PERSON_REMOVED: PersonEvent,
    EventType.SESSION_OPENED: SessionEvent,
    EventType.SESSION_CLOSED: SessionEvent,
    EventType.SESSION_LINKED: SessionEvent,
    EventType.SETTINGS_CHANGED: SettingsChanged,
    EventType.HOST_ASKED: HostAsked,
    EventType.SCREEN_SETTINGS: ScreenSettingsEvent,
    EventType.KITCHEN_ALERT: KitchenAlert,
}
"""What each type of event carries."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the log: ``timestamp`` in Unix milliseconds, ``seq`` gapless."""

    type: EventType
    room: str
    seq: int
    timestamp: int
    payload: msgspec.Raw


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event that has happened but has no place in the log yet.

    ``shared`` is whether it shows a line that several stations make: each of them is told of it as
    its own, as far as it has come itself.
    """

    type: EventType
    payload: bytes
    order_id: str | None = None
    session_id: str | None = None
    shared: bool = False


_encode = msgspec.json.Encoder().encode


def list_lines(order: Order) -> tuple[ItemLine, ...]:
    """List the lines of an order in short, as `order:new` has always had them."""
    return tuple(
        ItemLine(
            id=item.id,
            name=item.name,
            quantity=item.quantity,
            status=item.status,
            notes=item.notes,
        )
        for item in order.items
    )


def _cut_payload(draft: Draft, station: str) -> bytes:
    """Show the lines that several stations make as the one of them sees them."""
    shown = msgspec.json.decode(draft.payload, type=PAYLOADS[draft.type])
    if isinstance(shown, ItemStatusChanged | ItemWasCancelled):
        return _encode(msgspec.structs.replace(shown, item=shown.item.seen_at(station)))
    if isinstance(shown, OrderUpdated):
        return _encode(msgspec.structs.replace(shown, order=shown.order.seen_at(station)))
    if isinstance(shown, OrderNew):
        order = shown.order.seen_at(station)
        return _encode(msgspec.structs.replace(shown, order=order, items=list_lines(order)))
    return draft.payload


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
        self._frames: dict[tuple[str, bool | str], bytes] = {}

    def frame(self, room: str, *, whole: bool = True, station: str | None = None) -> bytes:
        """Return the message for one room; made once, then shared by all its subscribers.

        Args:
            room: that it is for.
            whole: with its payload; without, for whoever may not see that.
            station: whose own steps it shows, of a draft that is ``shared``; None for everybody's.
        """
        key = (room, whole if station is None else station)
        frame = self._frames.get(key)
        if frame is None:
            payload = self.draft.payload if whole else NO_PAYLOAD
            if station is not None:
                payload = _cut_payload(self.draft, station)
            head = f'{{"type":"{self.draft.type}","room":{_encode(room).decode()},"seq":{self.seq},'
            rest = f'"timestamp":{self.timestamp},"payload":'
            frame = b"".join((head.encode(), rest.encode(), payload, b"}"))
            self._frames[key] = frame
        return frame
