"""What stands beside the board: lists, a code that a tablet scans; and over it: a drill."""

from collections.abc import Iterable
from functools import lru_cache

import segno

from display.state.lists import (
    ALL_DAY_LIST,
    HELP_LIST,
    RECALL_LIST,
    DishVariant,
    all_day,
    list_recallable,
)
from display.state.messages import Action, SoldOutDish
from display.state.model import BoardState
from display.state.sold_out_list import SOLD_OUT_LIST, crew_name
from display.view_model.key_legend import BoardKeys, describe_keys, legend, name_choosing
from display.view_model.layout import Layout, shrink, wrap
from display.view_model.list_panel import ListContent, ListRow, list_panel
from display.view_model.no_board import no_board
from display.view_model.note_panel import whole_notes
from display.view_model.screen import Box, Panel, Rect, Text, Tone
from display.view_model.words import dish, isolate, number, role_name, where
from hub.domain.orders import Item, Order
from hub.locale.words import mark, say, say_many

DRILL_KEY = "drill"

_FLASH_MS = 1000
"""As often as a board is drawn when nothing happens."""

_QUIET = 4
"""Modules of margin that the standard asks for around a code."""


def overlays(
    state: BoardState, now: int, layout: Layout, board: BoardKeys, *, quiet: bool, rows: int
) -> tuple[Panel, ...]:
    """Draw what is open at the moment, beside the board and over it, back to front.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
        board: what is seen of keys on the board.
        quiet: whether nothing stands in the lower bar.
        rows: of chips.
    """
    place = layout.list_place(rows)
    return (
        *whole_notes(state, layout),
        *no_board(state, now, layout),
        *_open_list(state, place, layout),
        *_invitation(state, now, place, layout),
        *legend(state, now, layout, board, quiet=quiet),
        *_drill(state, now, layout),
    )


def _open_list(state: BoardState, place: Rect, layout: Layout) -> tuple[Panel, ...]:
    """Draw the list that is open, if any."""
    if state.open_list is None:
        return ()
    if state.open_list.name == ALL_DAY_LIST:
        rows = [
            ListRow(str(count), _variant(dish), dish.allergies) for count, dish in all_day(state)
        ]
        title, empty = say("All day: still to make"), say("Nothing to make.")
    elif state.open_list.name == RECALL_LIST:
        rows = [_recall_row(state, order) for order in list_recallable(state)]
        title = say(
            "Recall: {before} and {after} choose, {bump} takes the last step back",
            **name_choosing(state.keys),
        )
        empty = say("Nothing has been started or bumped yet.")
    elif state.open_list.name == HELP_LIST:
        rows = [ListRow(*row) for row in describe_keys(state)]
        title = say(
            "Keys: {before} and {after} choose, {bump} does it", **name_choosing(state.keys)
        )
        empty = ""
    elif state.open_list.name == SOLD_OUT_LIST:
        rows = [ListRow(_left(each), isolate(crew_name(state, each))) for each in state.sold_out]
        title = say(
            "86: {before} and {after} choose, {bump} brings the dish back",
            **name_choosing(state.keys),
        )
        empty = say("Nothing is sold out.")
    else:
        return ()
    chosen = min(state.open_list.chosen, len(rows) - 1)
    flowing = state.open_list.name == HELP_LIST
    content = ListContent(title=title, rows=rows, empty=empty, chosen=chosen, flowing=flowing)
    return list_panel(content, place, layout)


def _left(found: SoldOutDish) -> str:
    if not found.available:
        return "86"
    return say_many("{count} left", "{count} left", found.left or 0)


def _variant(made: DishVariant) -> str:
    modifiers = ", ".join(isolate(each) for each in made.modifiers)
    return f"{isolate(made.name)} ({modifiers})" if modifiers else isolate(made.name)


def _recall_row(state: BoardState, order: Order) -> ListRow:
    dishes = ", ".join(_names(state.settings.mine(order)))
    words = mark("{where}: {dishes}")
    if order.id in state.replica.orders and state.settings.shows(order):
        words = mark("Started, {where}: {dishes}")
    text = say(words, where=isolate(where(order)), dishes=dishes)
    if order.test:
        text = f"{say('TEST ORDER')}, {text}"
    return ListRow(number(order), text)


def _names(items: Iterable[Item]) -> list[str]:
    return [f"{item.quantity}\N{MULTIPLICATION SIGN} {dish(item)}" for item in items if item.live]


def _drill(state: BoardState, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Cover the board while there is a drill: it flashes until a key is pressed, and then says so.

    The bars stay to be seen.
    """
    drilled = state.drill
    if drilled is None or drilled.until <= now:
        return ()
    if drilled.presses:
        ground, tone = Tone.MARK, Tone.MARK_TEXT
        title = say("DRILL: this bar works")
        words = say_many(
            "{count} key pressed. The others are being waited for.",
            "{count} keys pressed. The others are being waited for.",
            drilled.presses,
        )
    else:
        dark = (now - drilled.since) // _FLASH_MS % 2
        ground, tone = (Tone.MARK, Tone.MARK_TEXT) if dark else (Tone.RUSH, Tone.RUSH_TEXT)
        title = say("DRILL: press any key on this screen's bar")
        words = say("Nothing will be bumped.")
        if drilled.unknown:
            words = say("That key means nothing here. Is the right key profile set?")
    seconds = (drilled.until - now + 999) // 1000
    rect = Rect(0, layout.bar, layout.width, layout.between_bars)
    size = layout.unit * 3
    room = layout.width - 4 * layout.gap
    big = wrap(title, room, size, layout.measure, bold=True)
    words = say("{words} {seconds} s left.", words=words, seconds=seconds)
    small = wrap(words, room, layout.unit, layout.measure, bold=True)
    y = rect.y + (rect.h - len(big) * size - len(small) * layout.unit) // 2
    parts: list[Box | Text] = []
    for lines, height in ((big, size), (small, layout.unit)):
        for line in lines:
            width = layout.measure(line, height, bold=True)
            place = Rect((layout.width - width) // 2, y, width, height)
            parts.append(Text(place, line, height, tone, bold=True))
            y += height
    return (Panel(DRILL_KEY, rect, ground, tuple(parts)),)


def _invitation(state: BoardState, now: int, column: Rect, layout: Layout) -> tuple[Panel, ...]:
    """Draw the code that a device scans to be paired, at the foot of its place."""
    invited = state.invitation
    if invited is None or invited.until <= now:
        return ()
    rows = _modules(invited.text)
    across = len(rows) + 2 * _QUIET
    unit, gap = layout.unit, layout.gap
    room = min(column.w, column.h - 2 * unit - gap)
    # Whole pixels: a module that is wider than its neighbour makes a code hard to read.
    side = max(2, room // across)
    width = side * across
    left, top = column.x + column.w - width, column.y + column.h - width
    above = Rect(column.x, top - 2 * unit - gap, column.w, unit)
    place = Rect(column.x, above.y, column.w, column.y + column.h - above.y)
    code = Rect(left, top, width, width)
    seconds = (invited.until - now + 999) // 1000
    parts: list[Box | Text] = [
        _line(say("Scan to pair: {role}", role=role_name(invited.role)), above, layout),
        _line(
            say(
                "{time} left. {key} hides it.",
                time=f"{seconds // 60}:{seconds % 60:02d}",
                key=state.keys.name(Action.ACKNOWLEDGE),
            ),
            Rect(above.x, above.y + unit, above.w, unit),
            layout,
        ),
        Box(code, Tone.CODE_GROUND),
    ]
    for y, row in enumerate(rows):
        for start, length in _runs(row):
            parts.append(
                Box(
                    Rect(
                        code.x + (start + _QUIET) * side,
                        code.y + (y + _QUIET) * side,
                        length * side,
                        side,
                    ),
                    Tone.CODE,
                )
            )
    return (Panel("invitation", place, Tone.BAR, tuple(parts)),)


def _line(text: str, rect: Rect, layout: Layout) -> Text:
    inner = Rect(rect.x + layout.gap, rect.y, rect.w - 2 * layout.gap, rect.h)
    size = shrink(text, inner.w, layout.unit, layout.measure, bold=True)
    return Text(inner, text, size, Tone.BAR_TEXT, bold=True)


@lru_cache(maxsize=1)
def _modules(text: str) -> tuple[bytes, ...]:
    # Every second asks for the same one again.
    return tuple(bytes(row) for row in segno.make(text, error="m", micro=False).matrix)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """List the dark stretches of a row: where each begins, and its length."""
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
