"""What the learn-keys screen looks like."""

from display.inputs.learn import ASKED, Learning
from display.state.messages import Action
from display.view_model.layout import Layout, fitted, wrapped
from display.view_model.screen import Box, Panel, Rect, Screen, Text, Tone

MEANINGS = {
    Action.BUMP: "the ticket is done",
    Action.NEXT: "choose the next ticket",
    Action.PREVIOUS: "choose the ticket before",
    Action.PAGE: "show the next page",
    Action.RECALL: "list what was bumped",
    Action.UNDO: "take back the last bump",
    Action.ALL_DAY: "count every dish",
    Action.ACKNOWLEDGE: "seen: silence the bell, unmark the edits",
    Action.START: "the ticket is being prepared",
    Action.READY: "the ticket is ready",
    Action.RUSH: "bring the ticket to the top",
    Action.SOLD_OUT: "the dish is sold out",
}


def learn_screen(learning: Learning, now: int, layout: Layout) -> Screen:
    """Put the picture together.

    Args:
        learning: how far it has come.
        now: monotonic ms.
        layout: the glass.
    """
    rect = Rect(0, 0, layout.width, layout.height)
    unit = max(16, min(layout.height // 20, layout.width // 30))
    big = 3 * unit // 2
    inner = Rect(unit, unit, layout.width - 2 * unit, layout.height - 2 * unit)
    parts: list[Box | Text] = []
    y = inner.y
    for text, size, tone in (
        (_question(learning), big, Tone.TEXT),
        (_hint(learning, now), unit, Tone.FAINT),
        (learning.said, unit, Tone.TEXT),
    ):
        for line in wrapped(text, inner.w, size, layout.measure, bold=True):
            parts.append(Text(Rect(inner.x, y, inner.w, size), line, size, tone, bold=True))
            y += size
        y += unit // 3
    found = Rect(inner.x, y, inner.w, inner.y + inner.h - y)
    parts += _found(learning, found, layout)
    panel = Panel("learn", rect, Tone.GROUND, tuple(parts))
    return Screen(
        width=layout.width, height=layout.height, panels=(panel,), slots=(), pages=1, seq=-1
    )


def _question(learning: Learning) -> str:
    asked = learning.asked
    if asked is None:
        return f"Done: {len(learning.found)} keys"
    meaning = MEANINGS[asked.action] if asked.slot is None else "a ticket by its place"
    return f"Press the key for {asked.words.upper()}: {meaning}"


def _hint(learning: Learning, now: int) -> str:
    left = learning.skips_in(now)
    count = f"{min(learning.at + 1, len(ASKED))} of {len(ASKED)}"
    if left is None:
        return count
    return f"{count}. No such key? Press BUMP, or wait {(left + 999) // 1000} s."


def _found(learning: Learning, room: Rect, layout: Layout) -> list[Box | Text]:
    """List every function, with the key that it has."""
    columns = 2 if layout.width > layout.height else 1
    rows = (len(ASKED) + columns - 1) // columns
    width = (room.w - room.w // 20) // columns
    height = max(10, min(room.h // rows, width // 16))
    size = height * 9 // 10
    keys = {press: key for key, press in learning.found}
    parts: list[Box | Text] = []
    for index, press in enumerate(ASKED):
        column, row = divmod(index, rows)
        x, y = room.x + column * (room.w - width), room.y + row * height
        here = index == learning.at
        if here:
            parts.append(Box(Rect(x - size // 4, y, width + size // 4, height), Tone.MARK))
        key = keys.get(press, "" if index >= learning.at else "no key")
        tone = Tone.MARK_TEXT if here else Tone.TEXT if press in keys else Tone.FAINT
        half = width // 2
        for left, text in ((x, press.words), (x + half, key)):
            shown = fitted(text, half, size, layout.measure, bold=True)
            parts.append(Text(Rect(left, y, half, size), shown, size, tone, bold=True))
    return parts
