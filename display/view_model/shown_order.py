"""An order that has no room for its ticket, in full, for a finger on its chip."""

from itertools import accumulate

from display.state.lists import SHOWN_ORDER
from display.state.model import BoardState
from display.view_model.layout import Layout
from display.view_model.placed_board import PlacedBoard
from display.view_model.screen import Box, Fill, Panel, Rect, Tone
from display.view_model.sizes import Sizes
from display.view_model.ticket_head import HEAD_LINES
from display.view_model.ticket_line import WrittenTicket
from display.view_model.ticket_panel import CardPlace, draw_card

SHOWN_KEY = "shown "
"""How the name of the panel begins that a finger puts away, before the order's id."""


def shown_order(
    state: BoardState, placed: PlacedBoard, now: int, layout: Layout
) -> tuple[Panel, ...]:
    """Draw the order over the last column, with a cross below it: a finger puts it away.

    Args:
        state: what the screen knows.
        placed: the board below it.
        now: monotonic ms.
        layout: the glass.
    """
    shown = state.open_list
    if shown is None or shown.name != SHOWN_ORDER or shown.order_id not in placed.orders:
        return ()
    order, written = placed.orders[shown.order_id], placed.written[shown.order_id]
    room, gap, foot = layout.list_place(placed.places.rows), layout.gap, layout.foot
    most = room.h - 2 * gap - foot
    end, height = _fit(written, most, Sizes(layout, layout.card_width))
    rect = Rect(room.x, room.y, room.w, height + 2 * gap + foot)
    card = CardPlace(Rect(rect.x, rect.y + gap, rect.w, height), 0, end)
    side = round(layout.bar * 0.5)
    cross = Rect(
        rect.x + (rect.w - side) // 2, rect.y + rect.h - (foot + side) // 2 - gap // 2, side, side
    )
    edge = layout.between
    around = Rect(rect.x - edge, rect.y, rect.w + 2 * edge, rect.h)
    ground = (
        Box(around, Tone.BAR, radius=gap),
        Box(around, Tone.LINE, Fill.FRAME, gap, edge),
        Box(cross, Tone.BAR_TEXT, Fill.CROSS, width=max(2, side // 8)),
    )
    return (
        Panel(f"{SHOWN_KEY}{order.id}", around, None, ground),
        *draw_card(state, order, written, card, layout, now),
    )


def _fit(written: WrittenTicket, most: int, sizes: Sizes) -> tuple[int, int]:
    """Say how many lines of a ticket fit into a height, and how high it is then, in pixels."""
    head = round(HEAD_LINES * sizes.unit) + sum(line.height for line in written.bands)
    head += written.margin
    heights = [*accumulate((line.height for line in written.lines), initial=head)]
    end = len(written.lines)
    if heights[end] <= most:
        return end, heights[end]
    foot = written.size.foot
    while end > 1 and heights[end] + foot > most:
        end -= 1
    return end, min(most, heights[end] + foot)
