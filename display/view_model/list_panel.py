"""A list beside the board: a title, rows of which one is chosen, keys for fingers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from display.state.messages import Action
from display.view_model.dish_lines import allergy_words
from display.view_model.key_legend import TOUCHED_KEY
from display.view_model.layout import Layout, is_said_from_right, wrap, wrap_behind
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.sizes import Sizes
from display.view_model.ticket_line import TicketLine, move
from display.view_model.ticket_rows import RowWriter
from hub.locale.words import say

_MOST = 3
"""Lines that what stands behind a row's head may have."""

_BAND_LINES = 1.36
"""How high a band is, in lines of the dishes that it belongs to."""


class ListRow(msgspec.Struct, frozen=True):
    """A row: what stands before it, what it says, and what must not be in it."""

    head: str
    text: str
    allergies: tuple[str, ...] = ()


class ListContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a panel says. ``chosen`` counts the rows.

    ``flowing`` is whether rows are told in full, each right behind its head. Otherwise what stands
    behind the heads begins where that of all rows does, and what is longer than 3 lines is cut.
    """

    title: str
    rows: Sequence[ListRow]
    empty: str
    chosen: int
    flowing: bool = False


def list_panel(content: ListContent, rect: Rect, layout: Layout) -> tuple[Panel, ...]:
    """Draw a list; on a glass that feels fingers with keys to choose from it.

    Args:
        content: what it says.
        rect: where it stands.
        layout: the glass.
    """
    unit, gap = layout.unit, layout.gap
    thick = max(2, gap // 3)
    inner = Rect(rect.x + gap, rect.y + gap, rect.w - 2 * gap, rect.h - 2 * gap)
    parts: list[Box | Text] = [
        Box(rect, Tone.BAR, radius=gap),
        Box(rect, Tone.CHOSEN, Fill.FRAME, gap, thick),
    ]
    y = inner.y
    for line in wrap(content.title, inner.w, unit, layout.measure, bold=True):
        parts.append(_row_of(line, Rect(inner.x, y, inner.w, unit), bold=True))
        y += unit
    keys = layout.foot if layout.touch else 0
    below = Rect(inner.x, y + gap, inner.w, inner.y + inner.h - y - gap - unit - keys)
    if content.rows:
        parts += _rows(content, below, unit, layout)
    else:
        for row, line in enumerate(wrap(content.empty, below.w, unit, layout.measure)):
            parts.append(_row_of(line, Rect(below.x, below.y + row * unit, below.w, unit)))
    panel = Panel("overlay", rect, None, tuple(parts))
    return (panel, *_keys_of_list(inner, layout)) if layout.touch else (panel,)


def _row_of(words: str, place: Rect, *, bold: bool = False) -> Text:
    right = is_said_from_right(words)
    return Text(place, words, place.h, Tone.BAR_TEXT, bold=bold, align_right=right)


def _keys_of_list(inner: Rect, layout: Layout) -> Iterator[Panel]:
    """Draw the keys for fingers at the foot of a list: up, take what is chosen, down."""
    high, wide = layout.foot, inner.w // 3
    side = round(0.5 * high)
    for at, (action, sign) in enumerate(_KEYS_OF_LIST):
        key = Rect(inner.x + at * wide, inner.y + inner.h - high, wide, high)
        middle = Rect(key.x + (wide - side) // 2, key.y + (high - side) // 2, side, side)
        edge = max(1, layout.gap // 4)
        on_it: Box | Text = Box(middle, Tone.BAR_TEXT, Fill.TICK, width=max(2, side // 6))
        if sign:
            size = layout.measure(sign, side, bold=True)
            place = Rect(key.x + (wide - size) // 2, middle.y, size, side)
            on_it = Text(place, sign, side, Tone.BAR_TEXT, bold=True)
        frame = Box(key, Tone.CHOSEN, Fill.FRAME, layout.gap // 2, edge)
        yield Panel(f"{TOUCHED_KEY}{action.value}", key, Tone.BAR, (frame, on_it))


_KEYS_OF_LIST = (
    (Action.PREVIOUS, "\N{BLACK UP-POINTING TRIANGLE}"),
    (Action.BUMP, ""),
    (Action.NEXT, "\N{BLACK DOWN-POINTING TRIANGLE}"),
)


class _RowLine(NamedTuple):
    """A line of a row: where it begins, behind the list's left edge, and how wide it may be."""

    left: int
    width: int
    words: str


def _rows(content: ListContent, rect: Rect, unit: int, layout: Layout) -> list[Box | Text]:
    """Set as many rows as there is room for, the chosen one among them, and say how many are."""
    gap, rows, measure = layout.gap, content.rows, layout.measure
    widest = max(measure(row.head, unit, bold=True) for row in rows)
    column = rect.w - gap if content.flowing else min(widest, rect.w * 2 // 5)
    room = max(1, rect.h // unit)
    set_row = _flow if content.flowing else _set_beside
    lines = [set_row(row, column, rect.w, unit, layout) for row in rows]
    warned = [_warning(row, rect.w, unit, layout) for row in rows]
    heights = [len(each) + len(bands) for each, bands in zip(lines, warned, strict=True)]
    first, last = _visible_rows([min(each, room) for each in heights], content.chosen, room)
    parts: list[Box | Text] = []
    y = rect.y
    for place in range(first, last):
        height = min(heights[place], room) * unit
        is_chosen = place == content.chosen
        tone = Tone.CHOSEN_TEXT if is_chosen else Tone.BAR_TEXT
        if is_chosen:
            parts.append(Box(Rect(rect.x - gap // 2, y, rect.w + gap, height), Tone.CHOSEN))
        head, size = layout.fit(rows[place].head, column, unit)
        wide = measure(head, size, bold=True) if content.flowing else column
        parts.append(Text(Rect(rect.x, y, wide, size), head, size, tone, bold=True))
        for row, line in enumerate(lines[place][:room]):
            right = is_said_from_right(line.words)
            where = Rect(rect.x + line.left, y + row * unit, line.width, unit)
            parts.append(Text(where, line.words, unit, tone, condensed=True, align_right=right))
        top = y + len(lines[place]) * unit
        for band in warned[place][: max(0, room - len(lines[place]))]:
            parts += [move(each, rect.x, top) for each in band.parts]
            top += unit
        y += height
    # Where a single row is higher than the room, nothing is left to count beside it.
    if last - first < len(rows) and y <= rect.y + rect.h:
        words = say("{first} to {last} of {all}", first=first + 1, last=last, all=len(rows))
        text, size = layout.fit(words, rect.w, unit)
        parts.append(_row_of(text, Rect(rect.x, rect.y + rect.h, rect.w, size), bold=True))
    return parts


def _set_beside(row: ListRow, column: int, width: int, unit: int, layout: Layout) -> list[_RowLine]:
    """Set a row beside its head, or across the whole list where it has none."""
    left = column + layout.gap if row.head else 0
    texts = wrap(row.text, width - left, unit, layout.measure, condensed=True)
    texts = texts if len(texts) <= _MOST else [*texts[: _MOST - 1], "…"]
    return [_RowLine(left, width - left, text) for text in texts]


def _flow(row: ListRow, _: int, width: int, unit: int, layout: Layout) -> list[_RowLine]:
    """Set a row right behind its head. Its further lines hang, as wide as the list."""
    measure = layout.measure
    left = measure(row.head, unit, bold=True) + layout.gap if row.head else 0
    texts = wrap_behind(row.text, width - left, width - unit, unit, measure, condensed=True)
    return [
        _RowLine(unit if not is_said_from_right(text) else 0, width - unit, text)
        if at
        else _RowLine(left, width - left, text)
        for at, text in enumerate(texts)
    ]


def _warning(row: ListRow, width: int, unit: int, layout: Layout) -> list[TicketLine]:
    """Write what must not be in a dish, in bands as high as a row."""
    if not row.allergies:
        return []
    sizes = Sizes(layout, width, int(unit / _BAND_LINES))
    return RowWriter(sizes).allergy(allergy_words(row.allergies))


def _visible_rows(heights: Sequence[int], chosen: int, room: int) -> tuple[int, int]:
    """Say from which row up to which to show: the first ones, or as far on as the chosen one."""
    first = last = 0
    while last < len(heights) and (last <= chosen or sum(heights[first : last + 1]) <= room):
        last += 1
        while sum(heights[first:last]) > room:
            first += 1
    return first, last
