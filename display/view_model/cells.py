"""Tickets flowing through the grid: a long one goes on in the next cell, nothing is cut off."""

from collections.abc import Sequence

import msgspec

from display.view_model.ticket_lines import Line


class Part(msgspec.Struct, frozen=True):
    """What one cell holds: some lines of one ticket.

    Attributes:
        order_id: of the ticket.
        lines: as many as the cell holds.
        first: whether the ticket begins here.
        last: whether it ends here.
    """

    order_id: str
    lines: tuple[Line, ...]
    first: bool
    last: bool


def parted(order_id: str, lines: Sequence[Line], first_room: int, room: int) -> list[Part]:
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


def paged(tickets: Sequence[Sequence[Part]], cells: int) -> list[list[Part]]:
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


def _break(lines: Sequence[Line], most: int) -> int:
    """Say after how many lines to go on in the next cell: between items, if there is a way."""
    for take in range(max(1, most), 0, -1):
        if not lines[take - 1].keep:
            return take
    return max(1, most)
