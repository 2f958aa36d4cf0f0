"""The test card: every colour of every theme, every script, and a frame at the very edge.

It knows which colours have to stand where, so that a picture that was read back can be judged.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pygame

from display.renderer.fonts import Fonts
from display.theme import THEMES, Colour
from display.view_model.screen import Tone

SAMPLES = (
    "Crème brûlée, jalapeño",
    "Phở bò, żurek, ćevapi",
    "Γύρος με τζατζίκι",
    "Борщ со сметаной",
    "שקשוקה עם חלה",
    "2 شاورما دجاج XL",
    "宫保鸡丁",
    "醤油ラーメン",
    "김치찌개",
    "पनीर टिक्का",
    "মাছের ঝোল",
    "ਦਾਲ ਮੱਖਣੀ",
    "ઢોકળા",
    "ଡାଲମା",
    "மசாலா தோசை",
    "హైదరాబాద్ బిర్యానీ",
    "ಬಿಸಿ ಬೇಳೆ ಬಾತ್",
    "കരിമീൻ",
    "කොත්තු",
    "ผัดไทย",
    "ລາບ",
    "អាម៉ុក",
    "မုန့်ဟင်းခါး",
    "ხაჭაპური",
    "Խորոված",
    "ዶሮ ወጥ",
    "🍔 🌶️ 👩‍🍳 🇮🇹",
    "✓ ▲ ● ⚠ ½ 180 °C",
)


_BLACK, _WHITE, _GREY = (0, 0, 0), (255, 255, 255), (120, 126, 136)
_EDGE: Colour = (255, 64, 64)
_SAFE: Colour = (64, 200, 255)
_SAFE_SHARE = 0.05
"""What a television may cut off on each side."""

_RULER, _CENTIMETRE = 100, 10
_GRID = 10
_SMALLEST = 6
_CLOSE = 10
"""How far a channel may be off: a monitor of 16 bits a pixel has only 32 steps."""


class Probe(NamedTuple):
    """A pixel and the colour that it has to have."""

    at: tuple[int, int]
    colour: Colour


class Card(NamedTuple):
    """A test card.

    Attributes:
        picture: of it.
        probes: pixels whose colours are known.
        texts: the text samples, each in its rectangle: there have to be letters in it.
    """

    picture: pygame.Surface
    probes: Sequence[Probe]
    texts: Sequence[tuple[str, pygame.Rect]]


def draw(size: tuple[int, int], lines: Sequence[str], fonts: Fonts, pitch: float) -> Card:
    """Draw a card.

    Args:
        size: width and height in pixels.
        lines: what is written at its top: the output's number and so on.
        fonts: draws letters.
        pitch: the width of a pixel in mm, as it is believed to be.
    """
    return _Drawing(size, fonts).card(lines, pitch)


def compare(card: Card, seen: pygame.Surface) -> list[str]:
    """List what a picture that was read back lacks, one phrase each; empty when it is the card."""
    if seen.get_size() != card.picture.get_size():
        width, height = seen.get_size()
        return [f"it is {width} x {height} pixels"]
    off = [probe for probe in card.probes if not _alike(seen.get_at(probe.at), probe.colour)]
    found = []
    if off:
        at, colour = off[0]
        found.append(
            f"{len(off)} of {len(card.probes)} colours differ: at {at} there is "
            f"{tuple(seen.get_at(at))[:3]}, not {colour}"
        )
    bare = [text for text, where in card.texts if not _has_letters(seen.subsurface(where))]
    if bare:
        found.append(f"{len(bare)} of {len(card.texts)} texts are not there: {bare[0]}")
    return found


class _Drawing:
    def __init__(self, size: tuple[int, int], fonts: Fonts) -> None:
        self._picture = pygame.Surface(size, depth=32)
        self._fonts = fonts
        self._probes: list[Probe] = []
        self._texts: list[tuple[str, pygame.Rect]] = []

    def card(self, lines: Sequence[str], pitch: float) -> Card:
        self._picture.fill(_BLACK)
        whole = self._picture.get_rect()
        self._grid(whole)
        inside = whole.inflate(-whole.w * 2 * _SAFE_SHARE, -whole.h * 2 * _SAFE_SHARE)
        inside.inflate_ip(-whole.w // 40, -whole.h // 40)
        self._picture.fill(_BLACK, inside)
        line = max(14, min(inside.w // 34, inside.h // 18))
        top = inside.top
        for index, text in enumerate(lines):
            size = line if index == 0 else line * 3 // 4
            self._write(text, pygame.Rect(inside.left, top, inside.w, size), bold=index == 0)
            top += size * 5 // 4
        self._ruler(pygame.Rect(inside.left, top, inside.w, line * 3 // 2), pitch)
        top += line * 2
        bars = inside.h * 19 // 100
        for name in THEMES:
            self._bars(name, pygame.Rect(inside.left, top, inside.w, bars))
            top += bars + line // 2
        self._samples(pygame.Rect(inside.left, top, inside.w, inside.bottom - top))
        return Card(self._picture, self._probes, self._texts)

    def _grid(self, whole: pygame.Rect) -> None:
        for step in range(1, _GRID):
            across, down = whole.w * step // _GRID, whole.h * step // _GRID
            pygame.draw.line(self._picture, _GREY, (across, 0), (across, whole.h))
            pygame.draw.line(self._picture, _GREY, (0, down), (whole.w, down))
        safe = whole.inflate(-whole.w * 2 * _SAFE_SHARE, -whole.h * 2 * _SAFE_SHARE)
        pygame.draw.rect(self._picture, _SAFE, safe, 2)
        # Two pixels at the very edge: whoever misses a side of it has a monitor that cuts.
        pygame.draw.rect(self._picture, _EDGE, whole, 2)
        right, bottom = whole.w - 1, whole.h - 1
        corners = ((0, 0), (right, 0), (0, bottom), (right, bottom))
        self._probes += [Probe(at, _EDGE) for at in corners]
        self._probes += [
            Probe((safe.left + 1, safe.top + 1), _SAFE),
            Probe((whole.w * 3 // _GRID, safe.top // 2), _GREY),
        ]

    def _ruler(self, where: pygame.Rect, pitch: float) -> None:
        """Draw 100 mm, or the longest whole centimetres that there is room for."""
        shown = min(_RULER, int(where.w * pitch / _CENTIMETRE * 3 / 4) * _CENTIMETRE)
        length = round(shown / pitch)
        foot = where.top + where.h * 2 // 3
        pygame.draw.line(self._picture, _WHITE, (where.left, foot), (where.left + length, foot), 2)
        for millimetres in range(0, shown + 1, _CENTIMETRE):
            x = where.left + round(millimetres / pitch)
            high = where.h * 2 // 3 if millimetres in {0, shown} else where.h // 3
            pygame.draw.line(self._picture, _WHITE, (x, foot), (x, foot - high))
            if millimetres in {0, shown}:
                self._probes.append(Probe((x, foot - high // 2), _WHITE))
        words = pygame.Rect(where.left + length + where.h // 2, where.top, 0, where.h * 2 // 3)
        words.w = where.right - words.left
        self._write(f"Is this {shown} mm? Lay a ruler on it.", words)

    def _bars(self, theme: str, where: pygame.Rect) -> None:
        colours = THEMES[theme]
        columns = (len(Tone) + 1) // 2 if where.w > where.h * 4 else (len(Tone) + 2) // 3
        label = max(9, min(where.h // 9, where.w // columns // 7))
        rows = -(-len(Tone) // columns)
        head = label * 5 // 3
        self._write(
            f"Theme {theme}", pygame.Rect(where.left, where.top, where.w, label * 4 // 3), bold=True
        )
        height = (where.h - head) // rows
        for index, tone in enumerate(Tone):
            row, column = divmod(index, columns)
            left = where.left + where.w * column // columns
            right = where.left + where.w * (column + 1) // columns
            cell = pygame.Rect(left, where.top + head + row * height, right - left, height)
            bar = pygame.Rect(cell.left, cell.top, cell.w - 4, cell.h - label * 3 // 2)
            self._picture.fill(_GREY, bar)
            self._picture.fill(colours[tone], bar.inflate(-2, -2))
            self._probes.append(Probe(bar.center, colours[tone]))
            self._write(tone.value, pygame.Rect(bar.left, bar.bottom + 1, bar.w, label))

    def _samples(self, where: pygame.Rect) -> None:
        columns = 4 if where.w > where.h * 2 else 2
        rows = -(-len(SAMPLES) // columns)
        height = where.h // rows
        for index, text in enumerate(SAMPLES):
            row, column = divmod(index, columns)
            width = where.w // columns
            cell = pygame.Rect(
                where.left + column * width, where.top + row * height, width - 8, height
            )
            # Signs of some scripts reach beyond the line.
            self._write(text, cell.inflate(0, -height * 2 // 5), clip=cell)
            self._texts.append((text, cell))

    def _write(
        self,
        text: str,
        where: pygame.Rect,
        *,
        bold: bool = False,
        clip: pygame.Rect | None = None,
    ) -> None:
        size = where.h
        while size > _SMALLEST and self._fonts.width(text, size, bold=bold) > where.w:
            size -= 1
        self._picture.set_clip(clip or where)
        for piece in self._fonts.pieces(text, size, _WHITE, bold=bold):
            at = (where.left + piece.left, where.top + (where.h - size) // 2 + piece.top)
            self._picture.blit(piece.picture, at)
        self._picture.set_clip(None)


def _alike(seen: pygame.Color, wanted: Colour) -> bool:
    return all(abs(one - other) <= _CLOSE for one, other in zip(seen, wanted, strict=False))


def _has_letters(part: pygame.Surface) -> bool:
    """Return whether there is more than one colour."""
    pixels = pygame.image.tobytes(part, "RGB")
    return pixels != pixels[:3] * (len(pixels) // 3)
