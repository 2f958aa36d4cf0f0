"""Where a ticket's colours come from: its head's from its age, a line's from its status.

Both are tones, which say what something means: ``display/theme.py`` has the colour of each, for a
dark kitchen and for a bright one. The ages are those of ``[ages]`` in the settings.
"""

from collections.abc import Iterable, Mapping

from display.state.model import BoardState
from display.view_model.screen import Tone
from display.view_model.words import due_ms
from hub.domain.orders import Item, ItemStatus, Order

HEAD_TEXT: Mapping[Tone, Tone] = {
    Tone.CARD: Tone.TEXT,
    Tone.WARN: Tone.WARN_TEXT,
    Tone.LATE: Tone.LATE_TEXT,
    Tone.CANCELLED: Tone.CANCELLED_TEXT,
}
"""What is written on each head. That of a fresh ticket is the card itself."""

_OVER = frozenset({ItemStatus.READY, ItemStatus.SERVED, ItemStatus.CANCELLED})


def head_tone(state: BoardState, order: Order, age: int, left: int | None) -> Tone:
    """Choose the head's tone by the ticket's age, or by how long is left until it is due, in ms.

    An order for later is late when its time has come, and warns as long before that as others do.
    One that was cancelled hurries nobody.
    """
    if state.is_struck(order):
        return Tone.CANCELLED
    warn, late = state.ages.limits(order.type)
    minutes = age / 60_000 if left is None else late - left / 60_000
    if minutes >= late:
        return Tone.LATE
    return Tone.WARN if minutes >= warn else Tone.CARD


def time_until_due(state: BoardState, order: Order, now: int) -> int | None:
    """Return the ms until an order is due, negative after that; None of one that is for now."""
    if not order.due_at or order.asap or state.hub_ahead is None:
        return None
    at = due_ms(order)
    return None if at is None else at - state.hub_ahead - now


def line_tone(item: Item) -> Tone:
    """Choose a dish's tone: bright while somebody has to cook it."""
    return Tone.FAINT if item.status in _OVER else Tone.TEXT


def combo_status(parts: Iterable[Item]) -> ItemStatus | None:
    """Say how far a combo has come, by its parts; None when it has none that counts."""
    statuses = {part.status for part in parts if part.live}
    if not statuses:
        return None
    if statuses <= {ItemStatus.SERVED}:
        return ItemStatus.SERVED
    if statuses <= _OVER:
        return ItemStatus.READY
    return ItemStatus.PENDING if statuses == {ItemStatus.PENDING} else ItemStatus.PREPARING
