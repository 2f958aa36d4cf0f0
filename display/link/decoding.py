"""From the hub's JSON to the messages of ``display.state``. Pure."""

from collections.abc import Sequence

import msgspec
from msgspec import Raw

from display.state.messages import ItemSeen, OrderSeen, OtherSeen
from hub.domain.orders import Order
from hub.protocol.events import (
    EventType,
    ItemStatusChanged,
    ItemWasCancelled,
    KitchenAlert,
    MenuAvailability,
    OrderNew,
    OrderUpdated,
)

NOT_UNDERSTOOD = "The hub says things that this screen does not understand. Update the screen."


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


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with a list of orders, and the last event that it reflects."""

    data: tuple[Order, ...]
    seq: int = 0


class Fault(msgspec.Struct, frozen=True):
    """Why the hub said no: a code of the contract's, and a sentence."""

    code: str
    message: str


class _Failure(msgspec.Struct, frozen=True):
    error: Fault


_frame = msgspec.json.Decoder(Frame).decode
_order = msgspec.json.Decoder(Order).decode
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
        return OtherSeen(now=now, seq=frame.seq, alert=NOT_UNDERSTOOD)


def read_orders(raw: Sequence[Raw]) -> tuple[Order, ...]:
    """Read the orders of a snapshot.

    Raises:
        msgspec.MsgspecError: one of them is not what the contract says.
    """
    return tuple(_order(each) for each in raw)


def read_refusal(body: bytes) -> Fault | None:
    """Read why the hub said no; None when the answer is not the hub's own."""
    try:
        return _failure(body).error
    except msgspec.MsgspecError:
        return None


def _read(frame: Frame, payload: Raw, now: int) -> OrderSeen | ItemSeen | OtherSeen:
    if frame.type == EventType.ORDER_NEW:
        order = msgspec.json.decode(payload, type=OrderNew).order
        return OrderSeen(now=now, seq=frame.seq, order=order, new=True)
    if frame.type == EventType.ORDER_UPDATED:
        order = msgspec.json.decode(payload, type=OrderUpdated).order
        return OrderSeen(now=now, seq=frame.seq, order=order, new=False)
    if frame.type in {EventType.ITEM_STATUS, EventType.ITEM_CANCELLED}:
        moved = frame.type == EventType.ITEM_STATUS
        kind: type[ItemStatusChanged | ItemWasCancelled] = (
            ItemStatusChanged if moved else ItemWasCancelled
        )
        change = msgspec.json.decode(payload, type=kind)
        return ItemSeen(
            now=now,
            seq=frame.seq,
            order_id=change.order_id,
            version=change.version,
            updated_at=change.updated_at,
            item=change.item,
        )
    if frame.type == EventType.KITCHEN_ALERT:
        alert = msgspec.json.decode(payload, type=KitchenAlert).message
        return OtherSeen(now=now, seq=frame.seq, alert=alert)
    if frame.type == EventType.MENU_AVAILABILITY:
        dish = msgspec.json.decode(payload, type=MenuAvailability)
        note = f"86: {dish.name} is {'available again' if dish.available else 'sold out'}."
        return OtherSeen(now=now, seq=frame.seq, note=note)
    return OtherSeen(now=now, seq=frame.seq)
