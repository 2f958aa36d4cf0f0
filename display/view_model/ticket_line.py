"""One line of a ticket as it is drawn, wherever that stands; and what a ticket consists of."""

from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from display.state.places import TicketSize
from display.view_model.screen import Box, Rect, Text, Tone

TicketMark = Box | Text


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ticket.

    Attributes:
        height: in pixels.
        parts: what is drawn, from the line's left top corner.
        keep: whether the next line must not be parted from it.
        subject: the dish that the line is about, where it is not the line that names it.
    """

    height: int
    parts: tuple[TicketMark, ...] = ()
    keep: bool = False
    subject: str = ""


class HeadWords(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a ticket's head beside its key and its age.

    Attributes:
        called: what is called out, bold.
        beside: what stands behind it, each with the height of its line; already fits.
        size: line height of ``called`` in pixels, so that it fits.
        condensed: whether ``called`` is set in narrow letters.
        room: pixels that are kept for the age.
    """

    called: str
    beside: tuple[tuple[str, int], ...]
    size: int
    condensed: bool
    room: int


class WrittenTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as lines, for a card of one width.

    Attributes:
        size: how much room it needs.
        words: what its head says.
        bands: what stands below the head of its first part, before all lines.
        warnings: those of the bands that each further part has as well.
        lines: what follows.
        margin: pixels that are left free below the last line.
    """

    size: TicketSize
    words: HeadWords
    bands: tuple[TicketLine, ...]
    warnings: tuple[TicketLine, ...]
    lines: tuple[TicketLine, ...]
    margin: int


class Span(NamedTuple):
    """Some words of a line that are set alike."""

    text: str
    tone: Tone = Tone.TEXT
    bold: bool = False
    struck: bool = False


def move(part: TicketMark, x: int, y: int) -> TicketMark:
    """Draw a part of a line where that stands."""
    rect = part.rect
    return replace(part, rect=Rect(rect.x + x, rect.y + y, rect.w, rect.h))


def mirror(part: TicketMark, width: int) -> TicketMark:
    """Draw a part of a line that is read from right to left."""
    rect = part.rect
    return replace(part, rect=Rect(width - rect.x - rect.w, rect.y, rect.w, rect.h))
