"""A drill over all of the board: it flashes until a key is pressed, and then says that it was."""

from display.state.model import State
from display.view_model.layout import Layout, wrapped
from display.view_model.screen import Box, Panel, Rect, Text, Tone

KEY = "drill"

_FLASH_MS = 1000
"""As often as a board is drawn when nothing happens."""


def drill(state: State, now: int, layout: Layout) -> tuple[Panel, ...]:
    """Cover the board while there is a drill; the bars stay to be seen.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    drilled = state.drill
    if drilled is None or drilled.until <= now:
        return ()
    if drilled.presses:
        ground, tone = Tone.MARK, Tone.MARK_TEXT
        keys = "1 key" if drilled.presses == 1 else f"{drilled.presses} keys"
        title, words = "DRILL: this bar works", f"{keys} pressed. The others are being waited for."
    else:
        dark = (now - drilled.since) // _FLASH_MS % 2
        ground, tone = (Tone.MARK, Tone.MARK_TEXT) if dark else (Tone.AMBER, Tone.AMBER_TEXT)
        title, words = "DRILL: press any key on this screen's bar", "Nothing will be bumped."
        if drilled.unknown:
            words = "That key means nothing here. Is the right key profile set?"
    seconds = (drilled.until - now + 999) // 1000
    rect = Rect(0, layout.bar, layout.width, layout.height - 2 * layout.bar)
    size = layout.unit * 3
    room = layout.width - 4 * layout.gap
    big = wrapped(title, room, size, layout.measure, bold=True)
    small = wrapped(f"{words} {seconds} s left.", room, layout.unit, layout.measure, bold=True)
    y = rect.y + (rect.h - len(big) * size - len(small) * layout.unit) // 2
    parts: list[Box | Text] = []
    for lines, height in ((big, size), (small, layout.unit)):
        for line in lines:
            width = layout.measure(line, height, bold=True)
            place = Rect((layout.width - width) // 2, y, width, height)
            parts.append(Text(place, line, height, tone, bold=True))
            y += height
    return (Panel(KEY, rect, ground, tuple(parts)),)
