"""What this bar's keys do: a line at the foot of the board, and a list of all that there is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from display.state.key_names import KeyNames
from display.state.lists import list_help
from display.state.messages import Action
from display.state.model import BoardState
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from hub.locale.words import mark, say

LEGEND_KEY = "legend"

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
    """

    keys: Sequence[str]
    words: str


def legend(state: BoardState, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Write across the foot of the board what the keys do, for as long as that is wanted.

    A list that is open says it by itself, and what a cook has to be told now goes first.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    names = state.keys
    if now >= state.legend_until or not names.names or state.open_list or state.notices:
        return ()
    rect = Rect(0, layout.height - layout.bar, layout.width, layout.bar)
    line = _LegendLine(rect, layout)
    last = _hint_of_help(names)
    line.keep_room(last)
    for hint in _hints(names):
        if not line.write(hint):
            break
    line.write_last(last)
    return (Panel(LEGEND_KEY, rect, Tone.BAR, tuple(line.parts)),)


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


def _hints(names: KeyNames) -> Iterator[KeyHint]:
    numbers = [slot for slot in range(10) if f"slot {slot + 1}" in names.names]
    if numbers:
        ends = (names.number(numbers[0]), names.number(numbers[-1]))
        yield KeyHint(("\N{EN DASH}".join(ends),), say("its ticket", context="a key"))
    both = (Action.PREVIOUS, Action.NEXT)
    for action, words in _SHORT.items():
        if names.has(action):
            yield KeyHint((names.name(action),), say(words, context="a key"))
        elif action is Action.UNDO and names.has(Action.RECALL):
            yield KeyHint((name_undo(names),), say(words, context="a key"))
        if action is Action.BUMP and all(map(names.has, both)):
            yield KeyHint(tuple(map(names.name, both)), say("choose", context="a key"))


def _hint_of_help(names: KeyNames) -> KeyHint:
    key = names.name(names.help_by)
    return KeyHint(
        (key if names.help_by is Action.HELP else _twice(key),), say("all keys", context="a key")
    )


class _LegendLine:
    """One line of keys, each in a frame, and what they do."""

    def __init__(self, rect: Rect, layout: Layout) -> None:
        self.parts: list[Box | Text] = []
        self._rect = rect
        self._layout = layout
        self._size = round(rect.h * _LINE)
        self._top = rect.y + (rect.h - self._size) // 2
        self._x = rect.x + layout.gap
        self._end = rect.x + rect.w - layout.gap

    def keep_room(self, hint: KeyHint) -> None:
        self._end -= self._width(hint)

    def write(self, hint: KeyHint) -> bool:
        """Write one, if there is room for it."""
        if self._x + self._width(hint) > self._end:
            return False
        for key in hint.keys:
            self._key(key)
        self._text(hint.words, bold=False)
        self._x += 2 * self._layout.gap
        return True

    def write_last(self, hint: KeyHint) -> None:
        """Write the one that room was kept for."""
        self._end += self._width(hint)
        self.write(hint)

    def _width(self, hint: KeyHint) -> int:
        measure, gap = self._layout.measure, self._layout.gap
        keys = sum(measure(key, self._size, bold=True) + 3 * gap for key in hint.keys)
        return keys + measure(hint.words, self._size) + 2 * gap

    def _key(self, key: str) -> None:
        gap = self._layout.gap
        width = self._layout.measure(key, self._size, bold=True) + 2 * gap
        high = min(self._rect.h - 2, self._size + gap)
        place = Rect(self._x, self._rect.y + (self._rect.h - high) // 2, width, high)
        self.parts.append(Box(place, Tone.CHOSEN, Fill.FRAME, gap // 2, max(1, gap // 4)))
        self._x += gap
        self._text(key, bold=True)
        self._x += 2 * gap

    def _text(self, words: str, *, bold: bool) -> None:
        width = self._layout.measure(words, self._size, bold=bold)
        place = Rect(self._x, self._top, width, self._size)
        self.parts.append(Text(place, words, self._size, Tone.BAR_TEXT, bold=bold))
        self._x += width
