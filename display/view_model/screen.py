"""The picture as data: panels with rectangles and texts, in pixels, with tones for colours."""

from enum import StrEnum
from typing import Literal, NamedTuple

import msgspec

Degrees = Literal[0, 90, 180, 270]
"""By how much a picture is turned clockwise."""


class Tone(StrEnum):
    """What something means; the theme says how that looks."""

    GROUND = "ground"
    CARD = "card"
    TEXT = "text"
    FAINT = "faint"
    HEAD = "head"
    HEAD_TEXT = "head text"
    AMBER = "amber"
    AMBER_TEXT = "amber text"
    RED = "red"
    RED_TEXT = "red text"
    PENDING = "pending"
    PREPARING = "preparing"
    READY = "ready"
    ALLERGEN = "allergen"
    ALLERGEN_TEXT = "allergen text"
    REMOVED = "removed"
    FLAG = "flag"
    MARK = "mark"
    MARK_TEXT = "mark text"
    ALARM = "alarm"
    ALARM_TEXT = "alarm text"
    CHOSEN = "chosen"
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
    """How a rectangle is filled."""

    FULL = "full"
    FRAME = "frame"
    HATCH = "hatch"


class Box(msgspec.Struct, frozen=True):
    """A rectangle to draw. ``width`` is the line width of a frame, in pixels."""

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
        slots: the ticket in each position that a number key means, in reading order.
        pages: how many pages the board has.
        seq: the last event that the picture shows.
        chips: ids of the orders that stand there only by their number.
    """

    width: int
    height: int
    panels: tuple[Panel, ...]
    slots: tuple[str | None, ...]
    pages: int
    seq: int
    chips: tuple[str, ...] = ()
