"""A picture of the warning that a telephone shows, and of what is pressed there.

It stands beside the code, because nobody reads what stands behind the warning. The words are those
of the telephone, in the language that is spoken.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from html import escape
from typing import NamedTuple

from hub.locale.words import Language, say, spoken

_WIDTH, _MARGIN, _LINE = 240, 20, 20
_WIDE = 23
"""Letters of Latin that a line holds; those of Chinese are twice as wide."""

_FAR = 2
_EAST_ASIAN = frozenset({"W", "F"})


class Telephone(StrEnum):
    """Whose warning is drawn."""

    ANDROID = "android"
    IPHONE = "iphone"

    @property
    def maker(self) -> str:
        """What it is called, in every language."""
        return "iPhone" if self is Telephone.IPHONE else "Android"


class _Warning(NamedTuple):
    title: str
    text: str
    presses: tuple[str, str]


def draw_warning(telephone: Telephone, host: str) -> str:
    """Draw a telephone with its warning, as an SVG that needs nothing else.

    Args:
        telephone: whose.
        host: the hub's name or address, as it stands in the warning.
    """
    said = _words(telephone, host)
    parts: list[str] = []
    top = 52
    for line in _wrap(said.title, bold=True):
        parts.append(_text(line, top, weight=700))
        top += _LINE
    top += 8
    for line in _wrap(said.text):
        parts.append(_text(line, top, fill="#505660"))
        top += _LINE
    for number, press in enumerate(said.presses, 1):
        lines = _wrap(press, bold=True, room=3)
        height = 24 + _LINE * len(lines)
        parts.append(
            f'<rect x="12" y="{top}" width="216" height="{height}" rx="10" fill="#fff" '
            'stroke="#005096" stroke-width="4"/>'
        )
        parts.append(_badge(number, top + height / 2))
        for line in lines:
            parts.append(_text(line, top + 12 + _LINE * 0.75, weight=700, inset=30))
            top += _LINE
        top += 24 + 14
    return _phone(parts, top + 14)


def describe_warning(telephone: Telephone, host: str) -> str:
    """Say what the picture shows, for who does not see it."""
    first, second = _words(telephone, host).presses
    return say("Press {first}, then {second}.", first=first, second=second)


def _words(telephone: Telephone, host: str) -> _Warning:
    why = say("The hub is in this house and has no certificate of the internet.")
    if telephone is Telephone.IPHONE:
        return _Warning(
            say("This Connection Is Not Private"),
            why,
            (say("Show Details"), say("visit this website")),
        )
    return _Warning(
        say("Your connection is not private"),
        why,
        (say("Advanced"), say("Proceed to {host} (unsafe)", host=host)),
    )


def _phone(parts: Sequence[str], height: float) -> str:
    frame = (
        f'<rect x="3" y="3" width="{_WIDTH - 6}" height="{height - 6:g}" rx="22" fill="#fff" '
        'stroke="#0a0c10" stroke-width="6"/><rect x="92" y="14" width="56" height="6" rx="3" '
        'fill="#0a0c10"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" '
        f'font-family="system-ui, sans-serif" font-size="17" lang="{spoken()}">'
        f"{frame}{''.join(parts)}</svg>"
    )


def _badge(number: int, middle: float) -> str:
    x = _WIDTH - 30 if _is_from_the_right() else 30
    return (
        f'<circle cx="{x}" cy="{middle:g}" r="11" fill="#005096"/><text x="{x}" '
        f'y="{middle + 5:g}" fill="#fff" font-weight="700" text-anchor="middle">{number}</text>'
    )


def _text(line: str, y: float, *, weight: int = 400, fill: str = "#0a0c10", inset: int = 0) -> str:
    edge = _MARGIN + inset
    x, direction = (_WIDTH - edge, "rtl") if _is_from_the_right() else (edge, "ltr")
    return (
        f'<text x="{x}" y="{y:g}" direction="{direction}" font-weight="{weight}" fill="{fill}">'
        f"{escape(line)}</text>"
    )


def _is_from_the_right() -> bool:
    return spoken() is Language.ARABIC


def _wrap(text: str, *, bold: bool = False, room: int = 0) -> list[str]:
    """Break a text into lines that fit; a name that is longer than a line is broken anywhere."""
    widest = _WIDE - room - (2 if bold else 0)
    lines, width = [""], 0.0
    for word in _words_of(text):
        wide = sum(map(_width, word))
        if width + wide > widest and lines[-1]:
            lines.append("")
            width = 0.0
        for letter in word if wide > widest else [word]:
            size = _width(letter) if wide > widest else wide
            if width + size > widest and lines[-1]:
                lines.append("")
                width = 0.0
            lines[-1] += letter
            width += size
    return [line.strip() for line in lines]


def _words_of(text: str) -> Iterator[str]:
    """Take a text apart where it may be broken: behind a space, and between Chinese letters."""
    word = ""
    for letter in text:
        word += letter
        if letter == " " or _width(letter) == _FAR:
            yield word
            word = ""
    if word:
        yield word


def _width(letter: str) -> int:
    return _FAR if unicodedata.east_asian_width(letter) in _EAST_ASIAN else 1
