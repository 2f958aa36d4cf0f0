"""Key profiles: which key means what, as data. Houses differ: these are where one starts."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from display.state.messages import Action

SLOTS = 10
"""How many positions of the board have a key of their own."""


class Press(msgspec.Struct, frozen=True):
    """What a key means. ``slot`` counts from 0 and is set for number keys and touches.

    With a slot the action is always ``BUMP``; what a number key really does is a setting of the
    screen, not of the key.
    """

    action: Action
    slot: int | None = None

    @property
    def words(self) -> str:
        """How profiles and settings write it: ``bump``, ``all-day``, ``slot 3``."""
        return self.action.value if self.slot is None else f"slot {self.slot + 1}"


PRESSES: Mapping[str, Press] = MappingProxyType(
    {
        press.words: press
        for press in (
            *(Press(action) for action in Action),
            *(Press(Action.BUMP, slot) for slot in range(SLOTS)),
        )
    }
)
"""Everything that a key can mean, by the words for it."""


class Profile(msgspec.Struct, frozen=True):
    """A name, and the meaning of each key by the key's name (``display.inputs.keys``)."""

    name: str
    keys: Mapping[str, Press]


def _profile(name: str, words: Mapping[str, str]) -> Profile:
    return Profile(name, MappingProxyType({key: PRESSES[word] for key, word in words.items()}))


_AS_PRINTED = {key: f"slot {slot}" for slot, key in enumerate("1234567890", start=1)}

CLASSIC_BAR = _profile(
    "classic-bar",
    {
        "left ctrl": "bump",
        "keypad minus": "recall",
        "down": "all-day",
        "left": "page",
        "right": "previous",
        "space": "next",
        # The classic bar redraws with it: "I have seen it" is the nearest that a board needs.
        "enter": "acknowledge",
        # The key printed "1" sends 0, the one printed "2" sends 1, up to "10", which sends 9.
        **{key: f"slot {slot}" for slot, key in enumerate("0123456789", start=1)},
    },
)
"""The common 17-key USB bar (FIELD: bump bars). It has no key for undo: recall takes its place."""

ENTER_BUMPS = _profile(
    "enter-bumps",
    {
        "enter": "bump",
        "keypad enter": "bump",
        "keypad minus": "recall",
        "backspace": "recall",
        "space": "page",
        "left": "previous",
        "up": "previous",
        "right": "next",
        "down": "next",
        **_AS_PRINTED,
    },
)
"""Bars that bump with Enter and whose number keys send what is printed on them."""

KEYBOARD = _profile(
    "keyboard",
    {
        "enter": "bump",
        "keypad enter": "bump",
        "left": "previous",
        "up": "previous",
        "right": "next",
        "down": "next",
        "r": "recall",
        "u": "undo",
        "a": "all-day",
        "k": "acknowledge",
        "p": "page",
        "s": "start",
        "d": "ready",
        "t": "rush",
        "x": "86",
        **_AS_PRINTED,
        **{f"keypad {key}": words for key, words in _AS_PRINTED.items()},
    },
)
"""A keyboard on a desk."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (CLASSIC_BAR, ENTER_BUMPS, KEYBOARD)}
)
"""The ready ones, by name."""
