"""A chip: an open order that has no room for its ticket, in a strip below the tickets."""

from enum import StrEnum

import msgspec

from display.state.model import BoardState
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.words import WARNING, age, number, where
from hub.domain.orders import Order, Priority

_HUNDRED = 100
_SIZE = 0.85
"""The height of a chip's text, in units."""


class ChipForm(StrEnum):
    """How much a chip says; how old its order is and for whom are the first to go."""

    FULL = "number, place and age"
    SHORT = "number and age"
    NUMBER = "number"


class ChipSpec(msgspec.Struct, frozen=True):
    """A chip that stands on the glass: of which order, how much it says, where, and as new."""

    order_id: str
    form: ChipForm
    rect: Rect
    lit: bool


def chip_width(state: BoardState, order: Order, form: ChipForm, layout: Layout, now: int) -> int:
    """Return the width of an order's chip in pixels."""
    words = _words(state, order, form, now)
    return layout.measure(words, round(_SIZE * layout.unit), bold=True) + 2 * layout.gap


def draw_chip(state: BoardState, order: Order, spec: ChipSpec, layout: Layout, now: int) -> Panel:
    """Draw a chip."""
    rect, size = spec.rect, round(_SIZE * layout.unit)
    place = Rect(rect.x + layout.gap, rect.y + (rect.h - size) // 2, rect.w - 2 * layout.gap, size)
    ground, tone = (Tone.MARK, Tone.MARK_TEXT) if spec.lit else (Tone.BAR, Tone.BAR_TEXT)
    text = Text(place, _words(state, order, spec.form, now), size, tone, bold=True)
    frame = Box(rect, Tone.FAINT, Fill.FRAME, width=1)
    return Panel(f"chip {order.id}", rect, Tone.GROUND, (Box(rect, ground), frame, text))


def _words(state: BoardState, order: Order, form: ChipForm, now: int) -> str:
    signs = "".join(
        sign
        for sign, shown in (
            ("▲", order.priority is Priority.RUSH),
            (WARNING, bool(order.allergies) or any(item.allergies for item in order.items)),
        )
        if shown
    )
    words = [f"{signs}{number(order)}"]
    if form is ChipForm.FULL:
        words.append(where(order))
    if form is not ChipForm.NUMBER:
        minutes = state.age(order, now) // 60_000
        words.append(
            age(60_000 * minutes).removesuffix(":00") + ("\N{PRIME}" if minutes < _HUNDRED else "")
        )
    return " ".join(words)
