"""``build(state, now, layout) -> Screen``: the whole picture of one moment."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from display.state.key_names import TEN, KeyNames
from display.state.messages import LinkState
from display.state.model import DEAD_MS, STALE_MS, BoardState
from display.state.places import ChipSpot, PlacedPart
from display.view_model.bars import bottom_bar, top_bar
from display.view_model.chip import ChipSpec, draw_chip
from display.view_model.chips import fill_strip
from display.view_model.key_legend import BoardKeys, sign_without_number
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout
from display.view_model.overlays import overlays
from display.view_model.placed_board import place_board
from display.view_model.screen import Box, Fill, Panel, Rect, Screen, Text, Tone
from display.view_model.shown_order import shown_order
from display.view_model.ticket_colours import head_tone, time_until_due
from display.view_model.ticket_panel import CARDS, CardPlace, draw_card
from hub.locale.words import say


def build(state: BoardState, now: int, layout: Layout) -> Screen:
    """Put the picture together.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
    """
    placed = place_board(state, now, layout)
    places, shown, style, widths = placed.places, placed.shown, placed.style, placed.widths
    orders, written, ages = placed.orders, placed.written, placed.ages
    framed = state.selected
    if framed not in orders:
        framed = places.framed if shown is places.parts else None
    panels = [top_bar(state, now, layout, len(orders))]
    for at, part in _numbered(shown):
        rect = Rect(part.left, part.top, part.width, part.height)
        key = places.key_of(part.order_id) if shown is places.parts else None
        place = CardPlace(
            rect,
            part.from_line,
            part.to_line,
            at,
            _label(key, state.keys),
            numbered=key is not None,
            framed=part.order_id == framed,
        )
        order_id = part.order_id
        panels += draw_card(state, orders[order_id], written[order_id], place, layout, now)
    seen = {part.order_id for part in shown}
    lit = {each.order_id for each in places.chips if each.lit is not None}
    tones = {
        order_id: head_tone(state, order, ages[order_id], time_until_due(state, order, now))
        for order_id, order in orders.items()
        if order_id not in seen
    }
    waiting = [
        replace(widths[each], urgent=True) if tone is Tone.LATE else widths[each]
        for each, tone in tones.items()
    ]
    strip = fill_strip(waiting, layout.chip_rows(places.rows), layout.between, _more_width(layout))
    for order_id, rect in strip.chips:
        order, minutes = orders[order_id], ages[order_id] // _MINUTE
        spec = ChipSpec(order_id, strip.form, rect, order_id in lit)
        panels.append(CHIPS.get(order_id, order, spec, minutes, style, tones[order_id]))
    if strip.more is not None:
        panels.append(_more(strip.more, len(strip.hidden), layout))
    if not orders:
        panels.append(_empty(state, now, layout, placed.room))
    bottom = bottom_bar(state, now, layout, placed.pages)
    panels.append(bottom)
    for kept in (CHIPS, CARDS):
        kept.forget_unused()
    if state.silence(now) >= DEAD_MS:
        panels.append(_hatch(layout))
    numbers = {part.order_id: places.key_of(part.order_id) for part in places.parts}
    keys = BoardKeys(
        framed=None if framed is None else orders.get(framed),
        second_ten=any(number is not None and number >= TEN for number in numbers.values()),
        without=None in numbers.values(),
    )
    panels += shown_order(state, placed, now, layout)
    panels += overlays(state, now, layout, keys, quiet=not bottom.parts, rows=places.rows)
    return Screen(
        width=layout.width,
        height=layout.height,
        panels=tuple(panels),
        seq=state.replica.seq,
        places=places,
        shown=shown,
        chips=tuple(order_id for order_id, _ in strip.chips),
        spots=tuple(ChipSpot(each, rect.x, rect.y, rect.h) for each, rect in strip.chips),
        pages=placed.pages,
    )


def _numbered(parts: Sequence[PlacedPart]) -> Iterator[tuple[int, PlacedPart]]:
    """Number the parts of each ticket; the first one is where it begins, if that is here."""
    counts: Counter[str] = Counter()
    for part in parts:
        if part.from_line and part.order_id not in counts:
            counts[part.order_id] = 1
        yield counts[part.order_id], part
        counts[part.order_id] += 1


def _label(key: int | None, names: KeyNames) -> str:
    """Write a key as it is printed on this bar: the tenth is 0 or 10, a second bar has 11 to 20."""
    if key is None:
        return sign_without_number(names)
    printed = names.names.get(f"slot {key + 1}", "")
    usual = f"{key + 1}" if key >= TEN else f"{key + 1}"[-1]
    return printed if printed and len(printed) <= len(f"{TEN}") and key < TEN else usual


def _more_width(layout: Layout) -> int:
    return layout.measure("+8888", layout.unit, bold=True) + layout.gap


def _more(rect: Rect, count: int, layout: Layout) -> Panel:
    """Say how many orders stand neither as a ticket nor as a chip."""
    text, size = layout.fit(f"+{count}", rect.w, layout.unit)
    place = Rect(rect.x, rect.y + (rect.h - size) // 2, rect.w, size)
    return Panel("more", rect, Tone.GROUND, (Text(place, text, size, Tone.TEXT, bold=True),))


_MINUTE = 60_000
CHIPS = LastResults(draw_chip)
"""By order id."""


def _empty(state: BoardState, now: int, layout: Layout, room: Rect) -> Panel:
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
    middle = room.y + room.h // 2 - size
    rect = Rect(room.x, middle, room.w, size * 3)
    return Panel(
        "empty",
        rect,
        Tone.GROUND,
        (
            _centre(title, Rect(room.x, middle, room.w, size), Tone.TEXT, layout),
            _centre(
                below,
                Rect(room.x, middle + round(1.6 * size), room.w, layout.unit),
                Tone.FAINT,
                layout,
            ),
        ),
    )


def _centre(text: str, row: Rect, tone: Tone, layout: Layout) -> Text:
    text, size = layout.fit(text, row.w - 2 * layout.gap, row.h)
    width = layout.measure(text, size, bold=True)
    place = Rect(row.x + (row.w - width) // 2, row.y, width, size)
    return Text(place, text, size, tone, bold=True)


def _hatch(layout: Layout) -> Panel:
    rect = Rect(0, layout.bar, layout.width, layout.between_bars)
    return Panel("hatch", rect, None, (Box(rect, Tone.ALARM, Fill.HATCH),))
