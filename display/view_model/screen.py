"""The picture as data: panels with rectangles and texts, in pixels, with tones for colours."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from display.state.places import ChipSpot, PlacedPart, Places


class Tone(StrEnum):
    """What something means; the theme says how that looks."""

    GROUND = "ground"
    CARD = "card"
    TEXT = "text"
    FAINT = "faint"
    LINE = "line"
    WARN = "warn"
    WARN_TEXT = "warn text"
    LATE = "late"
    LATE_TEXT = "late text"
    CANCELLED = "cancelled"
    CANCELLED_TEXT = "cancelled text"
    PENDING = "pending"
    PREPARING = "preparing"
    READY = "ready"
    ALLERGY = "allergy"
    ALLERGY_TEXT = "allergy text"
    RUSH = "rush"
    RUSH_TEXT = "rush text"
    MARK = "mark"
    MARK_TEXT = "mark text"
    ALARM = "alarm"
    ALARM_TEXT = "alarm text"
    CHOSEN = "chosen"
    CHOSEN_TEXT = "chosen text"
    FLIGHT = "flight"
    BAR = "bar"
    BAR_TEXT = "bar text"
    CODE = "code"
    CODE_GROUND = "code ground"


class Rect(NamedTuple):
    """A rectangle: left, top, width and height in pixels."""

    x: int
    y: int
    w: int
    h: int


class Fill(StrEnum):
    """How a rectangle is filled, or what is drawn in it.

    ``STRIPES`` are the slanted ones of a hazard, ``HALF`` is the left half of a disc, and
    ``CHEVRONS`` are two that point up.
    """

    FULL = "full"
    FRAME = "frame"
    HATCH = "hatch"
    STRIPES = "stripes"
    DIAMOND = "diamond"
    RING = "ring"
    HALF = "half"
    DISC = "disc"
    TICK = "tick"
    CROSS = "cross"
    CHEVRONS = "chevrons"


class Box(msgspec.Struct, frozen=True):
    """A rectangle to draw, or a shape in it.

    ``width`` is that of the line of a frame, ring, tick, cross or chevron, in pixels.
    """

    rect: Rect
    tone: Tone
    shape: Fill = Fill.FULL
    radius: int = 0
    width: int = 0


class Text(msgspec.Struct, frozen=True):
    """One line of text to draw, from its left top corner, never wider than ``rect``.

    ``size`` is the height of the line in pixels.
    """

    rect: Rect
    text: str
    size: int
    tone: Tone
    bold: bool = False
    struck: bool = False
    align_right: bool = False
    condensed: bool = False


class Panel(msgspec.Struct, frozen=True):
    """A part of the screen that is drawn as a whole, back to front.

    ``tone`` fills it first; None leaves what lies below to be seen.
    """

    key: str
    rect: Rect
    tone: Tone | None
    parts: tuple[Box | Text, ...]


class Screen(msgspec.Struct, frozen=True):
    """The whole picture.

    Attributes:
        width, height: in pixels.
        panels: back to front; later ones lie on top.
        places: where everything stands on the board.
        shown: the tickets that can be seen: those of the board, or of a further page.
        chips: ids of the orders that stand there as chips.
        spots: where these stand.
        pages: how many pages there are, as far as that is known.
        seq: the last event that the picture shows.
    """

    width: int
    height: int
    panels: tuple[Panel, ...]
    seq: int
    places: Places = Places()
    shown: tuple[PlacedPart, ...] = ()
    chips: tuple[str, ...] = ()
    spots: tuple[ChipSpot, ...] = ()
    pages: int = 1
