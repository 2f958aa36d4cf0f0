"""What a panel says, row by row, as a cook reads it."""

from typing import NamedTuple

from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone

SIGNS = frozenset({Fill.RING, Fill.HALF, Fill.DISC, Fill.TICK, Fill.CROSS})


class Row(NamedTuple):
    """A row of words.

    Attributes:
        text: what it says, from left to right.
        texts: what it consists of.
        ground: the strip or band that it stands on; None for the card itself.
        signs: the shapes that stand on its line.
    """

    text: str
    texts: tuple[Text, ...]
    ground: Tone | None
    signs: frozenset[Fill]

    @property
    def tones(self) -> set[Tone]:
        """How it is written."""
        return {each.tone for each in self.texts}

    @property
    def struck(self) -> str:
        """What of it is struck through."""
        return " ".join(each.text for each in self.texts if each.struck)


def read_rows(panel: Panel) -> list[Row]:
    """Read a panel from top to bottom; the mark in a diamond is no word."""
    rows: list[list[Text]] = []
    for text in panel.parts:
        if not isinstance(text, Text) or text.text == "!":
            continue
        if rows and abs(_middle(rows[-1][0].rect) - _middle(text.rect)) < text.size / 3:
            rows[-1].append(text)
        else:
            rows.append([text])
    return [_row(texts, panel) for texts in rows]


def _row(texts: list[Text], panel: Panel) -> Row:
    words, end = "", texts[0].rect.x
    for text in texts:
        words += text.text if text.rect.x <= end else f" {text.text}"
        end = text.rect.x + text.rect.w
    middle = _middle(texts[0].rect)
    boxes = [each for each in panel.parts if isinstance(each, Box)]
    level = [each for each in boxes if each.rect.y <= middle < each.rect.y + each.rect.h]
    grounds = {Tone.MARK, Tone.ALLERGY, Tone.RUSH, Tone.READY}
    below = [each.tone for each in level if each.shape is Fill.FULL and each.tone in grounds]
    signs = frozenset(each.shape for each in level if each.shape in SIGNS)
    return Row(words.strip(), tuple(texts), below[-1] if below else None, signs)


def _middle(rect: Rect) -> float:
    return rect.y + rect.h / 2
