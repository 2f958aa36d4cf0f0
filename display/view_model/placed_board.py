"""Where everything of a board stands, before it is drawn: written out, measured and placed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from display.state.allergies import list_warnings
from display.state.lists import SHOWN_ORDER
from display.state.model import BoardState, Marks
from display.state.places import PlacedPart, Places
from display.state.settings import PlacesMode
from display.state.sold_out_list import with_sold_out_marks
from display.view_model.chip import chip_widths
from display.view_model.chips import ChipWidths, count_rows
from display.view_model.columns import every_page
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout
from display.view_model.placement import Ground, Moment, arrange
from display.view_model.screen import Rect
from display.view_model.ticket_line import WrittenTicket
from display.view_model.ticket_lines import TicketStyle, write_ticket
from hub.domain.orders import Order, Priority

_ByRows = tuple[tuple[Rect, ...], ...]


class PlacedBoard(NamedTuple):
    """A board that is ready to be drawn.

    Attributes:
        orders: by id, in the order of the board.
        written: each order's ticket as lines, by its id.
        widths: how wide its chip would be, by its id.
        style: what it is written for.
        places: where everything stands on the board.
        shown: the tickets that can be seen: those of the board, or of a further page.
        pages: how many there are, as far as that is known.
        ages: how old each order is, in ms, by its id.
        room: what there is for the board, with the chips below it.
    """

    orders: Mapping[str, Order]
    written: Mapping[str, WrittenTicket]
    widths: Mapping[str, ChipWidths]
    style: TicketStyle
    places: Places
    shown: tuple[PlacedPart, ...]
    pages: int
    ages: Mapping[str, int]
    room: Rect


def place_board(state: BoardState, now: int, layout: Layout) -> PlacedBoard:
    """Find each order its place.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    orders = {order.id: order for order in with_sold_out_marks(state, state.board())}
    style = STYLES.get("", state.settings, state.utc_offset_minutes, layout)
    marks = state.marks
    written = {
        order_id: TICKETS.get(order_id, order, marks.get(order_id, _NO_MARKS), style)
        for order_id, order in orders.items()
    }
    ages = {order_id: state.age(order, now) for order_id, order in orders.items()}
    widths = {
        order_id: WIDTHS.get(order_id, order, ages[order_id] // _MINUTE, style)
        for order_id, order in orders.items()
    }
    room = layout.width - 2 * layout.between
    keys = state.settings.keys or state.keys.numbers
    columns, left = _columns(style)
    listed = _has_list(state, now)
    left = left if listed else ()
    ground = Ground(state.settings.places, columns, 2 * layout.between, keys, left)

    def rows_for(chips: Sequence[str]) -> int:
        return count_rows([widths[each] for each in chips], room, layout.between)

    tickets = tuple(each.size for each in written.values())
    places = arrange(state.painted.places, tickets, ground, _moment(state, now), rows_for)
    for kept in (STYLES, TICKETS, WIDTHS):
        kept.forget_unused()
    shown, pages = _page(state.page, places, ground)
    free = layout.room_beside(places.rows) if listed else layout.room
    return PlacedBoard(orders, written, widths, style, places, shown, pages, ages, free)


def _has_list(state: BoardState, now: int) -> bool:
    """Whether something stands beside the board that leaves it less room: a list, or a code."""
    invited = state.invitation is not None and state.invitation.until > now
    return invited or (state.open_list is not None and state.open_list.name != SHOWN_ORDER)


def _columns(style: TicketStyle) -> tuple[_ByRows, _ByRows]:
    """Choose the columns of a board, and what a list leaves of them."""
    layout = style.layout
    if style.settings.places is PlacesMode.GRID:
        return layout.cells_by_rows, layout.cells_beside
    return layout.columns_by_rows, layout.columns_beside


def _moment(state: BoardState, now: int) -> Moment:
    own = {each.order_id for each in state.in_flight if each.order_id is not None}
    if state.undo is not None:
        own.add(state.undo.order.id)
    return Moment(now, state.last_key, state.sorted_at, frozenset(own))


def _page(page: int, places: Places, ground: Ground) -> tuple[tuple[PlacedPart, ...], int]:
    """Choose the tickets that are shown, and say how many pages there are.

    Behind the board itself is all that it has no room for: nobody counts those pages before a cook
    looks at them.
    """
    ends = {part.order_id: part.to_line for part in places.parts}
    rest = [
        (each, ends.get(each.order_id, 0))
        for each in places.tickets
        if ends.get(each.order_id, 0) < len(each.lines)
    ]
    if not page or not rest:
        return places.parts, 2 if rest else 1
    rects, whole = ground.free[places.rows - 1], ground.mode is PlacesMode.GRID
    further = list(every_page(rest, rects, ground.gap, whole=whole))
    return further[min(page, len(further)) - 1], 1 + len(further)


def _measure_chip(order: Order, minutes: int, style: TicketStyle) -> ChipWidths:
    urgent = order.priority is Priority.RUSH or bool(list_warnings(order, style.settings))
    return ChipWidths(order.id, chip_widths(order, minutes, style), urgent)


_MINUTE = 60_000
_NO_MARKS = Marks()
STYLES = LastResults(TicketStyle)
"""The same one for as long as it is equal, so that whatever is written for it compares it fast."""

TICKETS = LastResults(write_ticket)
"""By order id. All tickets have to be written, so that there is room for them; few changed."""

WIDTHS = LastResults(_measure_chip)
"""By order id. A minute changes them."""
