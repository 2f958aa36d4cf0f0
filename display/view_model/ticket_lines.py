"""A ticket as lines: what a cook reads, in the order of reading, broken to the cell's width.

The lines flow through the cells of the grid: a long ticket goes on in the next cell, and nothing is
cut off.
"""

from collections.abc import Iterator, Sequence

import msgspec

from display.state.model import Marks
from display.state.settings import BoardSettings
from display.view_model.dish_lines import DishWriter, allergy_line, common_reason, marked_line
from display.view_model.layout import Layout, wrap
from display.view_model.order_edits import list_edits
from display.view_model.other_lines import list_elsewhere, list_held
from display.view_model.screen import Tone
from display.view_model.ticket_parts import TicketLine
from display.view_model.words import (
    CANCELLED_SIGN,
    course,
    due,
    guests,
    isolate,
    unknown,
    urgency,
    where,
)
from hub.domain.allergy_words import mentions_allergy
from hub.domain.orders import Item, Order


class TicketStyle(msgspec.Struct, frozen=True):
    """What a ticket is written for: whose screen, the kitchen's time of day, and the glass."""

    settings: BoardSettings
    utc_offset_minutes: int
    layout: Layout


def heading(order: Order, style: TicketStyle) -> list[str]:
    """Write where the ticket goes and whose it is; what the head has no room for goes below it."""
    words = (
        urgency(order.priority),
        "REMAKE" if order.remake else "",
        "TEST" if order.test else "",
        due(order, style.utc_offset_minutes),
        where(order),
        isolate(order.customer_name or ""),
        isolate(order.handoff or ""),
    )
    layout = style.layout
    room = layout.cells[0].w - 2 * layout.gap - layout.key_width
    found: list[str] = []
    for word in filter(None, words):
        longer = f"{found[-1]} · {word}" if found else word
        if found and layout.measure(longer, layout.unit, bold=True) <= room:
            found[-1] = longer
        else:
            found += wrap(word, room, layout.unit, layout.measure, bold=True)
    return found


def write_ticket(order: Order, marks: Marks, style: TicketStyle) -> list[TicketLine]:
    """Write out a ticket, nothing left out.

    Args:
        order: the ticket.
        marks: its late edits.
        style: what it is written for.
    """
    settings = style.settings
    mine = settings.mine(order)
    allergies = _allergies(order, mine)
    loud = _loud_notes(order, mine, settings)
    writer = _LineWriter(style.layout)
    for line in _about_allergies(order, allergies, loud):
        writer.put(line)
    for text in heading(order, style)[1:]:
        writer.put(TicketLine(text=text, bold=True))
    for line in _about_order(order, marks, loud, settings):
        writer.put(line)
    dishes = DishWriter(order, settings, allergies, loud)
    title: str | None = None
    parent: str | None = None
    for item in _in_order(mine):
        if course(item) != title:
            title, parent = course(item), None
            if title is not None:
                text = title.upper()
                writer.put(TicketLine(text=text, tone=Tone.FAINT, bold=True, keep=True))
        if (item.parent_id or None) != parent:
            parent = item.parent_id or None
            writer.put_together(dishes.write_heading(parent), keep=True)
        writer.put_together(dishes.write(item, marked=item.id in marks.lines))
    for text in list_held(order, settings):
        writer.put(TicketLine(text=text, tone=Tone.FAINT))
    for text in list_elsewhere(order, settings):
        writer.put(TicketLine(text=text, tone=Tone.FAINT))
    return writer.lines


def _about_allergies(
    order: Order, allergies: Sequence[str], loud: frozenset[str]
) -> Iterator[TicketLine]:
    if allergies:
        yield allergy_line(f"ALLERGY: {', '.join(map(isolate, allergies))}")
    if order.notes in loud:
        yield allergy_line(f"» {order.notes}")


def _about_order(
    order: Order, marks: Marks, loud: frozenset[str], settings: BoardSettings
) -> Iterator[TicketLine]:
    if status := unknown(order.status):
        yield TicketLine(text=status, bold=True)
    if marks.struck:
        why = common_reason(settings.mine(order))
        yield marked_line(f"{CANCELLED_SIGN} CANCELLED{f': {why}' if why else ''}")
    for text in list_edits(order, marks.fields):
        yield marked_line(text)
    if order.notes and "notes" not in marks.fields and order.notes not in loud:
        yield TicketLine(text=f"» {order.notes}", bold=True)
    if words := " · ".join(_known_beside(order, settings)):
        yield TicketLine(text=words, tone=Tone.FAINT)


def _allergies(order: Order, mine: Sequence[Item]) -> list[str]:
    """List what the guests of this ticket must not eat, each once."""
    found = [*(order.allergies or ())]
    parents = {item.parent_id for item in mine}
    for combo in order.groups or ():
        if combo.id in parents:
            found += combo.allergies or ()
    for item in mine:
        if item.live:
            found += item.allergies or ()
    return list(dict.fromkeys(found))


def _loud_notes(order: Order, mine: Sequence[Item], settings: BoardSettings) -> frozenset[str]:
    """Find the notes in which an allergy is mentioned."""
    parents = {item.parent_id for item in mine}
    combos = (each.notes for each in order.groups or () if each.id in parents)
    notes = (order.notes, *combos, *(item.notes for item in mine if item.live))
    words = settings.allergy_words
    return frozenset(note for note in notes if note and mentions_allergy(note, words))


def _known_beside(order: Order, settings: BoardSettings) -> Iterator[str]:
    """Say what is good to know of an order, and no cook has to."""
    if order.brand:
        yield isolate(order.brand)
    if order.source:
        yield f"via {isolate(order.source)}"
    if order.guests:
        yield guests(order.guests)
    if order.server:
        yield f"server {isolate(order.server)}"
    if settings.hub_station is None:
        if isinstance(order.cutlery, bool):
            yield "cutlery" if order.cutlery else "no cutlery"
        if order.paid is False:
            yield "not paid"


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

    def put_together(self, lines: Sequence[TicketLine], *, keep: bool = False) -> None:
        """Put a dish, which stays in one cell with all that is said of it.

        Args:
            lines: the dish, and what is said of it; none for nothing.
            keep: whether the next line stays with it too.
        """
        for index, line in enumerate(lines):
            together = keep or index < len(lines) - 1
            subject = lines[0].text if index else ""
            self.put(msgspec.structs.replace(line, keep=together, subject=subject))
