"""What stands there where a board would say nothing, or nothing that is true any more.

A hub that is gone: the owner's own words, where it is looked for, when it was last heard. A station
that the hub does not have: what it has instead.
"""

from collections.abc import Iterator
from typing import NamedTuple

from display.state.model import DEAD_MS, BoardState, MissingStation
from display.view_model.bars import alarm_frame
from display.view_model.layout import Layout, wrap
from display.view_model.screen import Box, Panel, Rect, Text, Tone
from display.view_model.words import age, clock, isolate
from hub.locale.words import say

_BIG = 1.8
"""The height of what is said loudest, in lines of a ticket."""

_SHOWN = 30
"""Stations that are named: more would not be read."""


class _WordsLine(NamedTuple):
    """A line: how high it is, what it means, and how much room is left below it, in pixels."""

    words: str
    size: int
    tone: Tone
    below: int


def no_board(state: BoardState, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Say what there is to say instead of a board.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    if state.silence(now) >= DEAD_MS:
        return _hub_gone(state, now, layout)
    if state.missing is not None:
        return _station_missing(state.missing, layout)
    return ()


def _hub_gone(state: BoardState, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Write across the foot of the board, which stays to be seen: it is the last that was known."""
    said = _Write(layout, layout.width - 4 * layout.gap)
    if state.settings.fallback:
        said.add(isolate(state.settings.fallback), round(_BIG * layout.unit), Tone.ALARM_TEXT)
    for words in _what_is_known(state, now):
        said.add(words, layout.unit, Tone.ALARM_TEXT)
    most = layout.between_bars
    height = min(most, said.height + 2 * layout.gap)
    rect = Rect(0, layout.height - layout.foot - height, layout.width, height)
    lines = said.lay_out(rect, rect.y + layout.gap)
    return (
        Panel(
            "hub gone", rect, Tone.ALARM, (Box(rect, Tone.ALARM), alarm_frame(rect, layout), *lines)
        ),
    )


def _what_is_known(state: BoardState, now: int) -> Iterator[str]:
    silence = age(state.silence(now))
    if state.heard is None:
        yield say("No hub has answered since this screen started, {ago} ago.", ago=silence)
    elif state.hub_ahead is None:
        yield say("The hub was last heard {ago} ago.", ago=silence)
    else:
        time = clock(state.heard + state.hub_ahead, state.utc_offset_minutes)
        yield say("The hub was last heard at {time}, {ago} ago.", time=time, ago=silence)
    if state.looked_for:
        yield say("It is looked for at {places}.", places=", ".join(state.looked_for))


def _station_missing(missing: MissingStation, layout: Layout) -> tuple[Panel, ...]:
    rect = Rect(0, layout.bar, layout.width, layout.between_bars)
    said = _Write(layout, layout.width - 8 * layout.gap)
    asked = ", ".join(missing.asked)
    said.add(
        say("The hub has no station “{name}”.", name=asked), round(_BIG * layout.unit), Tone.TEXT
    )
    if missing.known:
        known = ", ".join(missing.known[:_SHOWN])
        said.add(say("It has: {stations}.", stations=known), layout.unit, Tone.TEXT)
    else:
        said.add(say("No station is set up on it yet."), layout.unit, Tone.TEXT)
    said.add(
        say(
            "So no order is for this screen. Set [board] station in its settings, or add the "
            "station to the hub's menu. Whole orders stand on a screen with the station all."
        ),
        layout.unit,
        Tone.FAINT,
    )
    top = rect.y + max(layout.gap, (rect.h - said.height) // 2)
    return (Panel("no station", rect, Tone.GROUND, said.lay_out(rect, top)),)


class _Write:
    """Words below each other, in the middle."""

    def __init__(self, layout: Layout, width: int) -> None:
        self._layout = layout
        self._width = width
        self._lines: list[_WordsLine] = []

    def add(self, words: str, size: int, tone: Tone) -> None:
        *first, last = wrap(words, self._width, size, self._layout.measure, bold=True)
        self._lines += [_WordsLine(line, size, tone, 0) for line in first]
        self._lines.append(_WordsLine(last, size, tone, self._layout.gap))

    @property
    def height(self) -> int:
        return sum(line.size + line.below for line in self._lines)

    def lay_out(self, rect: Rect, top: int) -> tuple[Text, ...]:
        """Set as many lines as there is room for."""
        parts: list[Text] = []
        for words, size, tone, below in self._lines:
            if top + size > rect.y + rect.h:
                break
            width = self._layout.measure(words, size, bold=True)
            place = Rect(rect.x + max(0, (rect.w - width) // 2), top, width, size)
            parts.append(Text(place, words, size, tone, bold=True))
            top += size + below
        return tuple(parts)
