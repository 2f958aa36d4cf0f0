"""A ticket's lines, parted among the cells of the grid: nothing is cut off."""

from collections.abc import Sequence

import msgspec

from display.view_model.screen import Tone


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


class Part(msgspec.Struct, frozen=True):
    """What one cell holds: some lines of one ticket.

    Attributes:
        order_id: of the ticket.
        lines: as many as the cell holds.
        first: whether the ticket begins here.
        last: whether it ends here.
        allergy: whether a guest of the ticket must not eat something.
    """

    order_id: str
    lines: tuple[TicketLine, ...]
    first: bool
    last: bool
    allergy: bool = False


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
    allergy = any(line.ground is Tone.ALLERGEN for line in lines)
    while True:
        space = room if parts else first_room
        take = len(rest) if len(rest) <= space else _break(rest, space - 1)
        parts.append(Part(order_id, tuple(rest[:take]), not parts, take == len(rest), allergy))
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
