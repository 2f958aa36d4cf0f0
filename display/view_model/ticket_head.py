"""A ticket's head: its key, the number that is called out, where it goes, and how old it is."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from display.state.settings import BoardSettings, HeadWord
from display.view_model.layout import Layout, shorten
from display.view_model.screen import Box, Fill, Rect, Text, Tone
from display.view_model.sizes import Sizes
from display.view_model.ticket_line import HeadWords, TicketMark
from display.view_model.words import due, isolate, number, short_number, short_table, where_words
from hub.domain.orders import Order

HEAD_LINES = 1.55
"""The height of a ticket's head, in lines of a dish."""

CONTINUED_LINES = 1.2
"""The height of the head of a further part, in lines of a dish."""

_BADGE = 1.1
_BADGE_TEXT = 0.84
_LEAST = 0.65
"""How far what is called out is made smaller, before it is shortened."""

_CALLED = 0.62
"""The greatest share of the room beside key and age that what is called out has."""

_SHORTEST = 0.75
"""The share of a place that is worth being shown; with less, it stands below the head only."""


class KeyBadge(NamedTuple):
    """A key in a head: what is printed on it, and whether it means this ticket and no other."""

    text: str
    numbered: bool = True


def write_head(
    order: Order, settings: BoardSettings, utc_offset_minutes: int, sizes: Sizes
) -> tuple[HeadWords, list[str]]:
    """Write what stands in a head, and what it has no room for, which stands below it.

    The room is that of a head with a key, and the widest age, so that a key that comes and goes
    moves no line of the ticket.
    """
    place, numbers = where_words(order), [number(order)]
    if order.display_number:
        numbers.append(f"#{short_number(order)}")
    table = settings.head is HeadWord.TABLE and order.table_number is not None
    first, second = (place, numbers) if table else (numbers, place)
    called = first[0]
    others = [second[0], *place[1:], due(order, utc_offset_minutes)]
    others += [isolate(order.customer_name or ""), isolate(order.handoff or ""), *numbers[1:]]
    others = [*filter(None, others)]
    room = _room(sizes)
    most = room if not others else round(_CALLED * room)
    full, size = _fit(called, most, sizes, condensed=table)
    width = _called_width(full, size, sizes, condensed=table)
    left = room - width - _gap(sizes)
    short = "" if table else short_table(order)
    if short and sizes.layout.measure(others[0], sizes.afar, condensed=True) > left:
        others[0] = short
    beside, below = _share_out(others, left, sizes, firm=order.table_number is not None)
    if full != called:
        below.insert(0, called)
    words = HeadWords(
        called=full, beside=beside, size=size, condensed=table, room=_age_width(sizes)
    )
    return words, below


def draw_head(
    words: HeadWords, head: Rect, key: KeyBadge, tone: Tone, ground: Tone, sizes: Sizes
) -> list[TicketMark]:
    """Draw a head, but for its age.

    Args:
        words: what it says.
        head: where it stands.
        key: that means the ticket, or leads to it.
        tone: of the letters.
        ground: of the head.
        sizes: of the card.
    """
    left = head.x + sizes.pad
    parts: list[TicketMark] = []
    if key.text:
        badge = _badge(key, left, head, tone, ground, sizes)
        parts += badge
        left += _badge_width(sizes) + _gap(sizes)
    measure = sizes.layout.measure
    width = measure(words.called, words.size, bold=True, condensed=words.condensed)
    top = head.y + (head.h - words.size) // 2
    called = Rect(left, top, width, words.size)
    parts.append(Text(called, words.called, words.size, tone, bold=True, condensed=words.condensed))
    left += width + _gap(sizes)
    for text, size in words.beside:
        beside = Rect(
            left,
            # On one baseline, however large the number is.
            top + round(0.777 * (words.size - size)),
            measure(text, size, condensed=True),
            size,
        )
        parts.append(Text(beside, text, size, tone, condensed=True))
        left += beside.w + measure(" ", size, condensed=True)
    return parts


def draw_continued(
    text: str, head: Rect, key: KeyBadge, tone: Tone, ground: Tone, sizes: Sizes
) -> list[TicketMark]:
    """Draw the head of a part in which a ticket goes on."""
    left, size = head.x + sizes.pad, sizes.note
    parts: list[TicketMark] = []
    if key.text:
        parts += _badge(key, left, head, tone, ground, sizes)
        left += _badge_width(sizes) + _gap(sizes)
    measure = sizes.layout.measure
    text = shorten(text, head.x + head.w - sizes.pad - left, size, measure, bold=True)
    rect = Rect(left, head.y + (head.h - size) // 2, measure(text, size, bold=True), size)
    return [*parts, Text(rect, text, size, tone, bold=True)]


def age_place(head: Rect, sizes: Sizes) -> Rect:
    """Say where the age stands in a head."""
    width = _age_width(sizes)
    height = round(1.08 * sizes.big)
    right = head.x + head.w - round(0.7 * sizes.pad)
    return Rect(right - width, head.y + (head.h - height) // 2, width, height)


def _badge(
    key: KeyBadge, left: int, head: Rect, tone: Tone, ground: Tone, sizes: Sizes
) -> list[TicketMark]:
    high, wide = min(head.h, max(round(_BADGE * sizes.unit), sizes.big)), _badge_width(sizes)
    box = Rect(left, head.y + (head.h - high) // 2, wide, high)
    size = min(sizes.big, high)
    width = sizes.layout.measure(key.text, size, bold=True, condensed=True)
    if width > round(_BADGE_TEXT * wide):
        # Two figures take of the space beside the badge, before they become smaller.
        box = Rect(left - sizes.pad // 2, box.y, wide + sizes.pad, high)
        size = min(size, size * (box.w - 4 * sizes.outline) // width)
        width = sizes.layout.measure(key.text, size, bold=True, condensed=True)
    place = Rect(box.x + (box.w - width) // 2, box.y + (high - size) // 2, width, size)
    radius = max(2, sizes.pad // 2)
    if not key.numbered:
        # As keys stand in the legend: one that leads here, and to others.
        return [
            Box(box, tone, Fill.FRAME, radius, sizes.outline),
            Text(place, key.text, size, tone, bold=True, condensed=True),
        ]
    return [
        Box(box, tone, radius=radius),
        Text(place, key.text, size, ground, bold=True, condensed=True),
    ]


def _badge_width(sizes: Sizes) -> int:
    return round(sizes.unit)


def _gap(sizes: Sizes) -> int:
    return round(0.3 * sizes.unit)


def _age_width(sizes: Sizes) -> int:
    return sizes.layout.measure("88:88", sizes.big, bold=True) + sizes.pad


def _room(sizes: Sizes) -> int:
    taken = 2 * sizes.pad + _badge_width(sizes) + 2 * _gap(sizes) + _age_width(sizes)
    return max(sizes.unit, sizes.width - taken)


def _called_width(text: str, size: int, sizes: Sizes, *, condensed: bool) -> int:
    return sizes.layout.measure(text, size, bold=True, condensed=condensed)


def _fit(text: str, width: int, sizes: Sizes, *, condensed: bool) -> tuple[str, int]:
    """Make what is called out smaller, and then shorter, until it fits."""
    layout: Layout = sizes.layout
    size, least = sizes.big, round(_LEAST * sizes.big)
    while size > least and layout.measure(text, size, bold=True, condensed=condensed) > width:
        size -= 1
    return shorten(text, width, size, layout.measure, bold=True, condensed=condensed), size


def _share_out(
    words: Sequence[str], room: int, sizes: Sizes, *, firm: bool
) -> tuple[tuple[tuple[str, int], ...], list[str]]:
    """Set as much beside what is called out as there is room for; the rest stands below, whole.

    It is looked for as well: it is as large where it has the room, and at least as large as
    details. The first of the words stays so if it is firm, with the others small behind it.
    """
    if not words:
        return (), []
    small = sizes.detail
    wide = partial(sizes.layout.measure, condensed=True)
    first, *others = words
    if wide(first, small) > room:
        short = shorten(first, room, small, sizes.layout.measure, condensed=True)
        enough = room >= small and len(short) > _SHORTEST * len(first)
        return ((short, small),) if enough else (), [*words]
    if not firm:
        so_far = [" · ".join(words[:count]) for count in range(1, len(words) + 1)]
        fits = sum(wide(each, small) <= room for each in so_far)
        return ((so_far[fits - 1], _grow(so_far[fits - 1], room, sizes)),), [*words[fits:]]
    size = _grow(first, room, sizes)
    left = room - wide(first, size) - wide(" ", small)
    behind = [f"· {' · '.join(others[:count])}" for count in range(1, len(others) + 1)]
    fits = sum(wide(each, small) <= left for each in behind)
    return ((first, size), *((each, small) for each in behind[fits - 1 : fits])), others[fits:]


def _grow(text: str, room: int, sizes: Sizes) -> int:
    """Say in which size a text fits: that of what is called out, or less, down to details."""
    measure, small = sizes.layout.measure, sizes.detail
    larger = range(sizes.big, small, -1)
    return next((size for size in larger if measure(text, size, condensed=True) <= room), small)
