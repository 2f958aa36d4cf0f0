"""How large letters are: minutes of arc at the eye of a cook, turned into pixels of this monitor.

The figures are those of ``docs/owner/hardware.md``: whoever reads a screen sees the height of its
capitals under an angle, and only that angle says whether they can be read.
"""

import math
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from display.state.settings import TextSize

_MM_PER_INCH = 25.4

CAPITALS = 0.583
"""The height of a capital as a share of its line, in the font that the board is drawn with."""

_ARC = {TextSize.SMALL: 12.0, TextSize.NORMAL: 14.0, TextSize.LARGE: 18.0, TextSize.HUGE: 22.0}
"""Minutes of arc of a dish's capitals."""

LEAST_ARC = 12.0
"""Minutes of arc below which nothing of an order is written."""

HEAD_ARC = 16.0
"""Minutes of arc of what is looked for first: number, age, key, quantity, allergy."""

_HEAD, _SMALL = 8 / 7, 6 / 7
"""A head's and a detail's letters beside a dish's, where both may have them."""

_LETTER = 0.48
"""The width of a bold letter as a share of its line, in the middle over dishes' names."""

_LETTERS, _MARGIN, _LINES = 20, 0.6, 12
"""A column's least width, in letters and in lines beside them, and its least height in lines."""

_BOARD = 0.915
"""What the bars leave of the height."""

_LEAST_ROWS = 10
"""However near somebody should have to go: so many lines there are."""

_DISTANCES = ((8.5, 0.6), (13.0, 0.8), (18.0, 1.0), (27.0, 1.5), (37.0, 2.0))
_FARTHEST = 3.0

_USUAL_INCHES = ((0.6, 7.0), (0.8, 10.1), (1.0, 15.6), (1.5, 24.0), (2.0, 32.0))
_INCHES_PER_METRE = 43 / 3


class SizeSource(StrEnum):
    """Where a monitor's size is known from."""

    SETTING = "the setting [glass] inches"
    CENTIMETRES = "what the monitor says of itself"
    MILLIMETRES = "what the monitor says of its first picture"
    RESOLUTION = "a guess by its pixels"


class MonitorSize(msgspec.Struct, frozen=True):
    """How large a monitor is believed to be.

    Attributes:
        width, height: in pixels, upright or turned.
        inches: of its diagonal.
        source: where that is known from.
    """

    width: int
    height: int
    inches: float
    source: SizeSource

    @property
    def pitch(self) -> float:
        """The width of one pixel in mm."""
        return self.inches * _MM_PER_INCH / math.hypot(self.width, self.height)

    @property
    def distance(self) -> float:
        """From how far such a monitor is read where nobody has said it, in metres."""
        return next((metres for inches, metres in _DISTANCES if self.inches <= inches), _FARTHEST)


class LetterSizes(msgspec.Struct, frozen=True):
    """The heights of lines of text, in pixels; capitals are ``CAPITALS`` of that.

    Attributes:
        line: of a dish.
        head: of a ticket's number, age and key, of quantities and allergies.
        small: of details, chips and bars.
        column: the least width of a column of tickets.
        arc: minutes of arc of a dish's capitals.
        fits: whether they are as large as they have to be, and a column is wide and high enough.
    """

    line: int
    head: int
    small: int
    column: int
    arc: float
    fits: bool = True

    def count_columns(self, width: int) -> int:
        """Say how many columns stand beside each other on so many pixels."""
        return max(1, width // self.column)

    def count_lines(self, height: int) -> int:
        """Say how many lines of dishes a column has on a glass of so many pixels."""
        return int(height * _BOARD) // self.line


def find_arc(line: float, pitch: float, distance: float) -> float:
    """Say under which angle the capitals of a line are seen, in minutes of arc.

    Args:
        line: its height in pixels.
        pitch: the width of a pixel in mm.
        distance: of the eye, in metres.
    """
    return math.degrees(math.atan(line * CAPITALS * pitch / (distance * 1000))) * 60


def find_inches(distance: float) -> float:
    """Say how large a monitor has to be that is read from so many metres."""
    usual = (inches for metres, inches in _USUAL_INCHES if distance <= metres)
    return next(usual, float(math.ceil(distance * _INCHES_PER_METRE)))


def choose_letters(
    size: tuple[int, int], pitch: float, distance: float, text: TextSize = TextSize.NORMAL
) -> LetterSizes:
    """Say how large letters have to be on a glass.

    They shrink, down to what can just be read, where a column would be too narrow or too low.

    Args:
        size: of the glass in pixels, as it is looked at.
        pitch: the width of a pixel in mm.
        distance: of the eye, in metres.
        text: as the settings want it.
    """
    wanted = _ARC[text]
    for tenths in range(round(10 * wanted), round(10 * LEAST_ARC) - 1, -1):
        sizes = _measure_letters(tenths / 10, pitch, distance)
        if sizes.column <= size[0] and sizes.count_lines(size[1]) >= _LINES:
            return sizes
    sizes = _measure_letters(LEAST_ARC, pitch, distance)
    most = max(1, min(size[1] // _LEAST_ROWS, round(size[0] / _LEAST_ROWS)))
    if sizes.line > most:
        sizes = _measure_letters(find_arc(most, pitch, distance), pitch, distance)
    return replace(sizes, fits=False)


def _measure_letters(arc: float, pitch: float, distance: float) -> LetterSizes:
    def line(minutes: float) -> int:
        millimetres = distance * 1000 * math.tan(math.radians(minutes / 60))
        return max(1, round(millimetres / pitch / CAPITALS))

    height = line(arc)
    head = arc * _HEAD if arc < LEAST_ARC else max(HEAD_ARC, arc * _HEAD)
    small = arc if arc < LEAST_ARC else max(LEAST_ARC, arc * _SMALL)
    column = math.ceil((_LETTERS * _LETTER + _MARGIN) * height)
    return LetterSizes(height, line(head), line(small), column, arc)
