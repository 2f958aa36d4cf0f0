"""A ticket, or a part of one, as a panel, and its age as another: a second changes no more."""

from typing import NamedTuple

from display.state.model import BoardState
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout, shrink
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.ticket_colours import HEAD_TEXT, head_tone, time_until_due
from display.view_model.ticket_head import (
    CONTINUED_LINES,
    HEAD_LINES,
    age_place,
    draw_continued,
    draw_head,
)
from display.view_model.ticket_line import TicketLine, TicketMark, WrittenTicket, move
from display.view_model.ticket_rows import Sizes
from display.view_model.words import age, at_least, number, until_due
from hub.domain.orders import Order

_MORE = "more →"


class CardPlace(NamedTuple):
    """Where a part of a ticket stands.

    Attributes:
        rect: on the glass.
        begin, end: the lines that it holds, the last one not among them.
        part: which one of the ticket it is, from 0.
        key: the key that means the ticket, as it stands on the bar; "" for none.
        framed: whether BUMP means the ticket.
    """

    rect: Rect
    begin: int
    end: int
    part: int = 0
    key: str = ""
    framed: bool = False


def draw_card(
    state: BoardState,
    order: Order,
    written: WrittenTicket,
    place: CardPlace,
    layout: Layout,
    now: int,
) -> tuple[Panel, ...]:
    """Draw a part of a ticket.

    The age of an order for later counts down to its time, and on from there.

    Args:
        state: what the screen knows.
        order: the ticket.
        written: the same as lines.
        place: where it stands, and what of it.
        layout: the glass.
        now: monotonic ms.

    Returns:
        the card, and, where the ticket begins, its age.
    """
    old, left = state.age(order, now), time_until_due(state, order, now)
    tone = head_tone(state, order, old, left)
    in_flight = any(each.order_id == order.id for each in state.in_flight)
    look = _Look(tone, in_flight)
    name = f"{order.id}/{place.part}"
    card, sizes = CARDS.get(name, order, written, place, layout, look)
    if place.part:
        return (card,)
    may_be_more = left is None and order.id in state.at_least
    words = age(old) if left is None else until_due(left)
    words = at_least(words) if may_be_more else words
    return card, _draw_age(order.id, words, place.rect, tone, sizes)


class _Look(NamedTuple):
    """How a ticket looks at the moment: the tone of its head, and whether a press is under way."""

    tone: Tone
    in_flight: bool


def _draw_card(
    order: Order, written: WrittenTicket, place: CardPlace, layout: Layout, look: _Look
) -> tuple[Panel, Sizes]:
    rect = place.rect
    sizes = Sizes(layout, rect.w)
    radius, text_tone = max(2, layout.gap // 2), HEAD_TEXT[look.tone]
    lines = HEAD_LINES if not place.part else CONTINUED_LINES
    head = Rect(rect.x, rect.y, rect.w, round(lines * sizes.unit))
    body = Rect(rect.x, head.y + head.h, rect.w, rect.h - head.h)
    parts: list[TicketMark] = [Box(rect, Tone.CARD, radius=radius)]
    parts += _head_ground(head, look.tone, radius, sizes)
    if look.in_flight:
        parts.append(Box(body, Tone.FLIGHT, Fill.HATCH))
    if place.part:
        # A dish that is too long for a column is named again above the rest of its lines.
        about = written.lines[place.begin].subject or "goes on"
        words = f"{number(order)} {about}"
        parts += draw_continued(words, head, place.key, text_tone, look.tone, sizes)
    else:
        parts += draw_head(written.words, head, place.key, text_tone, look.tone, sizes)
    y = body.y
    for line in (*(written.warnings if place.part else written.bands), *_shown(written, place)):
        parts += [move(each, rect.x, y) for each in line.parts]
        y += line.height
    if place.end < len(written.lines):
        parts.append(_more(rect, written, sizes))
    parts += _frames(rect, place, look, radius, sizes)
    return Panel(f"ticket {order.id}/{place.part}", rect, Tone.GROUND, tuple(parts)), sizes


CARDS = LastResults(_draw_card)
"""By order id and part. A second changes the ages only."""


def _shown(written: WrittenTicket, place: CardPlace) -> tuple[TicketLine, ...]:
    return written.lines[place.begin : place.end]


def _head_ground(head: Rect, tone: Tone, radius: int, sizes: Sizes) -> list[TicketMark]:
    """Fill the head of a ticket that is not fresh; one that is has a thin line below it."""
    if tone is Tone.CARD:
        y, inset = head.y + head.h - sizes.outline, sizes.pad
        rule = Rect(head.x + inset, y, head.w - 2 * inset, sizes.outline)
        return [Box(head, Tone.CARD), Box(rule, Tone.LINE)]
    ground: list[TicketMark] = [Box(head, tone, radius=radius)]
    if tone is not Tone.LATE:
        ground.append(Box(head, Tone.LINE, Fill.FRAME, radius, sizes.outline))
    return ground


def _frames(
    rect: Rect, place: CardPlace, look: _Look, radius: int, sizes: Sizes
) -> list[TicketMark]:
    """Frame the ticket that BUMP means, and, within that, one that is late."""
    thick = max(3, sizes.unit // 7) if place.framed else 0
    inset = thick + 2 * sizes.outline if place.framed else 0
    frames: list[TicketMark] = []
    if look.tone is Tone.LATE:
        inner = Rect(rect.x + inset, rect.y + inset, rect.w - 2 * inset, rect.h - 2 * inset)
        width = max(2, sizes.unit // 10)
        frames.append(Box(inner, Tone.LATE, Fill.FRAME, radius, width))
    if place.framed:
        # A line of the ground keeps it apart from a late one's own colour.
        frames.append(Box(rect, Tone.GROUND, Fill.FRAME, radius, thick + 2 * sizes.outline))
        frames.append(Box(rect, Tone.CHOSEN, Fill.FRAME, radius, thick))
    return frames


def _more(rect: Rect, written: WrittenTicket, sizes: Sizes) -> Text:
    more = written.size.foot
    size = min(sizes.detail, more)
    width = sizes.layout.measure(_MORE, size, bold=True)
    top = rect.y + rect.h - written.margin - more
    place = Rect(rect.x + rect.w - sizes.pad - width, top, width, size)
    return Text(place, _MORE, size, Tone.FAINT, bold=True)


def _draw_age(order_id: str, words: str, rect: Rect, tone: Tone, sizes: Sizes) -> Panel:
    """Write how old a ticket is; of one that is late in a box of the other colour."""
    head = Rect(rect.x, rect.y, rect.w, round(HEAD_LINES * sizes.unit))
    place = age_place(head, sizes)
    late = tone is Tone.LATE
    inset = sizes.pad // 2
    room = place.w - 2 * inset
    size = shrink(words, room, sizes.big, sizes.layout.measure, bold=True)
    line = Rect(place.x + inset, place.y + (place.h - size) // 2, room, size)
    ink = tone if late else HEAD_TEXT[tone]
    parts: list[TicketMark] = []
    if late:
        parts.append(Box(place, HEAD_TEXT[tone], radius=inset))
    parts.append(Text(line, words, size, ink, bold=True, align_right=True))
    return Panel(f"age {order_id}", place, tone, tuple(parts))
