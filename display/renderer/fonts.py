"""Fonts: measures and draws text of any script, with whatever fonts are installed."""

import logging
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pygame

from display.renderer.bidi_order import REPLACEMENT, arrange
from display.renderer.font_files import (
    BASE,
    CONDENSED,
    EMOJI,
    EMOJI_START,
    FACES,
    Coverage,
    Face,
    coverage,
    package,
    tag,
)
from display.theme import Colour

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_POINTS = 0.8
"""Font size as a share of the line's height."""

_EMOJI_SIZE = 109
"""The one size that the colour font's pictures come in."""

_AS_PICTURE = "\N{VARIATION SELECTOR-16}"
_UNSEEN = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{VARIATION SELECTOR-15}") | {
    _AS_PICTURE
}
_ABOVE = frozenset({27, 28, 30, 31, 33, 34, 35, 228, 230, 232, 234})
"""Unicode's classes of marks above a letter: Arabic vowels have classes of their own."""

_log = logging.getLogger(__name__)


class FontsMissingError(Exception):
    """No usable font is installed; the message names the package."""


class TextRun(NamedTuple):
    """Letters side by side that one font file draws, in the order seen; ``script`` shapes them."""

    path: Path
    script: str | None
    text: str


class Piece(NamedTuple):
    """A picture of some letters, and where it belongs, from the left top corner of the line."""

    picture: pygame.Surface
    left: int
    top: int


class Fonts:
    """Finds fonts, measures and renders. One instance serves one display.

    Args:
        folders: where fonts are looked for.

    Raises:
        FontsMissingError: the base font is not installed.
    """

    def __init__(self, folders: Iterable[Path] = FOLDERS) -> None:
        pygame.font.init()
        self._found = _files(folders)
        if BASE.regular not in self._found or BASE.bold not in self._found:
            raise FontsMissingError(
                "The font that the board is drawn with is not installed: "
                f"apt-get install {BASE.package}"
            )
        self._missed: set[str] = set()
        self._coverage = lru_cache(maxsize=None)(self._read_coverage)
        self._font = lru_cache(maxsize=256)(_load)
        self._pick = lru_cache(maxsize=8192)(self._pick_font)
        self.width = lru_cache(maxsize=4096)(self._width)

    def runs(self, text: str, *, bold: bool, condensed: bool = False) -> list[TextRun]:
        """Part a text into runs that one font draws, from left to right."""
        runs: list[TextRun] = []
        for cluster in arrange(text):
            found = self._pick(cluster, bold, condensed)
            last = runs[-1] if runs else None
            # A blank between two words of a script is shaped with them.
            script = last.script if last and cluster == " " else found.script
            if last and last.path == found.path and last.script == script:
                runs[-1] = TextRun(last.path, last.script, last.text + found.text)
            else:
                runs.append(TextRun(found.path, script, found.text))
        return runs

    def pieces(
        self, text: str, size: int, colour: Colour, *, bold: bool, condensed: bool = False
    ) -> list[Piece]:
        """Draw a line of text ``size`` pixels high; the letters of all its fonts share a baseline.

        Args:
            text: what to write, in reading order.
            size: the height of the line in pixels.
            colour: of the letters; emoji have their own.
            bold: whether it is set in bold.
            condensed: whether it is set in narrow letters, where they are installed.
        """
        base = self._font(self._found[BASE.bold if bold else BASE.regular], size, None)
        baseline = (size - base.get_height()) // 2 + base.get_ascent()
        found: list[Piece] = []
        left = 0
        for run in self.runs(text, bold=bold, condensed=condensed):
            width, height = self._size(run, size)
            if width:
                font = self._font(run.path, size, run.script)
                picture = font.render(run.text, True, colour)  # noqa: FBT003 - pygame's own order
                top = baseline - font.get_ascent() - _rise(font, run.text, picture)
                if run.path.name == EMOJI.regular:
                    picture = pygame.transform.smoothscale(picture, (width, height))
                    top = (size - height) // 2
                # Most of a line is nothing: encoded, it takes half of the memory, and is drawn
                # three times as fast where SDL has no better way.
                picture.set_alpha(255, pygame.RLEACCEL)
                found.append(Piece(picture, left, top))
            left += width
        return found

    def _width(self, text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
        runs = self.runs(text, bold=bold, condensed=condensed)
        return sum(self._size(run, size)[0] for run in runs)

    def _size(self, run: TextRun, size: int) -> tuple[int, int]:
        width, height = self._font(run.path, size, run.script).size(run.text)
        if run.path.name == EMOJI.regular and width:
            small = max(1, round(size * _POINTS))
            return max(1, round(width * small / height)), small
        return width, height

    def _pick_font(self, cluster: str, bold: bool, condensed: bool) -> TextRun:  # noqa: FBT001
        """Choose the font for a letter with its marks: one that has all of it, if there is any."""
        visible = [letter for letter in cluster if letter not in _UNSEEN]
        for path in self._paths(cluster, bold=bold, condensed=condensed):
            if all(letter in self._coverage(path) for letter in visible):
                return TextRun(path, tag(cluster[0]), cluster)
        for path in self._paths(cluster, bold=bold):
            if cluster[0] in self._coverage(path):
                known = "".join(each for each in cluster if each in self._coverage(path))
                return TextRun(path, tag(cluster[0]), known)
        self._miss(cluster[0])
        return TextRun(self._found[BASE.bold if bold else BASE.regular], None, REPLACEMENT)

    def _paths(self, cluster: str, *, bold: bool, condensed: bool = False) -> Iterator[Path]:
        faces: Sequence[Face] = (CONDENSED, *FACES) if condensed else FACES
        if ord(cluster[0]) >= EMOJI_START or _AS_PICTURE in cluster:
            faces = (EMOJI, *faces)
        names = [face.regular for face in faces]
        if bold:
            names = [face.bold for face in faces] + names
        return (self._found[name] for name in names if name in self._found)

    def _read_coverage(self, path: Path) -> Coverage:
        try:
            return coverage(path)
        except (OSError, ValueError) as error:
            _log.warning("A font is passed over: %s", error)
            return Coverage([])

    def _miss(self, letter: str) -> None:
        wanted = package(letter)
        installed = any(each.package == wanted and each.regular in self._found for each in FACES)
        if letter == REPLACEMENT or installed or wanted in self._missed:
            return
        self._missed.add(wanted)
        _log.warning(
            "No installed font has %r (U+%04X): apt-get install %s", letter, ord(letter), wanted
        )


def _rise(font: pygame.font.Font, text: str, picture: pygame.Surface) -> int:
    """Say how far a picture of letters reaches above its font's highest line, in pixels.

    SDL_ttf makes a picture higher for marks above and for letters that go far down, and does not
    say which: without those marks, it is the letters.
    """
    more = picture.get_height() - font.get_height()
    if more <= 0:
        return 0
    parted = unicodedata.normalize("NFD", text)
    bare = "".join(each for each in parted if unicodedata.combining(each) not in _ABOVE)
    return max(0, more - max(0, font.size(bare)[1] - font.get_height()))


def _files(folders: Iterable[Path]) -> dict[str, Path]:
    wanted = {name for face in (CONDENSED, *FACES) for name in (face.regular, face.bold)}
    return {
        name: Path(folder, name)
        for top in folders
        for folder, _, names in os.walk(top)
        for name in wanted.intersection(names)
    }


def _load(path: Path, size: int, script: str | None) -> pygame.font.Font:
    points = _EMOJI_SIZE if path.name == EMOJI.regular else max(6, round(size * _POINTS))
    font = pygame.font.Font(path, points)
    if script is not None:
        try:
            font.set_script(script)
        except (pygame.error, NotImplementedError):
            _log.warning("This SDL_ttf was built without HarfBuzz: %s is drawn unshaped", script)
    return font
