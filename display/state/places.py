"""Where everything stands on the glass, and which key means which ticket.

``display/view_model/placement.py`` works it out, and it counts when it has been painted: a press is
about what the cook saw.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

KEY_REST_MS = 4_000
"""For how long the key of a ticket that has left means nobody else: a cook looks once, and presses
two or three keys from memory."""

QUIET_MS = 2_000
"""Nothing is moved on the glass until no key was pressed, and no ticket left, for that long."""

PATIENCE_MS = 6_000
"""Under presses without a pause gaps are closed after that time all the same."""


class TicketSize(msgspec.Struct, frozen=True, kw_only=True):
    """How much room a ticket needs; heights are in pixels.

    Attributes:
        order_id: of the ticket.
        called: its number as it is called out.
        head: of its head, with the bands below that.
        further: of the head that is repeated where it goes on in another column.
        foot: of what says at the end of a part that the ticket goes on.
        lines: height of each line.
        breaks: after how many lines it may be parted: between dishes.
        rush: whether it goes before its turn.
    """

    order_id: str
    called: str
    head: int
    further: int
    foot: int
    lines: tuple[int, ...]
    breaks: tuple[int, ...]
    rush: bool = False


class PlacedPart(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket, or a part of one, on the glass; in pixels, from the glass's left top corner.

    ``from_line`` up to ``to_line`` are the lines that stand here.
    """

    order_id: str
    column: int
    left: int
    top: int
    width: int
    height: int
    from_line: int
    to_line: int


class ChipSpot(msgspec.Struct, frozen=True):
    """Where an order's chip stands on the glass, in pixels from the glass's left top corner."""

    order_id: str
    left: int
    top: int
    height: int


class KeyHolder(msgspec.Struct, frozen=True):
    """The ticket that a key means.

    Attributes:
        order_id: of the ticket.
        called: its number as it is called out.
        freed: monotonic ms at which it left the tickets on the glass; None while it is one.
    """

    order_id: str
    called: str
    freed: int | None = None


class Chip(msgspec.Struct, frozen=True):
    """An order that has no room for its ticket; ``lit`` is since when, in monotonic ms, as new."""

    order_id: str
    lit: int | None = None


_NO_KEYS: Mapping[int, KeyHolder] = MappingProxyType({})


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything stands.

    Attributes:
        parts: of tickets, column by column, from top to bottom.
        keys: by the number of the key, from 0; also those that rest.
        chips: all other orders, in the order of the board.
        rows: of chips.
        framed: the ticket that BUMP is about without another choice.
        unframed: monotonic ms since which there is none because another hand took it off.
        last_gap: monotonic ms at which room was last left on the glass.
        pending: monotonic ms since which something is to be moved; None when nothing is.
        passed: the order that waits longest, once a younger one was placed before it.
        sorted_at: monotonic ms of the key that last had everything sorted.
        tickets: what was placed.
        ground: what it was placed on.
        before_list: how it stood before a list was opened beside it; None while none is open.
    """

    parts: tuple[PlacedPart, ...] = ()
    keys: Mapping[int, KeyHolder] = _NO_KEYS
    chips: tuple[Chip, ...] = ()
    rows: int = 1
    framed: str | None = None
    unframed: int | None = None
    last_gap: int | None = None
    pending: int | None = None
    passed: str | None = None
    sorted_at: int | None = None
    tickets: tuple[TicketSize, ...] = ()
    ground: tuple[object, ...] = ()
    before_list: "Places | None" = None

    def key_of(self, order_id: str) -> int | None:
        """Return the number of the key, from 0, that means a ticket; None if none does."""
        for key, holder in self.keys.items():
            if holder.order_id == order_id and holder.freed is None:
                return key
        return None

    def order_ids(self) -> list[str]:
        """List the tickets on the glass, each once, in the order of reading."""
        return list(dict.fromkeys(part.order_id for part in self.parts))
