"""From the hub's JSON to the messages of ``display.state``. Pure."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from display.link.unknown_orders import tolerant_item, tolerant_order, words_of
from display.state.dish_names import MenuNames
from display.state.messages import (
    DishLeft,
    HubAlarm,
    ItemSeen,
    OrderSeen,
    OtherSeen,
    SoldOutDish,
    UpcomingTicket,
)
from hub.common.screen_troubles import TroubleCode
from hub.domain.orders import Item, Order
from hub.locale.words import Language
from hub.wire.events import EventType, KitchenAlert
from hub.wire.menu_payloads import MenuAvailability, MenuLeft

_NOT_UNDERSTOOD = HubAlarm(code=TroubleCode.NOT_UNDERSTOOD, message=TroubleCode.NOT_UNDERSTOOD)
_NO_PAYLOAD = Raw()


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Any text frame. Only events have a ``payload``; of those ``seq`` is the place in the log."""

    type: str
    seq: int = 0
    payload: Raw = _NO_PAYLOAD

    @property
    def is_event(self) -> bool:
        """Whether it tells of something that has happened, instead of replying to something."""
        return len(memoryview(self.payload)) > 0


class OrderListing(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with a list of orders, and the last event that it reflects."""

    data: tuple[Raw, ...]
    seq: int = 0
    upcoming: Raw | UnsetType = UNSET
    cancelled: tuple[Raw, ...] | None = None


class _SoldOutRow(msgspec.Struct, frozen=True, kw_only=True):
    menu_item_id: str
    name: str
    available: bool = False
    left: int | None = None


class _SoldOutListing(msgspec.Struct, frozen=True, kw_only=True):
    data: tuple[_SoldOutRow, ...]


class _MenuName(msgspec.Struct, frozen=True):
    name: str
    names: dict[str, str] = {}


class _MenuGroup(msgspec.Struct, frozen=True):
    items: tuple[_MenuName, ...] = ()


class _MenuHeading(_MenuName, frozen=True):
    modifiers: tuple[_MenuName, ...] = ()
    modifier_groups: tuple[_MenuGroup, ...] = ()

    @property
    def choices(self) -> tuple[_MenuName, ...]:
        """The modifiers that a dish can be ordered with."""
        return (*self.modifiers, *(each for group in self.modifier_groups for each in group.items))


class _Menu(msgspec.Struct, frozen=True):
    categories: tuple[_MenuHeading, ...] = ()
    items: tuple[_MenuHeading, ...] = ()


class _MenuAnswer(msgspec.Struct, frozen=True):
    data: _Menu


class JoinedRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room that was joined: each order, and what stands beside them, is read for itself."""

    epoch: str
    seq: int
    timestamp: int
    orders: tuple[Raw, ...] | UnsetType = UNSET
    upcoming: Raw | UnsetType = UNSET
    courses: Raw | UnsetType = UNSET
    cancelled: tuple[Raw, ...] | None = None
    stand_ins: Raw | UnsetType = UNSET
    alarms: Raw | UnsetType = UNSET
    pairing: Raw | UnsetType = UNSET
    settings: Raw | UnsetType = UNSET


class Orders(NamedTuple):
    """What could be read of a list of orders, and how many of it could not be read at all."""

    orders: tuple[Order, ...]
    unread: int


class HubRefusal(msgspec.Struct, frozen=True):
    """Why the hub said no: a code of the contract's, and a sentence."""

    code: str
    message: str


class _Failure(msgspec.Struct, frozen=True):
    error: HubRefusal


# Of an event no more is asked for than a screen needs: what else a hub says must not be in the way.


class _OrderChange(msgspec.Struct, frozen=True):
    order: Raw


class _LineChange(msgspec.Struct, frozen=True, rename="camel"):
    order_id: str
    version: int
    updated_at: str
    item: Raw


_frame = msgspec.json.Decoder(Frame).decode
_order = msgspec.json.Decoder(Order).decode
_item = msgspec.json.Decoder(Item).decode
_failure = msgspec.json.Decoder(_Failure).decode


def read_frame(text: str) -> Frame:
    """Read the head of a frame.

    Raises:
        msgspec.MsgspecError: it is not what the contract says.
    """
    return _frame(text)


def read_event(frame: Frame, now: int) -> OrderSeen | ItemSeen | OtherSeen:
    """Read an event.

    What cannot be understood still counts as seen, or the screen would believe for ever that it
    had missed something; the cook is told instead.

    Args:
        frame: with a payload.
        now: monotonic ms at which it came.
    """
    try:
        return _read(frame, frame.payload, now)
    except msgspec.MsgspecError:
        return OtherSeen(now=now, seq=frame.seq, alert=_NOT_UNDERSTOOD)


def read_orders(raw: Sequence[Raw]) -> Orders:
    """Read a list of orders; one that can't be read costs no other."""
    orders = []
    for each in raw:
        with suppress(msgspec.MsgspecError):
            orders.append(read_order(each))
    return Orders(tuple(orders), len(raw) - len(orders))


def read_cancelled(raw: Sequence[Raw] | None) -> tuple[Order, ...] | None:
    """Read the orders that are made no more; None of a hub that says nothing of any."""
    return None if raw is None else read_orders(raw).orders


def read_upcoming(raw: Raw | UnsetType) -> tuple[UpcomingTicket, ...]:
    """Read what waits for its time; what can't be read is no ticket yet, and is left out."""
    found: list[UpcomingTicket] = []
    if isinstance(raw, UnsetType):
        return ()
    with suppress(msgspec.MsgspecError):
        for each in msgspec.json.decode(raw, type=list[Raw]):
            with suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(each, type=UpcomingTicket))
    return tuple(found)


def read_courses(raw: Raw | UnsetType) -> tuple[str, ...]:
    """Read which words are courses, in their order; none where that can't be read."""
    if not isinstance(raw, UnsetType):
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(raw, type=tuple[str, ...])
    return ()


def read_sold_out(body: bytes) -> tuple[SoldOutDish, ...]:
    """Read the answer of what is sold out or counted.

    Raises:
        msgspec.MsgspecError: it can't be read.
    """
    rows = msgspec.json.decode(body, type=_SoldOutListing).data
    return tuple(SoldOutDish(row.menu_item_id, row.name, row.available, row.left) for row in rows)


def read_menu_names(body: bytes, language: Language) -> MenuNames:
    """Read what the menu calls things in a language.

    Args:
        body: the answer with the whole menu.
        language: the crew's.

    Raises:
        msgspec.MsgspecError: it can't be read.
    """
    menu = msgspec.json.decode(body, type=_MenuAnswer).data
    dishes: dict[str, str] = {}
    modifiers: dict[str, str] = {}
    every = [each for heading in (*menu.categories, *menu.items) for each in heading.choices]
    for found, named in ((dishes, menu.items), (modifiers, every)):
        for each in named:
            if each.names and (name := _choose_name(each.names, language)):
                found[each.name] = name
    return MenuNames(dishes, modifiers)


def _choose_name(names: Mapping[str, str], language: Language) -> str | None:
    """Choose a name of a language, or of the same one in another place ("es" for "es-MX")."""
    speech = language.partition("-")[0]
    near = (tag for tag in names if tag.partition("-")[0] == speech)
    return names.get(language) or names.get(speech) or names.get(next(near, ""))


def read_order(raw: Raw) -> Order:
    """Read an order, of a newer hub as well.

    Raises:
        msgspec.MsgspecError: it is none, or has no id.
    """
    try:
        order = _order(raw)
    except msgspec.ValidationError:
        order = tolerant_order(msgspec.json.decode(raw))
    if not order.id:
        message = "an order without an id"
        raise msgspec.ValidationError(message)
    return order


def read_item(raw: Raw) -> Item:
    """Read a line, of a newer hub as well.

    Raises:
        msgspec.MsgspecError: it is no JSON.
    """
    try:
        return _item(raw)
    except msgspec.ValidationError:
        return tolerant_item(msgspec.json.decode(raw))


def read_alarms(raw: Raw) -> tuple[HubAlarm, ...]:
    """Read the alarms that stand, of a newer hub as well.

    Raises:
        msgspec.MsgspecError: it is no JSON.
    """
    alarms = msgspec.json.decode(raw)
    return tuple(map(_alarm, alarms if isinstance(alarms, list) else [alarms]))


def _alarm(alarm: object) -> HubAlarm:
    try:
        return msgspec.convert(alarm, HubAlarm)
    except msgspec.ValidationError:
        return HubAlarm(message=_sentence(alarm))


def _alert(payload: Raw) -> HubAlarm:
    try:
        said = msgspec.json.decode(payload, type=KitchenAlert)
    except msgspec.ValidationError:
        return HubAlarm(message=_sentence(msgspec.json.decode(payload)))
    return HubAlarm(
        code=said.code,
        message=said.message,
        station=said.station,
        count=said.count or None,
        number=said.number or None,
        shown_at=said.shown_at or None,
    )


def _sentence(alarm: object) -> str:
    message = alarm.get("message") if isinstance(alarm, dict) else None
    return message if isinstance(message, str) else words_of(alarm)


def read_refusal(body: bytes) -> HubRefusal | None:
    """Read why the hub said no; None when the answer is not the hub's own."""
    try:
        return _failure(body).error
    except msgspec.MsgspecError:
        return None


_WHOLE_ORDERS = (EventType.ORDER_NEW, EventType.ORDER_UPDATED, EventType.ORDER_SCHEDULED)


def _read(frame: Frame, payload: Raw, now: int) -> OrderSeen | ItemSeen | OtherSeen:
    if frame.type in _WHOLE_ORDERS:
        order = read_order(msgspec.json.decode(payload, type=_OrderChange).order)
        return OrderSeen(now=now, seq=frame.seq, order=order, new=frame.type == EventType.ORDER_NEW)
    if frame.type in {EventType.ITEM_STATUS, EventType.ITEM_CANCELLED}:
        change = msgspec.json.decode(payload, type=_LineChange)
        return ItemSeen(
            now=now,
            seq=frame.seq,
            order_id=change.order_id,
            version=change.version,
            updated_at=change.updated_at,
            item=read_item(change.item),
        )
    if frame.type == EventType.KITCHEN_ALERT:
        return OtherSeen(now=now, seq=frame.seq, alert=_alert(payload))
    if frame.type in {EventType.MENU_AVAILABILITY, EventType.MENU_LEFT}:
        return _read_dish(frame, payload, now)
    return OtherSeen(now=now, seq=frame.seq)


def _read_dish(frame: Frame, payload: Raw, now: int) -> OtherSeen:
    seen: SoldOutDish | DishLeft
    if frame.type == EventType.MENU_AVAILABILITY:
        dish = msgspec.json.decode(payload, type=MenuAvailability)
        some = dish.left if isinstance(dish.left, int) else None
        seen = SoldOutDish(dish.menu_item_id, dish.name, dish.available, some)
    else:
        counted = msgspec.json.decode(payload, type=MenuLeft)
        seen = DishLeft(counted.menu_item_id, counted.name, counted.left)
    return OtherSeen(now=now, seq=frame.seq, dish=seen)
