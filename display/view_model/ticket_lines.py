"""A ticket as lines: what a cook reads, in the order of reading, broken to the cell's width.

The lines flow through the cells of the grid: a long ticket goes on in the next cell, and nothing is
cut off.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from display.state.model import Marks
from display.state.settings import EXPO, BoardSettings
from display.view_model.layout import Layout, wrap
from display.view_model.screen import Tone
from display.view_model.ticket_colours import line_tone, sign_tone
from display.view_model.words import course, isolate, sign, unknown, urgency, where
from hub.domain.orders import Item, ItemStatus, Order, Priority


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ticket.

    Attributes:
        text: what it says; already fits.
        indent: from the left, in units.
        tone: of the text.
        ground: a filled strip behind it; None for none.
        bold, struck: how it is set.
        sign, sign_tone: in front of the first line of an item.
        keep: whether the next line must not be parted from it by the end of a cell.
        subject: the dish that the line is about, where it is not the line that names it.
    """

    text: str
    indent: float = 0.0
    tone: Tone = Tone.TEXT
    ground: Tone | None = None
    bold: bool = False
    struck: bool = False
    sign: str = ""
    sign_tone: Tone = Tone.TEXT
    keep: bool = False
    subject: str = ""


def heading(order: Order, layout: Layout) -> list[str]:
    """Write where the ticket goes and whose it is; what the head has no room for goes below it."""
    words = (
        urgency(order.priority),
        where(order),
        isolate(order.customer_name or ""),
    )
    room = layout.cells[0].w - 2 * layout.gap - layout.key_width
    found: list[str] = []
    for word in filter(None, words):
        longer = f"{found[-1]} · {word}" if found else word
        if found and layout.measure(longer, layout.unit, bold=True) <= room:
            found[-1] = longer
        else:
            found += wrap(word, room, layout.unit, layout.measure, bold=True)
    return found


def write_ticket(
    order: Order, marks: Marks, settings: BoardSettings, layout: Layout
) -> list[TicketLine]:
    """Write out a ticket, nothing left out.

    Args:
        order: the ticket.
        marks: its late edits.
        settings: whose screen it is.
        layout: the glass.
    """
    writer = _LineWriter(layout)
    for text in heading(order, layout)[1:]:
        writer.put(TicketLine(text=text, bold=True))
    if status := unknown(order.status):
        writer.put(TicketLine(text=status, bold=True))
    for text in _edits(order, marks):
        writer.put(TicketLine(text=text, tone=Tone.MARK_TEXT, ground=Tone.MARK, bold=True))
    if order.notes and "notes" not in marks.fields:
        writer.put(TicketLine(text=f"» {order.notes}", bold=True))
    title: str | None = None
    for item in _by_course(settings.mine(order)):
        if course(item) != title and (title := course(item)) is not None:
            writer.put(TicketLine(text=title.upper(), tone=Tone.FAINT, bold=True, keep=True))
        _item(writer, item, marked=item.id in marks.lines)
    for text in _elsewhere(settings, order):
        writer.put(TicketLine(text=text, tone=Tone.FAINT))
    return writer.lines


_EDITED: Mapping[Priority, str] = {
    Priority.RUSH: "» now a rush",
    Priority.NORMAL: "» no longer a rush",
}


def _edits(order: Order, marks: Marks) -> Iterator[str]:
    """Say what was changed on the ticket itself since the cook last acknowledged it."""
    if "priority" in marks.fields:
        yield _EDITED.get(order.priority) or f"» {urgency(order.priority)}"
    if "table_number" in marks.fields:
        yield f"» now for: {where(order)}"
    if "notes" in marks.fields:
        yield f"» {order.notes}" if order.notes else "» note taken away"


def _by_course(items: Sequence[Item]) -> list[Item]:
    """Bring the lines of a course together, however many rounds they came in.

    Lines without a course come first; numbers count up; words keep the order they came in.
    """
    words = list(dict.fromkeys(item.course for item in items if isinstance(item.course, str)))

    def place(item: Item) -> tuple[int, int]:
        if item.course is None:
            return 0, 0
        if isinstance(item.course, int):
            return 1, item.course
        return 2, words.index(item.course)

    return sorted(items, key=place)


class _LineWriter:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._width = layout.cells[0].w - 2 * layout.gap
        self.lines: list[TicketLine] = []

    def put(self, line: TicketLine) -> None:
        unit = self._layout.unit
        room = self._width - round(line.indent * unit)
        parts = wrap(line.text, room, unit, self._layout.measure, bold=line.bold)
        for index, part in enumerate(parts):
            first = index == 0
            last = index == len(parts) - 1
            self.lines.append(
                msgspec.structs.replace(
                    line,
                    text=part,
                    sign=line.sign if first else "",
                    keep=line.keep if last else True,
                    subject=line.subject if first else line.subject or line.text,
                )
            )


def _item(writer: _LineWriter, item: Item, *, marked: bool) -> None:
    gone = not item.live
    ground = Tone.MARK if marked else None
    text_tone = line_tone(item, marked=marked)
    dish = f"{item.quantity} \N{MULTIPLICATION SIGN} {isolate(item.name)}"
    named = TicketLine(
        text=dish,
        indent=1.1,
        tone=text_tone,
        ground=ground,
        bold=True,
        struck=gone,
        sign=sign(item.status),
        sign_tone=sign_tone(item, marked=marked),
    )
    below = list(_cancel_reason(item, text_tone, ground) if gone else _details(item))
    # A dish stays in one cell with its modifiers and allergens.
    for index, line in enumerate((named, *below)):
        keep = index < len(below)
        writer.put(msgspec.structs.replace(line, keep=keep, subject=dish if index else ""))


def _cancel_reason(item: Item, tone: Tone, ground: Tone | None) -> Iterator[TicketLine]:
    reason = f"cancelled: {item.cancel_reason}" if item.cancel_reason else "cancelled"
    yield TicketLine(text=reason, indent=1.1, tone=tone, ground=ground)


def _details(item: Item) -> Iterator[TicketLine]:
    if status := unknown(item.status):
        yield TicketLine(text=status, indent=1.6, bold=True)
    for modifier in item.modifiers:
        yield TicketLine(text=f"+ {modifier.name}", indent=1.6)
    if item.notes:
        yield TicketLine(text=f"» {item.notes}", indent=1.6, bold=True)
    if item.allergens:
        yield TicketLine(
            text=f"ALLERGENS: {', '.join(isolate(each) for each in item.allergens)}",
            indent=1.1,
            tone=Tone.ALLERGEN_TEXT,
            ground=Tone.ALLERGEN,
            bold=True,
        )


def _done(item: Item) -> bool:
    return item.status in {ItemStatus.READY, ItemStatus.SERVED}


def _elsewhere(settings: BoardSettings, order: Order) -> Iterator[str]:
    """Say what else is on the order: a station's screen counts, the expo's shows how far it is."""
    expo = settings.station == EXPO
    stations: dict[str, list[Item]] = {}
    for item in order.items:
        if not item.live or item.station is None:
            continue
        if expo or item.station != settings.hub_station:
            stations.setdefault(item.station, []).append(item)
    if expo:
        for station, items in stations.items():
            ready = sum(item.quantity for item in items if _done(item))
            yield f"{station}: {ready} of {sum(item.quantity for item in items)} ready"
    elif stations and settings.hub_station is not None:
        counts = [f"{name} {sum(i.quantity for i in items)}" for name, items in stations.items()]
        yield f"also at: {', '.join(counts)}"


class Part(msgspec.Struct, frozen=True):
    """What one cell holds: some lines of one ticket.

    Attributes:
        order_id: of the ticket.
        lines: as many as the cell holds.
        first: whether the ticket begins here.
        last: whether it ends here.
    """

    order_id: str
    lines: tuple[TicketLine, ...]
    first: bool
    last: bool


def part_among_cells(
    order_id: str, lines: Sequence[TicketLine], first_room: int, room: int
) -> list[Part]:
    """Part a ticket's lines among cells.

    Args:
        order_id: of the ticket.
        lines: all of its lines.
        first_room: lines that the first cell holds, below the ticket's head.
        room: lines that each further cell holds.
    """
    parts: list[Part] = []
    rest = list(lines)
    while True:
        space = room if parts else first_room
        take = len(rest) if len(rest) <= space else _break(rest, space - 1)
        parts.append(Part(order_id, tuple(rest[:take]), not parts, take == len(rest)))
        rest = rest[take:]
        if not rest:
            return parts


def lay_out_pages(tickets: Sequence[Sequence[Part]], cells: int) -> list[list[Part]]:
    """Lay tickets out on pages, in order; a ticket that fits on one page is not parted by two."""
    pages: list[list[Part]] = [[]]
    for parts in tickets:
        if pages[-1] and len(pages[-1]) + len(parts) > cells and len(parts) <= cells:
            pages.append([])
        for part in parts:
            if len(pages[-1]) >= cells:
                pages.append([])
            pages[-1].append(part)
    return pages


def _break(lines: Sequence[TicketLine], most: int) -> int:
    """Say after how many lines to go on in the next cell: between items, if there is a way."""
    for take in range(max(1, most), 0, -1):
        if not lines[take - 1].keep:
            return take
    return max(1, most)
