"""A cell of the board as a panel: the head with number, age and place, and the lines below it."""

from typing import NamedTuple

from display.state.model import BoardState
from display.view_model.dish_lines import DISH
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout, shrink
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.ticket_colours import HEAD_TEXT, head_tone, time_until_due
from display.view_model.ticket_lines import TicketStyle, heading
from display.view_model.ticket_parts import Part, TicketLine
from display.view_model.words import RING, WARNING, age, at_least, number, short_number, until_due
from hub.domain.orders import Order

HEAD_LINES = 2.5
"""The height of a ticket's head, in units."""

CONTINUED_LINES = 1.2
"""The height of the head of a cell in which a ticket goes on, in units."""

_BIG = 1.3
_SMALL = 0.8
_KEYS = 10


def rooms(layout: Layout) -> tuple[int, int]:
    """Say how many lines a cell holds below a ticket's head, and below a continued one's."""
    height = layout.cells[0].h - layout.gap
    first = (height - round(HEAD_LINES * layout.unit)) // layout.unit
    further = (height - round(CONTINUED_LINES * layout.unit)) // layout.unit
    return max(2, first), max(2, further)


def card(
    state: BoardState, order: Order, part: Part, slot: int, rect: Rect, style: TicketStyle, now: int
) -> tuple[Panel, ...]:
    """Draw one cell: the ticket's part that belongs there, and its age as a panel of its own.

    The age of an order for later counts down to its time, and on from there.
    """
    old, left = state.age(order, now), time_until_due(state, order, now)
    look = _Look(
        tone=head_tone(state, order, old, left),
        at_least=left is None and order.id in state.at_least,
        due=left is not None,
        in_flight=any(each.order_id == order.id for each in state.in_flight),
        chosen=state.selected == order.id,
    )
    panel, place = CELLS.get(slot, order, part, slot, rect, style, look)
    if not part.first:
        return (panel,)
    words = age(old) if left is None else until_due(left)
    words = at_least(words) if look.at_least else words
    text = Text(place, words, place.h, HEAD_TEXT[look.tone], bold=True, align_right=True)
    return panel, Panel(f"age {order.id}", place, look.tone, (text,))


class _Look(NamedTuple):
    """How a ticket looks at the moment.

    Attributes:
        tone: of its head.
        at_least: whether it may be older than it says.
        due: whether its age counts down.
        in_flight: whether a press about it is under way.
        chosen: whether it is.
    """

    tone: Tone
    at_least: bool
    due: bool
    in_flight: bool
    chosen: bool


def _draw_cell(
    order: Order, part: Part, slot: int, rect: Rect, style: TicketStyle, look: _Look
) -> tuple[Panel, Rect]:
    """Draw all of a cell but the age; returns where that stands as well."""
    layout = style.layout
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
            _head(order, slot, head, place, style, HEAD_TEXT[look.tone])
            if part.first
            else _continued_head(order, part, slot, head, layout, HEAD_TEXT[look.tone])
        ),
        *_lines(part, body, layout),
    ]
    if part.allergy:
        parts.append(Box(rect, Tone.ALLERGEN, Fill.FRAME, gap, max(2, gap // 3)))
    if look.in_flight or look.chosen:
        parts.append(Box(rect, Tone.CHOSEN, Fill.FRAME, gap, max(2, gap // 3)))
    return Panel(f"cell {slot}", rect, Tone.GROUND, tuple(parts)), place


CELLS = LastResults(_draw_cell)
"""By position. A second changes the ages only."""


def _head(
    order: Order, slot: int, head: Rect, place: Rect, style: TicketStyle, tone: Tone
) -> list[Box | Text]:
    layout = style.layout
    unit, gap = layout.unit, layout.gap
    top = place.y + place.h
    width = head.w - 2 * gap - layout.key_width
    above = Rect(head.x + gap, place.y, place.x - head.x - 2 * gap, place.h)
    called, *own = _numbers(order, above, layout, tone)
    line = Rect(head.x + gap, top, width, unit)
    where = Text(line, heading(order, style)[0], unit, tone, bold=True)
    return [called, where, *own, *_key(slot, Rect(head.x, top, head.w, unit), layout, tone)]


def _numbers(order: Order, room: Rect, layout: Layout, tone: Tone) -> list[Text]:
    """The number that is called out, large, and the hub's own small behind it, if there is room."""
    called, gap = number(order), layout.gap
    text, size = layout.fit(called, room.w, room.h)
    found = [Text(Rect(room.x, room.y, room.w, size), text, size, tone, bold=True)]
    if not order.display_number:
        return found
    small, own = round(_SMALL * layout.unit), f"#{short_number(order)}"
    rest = room.w - gap - layout.measure(own, small)
    text, size = layout.fit(called, max(1, rest), room.h)
    if text != called:
        return found
    left = room.x + layout.measure(text, size, bold=True) + gap
    behind = Rect(left, room.y + size - min(small, size), room.x + room.w - left, small)
    return [
        Text(Rect(room.x, room.y, rest, size), text, size, tone, bold=True),
        Text(behind, own, small, tone),
    ]


def _continued_head(
    order: Order, part: Part, slot: int, head: Rect, layout: Layout, tone: Tone
) -> list[Box | Text]:
    unit, gap = layout.unit, layout.gap
    # A dish that is too long for a cell is named again above the rest of its lines.
    words = [
        "↪",
        number(order),
        WARNING if part.allergy else "",
        "TEST" if order.test else "",
        part.lines[0].subject or "continued",
    ]
    width = head.w - 2 * gap - layout.key_width
    line = Rect(head.x + gap, head.y + (head.h - unit) // 2, width, unit)
    text, size = layout.fit(" ".join(filter(None, words)), width, unit)
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


def _age_rect(look: _Look, head: Rect, layout: Layout) -> Rect:
    """Where the age stands; narrow cells get smaller figures, so that the number has room."""
    gap = layout.gap
    most = head.w // 2
    figures = ("88:88", "88h88")
    widest = [at_least(each) if look.at_least else each for each in figures]
    if look.due:
        widest = [f"{sign}{each}" for sign in "\N{MINUS SIGN}+" for each in figures]
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
        left = rect.x + max(0, indent - round(DISH * unit))
        parts.append(_sign(line, Rect(left, rect.y, rect.x + indent - left, unit), unit))
    place = Rect(rect.x + indent, rect.y, rect.w - indent, unit)
    parts.append(Text(place, line.text, unit, line.tone, bold=line.bold, struck=line.struck))
    return parts
