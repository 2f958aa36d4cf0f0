"""Names of keys, by which profiles know them.

A name stands for the place of a key, as USB counts them (HID usage page 7, which SDL calls the
scancode), so that a bump bar means the same under every keyboard layout. Letters are the exception:
they go by what is printed on them, because that is what a cook at a desktop reads.
"""

import string
from collections.abc import Mapping
from types import MappingProxyType

_FIRST_LETTER = 4
_FIRST_MODIFIER = 224
_NO_CHARACTER = 1 << 30

_IN_ORDER = (
    *string.ascii_lowercase,
    *"1234567890",
    *("enter", "escape", "backspace", "tab", "space", "-", "=", "[", "]", "\\", "#", ";", "'", "`"),
    *(",", ".", "/", "caps lock"),
    *(f"f{number}" for number in range(1, 13)),
    *("print screen", "scroll lock", "pause", "insert", "home", "page up", "delete", "end"),
    *("page down", "right", "left", "down", "up", "num lock"),
    *("keypad divide", "keypad multiply", "keypad minus", "keypad plus", "keypad enter"),
    *(f"keypad {number}" for number in "1234567890"),
    *("keypad period", "<", "menu"),
)
_MODIFIERS = tuple(
    f"{side} {key}" for side in ("left", "right") for key in ("ctrl", "shift", "alt", "super")
)
_NAMES: Mapping[int, str] = {
    **dict(enumerate(_IN_ORDER, start=_FIRST_LETTER)),
    **dict(enumerate(_MODIFIERS, start=_FIRST_MODIFIER)),
}
_PLACES: Mapping[str, int] = {name: place for place, name in _NAMES.items()}
_CHARACTERS = {"\r": "enter", "\x1b": "escape", "\b": "backspace", "\t": "tab", " ": "space"}

QUESTION_MARK = "?"
"""Whichever key it is on: who looks for help finds it by what is printed there."""

NAMES = frozenset(_NAMES.values()) | {QUESTION_MARK}
"""Every key that has a name of its own; any other is called ``key N`` after its scancode."""


def name(scancode: int, key: int) -> str:
    """Name the key of a key event.

    Args:
        scancode: SDL's scancode; 0 where whoever made the event did not set one.
        key: SDL's key code: the character that the layout gives the key, or, with bit 30 set, the
            scancode again.
    """
    character = chr(key) if 0 < key < _NO_CHARACTER and key <= 0x10FFFF else ""  # noqa: PLR2004
    if character and character in string.ascii_lowercase:
        return character
    if scancode == 0:
        if character:
            return _CHARACTERS.get(character, character)
        scancode = key & ~_NO_CHARACTER
    return _NAMES.get(scancode, f"key {scancode}")


_LINUX_RUNS: Mapping[int, tuple[str, ...]] = {
    1: ("escape", *"1234567890-=", "backspace", "tab", *"qwertyuiop[]", "enter", "left ctrl"),
    30: (*"asdfghjkl;'`", "left shift", "\\", *"zxcvbnm,./", "right shift"),
    55: ("keypad multiply", "left alt", "space", "caps lock"),
    59: (*(f"f{number}" for number in range(1, 11)), "num lock", "scroll lock"),
    71: ("keypad 7", "keypad 8", "keypad 9", "keypad minus", "keypad 4", "keypad 5", "keypad 6"),
    78: ("keypad plus", "keypad 1", "keypad 2", "keypad 3", "keypad 0", "keypad period"),
    86: ("<", "f11", "f12"),
    96: ("keypad enter", "right ctrl", "keypad divide", "print screen", "right alt"),
    102: ("home", "up", "page up", "left", "right", "end", "down", "page down", "insert", "delete"),
    119: ("pause",),
    125: ("left super", "right super", "menu"),
}

LINUX_PLACES: Mapping[int, int] = MappingProxyType(
    {
        code: _PLACES[name]
        for first, names in _LINUX_RUNS.items()
        for code, name in enumerate(names, start=first)
    }
)
"""SDL's scancodes by the numbers that Linux gives to the same keys (input-event-codes.h)."""
