"""A ticket as lines: what a cook reads, in the order of reading, broken to the card's width.

Nothing is cut off: a ticket that is longer than its card goes on in the next column.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from display.state.allergies import find_loud_notes, list_allergies
from display.state.model import Marks
from display.state.places import TicketSize
from display.state.settings import BoardSettings, PlacesMode
from display.view_model.dish_lines import DishWriter, allergy_words, common_reason
from display.view_model.flow import Phrase
from display.view_model.layout import Layout
from display.view_model.order_edits import list_edits
from display.view_model.other_lines import is_all_ready, list_elsewhere, list_held, list_progress
from display.view_model.screen import Tone
from display.view_model.sizes import find_sizes
from display.view_model.ticket_head import CONTINUED_LINES, HEAD_LINES, write_head
from display.view_model.ticket_line import Span, TicketLine, WrittenTicket
from display.view_model.ticket_rows import RowWriter
from display.view_model.words import (
    clock,
    course,
    guests,
    isolate,
    name_reason,
    number,
    unix_ms,
    unknown,
    unknown_priority,
    urgency,
)
from hub.domain.orders import Item, Order
from hub.locale.words import say

_MORE_LINES = 0.9
_MOST_WARNINGS = 4
"""Lines of a guest's allergies that every part of a ticket repeats at the most."""

_DISH_LINES = 2
"""Lines that there is room for below the bands, however many they are."""

_MARGIN_LINES = 0.2


class TicketStyle(msgspec.Struct, frozen=True):
    """What a ticket is written for: whose screen, the kitchen's time of day, and the glass."""

    settings: BoardSettings
    utc_offset_minutes: int
    layout: Layout


def write_ticket(order: Order, marks: Marks, style: TicketStyle) -> WrittenTicket:
    """Write out a ticket, nothing left out.

    Args:
        order: the ticket.
        marks: its late edits.
        style: what it is written for.
    """
    settings = style.settings
    sizes = find_sizes(style.layout, style.layout.cells[0].w)
    rows = RowWriter(sizes)
    mine = settings.mine(order)
    allergies = list_allergies(order, mine)
    loud = find_loud_notes(order, mine, settings.allergy_words)
    words, below = write_head(order, settings, style.utc_offset_minutes, sizes)
    hurry = urgency(order)
    above = [rows.rush(hurry)] if hurry else []
    below_all = [rows.all_ready(say("ALL READY"))] if is_all_ready(order, settings) else []
    room = _least_room(style) - sum(each.height for each in (*above, *below_all))
    warnings, further = _split_warnings(_about_allergies(order, allergies, loud), rows, room)
    bands = [*above, *warnings, *below_all]
    lines = _LineKeeper()
    lines.put(further)
    lines.put(rows.details(_progress(order, settings), left=sizes.pad))
    lines.put(rows.details([(Span(each),) for each in below], left=sizes.pad))
    lines.put(_about_order(order, marks, loud, style, rows))
    dishes = DishWriter(order, settings, rows, allergies, loud)
    _put_dishes(lines, dishes, rows, mine, marks)
    _put_held(lines, dishes, rows, order, settings)
    elsewhere = (Span(text, Tone.FAINT) for text in list_elsewhere(order, settings))
    lines.put(rows.details([(each,) for each in elsewhere], left=sizes.pad))
    unit, found = sizes.unit, tuple(lines.lines)
    margin = round(_MARGIN_LINES * unit)
    size = TicketSize(
        order_id=order.id,
        called=number(order),
        head=round(HEAD_LINES * unit) + sum(each.height for each in bands) + margin,
        further=round(CONTINUED_LINES * unit) + sum(each.height for each in warnings) + margin,
        foot=round(_MORE_LINES * unit),
        lines=tuple(each.height for each in found),
        breaks=tuple(at for at, each in enumerate(found, start=1) if not each.keep),
        rush=bool(hurry),
    )
    return WrittenTicket(
        size=size,
        words=words,
        bands=tuple(bands),
        warnings=tuple(warnings),
        lines=found,
        margin=margin,
    )


def _progress(order: Order, settings: BoardSettings) -> list[Phrase]:
    """Say how far each station is; one that is ready steps back behind its tick."""
    phrases: list[Phrase] = []
    for each in list_progress(order, settings):
        done = each.ready >= each.of
        tone = Tone.FAINT if done else Tone.TEXT
        name = Span(f"✓ {each.station}" if done else each.station, tone)
        phrases.append((name, Span(f" {each.ready}/{each.of}", tone, bold=not done)))
    return phrases


def _put_dishes(
    lines: "_LineKeeper",
    dishes: DishWriter,
    rows: RowWriter,
    mine: Sequence[Item],
    marks: Marks,
) -> None:
    title: str | None = None
    parent: str | None = None
    for item in _in_order(mine):
        if course(item) != title:
            title, parent = course(item), None
            if title is not None:
                lines.put(rows.caption(title.upper()))
        if (item.parent_id or None) != parent:
            parent = item.parent_id or None
            lines.put_together(dishes.write_heading(parent), keep=True)
        lines.put_together(dishes.write(item, marked=item.id in marks.lines), item.name)


def _put_held(
    lines: "_LineKeeper",
    dishes: DishWriter,
    rows: RowWriter,
    order: Order,
    settings: BoardSettings,
) -> None:
    """Write which courses wait for a word, and what of them is made here."""
    title: str | None = None
    for item in _in_order(list_held(order, settings)):
        name = course(item) or ""
        if name != title:
            title = name
            held = say("HELD")
            lines.put(rows.caption(f"{name.upper()} · {held}" if name else held))
        lines.put_together(dishes.write_held(item), item.name)


def _about_allergies(order: Order, allergies: Sequence[str], loud: frozenset[str]) -> Iterator[str]:
    if allergies:
        yield allergy_words(allergies)
    if order.notes in loud:
        yield f"» {order.notes}"


def _about_order(
    order: Order, marks: Marks, loud: frozenset[str], style: TicketStyle, rows: RowWriter
) -> Iterator[TicketLine]:
    pad, note = rows.sizes.pad, rows.sizes.note
    if order.test:
        yield rows.label(say("TEST ORDER"), pad)
    unclear = [*filter(None, (unknown_priority(order.priority), unknown(order.status)))]
    yield from rows.details([(Span(each, bold=True),) for each in unclear], left=pad, size=note)
    if marks.struck:
        why = common_reason(style.settings.mine(order))
        said = say("CANCELLED: {why}", why=name_reason(why)) if why else say("CANCELLED")
        yield from rows.crossed(said)
    for text in list_edits(order, marks.fields):
        phrase = (Span(text, bold=True),)
        yield from rows.details([phrase], left=pad, size=note, marked=True)
    if order.notes and "notes" not in marks.fields and order.notes not in loud:
        yield from rows.note(order.notes, left=pad)
    beside = [(Span(each, Tone.FAINT),) for each in _known_beside(order, style)]
    yield from rows.details(beside, left=pad)


def _split_warnings(
    texts: Iterable[str], rows: RowWriter, room: int
) -> tuple[list[TicketLine], list[TicketLine]]:
    """Write what stands below each head, and what of it is so long that it stands there once."""
    lines = [line for text in texts for line in rows.allergy(text)]
    most = max(1, min(_MOST_WARNINGS, room // lines[0].height)) if lines else 0
    if len(lines) <= most:
        return lines, []
    return [*lines[: most - 1], *rows.allergy("…")], lines[most - 1 :]


def _least_room(style: TicketStyle) -> int:
    """Say how many pixels the bands of a ticket may take, so that a dish fits below them."""
    layout = style.layout
    grid = style.settings.places is PlacesMode.GRID
    column = (layout.cells_by_rows if grid else layout.columns_by_rows)[-1][0]
    rest = HEAD_LINES + _MARGIN_LINES + _MORE_LINES + _DISH_LINES
    return column.h - round(rest * layout.unit)


def _known_beside(order: Order, style: TicketStyle) -> Iterator[str]:
    """Say what is good to know of an order, and no cook has to."""
    if order.brand:
        yield isolate(order.brand)
    if order.source:
        yield say("via {source}", source=isolate(order.source))
    if order.guests:
        yield guests(order.guests)
    if order.server:
        yield say("server {name}", name=isolate(order.server))
    if style.settings.hub_station is None:
        if isinstance(order.cutlery, bool):
            yield say("cutlery") if order.cutlery else say("no cutlery")
        if order.paid is False:
            yield say("not paid")
        promised = unix_ms(order.promised_at or None)
        if promised is not None:
            time = clock(promised, style.utc_offset_minutes)
            yield say("guest expects it at {time}", time=time)


def _in_order(items: Sequence[Item]) -> list[Item]:
    """Bring the lines of a course together, and the parts of a combo, whatever round they came in.

    Lines without a course come first; numbers count up; words keep the order they came in.
    """
    words = list(dict.fromkeys(item.course for item in items if isinstance(item.course, str)))
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        first.setdefault(item.parent_id or item.id, index)

    def place(item: Item) -> tuple[int, int, int]:
        begins = first[item.parent_id or item.id]
        if item.course is None:
            return 0, 0, begins
        if isinstance(item.course, int):
            return 1, item.course, begins
        return 2, words.index(item.course), begins

    return sorted(items, key=place)


class _LineKeeper:
    def __init__(self) -> None:
        self.lines: list[TicketLine] = []

    def put(self, lines: Iterable[TicketLine]) -> None:
        self.lines += lines

    def put_together(
        self, lines: Sequence[TicketLine], subject: str = "", *, keep: bool = False
    ) -> None:
        """Put a dish, which stays in one column with all that is said of it.

        Args:
            lines: the dish, and what is said of it; none for nothing.
            subject: the dish that they are about, where none of them names it.
            keep: whether the next line stays with it too.
        """
        for index, line in enumerate(lines):
            together = keep or index < len(lines) - 1
            about = subject if index else ""
            self.lines.append(msgspec.structs.replace(line, keep=together, subject=about))
