"""Rows of a ticket: where on a line the sign, the quantity and the words stand, and the bands."""

from collections.abc import Sequence

import msgspec

from display.view_model.flow import Phrase, part_phrases, run_in, span_width
from display.view_model.layout import Measure, reads_from_right, shorten, wrap
from display.view_model.screen import Box, Fill, Rect, Text, Tone
from display.view_model.sizes import Sizes
from display.view_model.ticket_line import Span, TicketLine, TicketMark, mirror
from display.view_model.words import isolate
from hub.domain.orders import ItemStatus

_BASELINE = 0.777
"""Where letters stand in a line, as a share of its height."""

_ARROW = "→"
MOST_OF_A_NOTE = 3
"""Rows of a note that a ticket has room for."""

_CHEVRON = 0.8


class DishTitle(msgspec.Struct, frozen=True, kw_only=True):
    """The line that names a dish.

    Attributes:
        name: of the dish.
        quantity: how many of it; "" for none.
        before: how many it was, if that is other than what the cook has seen.
        status: how far it has come; None for what has none here.
        tone: of the words.
        bold, struck: how the name is set.
        marked: whether it stands on a strip, because it was changed.
        indent: from the left, in pixels.
    """

    name: str
    quantity: str
    before: str = ""
    status: ItemStatus | None = None
    tone: Tone = Tone.TEXT
    bold: bool = True
    struck: bool = False
    marked: bool = False
    indent: int = 0


class RowWriter:
    """Writes rows for cards of one width.

    Args:
        sizes: of the cards.
    """

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._measure = sizes.layout.measure

    def title(self, dish: DishTitle) -> list[TicketLine]:
        """Write the line, or lines, that name a dish."""
        sizes = self.sizes
        tone = Tone.MARK_TEXT if dish.marked else dish.tone
        parts: list[TicketMark] = []
        if dish.status is not None:
            parts += self._sign(dish, tone)
        left = sizes.quantity + dish.indent
        pieces: list[tuple[str, bool]] = []
        if dish.before:
            pieces += [(dish.before, True), (_ARROW, False)]
        if dish.quantity:
            pieces.append((dish.quantity, dish.struck))
        # "4 -> 2" stays so in a line that is mirrored.
        for piece, struck in reversed(pieces) if reads_from_right(dish.name) else pieces:
            if piece == _ARROW:
                part, left = self._word(piece, left, tone)
            else:
                part, left = self._figure(piece, left, tone, struck=struck)
            parts.append(part)
        room = sizes.width - sizes.pad - left
        rows = self._wrap(dish.name, room, sizes.unit, bold=dish.bold)
        lines = []
        for number, row in enumerate(rows):
            width = self._measure(row, sizes.unit, bold=dish.bold)
            rect = Rect(left, 0, width, sizes.unit)
            text = Text(rect, row, sizes.unit, tone, bold=dish.bold, struck=dish.struck)
            beside = parts if number == 0 else []
            lines.append(self._line(sizes.unit, [*beside, text], dish.name, marked=dish.marked))
        return lines

    def details(
        self,
        phrases: Sequence[Phrase],
        *,
        left: int,
        size: int | None = None,
        marked: bool = False,
        right: bool | None = None,
    ) -> list[TicketLine]:
        """Write what is said of a dish, or of a ticket, run in behind each other.

        Args:
            phrases: what is said.
            left: where rows begin, in pixels.
            size: line height; None for that of details.
            marked: whether it stands on a strip, because it was changed.
            right: whether it belongs to a dish that is read from right to left; None for words of
                no dish, which stand where they are read from.
        """
        if not phrases:
            return []
        height = size or self.sizes.detail
        room = self.sizes.width - self.sizes.pad - left
        rows = run_in(phrases, room, height, self._measure)
        return [self._row(row, left, height, marked=marked, right=right) for row in rows]

    def note(
        self, text: str, *, left: int, marked: bool = False, right: bool | None = None
    ) -> list[TicketLine]:
        """Write a note: of a long one the beginning, and the whole once its ticket is chosen.

        Args:
            text: of the note.
            left: where rows begin, in pixels.
            marked: whether it stands on a strip, because it was changed.
            right: whether it belongs to a dish that is read from right to left; None for words of
                no dish, which stand where they are read from.
        """
        rows = self.wrap_note(text, left)
        if len(rows) > MOST_OF_A_NOTE:
            size, room = self.sizes.note, self.sizes.width - self.sizes.pad - left
            last = rows[MOST_OF_A_NOTE - 1]
            cut = shorten(f"{last} {rows[MOST_OF_A_NOTE]}", room, size, self._measure, bold=True)
            rows = [*rows[: MOST_OF_A_NOTE - 1], cut]
        return [
            self._row((Span(row, bold=True),), left, self.sizes.note, marked=marked, right=right)
            for row in rows
        ]

    def wrap_note(self, text: str, left: int) -> list[str]:
        """Break a note into rows, all of them."""
        size, room = self.sizes.note, self.sizes.width - self.sizes.pad - left
        return self._wrap(f"» {text}", room, size, bold=True)

    def caption(self, text: str) -> list[TicketLine]:
        """Write the name of a course above its dishes."""
        phrase = (Span(text, Tone.FAINT, bold=True),)
        lines = self.details([phrase], left=self.sizes.pad, size=round(0.8 * self.sizes.unit))
        return [msgspec.structs.replace(each, keep=True) for each in lines]

    def allergy(self, text: str, left: int = 0) -> list[TicketLine]:
        """Write what a guest must not eat: striped at its ends, nothing on a ticket is louder.

        Args:
            text: word for word.
            left: where it begins, in pixels.
        """
        sizes = self.sizes
        size, width = sizes.big, sizes.width - left
        stripe, diamond = round(0.42 * sizes.unit), round(0.94 * size)
        begin = left + stripe + round(0.14 * size) + diamond
        room = max(size, left + width - stripe - begin - round(0.14 * size))
        condensed = self._measure(text, size, bold=True) > room
        rows = wrap(text, room, size, self._measure, bold=True, condensed=condensed)
        height, edge = round(1.13 * size), sizes.outline
        lines = []
        for number, row in enumerate(map(isolate, rows)):
            first, last = number == 0, number == len(rows) - 1
            parts: list[TicketMark] = [
                Box(Rect(left, 0, width, height), Tone.ALLERGY),
                *(
                    Box(Rect(x, 0, stripe, height), Tone.ALLERGY_TEXT, Fill.STRIPES)
                    for x in (left, left + width - stripe)
                ),
                *(
                    Box(Rect(left, y, width, edge), Tone.ALLERGY_TEXT)
                    for y, drawn in ((0, first), (height - edge, last))
                    if drawn
                ),
                Box(Rect(left, 0, edge, height), Tone.ALLERGY_TEXT),
                Box(Rect(left + width - edge, 0, edge, height), Tone.ALLERGY_TEXT),
            ]
            if first:
                x, y = left + stripe + round(0.04 * size), (height - diamond) // 2
                sign = Rect(x, y, diamond, diamond)
                parts += warning_sign(sign, Tone.ALLERGY_TEXT, Tone.ALLERGY, self._measure)
            wide = self._measure(row, size, bold=True, condensed=condensed)
            rect = Rect(begin, (height - size) // 2, wide, size)
            words = Text(rect, row, size, Tone.ALLERGY_TEXT, bold=True, condensed=condensed)
            line = self._line(height + (edge if last else 0), [*parts, words], text)
            lines.append(msgspec.structs.replace(line, keep=not last))
        return lines

    def rush(self, text: str) -> TicketLine:
        """Write that a ticket goes before its turn: a band across, with chevrons at its ends."""
        sizes = self.sizes
        height, size = round(1.12 * sizes.unit), sizes.unit
        high = round(_CHEVRON * height)
        top = (height - high) // 2
        left = sizes.pad + sizes.outline
        chevrons = [Rect(x, top, high, high) for x in (left, sizes.width - left - high)]
        text = shorten(text, sizes.width - 2 * (left + high), size, self._measure, bold=True)
        width = self._measure(text, size, bold=True)
        middle = Rect((sizes.width - width) // 2, (height - size) // 2, width, size)
        line = max(2, sizes.unit // 9)
        return TicketLine(
            height=height,
            parts=(
                Box(Rect(0, 0, sizes.width, height), Tone.RUSH),
                *(Box(each, Tone.RUSH_TEXT, Fill.CHEVRONS, width=line) for each in chevrons),
                Text(middle, text, size, Tone.RUSH_TEXT, bold=True),
            ),
        )

    def all_ready(self, text: str) -> TicketLine:
        """Write that nothing is missing any more: a band across, with ticks at its ends."""
        sizes = self.sizes
        height, size = round(1.12 * sizes.unit), sizes.unit
        high = round(0.7 * height)
        top, left = (height - high) // 2, sizes.pad + sizes.outline
        ticks = [Rect(x, top, high, high) for x in (left, sizes.width - left - high)]
        width = self._measure(text, size, bold=True)
        middle = Rect((sizes.width - width) // 2, (height - size) // 2, width, size)
        line = max(2, sizes.unit // 7)
        return TicketLine(
            height=height,
            parts=(
                Box(Rect(0, 0, sizes.width, height), Tone.READY),
                *(Box(each, Tone.CARD, Fill.TICK, width=line) for each in ticks),
                Text(middle, text, size, Tone.CARD, bold=True),
            ),
        )

    def label(self, text: str, left: int) -> TicketLine:
        """Write a word that is odd about a dish or ticket, light on dark or the other way round."""
        sizes = self.sizes
        size, inset = sizes.detail, round(0.15 * sizes.unit)
        text = shorten(
            text, sizes.width - sizes.pad - left - 2 * inset, size, self._measure, bold=True
        )
        width = self._measure(text, size, bold=True)
        return self._line(
            size + sizes.outline,
            [
                Box(Rect(left, 0, width + 2 * inset, size), Tone.TEXT, radius=inset),
                Text(Rect(left + inset, 0, width, size), text, size, Tone.CARD, bold=True),
            ],
            text,
        )

    def crossed(self, text: str) -> list[TicketLine]:
        """Write that a ticket was cancelled, behind a cross."""
        sizes = self.sizes
        lines = self.details([(Span(text, bold=True),)], left=sizes.quantity, size=sizes.note)
        top = (sizes.note - sizes.sign) // 2
        cross = Rect(sizes.pad, top, sizes.sign, sizes.sign)
        box = Box(cross, Tone.TEXT, Fill.CROSS, width=max(2, sizes.unit // 12))
        sign = mirror(box, sizes.width) if reads_from_right(text) else box
        first = msgspec.structs.replace(lines[0], parts=(sign, *lines[0].parts))
        return [first, *lines[1:]]

    def _row(
        self, row: Sequence[Span], left: int, height: int, *, marked: bool, right: bool | None
    ) -> TicketLine:
        text = "".join(span.text for span in row)
        from_right = reads_from_right(text)
        # From the right, what parts things must not be read together with the one before it.
        pieces = part_phrases(row) if from_right else row
        widths = [span_width(span, height, self._measure) for span in pieces]
        room = sum(widths)
        on_right = from_right if right is None else right
        begin = self.sizes.width - left - room if on_right else left
        parts: list[TicketMark] = []
        x = 0
        for span, whole in zip(pieces, widths, strict=True):
            words = isolate(span.text.strip())
            width = self._measure(words, height, bold=span.bold)
            blank = whole - self._measure(span.text.lstrip(), height, bold=span.bold)
            at = room - x - blank - width if from_right else x + blank
            tone = Tone.MARK_TEXT if marked else span.tone
            rect = Rect(begin + at, 0, width, height)
            parts.append(Text(rect, words, height, tone, bold=span.bold, struck=span.struck))
            x += whole
        return self._stripped(height, parts, marked=marked)

    def _line(
        self, height: int, parts: Sequence[TicketMark], text: str, *, marked: bool = False
    ) -> TicketLine:
        if reads_from_right(text):
            parts = [mirror(each, self.sizes.width) for each in parts]
        return self._stripped(height, parts, marked=marked)

    def _stripped(self, height: int, parts: Sequence[TicketMark], *, marked: bool) -> TicketLine:
        if marked:
            strip = Box(Rect(0, 0, self.sizes.width, height), Tone.MARK)
            return TicketLine(height=height, parts=(strip, *parts))
        return TicketLine(height=height, parts=tuple(parts))

    def _figure(self, text: str, left: int, tone: Tone, *, struck: bool) -> tuple[Text, int]:
        """Write a quantity: larger than the name, and on one line with it."""
        sizes = self.sizes
        width = self._measure(text, sizes.big, bold=True)
        top = -round(_BASELINE * (sizes.big - sizes.unit))
        rect = Rect(left, top, width, sizes.big)
        figure = Text(rect, text, sizes.big, tone, bold=True, struck=struck)
        return figure, sizes.after(left, text)

    def _word(self, text: str, left: int, tone: Tone) -> tuple[Text, int]:
        size = self.sizes.unit
        width = self._measure(text, size, bold=True)
        word = Text(Rect(left, 0, width, size), text, size, tone, bold=True)
        return word, left + width + round(0.2 * size)

    def _sign(self, dish: DishTitle, tone: Tone) -> list[TicketMark]:
        """Draw how far a dish has come, by a sign that says it without its colour."""
        sizes = self.sizes
        size = sizes.sign
        place = Rect(sizes.pad + dish.indent, round(0.53 * sizes.unit) - size // 2, size, size)
        line = max(2, round(sizes.unit / 8.5))
        known = {Tone.TEXT, Tone.FAINT}
        match dish.status:
            case ItemStatus.PENDING:
                ring = Tone.PENDING if tone in known else tone
                return [Box(place, ring, Fill.RING, width=line)]
            case ItemStatus.PREPARING:
                ring = Tone.PENDING if tone in known else tone
                half = Tone.PREPARING if tone in known else tone
                return [
                    Box(_inset(place, line), half, Fill.HALF),
                    Box(place, ring, Fill.RING, width=line),
                ]
            case ItemStatus.READY | ItemStatus.SERVED:
                done = Tone.READY if dish.status is ItemStatus.READY else Tone.FAINT
                disc, tick = (done, Tone.CARD) if tone in known else (tone, Tone.MARK)
                return [
                    Box(place, disc, Fill.DISC),
                    Box(_inset(place, size // 5), tick, Fill.TICK, width=max(2, size // 7)),
                ]
            case ItemStatus.CANCELLED:
                inside = _inset(place, size // 10)
                return [Box(inside, tone, Fill.CROSS, width=max(2, size // 7))]
        text = Text(Rect(place.x, 0, size, sizes.unit), "?", sizes.unit, tone, bold=True)
        return [text]

    def _wrap(self, text: str, width: int, size: int, *, bold: bool) -> list[str]:
        return wrap(text, max(1, width), size, self._measure, bold=bold)


def warning_sign(place: Rect, tone: Tone, ink: Tone, measure: Measure) -> list[TicketMark]:
    """Draw a diamond with an exclamation mark.

    Args:
        place: a square.
        tone: of the diamond.
        ink: of the mark.
        measure: tells widths.
    """
    size = max(8, round(0.72 * place.w))
    width = measure("!", size, bold=True)
    mark = Rect(place.x + (place.w - width) // 2, place.y + (place.h - size) // 2, width, size)
    return [
        Box(place, tone, Fill.DIAMOND),
        Text(mark, "!", size, ink, bold=True),
    ]


def _inset(rect: Rect, by: int) -> Rect:
    return Rect(rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by)
