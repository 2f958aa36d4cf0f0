"""Panels laid over the board: what is still to make, and what can be recalled."""

from collections.abc import Iterable, Sequence

import msgspec

from display.state.counts import Dish, all_day
from display.state.model import State
from display.state.pressing import ALL_DAY_PANEL, RECALL_PANEL
from display.view_model.layout import Layout, wrapped
from display.view_model.screen import Box, Panel, Rect, Shape, Text, Tone
from display.view_model.words import isolated, short_number, where
from hub.domain.orders import Item


class _Row(msgspec.Struct, frozen=True):
    head: str
    text: str


class _List(msgspec.Struct, frozen=True, kw_only=True):
    """What a panel says. ``chosen`` counts the rows."""

    title: str
    rows: Sequence[_Row]
    empty: str
    chosen: int


def overlay(state: State, _now: int, layout: Layout) -> tuple[Panel, ...]:
    """Draw the panel that is open, if any."""
    if state.panel is None:
        return ()
    if state.panel.name == ALL_DAY_PANEL:
        rows = [_Row(str(count), _dish(dish)) for count, dish in all_day(state)]
        title, empty = "All day: still to make", "Nothing to make."
    elif state.panel.name == RECALL_PANEL:
        rows = [_bumped(state, place) for place in range(len(state.bumped))]
        title = "Recall: choose, then bump brings the ticket back"
        empty = "Nothing has been bumped yet."
    else:
        return ()
    chosen = min(state.panel.chosen, len(rows) - 1)
    return (_listed(_List(title=title, rows=rows, empty=empty, chosen=chosen), layout),)


def _dish(dish: Dish) -> str:
    modifiers = ", ".join(isolated(each) for each in dish.modifiers)
    return f"{isolated(dish.name)} ({modifiers})" if modifiers else isolated(dish.name)


def _bumped(state: State, place: int) -> _Row:
    order = state.bumped[place]
    dishes = ", ".join(_names(state.settings.mine(order)))
    return _Row(f"#{short_number(order)}", f"{where(order)}: {dishes}")


def _names(items: Iterable[Item]) -> list[str]:
    return [
        f"{item.quantity}\N{MULTIPLICATION SIGN} {isolated(item.name)}"
        for item in items
        if item.live
    ]


def _listed(content: _List, layout: Layout) -> Panel:
    unit, gap = round(layout.unit * 1.2), layout.gap
    side = layout.width // 20
    rect = Rect(
        side, layout.bar + gap, layout.width - 2 * side, layout.height - 2 * layout.bar - 2 * gap
    )
    inner = Rect(rect.x + 2 * gap, rect.y + gap, rect.w - 4 * gap, rect.h - 2 * gap)
    title, size = layout.fit(content.title, inner.w, unit)
    parts: list[Box | Text] = [
        Box(rect, Tone.BAR, radius=gap),
        Box(rect, Tone.CHOSEN, Shape.FRAME, gap, max(2, gap // 2)),
        Text(Rect(inner.x, inner.y, inner.w, size), title, size, Tone.BAR_TEXT, bold=True),
    ]
    below = Rect(inner.x, inner.y + unit + gap, inner.w, inner.h - 2 * unit - 2 * gap)
    if content.rows:
        parts += _rows(content, below, unit, layout)
    else:
        text, size = layout.fit(content.empty, below.w, unit)
        parts.append(Text(Rect(below.x, below.y, below.w, size), text, size, Tone.BAR_TEXT))
    return Panel("overlay", rect, None, tuple(parts))


def _rows(content: _List, rect: Rect, unit: int, layout: Layout) -> list[Box | Text]:
    """Set as many rows as there is room for, the chosen one among them, and say how many are."""
    gap, rows = layout.gap, content.rows
    widest = max(layout.measure(row.head, unit, bold=True) for row in rows)
    column = min(widest, rect.w * 2 // 5)
    room = max(1, rect.h // unit)
    texts = [
        wrapped(row.text, rect.w - column - 2 * gap, unit, layout.measure, bold=True)[:room]
        for row in rows
    ]
    first, last = _shown([len(each) for each in texts], content.chosen, room)
    parts: list[Box | Text] = []
    y = rect.y
    for place in range(first, last):
        height = len(texts[place]) * unit
        is_chosen = place == content.chosen
        tone = Tone.MARK_TEXT if is_chosen else Tone.BAR_TEXT
        if is_chosen:
            parts.append(Box(Rect(rect.x - gap, y, rect.w + 2 * gap, height), Tone.MARK))
        head, size = layout.fit(rows[place].head, column, unit)
        parts.append(Text(Rect(rect.x, y, column, size), head, size, tone, bold=True))
        left, width = rect.x + column + 2 * gap, rect.w - column - 2 * gap
        for row, text in enumerate(texts[place]):
            line = Rect(left, y + row * unit, width, unit)
            parts.append(Text(line, text, unit, tone, bold=True))
        y += height
    if last - first < len(rows):
        words = f"{first + 1} to {last} of {len(rows)}"
        text, size = layout.fit(words, rect.w, unit)
        foot = Rect(rect.x, rect.y + rect.h, rect.w, size)
        parts.append(Text(foot, text, size, Tone.BAR_TEXT, bold=True))
    return parts


def _shown(heights: Sequence[int], chosen: int, room: int) -> tuple[int, int]:
    """Say from which row up to which to show: the first ones, or as far on as the chosen one."""
    first = last = 0
    while last < len(heights) and (last <= chosen or sum(heights[first : last + 1]) <= room):
        last += 1
        while sum(heights[first:last]) > room:
            first += 1
    return first, last
