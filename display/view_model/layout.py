"""Where things go: the sizes that follow from the glass, and text broken to fit."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from typing import Protocol

import msgspec

from display.view_model.letter_sizes import LetterSizes
from display.view_model.screen import Rect

_LEAST = 8
"""Pixels of the smallest line that is drawn at all."""

_BAR = 1.1
"""The height of a bar, in lines of a ticket."""

FINGER = 48
"""Pixels that a key for a finger has at least, in width and height."""

CHIP_ROWS = 3
"""Rows of chips at the most."""

_REMEMBERED = 4_096
"""Texts whose direction is remembered: a board has the same ones again and again."""

_JOINER = "\N{ZERO WIDTH JOINER}"
_JOINING = frozenset({_JOINER, "\N{VARIATION SELECTOR-16}"})


class Measure(Protocol):
    """How wide a text is; the renderer knows, because it has the fonts."""

    def __call__(self, text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
        """Return the width in pixels of a text whose lines are ``size`` pixels high."""
        ...


class Layout(msgspec.Struct, frozen=True, dict=True):
    """The glass: its size in pixels, the grid on it, how to measure text, how large letters are.

    Every other size follows from these, so that 720p and 4K, landscape and portrait, show the same.
    Without ``letters``, as for a grid, so does that of letters. ``touch`` is whether fingers can
    be felt: then the lower bar has keys for them.
    """

    width: int
    height: int
    columns: int
    rows: int
    measure: Measure
    letters: LetterSizes | None = None
    touch: bool = False

    @cached_property
    def unit(self) -> int:
        """The height of one line of a ticket, in pixels.

        It is what can be read from where the cook stands. A grid's follows from its cells.
        """
        if self.letters is not None:
            return self.letters.line
        cell = (self.height * 0.88) / self.rows
        return max(14, round(min(cell / 12.5, self.cell_width / 13)))

    @cached_property
    def gap(self) -> int:
        """The space between things."""
        return max(4, self.unit // 4)

    @cached_property
    def bar(self) -> int:
        """The height of the upper bar."""
        if self.letters is not None:
            return round(self.letters.line * _BAR)
        return max(28, round(min(self.height, self.width) * 0.055))

    @cached_property
    def foot(self) -> int:
        """The height of the lower bar."""
        return max(self.bar, FINGER) if self.touch else self.bar

    @cached_property
    def between_bars(self) -> int:
        """The height of what the two bars leave."""
        return self.height - self.bar - self.foot

    @cached_property
    def key_width(self) -> int:
        """The room that the number of a cell's key takes in its head."""
        return self.measure("10", self.unit) + self.gap

    @cached_property
    def across(self) -> int:
        """How many tickets stand side by side."""
        return self.columns if self.letters is None else self.letters.count_columns(self.width)

    @cached_property
    def cell_width(self) -> int:
        """The width of a column, with the space around it."""
        return self.width // self.across

    @cached_property
    def between(self) -> int:
        """Half the space between two tickets, in pixels."""
        return max(3, self.cell_width // 90)

    @cached_property
    def card_width(self) -> int:
        """The width of a ticket."""
        return self.cell_width - 2 * self.between

    @cached_property
    def chip_height(self) -> int:
        """The height of an order that has no room for its ticket."""
        return round(1.1 * self.unit)

    @cached_property
    def columns_by_rows(self) -> tuple[tuple[Rect, ...], ...]:
        """The columns from left to right, above one row of chips, two and three."""
        return tuple(self._grid(1, self._board(rows)) for rows in range(1, CHIP_ROWS + 1))

    @cached_property
    def cells_by_rows(self) -> tuple[tuple[Rect, ...], ...]:
        """The cells of the grid in reading order, above one row of chips, two and three."""
        return tuple(self._grid(self.rows, self._board(rows)) for rows in range(1, CHIP_ROWS + 1))

    @property
    def cells(self) -> tuple[Rect, ...]:
        """The cells of the grid in reading order, above one row of chips."""
        return self.cells_by_rows[0]

    @cached_property
    def columns_beside(self) -> tuple[tuple[Rect, ...], ...]:
        """What a list leaves of the columns, above one row of chips, two and three."""
        return tuple(map(self._leave_room, range(1, CHIP_ROWS + 1), self.columns_by_rows))

    @cached_property
    def cells_beside(self) -> tuple[tuple[Rect, ...], ...]:
        """What a list leaves of the cells, above one row of chips, two and three."""
        return tuple(map(self._leave_room, range(1, CHIP_ROWS + 1), self.cells_by_rows))

    def list_place(self, rows: int) -> Rect:
        """Say where a list stands, above some rows of chips: in the last column.

        A glass with one column is too narrow for two beside each other. There a list takes the
        lower half: tickets are parted sooner, and their heads, which say what is urgent, stay.
        """
        rect = self.columns_by_rows[rows - 1][-1]
        if self.across > 1:
            return rect
        return Rect(rect.x, rect.y + rect.h // 2, rect.w, rect.h - rect.h // 2)

    @property
    def room(self) -> Rect:
        """What there is for a board, with the chips below it."""
        return Rect(0, self.bar, self.width, self.between_bars)

    def room_beside(self, rows: int) -> Rect:
        """Say what of that a list leaves which stands above some rows of chips."""
        room, place = self.room, self.list_place(rows)
        if self.across > 1:
            return room._replace(w=place.x)
        return room._replace(h=place.y - room.y)

    def _leave_room(self, rows: int, rects: Sequence[Rect]) -> tuple[Rect, ...]:
        """Leave out of columns or cells, above some rows of chips, what a list takes."""
        place = self.list_place(rows)
        if self.across > 1:
            return tuple(rect for rect in rects if rect.x < place.x)
        end = place.y - 2 * self.between
        whole = tuple(rect for rect in rects if rect.y + rect.h <= end)
        first = rects[0]
        return whole or (Rect(first.x, first.y, first.w, end - first.y),)

    def chip_rows(self, rows: int) -> tuple[Rect, ...]:
        """Say where chips stand, the uppermost row first."""
        top = self.bar + self._board(rows)
        height, gap = self.chip_height, self.between
        return tuple(
            Rect(gap, top + row * (height + gap), self.width - 2 * gap, height)
            for row in range(rows)
        )

    def _board(self, rows: int) -> int:
        """The height of what is between the upper bar and some rows of chips."""
        return self.between_bars - rows * (self.chip_height + self.between)

    def _grid(self, rows: int, height: int) -> tuple[Rect, ...]:
        gap, each = self.between, height // rows
        return tuple(
            Rect(
                column * self.cell_width + gap,
                self.bar + row * each + gap,
                self.card_width,
                each - 2 * gap,
            )
            for row in range(rows)
            for column in range(self.across)
        )

    def fit(self, text: str, width: int, size: int) -> tuple[str, int]:
        """Make a bold text fit on one line: smaller first, then with an ellipsis.

        Args:
            text: of one line.
            width: pixels that there are.
            size: the height of the line that it should have, in pixels.

        Returns:
            the text and the height of its line.
        """
        least = max(_LEAST, round(size * 0.6))
        size = shrink(text, width, size, self.measure, bold=True, least=least)
        return shorten(text, width, size, self.measure, bold=True), size


def shrink(
    text: str, width: int, size: int, measure: Measure, *, bold: bool = False, least: int = _LEAST
) -> int:
    """Return the greatest line height up to ``size``, in pixels, at which a text fits."""
    while size > least and measure(text, size, bold=bold) > width:
        size -= 1
    return size


_FROM_RIGHT = "\N{RIGHT-TO-LEFT MARK}"
_ISOLATE = re.compile(
    "\N{FIRST STRONG ISOLATE}[^\N{POP DIRECTIONAL ISOLATE}]*\N{POP DIRECTIONAL ISOLATE}?"
)


@lru_cache(maxsize=_REMEMBERED)
def reads_from_right(text: str) -> bool:
    """Whether a text begins in a script that is read from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


@lru_cache(maxsize=_REMEMBERED)
def is_said_from_right(text: str) -> bool:
    """Whether a line is read from the right: by its own words, or else by the names in it."""
    own = _ISOLATE.sub("", text)
    has_words = any(unicodedata.bidirectional(letter) in {"L", "R", "AL"} for letter in own)
    return reads_from_right(own if has_words else text)


def wrap(
    text: str,
    width: int,
    size: int,
    measure: Measure,
    *,
    bold: bool = False,
    condensed: bool = False,
) -> list[str]:
    """Break a text into lines that fit; a word that is wider than a line is broken too.

    Args:
        text: in any script; line breaks in it stay. What is read from the right is in every row.
        width: pixels that a line may have.
        size: line height in pixels.
        measure: tells widths.
        bold: whether it will be drawn bold.
        condensed: whether in narrow letters.
    """
    wide = partial(measure, size=size, bold=bold, condensed=condensed)
    if " ".join(text.split()) == text and wide(text) <= width:
        # Most texts: they need not be put together word by word.
        return [text]
    lines: list[str] = []
    from_right = is_said_from_right(text)
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if wide(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _break_word(word, width, wide)
            lines += full
        if line:
            lines.append(line)
    if from_right:
        # A row that begins with a word in Latin letters is read from the right all the same.
        return [each if is_said_from_right(each) else f"{_FROM_RIGHT}{each}" for each in lines]
    return lines or [""]


def wrap_behind(
    text: str,
    first: int,
    width: int,
    size: int,
    measure: Measure,
    *,
    bold: bool = False,
    condensed: bool = False,
) -> list[str]:
    """Break a text into lines as ``wrap`` does, the first of which stands behind something.

    Args:
        text: of one paragraph.
        first: pixels that the first line may have; it stays empty where no word fits there.
        width: pixels that every other line may have.
        size: line height in pixels.
        measure: tells widths.
        bold: whether it will be drawn bold.
        condensed: whether in narrow letters.
    """
    how = partial(wrap, size=size, measure=measure, bold=bold, condensed=condensed)
    text = " ".join(text.split())
    line = how(text, first)[0]
    said = line.removeprefix(_FROM_RIGHT)
    if measure(line, size, bold=bold, condensed=condensed) > first or _parts_a_word(text, said):
        return ["", *how(text, width)]
    rest = text[len(said) :].strip()
    if rest and is_said_from_right(text) and not is_said_from_right(rest):
        rest = f"{_FROM_RIGHT}{rest}"
    return [line, *how(rest, width)] if rest else [line]


def _parts_a_word(text: str, beginning: str) -> bool:
    """Whether a text goes on behind its beginning within a word, where words are set apart."""
    after = text[len(beginning) : len(beginning) + 1]
    return after.strip() != "" and unicodedata.east_asian_width(beginning[-1]) not in {"W", "F"}


def shorten(
    text: str,
    width: int,
    size: int,
    measure: Measure,
    *,
    bold: bool = False,
    condensed: bool = False,
) -> str:
    """Shorten a text to one line that fits, with an ellipsis that shows that it goes on."""
    if measure(text, size, bold=bold, condensed=condensed) <= width:
        return text
    shorter = _letters(text)
    while shorter and measure(f"{''.join(shorter)}…", size, bold=bold, condensed=condensed) > width:
        shorter.pop()
    return f"{''.join(shorter).rstrip()}…"


def _break_word(word: str, width: int, wide: Callable[[str], int]) -> list[str]:
    parts: list[str] = []
    part = ""
    for letter in _letters(word):
        if part and wide(part + letter) > width:
            parts.append(part)
            part = ""
        part += letter
    parts.append(part)
    return parts


def _letters(word: str) -> list[str]:
    """Part a word into what must stay together: accents and the like follow their letter."""
    letters: list[str] = []
    for character in word:
        joined = letters and (
            unicodedata.combining(character)
            or character in _JOINING
            or letters[-1].endswith(_JOINER)
        )
        if joined:
            letters[-1] += character
        else:
            letters.append(character)
    return letters
