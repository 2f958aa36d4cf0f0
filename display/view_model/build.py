"""``build(state, now, layout) -> Screen``: the whole picture of one moment."""

from collections.abc import Sequence

from display.state.messages import LinkState
from display.state.model import DEAD_MS, STALE_MS, BoardState, Marks
from display.view_model.bars import bottom_bar, top_bar
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout
from display.view_model.overlays import overlays
from display.view_model.screen import Box, Fill, Panel, Rect, Screen, Text, Tone
from display.view_model.ticket_line import WrittenTicket
from display.view_model.ticket_lines import TicketStyle, write_ticket
from display.view_model.ticket_panel import CARDS, CardPlace, draw_card
from display.view_model.ticket_parts import Part, lay_out_pages, part_among_cells
from hub.domain.orders import Order


def build(state: BoardState, now: int, layout: Layout) -> Screen:
    """Put the picture together.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    board = state.board()
    orders = {order.id: order for order in board}
    style = STYLES.get("", state.settings, state.utc_offset_minutes, layout)
    tickets = {
        each.id: TICKETS.get(each.id, each, state.marks.get(each.id, _NO_MARKS), style)
        for each in board
    }
    pages = lay_out_pages([parts for _, parts in tickets.values()], len(layout.cells))
    page = min(state.page, len(pages) - 1)
    shown = pages[page]
    panels = [top_bar(state, now, layout, len(board))]
    for slot, cell in enumerate(layout.cells):
        if slot < len(shown):
            part = shown[slot]
            order, (written, _) = orders[part.order_id], tickets[part.order_id]
            key = f"{slot + 1}"[-1] if slot < _KEYS else ""
            framed = part.order_id == state.selected
            place = CardPlace(cell, part.begin, part.end, part.number, key, framed)
            panels += draw_card(state, order, written, place, layout, now)
        else:
            panels.append(Panel(f"cell {slot}", cell, Tone.GROUND, ()))
    if not board:
        panels.append(_empty(state, now, layout))
    hidden = _hidden_tickets(pages, page, orders)
    panels.append(bottom_bar(state, now, layout, hidden, page, len(pages)))
    for kept in (STYLES, TICKETS, CARDS):
        kept.forget_unused()
    if state.silence(now) >= DEAD_MS:
        panels.append(_hatch(layout))
    panels += overlays(state, now, layout)
    return Screen(
        width=layout.width,
        height=layout.height,
        panels=tuple(panels),
        slots=tuple(part.order_id for part in shown),
        pages=len(pages),
        seq=state.replica.seq,
        # The bottom bar counts them and says how old the oldest is; a key turns to them.
        chips=tuple(order.id for order in hidden),
    )


def _lay_out_ticket(
    order: Order, marks: Marks, style: TicketStyle
) -> tuple[WrittenTicket, list[Part]]:
    written = write_ticket(order, marks, style)
    return written, part_among_cells(written, style.layout.cells[0].h)


_KEYS = 10
_NO_MARKS = Marks()
STYLES = LastResults(TicketStyle)
"""The same one for as long as it is equal, so that whatever is written for it compares it fast."""

TICKETS = LastResults(_lay_out_ticket)
"""By order id. All tickets have to be laid out, so that pages are known, and few have changed."""


def _hidden_tickets(
    pages: Sequence[Sequence[Part]], page: int, orders: dict[str, Order]
) -> list[Order]:
    """List the tickets that this page does not show, oldest first."""
    seen = {part.order_id for part in pages[page]}
    return [order for order in orders.values() if order.id not in seen]


def _empty(state: BoardState, now: int, layout: Layout) -> Panel:
    """An empty board is never plain: it says when the way to the hub was last proven."""
    silence = state.silence(now)
    if state.replica.epoch is None:
        title, below = "Looking for the hub…", "No orders have been received yet."
    elif silence >= STALE_MS or state.connection is LinkState.SEARCHING:
        title = "The hub is not answering"
        below = f"Orders may be waiting that are not shown. Last heard {silence // 1000} s ago."
    else:
        title = "No open orders"
        below = f"The hub answered {silence // 1000} s ago."
    size = round(layout.unit * 1.8)
    middle = layout.height // 2 - size
    rect = Rect(0, middle, layout.width, size * 3)
    return Panel(
        "empty",
        rect,
        Tone.GROUND,
        (
            _centre(title, middle, size, Tone.TEXT, layout),
            _centre(below, middle + round(1.6 * size), layout.unit, Tone.FAINT, layout),
        ),
    )


def _centre(text: str, y: int, size: int, tone: Tone, layout: Layout) -> Text:
    text, size = layout.fit(text, layout.width - 2 * layout.gap, size)
    width = layout.measure(text, size, bold=True)
    return Text(Rect((layout.width - width) // 2, y, width, size), text, size, tone, bold=True)


def _hatch(layout: Layout) -> Panel:
    rect = Rect(0, layout.bar, layout.width, layout.height - 2 * layout.bar)
    return Panel("hatch", rect, None, (Box(rect, Tone.ALARM, Fill.HATCH),))
