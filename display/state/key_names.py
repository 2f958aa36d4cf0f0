"""What the keys of this screen's bar are called, so that every prompt names one that is there."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from display.state.messages import Action
from hub.locale.words import mark, say

TEN = 10
"""Number keys of a bar."""

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NOTHING_HELD: Mapping[str, Action] = MappingProxyType({})

_ACTIONS: Mapping[Action, str] = {
    Action.BUMP: mark("BUMP", context="a key"),
    Action.START: mark("START", context="a key"),
    Action.READY: mark("READY", context="a key"),
    Action.NEXT: mark("NEXT", context="a key"),
    Action.PREVIOUS: mark("PREVIOUS", context="a key"),
    Action.PAGE: mark("PAGE", context="a key"),
    Action.RECALL: mark("RECALL", context="a key"),
    Action.UNDO: mark("UNDO", context="a key"),
    Action.ALL_DAY: mark("ALL-DAY", context="a key"),
    Action.ACKNOWLEDGE: mark("ACKNOWLEDGE", context="a key"),
    Action.RUSH: mark("RUSH", context="a key"),
    Action.SOLD_OUT: mark("86", context="a key"),
    Action.SORT: mark("SORT", context="a key"),
    Action.SECOND_TEN: mark("SECOND TEN", context="a key"),
    Action.HELP: mark("HELP", context="a key"),
}


_KEYBOARD: Mapping[str, str] = {
    "enter": mark("ENTER", context="a key of a keyboard"),
    "escape": mark("ESC", context="a key of a keyboard"),
    "backspace": mark("BACKSPACE", context="a key of a keyboard"),
    "tab": mark("TAB", context="a key of a keyboard"),
    "space": mark("SPACE", context="a key of a keyboard"),
    "caps lock": mark("CAPS LOCK", context="a key of a keyboard"),
    "print screen": mark("PRINT SCREEN", context="a key of a keyboard"),
    "scroll lock": mark("SCROLL LOCK", context="a key of a keyboard"),
    "num lock": mark("NUM LOCK", context="a key of a keyboard"),
    "pause": mark("PAUSE", context="a key of a keyboard"),
    "insert": mark("INSERT", context="a key of a keyboard"),
    "delete": mark("DELETE", context="a key of a keyboard"),
    "home": mark("HOME", context="a key of a keyboard"),
    "end": mark("END", context="a key of a keyboard"),
    "page up": mark("PAGE UP", context="a key of a keyboard"),
    "page down": mark("PAGE DOWN", context="a key of a keyboard"),
    "menu": mark("MENU", context="a key of a keyboard"),
}
_KEYPAD = "keypad "
_SIGNS: Mapping[str, str] = {
    "left": "\N{LEFTWARDS ARROW}",
    "right": "\N{RIGHTWARDS ARROW}",
    "up": "\N{UPWARDS ARROW}",
    "down": "\N{DOWNWARDS ARROW}",
    "divide": "/",
    "multiply": "*",
    "minus": "-",
    "plus": "+",
    "period": ".",
}


def name_key(key: str) -> str:
    """Say what is printed on a key of a keyboard, by the name that profiles know it by."""
    if key in _KEYBOARD:
        return say(_KEYBOARD[key], context="a key of a keyboard")
    if key.startswith(_KEYPAD):
        return say("KEYPAD {key}", key=name_key(key.removeprefix(_KEYPAD)))
    return _SIGNS.get(key) or key.upper()


def name_action(action: Action) -> str:
    """Name a key after what it does, for nobody knows what stands on it."""
    return say(_ACTIONS[action], context="a key")


class KeyNames(msgspec.Struct, frozen=True):
    """What is printed on the keys.

    Attributes:
        names: by what a key means, as profiles write it (``bump``, ``slot 3``); "" for one of which
            nobody knows what stands on it. Empty where nothing is known of the keys at all, and
            every one may be there.
        held: what is meant by holding down the key of another action.
        keyboard: the keys of a keyboard as profiles name them, by what they mean; the crew's
            language has words of its own for them.
    """

    names: Mapping[str, str] = _NO_NAMES
    held: Mapping[str, Action] = _NOTHING_HELD
    keyboard: Mapping[str, str] = _NO_NAMES

    def has(self, action: Action) -> bool:
        """Whether there is a key for an action."""
        return not self.names or action.value in self.names or action.value in self.held

    def name(self, action: Action) -> str:
        """Say what is printed on the key for an action; where nobody knows that, what it does."""
        if action.value in self.held and action.value not in self.names:
            return say("{key} (held)", key=self.name(self.held[action.value]))
        return self._printed(action.value) or name_action(action)

    def number(self, slot: int) -> str:
        """Return what is printed on a number key, counted from 0."""
        return self._printed(f"slot {slot + 1}") or str(slot + 1)

    def _printed(self, meaning: str) -> str:
        key = self.keyboard.get(meaning)
        return self.names.get(meaning, "") if key is None else name_key(key)

    @property
    def numbers(self) -> int:
        """How many tickets can have a number of their own: with a second ten, or a second bar, 20.

        Where nothing is known of the keys it is ten, which every bar has.
        """
        more = Action.SECOND_TEN.value in self.names or f"slot {TEN + 1}" in self.names
        return 2 * TEN if more else TEN

    @property
    def help_by(self) -> Action:
        """The key that shows what all keys do: one of its own, or a list's, pressed twice."""
        return next(filter(self.has, (Action.HELP, Action.ALL_DAY)), Action.RECALL)
