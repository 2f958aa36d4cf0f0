"""What this bar's keys do: a line at the foot of the board, and a list of all that there is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from display.state.key_names import TEN, KeyNames
from display.state.lists import list_help
from display.state.messages import Action
from display.state.model import BoardState
from display.view_model.layout import FINGER, Layout
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.words import number
from hub.domain.orders import Order
from hub.locale.words import mark, say

LEGEND_KEY = "legend"

TOUCHED_KEY = "key "
"""How the names of the panels begin that a finger touches in place of a key."""

_LINE = 0.62
"""The height of the legend's letters, as a share of the bar's."""

_SHORT: Mapping[Action, str] = {
    Action.BUMP: mark("framed ticket", context="a key"),
    Action.UNDO: mark("undo last", context="a key"),
    Action.RECALL: mark("earlier tickets", context="a key"),
    Action.PAGE: mark("more orders", context="a key"),
    Action.ACKNOWLEDGE: mark("change seen", context="a key"),
    Action.ALL_DAY: mark("all day", context="a key"),
    Action.SOLD_OUT: mark("sold out", context="a key"),
    Action.START: mark("start", context="a key"),
    Action.READY: mark("ready", context="a key"),
    Action.RUSH: mark("rush first", context="a key"),
    Action.SORT: mark("sort", context="a key"),
}
"""In the order in which they are worth knowing: what has no room is left out from the end."""

_BY_TOUCHING_A_TICKET = frozenset({Action.BUMP, Action.START, Action.READY})

_QUESTION = "?"
_ON_A_KEY = 0.6
"""The height of a sign on a key for fingers, as a share of the key's."""

_LONG: Mapping[Action, str] = {
    Action.UNDO: mark("Undo: take back the last bump"),
    Action.SOLD_OUT: mark("86: a dish of the chosen ticket is sold out"),
    Action.ACKNOWLEDGE: mark("Seen: silence the bell, take the marks off what was changed"),
    Action.START: mark("Start: the chosen ticket is being prepared"),
    Action.READY: mark("Ready: the chosen ticket is ready"),
    Action.RUSH: mark("Rush tickets first, or oldest first"),
    Action.RECALL: mark("Recall: what was bumped or started, to take back"),
    Action.ALL_DAY: mark("All day: how often each dish is still to be made"),
    Action.PAGE: mark("What has no room on the board, and the board again"),
    Action.SORT: mark("Sort: all tickets in the order of their age"),
    Action.SECOND_TEN: mark("The next number means ten more"),
}


class KeyHint(NamedTuple):
    """What a key, or several, are for.

    Attributes:
        keys: what is printed on them.
        words: what they do.
        action: that a touch on it means; None where one key alone would not say it.
    """

    keys: Sequence[str]
    words: str
    action: Action | None = None


class BoardKeys(NamedTuple):
    """What a cook sees of keys on the board itself.

    Attributes:
        framed: the ticket that BUMP means; None while it means none.
        second_ten: whether a ticket has a number above ten.
        without: whether a ticket has no number.
    """

    framed: Order | None
    second_ten: bool
    without: bool


def is_asked_for(state: BoardState, now: int) -> bool:
    """Whether the legend shares the lower bar with what stands there for long.

    It does for a while after the start, and after a wrong key. What is over in a few seconds, and
    a list that is open, go first.
    """
    asked = now < state.legend_until and bool(state.keys.names)
    return asked and not state.open_list and not state.notices


def share_bar(bar: Rect) -> tuple[Rect, Rect]:
    """Part the lower bar into what is said there, and the legend beside it."""
    half = bar.w // 2
    return bar._replace(w=half), bar._replace(x=bar.x + half, w=bar.w - half)


def legend(
    state: BoardState, now: int, layout: Layout, board: BoardKeys, *, quiet: bool
) -> tuple[Panel, ...]:
    """Write across the foot of the board what the keys do, where nothing else is said.

    A list that is open says it by itself, and what a cook has to be told now goes first. On a glass
    that feels fingers there are keys for those otherwise, and the one that shows all keys is always
    there.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
        board: what is seen of keys on the board.
        quiet: whether nothing stands in the lower bar.
    """
    names = state.keys
    asked = is_asked_for(state, now)
    wanted = asked or (quiet and not state.open_list and not state.notices)
    rect = Rect(0, layout.height - layout.foot, layout.width, layout.foot)
    if asked and not quiet:
        _, rect = share_bar(rect)
    line = _LegendLine(rect, layout)
    if layout.touch:
        line.write_help()
    if wanted and layout.touch and not asked:
        for hint in _hints_for_fingers():
            if not line.write(hint):
                break
    elif wanted and names.names:
        last = () if layout.touch else (_hint_of_help(names),)
        line.write_all(_hints(names, board), last)
    elif not layout.touch:
        return ()
    return line.panels()


def sign_without_number(names: KeyNames) -> str:
    """Return what stands in place of a number on a ticket that has none: how it is chosen.

    Returns:
        what is printed on the key for the next ticket, or arrows; "" where there is no such key.
    """
    if not names.names or not names.has(Action.NEXT):
        return ""
    printed = names.name(Action.NEXT)
    return printed if len(printed) == 1 else "\N{UP DOWN ARROW}"


def describe_keys(state: BoardState) -> list[tuple[str, str]]:
    """Say of everything that keys can do which key does it: "" where this bar has none."""
    names = state.keys
    return [(_describe_key(names, action), say(_LONG[action])) for action in list_help(state)]


def name_undo(names: KeyNames) -> str:
    """Name what takes the last bump back: a key of its own, or recall twice."""
    if names.has(Action.UNDO) or not names.has(Action.RECALL):
        return names.name(Action.UNDO)
    return _twice(names.name(Action.RECALL))


def _twice(key: str) -> str:
    return f"{key} 2\N{MULTIPLICATION SIGN}"


def _describe_key(names: KeyNames, action: Action) -> str:
    if names.has(action):
        return names.name(action)
    return name_undo(names) if action is Action.UNDO and names.has(Action.RECALL) else ""


def name_choosing(names: KeyNames) -> Mapping[str, str]:
    """Name the keys of a list: ``before``, ``after`` and ``bump``."""
    return {
        "before": names.name(Action.PREVIOUS),
        "after": names.name(Action.NEXT),
        "bump": names.name(Action.BUMP),
    }


def _hints(names: KeyNames, board: BoardKeys) -> Iterator[KeyHint]:
    numbers = [slot for slot in range(TEN) if f"slot {slot + 1}" in names.names]
    if numbers:
        ends = "\N{EN DASH}".join((names.number(numbers[0]), names.number(numbers[-1])))
        yield KeyHint((ends,), say("its ticket", context="a key"))
        if board.second_ten and names.has(Action.SECOND_TEN):
            more = f"{TEN + 1}\N{EN DASH}{2 * TEN}"
            yield KeyHint((names.name(Action.SECOND_TEN), ends), more)
    both = (Action.PREVIOUS, Action.NEXT)
    for action, words in _SHORT.items():
        does = say(words, context="a key")
        if action is Action.BUMP and board.framed is not None:
            does = number(board.framed)
        if names.has(action):
            yield KeyHint((names.name(action),), does, action)
        elif action is Action.UNDO and names.has(Action.RECALL):
            yield KeyHint((name_undo(names),), does, action)
        if action is Action.BUMP and all(map(names.has, both)):
            others = mark("without a number", context="a key")
            choose = mark("choose", context="a key")
            chosen = say(others if board.without else choose, context="a key")
            yield KeyHint(tuple(map(names.name, both)), chosen, Action.NEXT)


def _hint_of_help(names: KeyNames) -> KeyHint:
    key = names.name(names.help_by)
    printed = key if names.help_by is Action.HELP else _twice(key)
    return KeyHint((printed,), say("all keys", context="a key"), Action.HELP)


def _hints_for_fingers() -> Iterator[KeyHint]:
    for action, words in _SHORT.items():
        if action not in _BY_TOUCHING_A_TICKET:
            yield KeyHint((say(words, context="a key"),), "", action)


class _LegendLine:
    """One line of keys, each in a frame, and what they do."""

    def __init__(self, rect: Rect, layout: Layout) -> None:
        self._parts: list[Box | Text] = []
        self._touched: list[Panel] = []
        self._rect = rect
        self._layout = layout
        self._size = round(layout.bar * _LINE)
        self._top = rect.y + (rect.h - self._size) // 2
        self._x = rect.x + layout.gap
        self._end = rect.x + rect.w - layout.gap

    def panels(self) -> tuple[Panel, ...]:
        """Return what was written, and what of it a finger may touch."""
        rect = self._rect
        if not self._parts:
            # What is said in the bar stays to be seen beside the one key.
            return (*self._touched,)
        return (Panel(LEGEND_KEY, rect, Tone.BAR, tuple(self._parts)), *self._touched)

    def write_help(self) -> None:
        """Write, at the end, the key for fingers that shows all keys."""
        wide = max(FINGER, self._rect.h)
        place = Rect(self._end + self._layout.gap - wide, self._rect.y, wide, self._rect.h)
        size = round(_ON_A_KEY * self._rect.h)
        width = self._layout.measure(_QUESTION, size, bold=True)
        top = place.y + (place.h - size) // 2
        middle = Rect(place.x + (wide - width) // 2, top, width, size)
        text = Text(middle, _QUESTION, size, Tone.BAR_TEXT, bold=True)
        self._touched.append(
            Panel(f"{TOUCHED_KEY}{Action.HELP.value}", place, Tone.BAR, (self._frame(place), text))
        )
        self._end = place.x

    def write_all(self, hints: Iterable[KeyHint], last: Sequence[KeyHint]) -> None:
        """Write hints as far as there is room for them, with the last ones in any case."""
        kept = sum(map(self._width, last))
        self._end -= kept
        for hint in hints:
            if not self.write(hint):
                break
        self._end += kept
        for hint in last:
            self.write(hint)

    def write(self, hint: KeyHint) -> bool:
        """Write one, if there is room for it."""
        if self._x + self._width(hint) > self._end:
            return False
        begin = self._x
        for key in hint.keys:
            self._key(key, tall=not hint.words)
        self._text(hint.words, bold=False)
        self._x += 2 * self._layout.gap
        if hint.action is not None:
            place = Rect(begin, self._rect.y, self._x - begin, self._rect.h)
            self._touched.append(Panel(f"{TOUCHED_KEY}{hint.action.value}", place, None, ()))
        return True

    def _width(self, hint: KeyHint) -> int:
        measure, gap = self._layout.measure, self._layout.gap
        keys = sum(measure(key, self._size, bold=True) + 3 * gap for key in hint.keys)
        return keys + measure(hint.words, self._size) + 2 * gap

    def _key(self, key: str, *, tall: bool) -> None:
        gap = self._layout.gap
        width = self._layout.measure(key, self._size, bold=True) + 2 * gap
        high = self._rect.h if tall else self._size + gap
        top = self._rect.y + (self._rect.h - high) // 2
        self._parts.append(self._frame(Rect(self._x, top, width, high)))
        self._x += gap
        self._text(key, bold=True)
        self._x += 2 * gap

    def _frame(self, place: Rect) -> Box:
        gap = self._layout.gap
        high = min(place.h, self._rect.h - 2)
        box = Rect(place.x, place.y + (place.h - high) // 2, place.w, high)
        return Box(box, Tone.CHOSEN, Fill.FRAME, gap // 2, max(1, gap // 4))

    def _text(self, words: str, *, bold: bool) -> None:
        width = self._layout.measure(words, self._size, bold=bold)
        place = Rect(self._x, self._top, width, self._size)
        self._parts.append(Text(place, words, self._size, Tone.BAR_TEXT, bold=bold))
        self._x += width
