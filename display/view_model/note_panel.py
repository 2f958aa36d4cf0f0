"""The whole of long notes: below the tickets, for as long as their ticket is chosen."""

from collections.abc import Iterator

from display.state.allergies import find_loud_notes
from display.state.model import BoardState
from display.view_model.layout import Layout, wrap
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.sizes import find_sizes
from display.view_model.ticket_rows import MOST_OF_A_NOTE, RowWriter
from display.view_model.words import dish, number
from hub.domain.orders import Order

NOTE_KEY = "note"

_SHARE = 0.5
"""How much of the glass the notes of one ticket may cover."""


def whole_notes(state: BoardState, layout: Layout) -> tuple[Panel, ...]:
    """Show what the chosen ticket has no room for; nothing when it says all by itself.

    Args:
        state: what the screen knows.
        layout: the glass.
    """
    order = state.replica.orders.get(state.selected or "")
    found = [] if order is None else [*_long_notes(order, state, layout)]
    if order is None or not found:
        return ()
    unit, gap = layout.unit, layout.gap
    room = layout.width - 4 * gap
    most = max(1, round(_SHARE * layout.height / unit) - 1)
    rows = [(number(order), True)]
    for about, note in found:
        words = f"{about}: {note}" if about else note
        rows += [(row, False) for row in wrap(words, room, unit, layout.measure, bold=True)]
    rows = rows[:most]
    height = len(rows) * unit + 2 * gap
    rect = Rect(gap, layout.height - layout.foot - gap - height, layout.width - 2 * gap, height)
    parts: list[Box | Text] = [
        Box(rect, Tone.BAR, radius=gap),
        Box(rect, Tone.CHOSEN, Fill.FRAME, gap, max(2, gap // 3)),
    ]
    for at, (words, is_title) in enumerate(rows):
        place = Rect(rect.x + gap, rect.y + gap + at * unit, room, unit)
        tone = Tone.FAINT if is_title else Tone.BAR_TEXT
        parts.append(Text(place, words, unit, tone, bold=True))
    return (Panel(NOTE_KEY, rect, None, tuple(parts)),)


def _long_notes(order: Order, state: BoardState, layout: Layout) -> Iterator[tuple[str, str]]:
    """List the notes that a ticket shortens, each with the dish that it is about."""
    mine = state.settings.mine(order)
    loud = find_loud_notes(order, mine, state.settings.allergy_words)
    sizes = find_sizes(layout, layout.card_width)
    rows = RowWriter(sizes)
    parents = {item.parent_id for item in mine}
    notes = [("", order.notes, sizes.pad)]
    combos = (each for each in order.groups or () if each.id in parents)
    notes += [(dish(each), each.notes, sizes.name) for each in combos]
    notes += [(dish(item), item.notes, sizes.name) for item in mine if item.live]
    for about, note, left in notes:
        if note and note not in loud and len(rows.wrap_note(note, left)) > MOST_OF_A_NOTE:
            yield about, note
