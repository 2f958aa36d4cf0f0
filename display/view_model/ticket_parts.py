"""A ticket's lines, parted among the cells of the grid: nothing is cut off."""

from collections.abc import Sequence

import msgspec

from display.view_model.ticket_line import TicketLine, WrittenTicket


class Part(msgspec.Struct, frozen=True):
    """What one cell holds: some lines of one ticket.

    Attributes:
        order_id: of the ticket.
        begin, end: which lines the cell holds, the last one not among them.
        number: which part of the ticket it is, from 0.
    """

    order_id: str
    begin: int
    end: int
    number: int


def part_among_cells(written: WrittenTicket, height: int) -> list[Part]:
    """Part a ticket's lines among cells.

    Args:
        written: the ticket.
        height: of a cell in pixels.
    """
    parts: list[Part] = []
    begin = 0
    while True:
        room = height - (written.size.further if parts else written.size.head)
        end = begin
        while end < len(written.lines) and written.lines[end].height <= room:
            room -= written.lines[end].height
            end += 1
        if end < len(written.lines):
            while end > begin and room < written.size.foot:
                end -= 1
                room += written.lines[end].height
            end = _break(written.lines, begin, end)
        parts.append(Part(written.size.order_id, begin, end, len(parts)))
        begin = end
        if begin >= len(written.lines):
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


def _break(lines: Sequence[TicketLine], begin: int, end: int) -> int:
    """Say before which line to go on in the next cell: between dishes, if there is a way."""
    for cut in range(end, begin, -1):
        if not lines[cut - 1].keep:
            return cut
    return max(begin + 1, end)
