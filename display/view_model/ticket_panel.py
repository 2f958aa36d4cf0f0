"""A ticket, or a part of one, as a panel, and its age as another: a second changes no more."""

from typing import NamedTuple

from display.state.model import BoardState
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout, shrink
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.sizes import Sizes, find_sizes
from display.view_model.ticket_colours import HEAD_TEXT, head_tone, time_until_due
from display.view_model.ticket_head import (
    CONTINUED_LINES,
    HEAD_LINES,
    KeyBadge,
    age_place,
    draw_continued,
    draw_head,
)
from display.view_model.ticket_line import TicketLine, TicketMark, WrittenTicket, move
from display.view_model.words import age, at_least, number, until_due
from hub.domain.orders import Order
from hub.locale.words import mark, say

_MORE = mark("more →")
_MOST_FIGURES = 5
"""Letters of an age that its place is made for; what is longer is written smaller."""


class CardPlace(NamedTuple):
    """Where a part of a ticket stands.

    Attributes:
        rect: on the glass.
        begin, end: the lines that it holds, the last one not among them.
        part: which one of the ticket it is, from 0.
        key: the key that means the ticket, as it stands on the bar, or that leads to it; "" for
            none.
        numbered: whether the key means this ticket and no other.
        framed: whether BUMP means the ticket.
    """

    rect: Rect
    begin: int
    end: int
    part: int = 0
    key: str = ""
    numbered: bool = True
    framed: bool = False

    @property
    def badge(self) -> KeyBadge:
        """What stands in the head for the key."""
        return KeyBadge(self.key, self.numbered)


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
    card, age_look = CARDS.get(name, order, written, place, layout, look)
    if place.part:
        return (card,)
    may_be_more = left is None and order.id in state.at_least
    words = age(old) if left is None else until_due(left)
    words = at_least(words) if may_be_more else words
    return card, _draw_age(order.id, words, age_look)


class _Look(NamedTuple):
    """How a ticket looks at the moment: the tone of its head, and whether a press is under way."""

    tone: Tone
    in_flight: bool


class _AgeLook(NamedTuple):
    """How a ticket's age looks: a second changes its figures only.

    Attributes:
        place: of the figures.
        box: around them.
        ground, ink: their colours.
        layout: the glass.
    """

    place: Rect
    box: Rect
    ground: Tone
    ink: Tone
    layout: Layout


def _draw_card(
    order: Order, written: WrittenTicket, place: CardPlace, layout: Layout, look: _Look
) -> tuple[Panel, _AgeLook]:
    rect = place.rect
    sizes = find_sizes(layout, rect.w)
    radius, text_tone = max(2, layout.gap // 2), HEAD_TEXT[look.tone]
    lines = HEAD_LINES if not place.part else CONTINUED_LINES
    head = Rect(rect.x, rect.y, rect.w, round(lines * sizes.unit))
    body = Rect(rect.x, head.y + head.h, rect.w, rect.h - head.h)
    parts: list[TicketMark] = [Box(rect, Tone.CARD, radius=radius)]
    parts += _head_ground(head, look.tone, radius, sizes)
    of_age = _age_look(head, look.tone, sizes)
    if look.tone is Tone.LATE and not place.part:
        parts.append(Box(of_age.box, of_age.ground, radius=sizes.pad // 2))
    if look.in_flight:
        parts.append(Box(body, Tone.FLIGHT, Fill.HATCH))
    if place.part:
        # A dish that is too long for a column is named again above the rest of its lines.
        about = written.lines[place.begin].subject or say("goes on")
        words = f"{number(order)} {about}"
        parts += draw_continued(words, head, place.badge, text_tone, look.tone, sizes)
    else:
        parts += draw_head(written.words, head, place.badge, text_tone, look.tone, sizes)
    y = body.y
    for line in (*(written.warnings if place.part else written.bands), *_shown(written, place)):
        parts += [move(each, rect.x, y) for each in line.parts]
        y += line.height
    if place.end < len(written.lines):
        parts += _more(rect, y, written, sizes)
    parts += _frames(place, look, radius, sizes)
    around = _frame_of(place, layout) if place.framed else rect
    return Panel(f"ticket {order.id}/{place.part}", around, Tone.GROUND, tuple(parts)), of_age


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


def _frames(place: CardPlace, look: _Look, radius: int, sizes: Sizes) -> list[TicketMark]:
    """Frame one that is late, and, around it, the ticket that BUMP means."""
    rect, frames, of_late = place.rect, list[TicketMark](), max(2, sizes.unit // 10)
    if not place.framed:
        return [Box(rect, Tone.LATE, Fill.FRAME, radius, of_late)] * (look.tone is Tone.LATE)
    within, between = max(2, sizes.unit // 8), sizes.layout.between
    if look.tone is Tone.LATE:
        inner = within + sizes.outline
        frames.append(Box(rect, Tone.LATE, Fill.FRAME, radius, inner + of_late))
    # A line of the ground keeps it apart from a late one's own colour, and from a band.
    frames.append(Box(rect, Tone.GROUND, Fill.FRAME, radius, within + sizes.outline))
    outer = _frame_of(place, sizes.layout)
    frames.append(Box(outer, Tone.CHOSEN, Fill.FRAME, radius + between, between + within))
    return frames


def _frame_of(place: CardPlace, layout: Layout) -> Rect:
    """The frame takes all of the space beside a ticket, and its edge, where nothing is written."""
    rect, by = place.rect, layout.between
    return Rect(rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by)


def _more(rect: Rect, end: int, written: WrittenTicket, sizes: Sizes) -> list[TicketMark]:
    more = written.size.foot
    size = min(sizes.detail, more)
    width = sizes.layout.measure(say(_MORE), size, bold=True)
    # In a ticket that is too low for all that stands above, it goes beside the last line.
    top = max(rect.y + rect.h - written.margin - more, end - size)
    place = Rect(rect.x + rect.w - sizes.pad - width, top, width, size)
    words = Text(place, say(_MORE), size, Tone.FAINT, bold=True)
    return [Box(place, Tone.CARD), words] if top < end else [words]


def _age_look(head: Rect, tone: Tone, sizes: Sizes) -> _AgeLook:
    """Say where the age stands; of one that is late in a box of the other colour."""
    box = age_place(head, sizes)
    late = tone is Tone.LATE
    inset = sizes.pad // 2
    place = Rect(box.x + inset, box.y + (box.h - sizes.big) // 2, box.w - 2 * inset, sizes.big)
    ground, ink = (HEAD_TEXT[tone], tone) if late else (tone, HEAD_TEXT[tone])
    return _AgeLook(place, box, ground, ink, sizes.layout)


def _draw_age(order_id: str, words: str, look: _AgeLook) -> Panel:
    place, size = look.place, look.place.h
    if len(words) > _MOST_FIGURES:
        size = shrink(words, place.w, size, look.layout.measure, bold=True)
    line = Rect(place.x, place.y + (place.h - size) // 2, place.w, size)
    text = Text(line, words, size, look.ink, bold=True, align_right=True)
    return Panel(f"age {order_id}", place, look.ground, (text,))
