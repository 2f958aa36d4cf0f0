"""A cell of the board as a panel: the head with number, age and place, and the lines below it."""

from typing import NamedTuple

from display.state.model import BoardState
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout, shrink
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.ticket_colours import HEAD_TEXT, head_tone
from display.view_model.ticket_lines import Part, TicketLine, heading
from display.view_model.words import RING, age, at_least, short_number
from hub.domain.orders import Order

HEAD_LINES = 2.5
"""The height of a ticket's head, in units."""

CONTINUED_LINES = 1.2
"""The height of the head of a cell in which a ticket goes on, in units."""

_BIG = 1.3
_KEYS = 10


def rooms(layout: Layout) -> tuple[int, int]:
    """Say how many lines a cell holds below a ticket's head, and below a continued one's."""
    height = layout.cells[0].h - layout.gap
    first = (height - round(HEAD_LINES * layout.unit)) // layout.unit
    further = (height - round(CONTINUED_LINES * layout.unit)) // layout.unit
    return max(2, first), max(2, further)


def card(
    state: BoardState, order: Order, part: Part, slot: int, rect: Rect, layout: Layout, now: int
) -> tuple[Panel, ...]:
    """Draw one cell: the ticket's part that belongs there, and its age as a panel of its own."""
    look = _Look(
        tone=head_tone(state, order, now),
        at_least=order.id in state.at_least,
        in_flight=any(each.order_id == order.id for each in state.in_flight),
        chosen=state.selected == order.id,
    )
    panel, place = CELLS.get(slot, order, part, slot, rect, layout, look)
    if not part.first:
        return (panel,)
    words = _qualify(age(state.age(order, now)), look)
    text = Text(place, words, place.h, HEAD_TEXT[look.tone], bold=True, align_right=True)
    return panel, Panel(f"age {order.id}", place, look.tone, (text,))


class _Look(NamedTuple):
    """How a ticket looks at the moment; ``at_least``: it may be older than it says."""

    tone: Tone
    at_least: bool
    in_flight: bool
    chosen: bool


def _draw_cell(
    order: Order, part: Part, slot: int, rect: Rect, layout: Layout, look: _Look
) -> tuple[Panel, Rect]:
    """Draw all of a cell but the age; returns where that stands as well."""
    unit, gap = layout.unit, layout.gap
    height = round((HEAD_LINES if part.first else CONTINUED_LINES) * unit)
    head = Rect(rect.x, rect.y, rect.w, height)
    body = Rect(rect.x, rect.y + height, rect.w, rect.h - height)
    place = _age_rect(look, head, layout)
    parts: list[Box | Text] = [
        Box(rect, Tone.CARD, radius=gap),
        Box(head, look.tone, radius=gap),
        *([Box(body, Tone.FLIGHT, Fill.HATCH)] if look.in_flight else []),
        *(
            _head(order, slot, head, place, layout, HEAD_TEXT[look.tone])
            if part.first
            else _continued_head(order, part, slot, head, layout, HEAD_TEXT[look.tone])
        ),
        *_lines(part, body, layout),
    ]
    if look.in_flight or look.chosen:
        parts.append(Box(rect, Tone.CHOSEN, Fill.FRAME, gap, max(2, gap // 3)))
    return Panel(f"cell {slot}", rect, Tone.GROUND, tuple(parts)), place


CELLS = LastResults(_draw_cell)
"""By position. A second changes the ages only."""


def _head(
    order: Order, slot: int, head: Rect, place: Rect, layout: Layout, tone: Tone
) -> list[Box | Text]:
    unit, gap = layout.unit, layout.gap
    number = f"#{short_number(order)}"
    room = place.x - head.x - 2 * gap
    size = shrink(number, room, place.h, layout.measure, bold=True)
    top = place.y + place.h
    key = _key(slot, Rect(head.x, top, head.w, unit), layout, tone)
    width = head.w - 2 * gap - layout.key_width
    return [
        Text(Rect(head.x + gap, place.y, room, size), number, size, tone, bold=True),
        Text(
            Rect(head.x + gap, top, width, unit), heading(order, layout)[0], unit, tone, bold=True
        ),
        *key,
    ]


def _continued_head(
    order: Order, part: Part, slot: int, head: Rect, layout: Layout, tone: Tone
) -> list[Box | Text]:
    unit, gap = layout.unit, layout.gap
    # A dish that is too long for a cell is named again above the rest of its lines.
    words = ["↪", f"#{short_number(order)}", part.lines[0].subject or "continued"]
    width = head.w - 2 * gap - layout.key_width
    line = Rect(head.x + gap, head.y + (head.h - unit) // 2, width, unit)
    text, size = layout.fit(" ".join(words), width, unit)
    return [
        Text(Rect(line.x, line.y, width, size), text, size, tone, bold=True),
        *_key(slot, Rect(head.x, line.y, head.w, unit), layout, tone),
    ]


def _key(slot: int, line: Rect, layout: Layout, tone: Tone) -> list[Text]:
    """The number key that means this cell, at the right end of a line."""
    if slot >= _KEYS:
        return []
    width = layout.key_width
    place = Rect(line.x + line.w - layout.gap - width, line.y, width, line.h)
    return [Text(place, f"{slot + 1}", layout.unit, tone, align_right=True)]


def _qualify(words: str, look: _Look) -> str:
    return at_least(words) if look.at_least else words


def _age_rect(look: _Look, head: Rect, layout: Layout) -> Rect:
    """Where the age stands; narrow cells get smaller figures, so that the number has room."""
    gap = layout.gap
    most = head.w // 2
    widest = [_qualify(each, look) for each in ("88:88", "88h88")]
    size = shrink(widest[0], most, round(_BIG * layout.unit), layout.measure, bold=True)
    width = max(layout.measure(each, size, bold=True) for each in widest)
    top = head.y + (head.h - size - layout.unit) // 2
    return Rect(head.x + head.w - gap - width, top, width, size)


def _lines(part: Part, body: Rect, layout: Layout) -> list[Box | Text]:
    unit, gap = layout.unit, layout.gap
    left, width, top = body.x + gap, body.w - 2 * gap, body.y + gap // 2
    parts: list[Box | Text] = []
    for index, line in enumerate(part.lines):
        parts += _line(line, Rect(left, top + index * unit, width, unit), unit)
    if not part.last:
        foot = Rect(left, body.y + body.h - gap // 2 - unit, width, unit)
        parts.append(Text(foot, "continued ↪", unit, Tone.FAINT, align_right=True))
    return parts


def _sign(line: TicketLine, place: Rect, unit: int) -> Box | Text:
    if line.sign != RING:
        return Text(place, line.sign, unit, line.sign_tone, bold=True)
    # A font's ring is a hair's breadth: seen from three metres it has hardly any colour.
    size = unit * 5 // 9
    ring = Rect(place.x + unit // 8, place.y + (unit - size) * 5 // 9, size, size)
    return Box(ring, line.sign_tone, Fill.FRAME, size // 2, max(2, unit // 9))


def _line(line: TicketLine, rect: Rect, unit: int) -> list[Box | Text]:
    indent = round(line.indent * unit)
    parts: list[Box | Text] = []
    if line.ground is not None:
        parts.append(Box(rect, line.ground))
    if line.sign:
        parts.append(_sign(line, Rect(rect.x, rect.y, indent, unit), unit))
    place = Rect(rect.x + indent, rect.y, rect.w - indent, unit)
    parts.append(Text(place, line.text, unit, line.tone, bold=line.bold, struck=line.struck))
    return parts
