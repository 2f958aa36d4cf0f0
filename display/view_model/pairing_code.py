"""A code on the glass that a tablet scans to be paired."""

from functools import lru_cache

import segno

from display.state.model import State
from display.view_model.layout import Layout, shrunk
from display.view_model.screen import Box, Panel, Rect, Text, Tone

_QUIET = 4
"""Modules of margin that the standard asks for around a code."""


def invitation(state: State, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Draw the code, in the lower right corner, while there is one.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    invited = state.invitation
    if invited is None or invited.until <= now:
        return ()
    rows = _modules(invited.text)
    across = len(rows) + 2 * _QUIET
    unit, gap = layout.unit, layout.gap
    room = min(layout.width - 2 * gap, (layout.height - 2 * layout.bar) * 3 // 5)
    # Whole pixels: a module that is wider than its neighbour makes a code hard to read.
    side = max(2, room // across)
    width = side * across
    height = width + 2 * unit + gap
    left, top = layout.width - gap - width, layout.height - layout.bar - gap - height
    place = Rect(left, top, width, height)
    code = Rect(left, top + 2 * unit + gap, width, width)
    seconds = (invited.until - now + 999) // 1000
    parts: list[Box | Text] = [
        _line(f"Scan to pair: {invited.role}", Rect(left, top, width, unit), layout),
        _line(
            f"{seconds // 60}:{seconds % 60:02d} left. ACKNOWLEDGE hides it.",
            Rect(left, top + unit, width, unit),
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
    size = shrunk(text, inner.w, layout.unit, layout.measure, bold=True)
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
