"""Text to what stands side by side on the glass: letters with their marks, in the order seen.

Menus mix directions ("2 شاورما XL"). The board itself reads from left to right, and so does a line
that begins so, or with figures: what is written from right to left is turned round inside it. A
sentence that begins from the right is read from there (UAX #9, by python-bidi).
HarfBuzz, which pygame draws with, is given the turned text together with its script's name: it then
turns it back for shaping, so that Arabic letters join. (pygame 2.6 can't be told a direction.)
"""

import re
import unicodedata
from typing import Any

from bidi import algorithm, mirror  # type: ignore[import-untyped]

from display.view_model.layout import is_said_from_right

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE = re.compile(
    "\N{FIRST STRONG ISOLATE}([^\N{POP DIRECTIONAL ISOLATE}]*)\N{POP DIRECTIONAL ISOLATE}?"
)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_FLAGS = range(0x1F1E6, 0x1F200)
_SKINS = range(0x1F3FB, 0x1F400)
_TAG_LETTERS = range(0xE0020, 0xE0080)


def clusters(text: str) -> list[str]:
    """Part a text into letters, each with the marks and joiners that belong to it.

    Letters without a picture are replaced by one that can be seen; directions are left out.
    """
    found: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        seen = _visible(letter)
        if found and seen and _belongs(seen, found[-1]):
            found[-1] += seen
        elif seen and seen not in _JOINERS and ord(seen) not in _TAG_LETTERS:
            found.append(seen)
    return found


def arrange(text: str) -> list[str]:
    """Part a text into letters with their marks, as they stand from left to right.

    What stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE is one thing of its own,
    in the direction of its first letter, and leaves what is around it alone: names in a list.
    """
    units: list[list[str]] = []
    for index, part in enumerate(_ISOLATE.split(text)):
        found = clusters(part)
        # Every second part is the inside of an isolate.
        if index % 2:
            units.append(_turn([[each] for each in found], _first_direction(found)))
        else:
            units += [[each] for each in found]
    return _turn(units, "R" if is_said_from_right(text) else "L")


def _turn(units: list[list[str]], base: str) -> list[str]:
    types = [_direction(unit) for unit in units]
    if base == "L" and _RIGHT_TO_LEFT.isdisjoint(types):
        return [each for unit in units for each in unit]
    level = int(base == "R")
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = level, base
    storage["chars"] = [
        {"ch": unit, "level": level, "type": kind, "orig": kind}
        for unit, kind in zip(units, types, strict=True)
    ]
    algorithm.calc_level_runs(storage)
    algorithm.resolve_weak_types(storage)
    _pair_brackets(storage["chars"], base)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    algorithm.reorder_resolved_levels(storage, debug=False)
    return [each for unit in storage["chars"] for each in _mirror(unit["ch"], unit["level"])]


def _first_direction(found: list[str]) -> str:
    kinds = (unicodedata.bidirectional(each[0]) for each in found)
    strong = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return "L" if strong == "L" else "R"


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if category in {"Cc", "Cs", "Co", "Cn"}:
        return REPLACEMENT
    if category == "Cf" and letter not in _JOINERS and ord(letter) not in _TAG_LETTERS:
        return ""
    return letter


def _belongs(letter: str, cluster: str) -> bool:
    code = ord(letter)
    if unicodedata.category(letter) in _MARKS or letter in _JOINERS:
        return True
    if code in _SKINS or code in _TAG_LETTERS or cluster[-1] == _JOINERS[0]:
        return True
    return code in _FLAGS and len(cluster) == 1 and ord(cluster) in _FLAGS


def _direction(unit: list[str]) -> str:
    if len(unit) != 1:
        return "ON"
    kind = unicodedata.bidirectional(unit[0][0])
    # A mark without a letter before it, or anything python-bidi has no rule for, stays in line.
    return "ON" if kind in {"", "NSM", "BN", "B", "S"} else kind


def _pair_brackets(letters: list[dict[str, Any]], base: str) -> None:
    """Give both brackets of a pair one direction (UAX #9, N0, which python-bidi leaves out)."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, letter in enumerate(letters):
        sign = "".join(letter["ch"])
        if sign in _BRACKETS:
            opened.append((_BRACKETS[sign], index))
        elif match := [each for each in opened if each[0] == sign]:
            del opened[opened.index(match[-1]) :]
            pairs.append((match[-1][1], index))
    for first, last in sorted(pairs):
        inside = {_strong(each) for each in letters[first + 1 : last]} - {None}
        before = next(filter(None, map(_strong, reversed(letters[:first]))), base)
        if inside:
            kind = base if base in inside else before
            letters[first]["type"] = letters[last]["type"] = kind


def _strong(letter: dict[str, Any]) -> str | None:
    kind = str(letter["type"])
    return "R" if kind in {"EN", "AN"} else kind if kind in {"L", "R"} else None


def _mirror(unit: list[str], level: int) -> list[str]:
    if level % 2 and len(unit) == 1 and unicodedata.mirrored(unit[0][0]):
        return [str(mirror.MIRRORED.get(unit[0][0], unit[0][0])) + unit[0][1:]]
    return unit
