"""Where a ticket's colours come from: its head's from its age, a line's from its status.

Both are tones, which say what something means: ``display/theme.py`` has the colour of each, for a
dark kitchen and for a bright one. The ages are those of ``[ages]`` in the settings.
"""

from collections.abc import Mapping

from display.state.model import BoardState
from display.view_model.screen import Tone
from display.view_model.words import due_ms
from hub.domain.orders import Item, ItemStatus, Order

HEAD_TEXT: Mapping[Tone, Tone] = {
    Tone.HEAD: Tone.HEAD_TEXT,
    Tone.AMBER: Tone.AMBER_TEXT,
    Tone.RED: Tone.RED_TEXT,
}
"""What is written on each head."""

_BY_STATUS: Mapping[ItemStatus, Tone] = {
    ItemStatus.PENDING: Tone.PENDING,
    ItemStatus.PREPARING: Tone.PREPARING,
    ItemStatus.READY: Tone.READY,
    ItemStatus.SERVED: Tone.FAINT,
    ItemStatus.CANCELLED: Tone.FAINT,
}


def head_tone(state: BoardState, order: Order, age: int, left: int | None) -> Tone:
    """Choose the head's tone by the ticket's age, or by how long is left until it is due, in ms.

    An order for later is red when its time has come, and amber as long before that as others are.
    One that was cancelled hurries nobody.
    """
    if state.is_struck(order):
        return Tone.HEAD
    amber, red = state.ages.limits(order.type)
    minutes = age / 60_000 if left is None else red - left / 60_000
    if minutes >= red:
        return Tone.RED
    return Tone.AMBER if minutes >= amber else Tone.HEAD


def time_until_due(state: BoardState, order: Order, now: int) -> int | None:
    """Return the ms until an order is due, negative after that; None of one that is for now."""
    if not order.due_at or order.asap or state.hub_ahead is None:
        return None
    at = due_ms(order)
    return None if at is None else at - state.hub_ahead - now


def line_tone(item: Item, *, marked: bool) -> Tone:
    """Choose a dish's tone: bright while somebody has to cook it, or to see what was edited."""
    if marked:
        return Tone.MARK_TEXT
    is_over = item.status in {ItemStatus.READY, ItemStatus.SERVED, ItemStatus.CANCELLED}
    return Tone.FAINT if is_over else Tone.TEXT


def sign_tone(item: Item, *, marked: bool) -> Tone:
    """Choose the tone of a dish's sign by its status; one that is not known is plain text."""
    return Tone.MARK_TEXT if marked else _BY_STATUS.get(item.status, Tone.TEXT)
