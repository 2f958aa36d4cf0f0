"""``build(state, now, layout) -> Screen``: the whole picture of one moment."""

from collections import Counter
from collections.abc import Iterator, Sequence

from display.state.allergies import list_warnings
from display.state.messages import LinkState
from display.state.model import DEAD_MS, STALE_MS, BoardState, Marks
from display.state.places import PlacedPart, Places
from display.state.presses import TEN
from display.state.settings import PlacesMode
from display.state.sold_out_list import with_sold_out_marks
from display.view_model.bars import bottom_bar, top_bar
from display.view_model.chip import ChipForm, ChipSpec, chip_width, draw_chip
from display.view_model.chips import ChipWidths, count_rows, fill_strip
from display.view_model.columns import every_page
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout
from display.view_model.overlays import overlays
from display.view_model.placement import Ground, Moment, arrange
from display.view_model.screen import Box, Fill, Panel, Rect, Screen, Text, Tone
from display.view_model.ticket_colours import head_tone, time_until_due
from display.view_model.ticket_lines import TicketStyle, write_ticket
from display.view_model.ticket_panel import CARDS, CardPlace, draw_card
from hub.domain.orders import Order, Priority
from hub.locale.words import say


def build(state: BoardState, now: int, layout: Layout) -> Screen:
    """Put the picture together.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    board = with_sold_out_marks(state, state.board())
    orders = {order.id: order for order in board}
    style = STYLES.get("", state.settings, state.utc_offset_minutes, layout)
    written = {
        each.id: TICKETS.get(each.id, each, state.marks.get(each.id, _NO_MARKS), style)
        for each in board
    }
    tickets = tuple(written[each.id].size for each in board)
    widths = {
        each.id: WIDTHS.get(each.id, each, state.age(each, now) // _MINUTE, style) for each in board
    }
    room = layout.width - 2 * layout.between
    ground = Ground(state.settings.places, _columns(style), 2 * layout.between, state.settings.keys)

    def rows_for(chips: Sequence[str]) -> int:
        return count_rows([widths[each] for each in chips], room, layout.between)

    places = arrange(state.painted.places, tickets, ground, _moment(state, now), rows_for)
    shown, pages = _page(state.page, places, ground)
    framed = state.selected
    if framed not in orders:
        framed = places.framed if shown is places.parts else None
    panels = [top_bar(state, now, layout, len(board))]
    for at, part in _numbered(shown):
        rect = Rect(part.left, part.top, part.width, part.height)
        key = places.key_of(part.order_id) if shown is places.parts else None
        place = CardPlace(
            rect, part.from_line, part.to_line, at, _label(key), part.order_id == framed
        )
        order_id = part.order_id
        panels += draw_card(state, orders[order_id], written[order_id], place, layout, now)
    seen = {part.order_id for part in shown}
    lit = {each.order_id for each in places.chips if each.lit is not None}
    waiting = [widths[each.id] for each in board if each.id not in seen]
    strip = fill_strip(waiting, layout.chip_rows(places.rows), layout.between, _more_width(layout))
    for order_id, rect in strip.chips:
        order, old = orders[order_id], state.age(orders[order_id], now)
        spec = ChipSpec(order_id, strip.form, rect, order_id in lit)
        tone = head_tone(state, order, old, time_until_due(state, order, now))
        panels.append(CHIPS.get(order_id, order, spec, old // _MINUTE, style, tone))
    if strip.more is not None:
        panels.append(_more(strip.more, len(strip.hidden), layout))
    if not board:
        panels.append(_empty(state, now, layout))
    panels.append(bottom_bar(state, now, layout, pages))
    for kept in (STYLES, TICKETS, WIDTHS, CHIPS, CARDS):
        kept.forget_unused()
    if state.silence(now) >= DEAD_MS:
        panels.append(_hatch(layout))
    panels += overlays(state, now, layout)
    return Screen(
        width=layout.width,
        height=layout.height,
        panels=tuple(panels),
        seq=state.replica.seq,
        places=places,
        shown=shown,
        chips=tuple(order_id for order_id, _ in strip.chips),
        pages=pages,
    )


def _columns(style: TicketStyle) -> tuple[tuple[Rect, ...], ...]:
    grid = style.settings.places is PlacesMode.GRID
    return style.layout.cells_by_rows if grid else style.layout.columns_by_rows


def _moment(state: BoardState, now: int) -> Moment:
    own = {each.order_id for each in state.in_flight if each.order_id is not None}
    if state.undo is not None:
        own.add(state.undo.order_id)
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
    rects, whole = ground.columns[places.rows - 1], ground.mode is PlacesMode.GRID
    further = list(every_page(rest, rects, ground.gap, whole=whole))
    return further[min(page, len(further)) - 1], 1 + len(further)


def _numbered(parts: Sequence[PlacedPart]) -> Iterator[tuple[int, PlacedPart]]:
    """Number the parts of each ticket; the first one is where it begins, if that is here."""
    counts: Counter[str] = Counter()
    for part in parts:
        if part.from_line and part.order_id not in counts:
            counts[part.order_id] = 1
        yield counts[part.order_id], part
        counts[part.order_id] += 1


def _label(key: int | None) -> str:
    """Write a key as it stands on a bar of ten, and on a second one."""
    if key is None:
        return ""
    return f"{key + 1}" if key >= TEN else f"{key + 1}"[-1]


def _measure_chip(order: Order, minutes: int, style: TicketStyle) -> ChipWidths:
    widths = {form: chip_width(order, minutes, form, style) for form in ChipForm}
    urgent = order.priority is Priority.RUSH or bool(list_warnings(order, style.settings))
    return ChipWidths(order.id, widths, urgent)


def _more_width(layout: Layout) -> int:
    return layout.measure("+8888", layout.unit, bold=True) + layout.gap


def _more(rect: Rect, count: int, layout: Layout) -> Panel:
    """Say how many orders stand neither as a ticket nor as a chip."""
    text, size = layout.fit(f"+{count}", rect.w, layout.unit)
    place = Rect(rect.x, rect.y + (rect.h - size) // 2, rect.w, size)
    return Panel("more", rect, Tone.GROUND, (Text(place, text, size, Tone.TEXT, bold=True),))


_MINUTE = 60_000
_NO_MARKS = Marks()
STYLES = LastResults(TicketStyle)
"""The same one for as long as it is equal, so that whatever is written for it compares it fast."""

TICKETS = LastResults(write_ticket)
"""By order id. All tickets have to be written, so that there is room for them; few changed."""

WIDTHS = LastResults(_measure_chip)
"""By order id. A minute changes them."""

CHIPS = LastResults(draw_chip)
"""By order id."""


def _empty(state: BoardState, now: int, layout: Layout) -> Panel:
    """An empty board is never plain: it says when the way to the hub was last proven."""
    silence = state.silence(now)
    if state.replica.epoch is None:
        title = say("Looking for the hub…")
        below = say("No orders have been received yet.")
    elif silence >= STALE_MS or state.connection is LinkState.SEARCHING:
        title = say("The hub is not answering")
        below = say(
            "Orders may be waiting that are not shown. Last heard {seconds} s ago.",
            seconds=silence // 1000,
        )
    else:
        title = say("No open orders")
        below = say("The hub answered {seconds} s ago.", seconds=silence // 1000)
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
