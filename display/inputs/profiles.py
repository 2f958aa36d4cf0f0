"""Key profiles: which key means what. Ready ones to start from, and TOML files that a house makes.

The learn-keys screen writes such a file, and people edit it by hand.
"""

import difflib
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from display.inputs.keys import NAMES
from display.state.key_names import TEN, KeyNames
from display.state.messages import Action

SLOTS = 2 * TEN
"""How many tickets can have a number key of their own: ten of a bar, and ten of a second one."""


class Press(msgspec.Struct, frozen=True):
    """What a key means, or a touch.

    ``slot`` counts from 0 and is set for number keys, ``order_id`` for a touch on a ticket. With
    either the action is always ``BUMP``; what it really does is a setting of the screen.
    """

    action: Action
    slot: int | None = None
    order_id: str | None = None

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


_NO_LABELS: Mapping[str, str] = MappingProxyType({})


class Profile(msgspec.Struct, frozen=True):
    """What the keys of a bar mean, and what is printed on them.

    Attributes:
        name: of the profile.
        keys: the meaning of each key by the key's name (``display.inputs.keys``).
        labels: what is printed on a key. Where any is said, what has none is not on the bar.
    """

    name: str
    keys: Mapping[str, Press]
    labels: Mapping[str, str] = _NO_LABELS

    def key_names(self) -> KeyNames:
        """Return what is printed on the keys, by what they mean; of several keys the first."""
        names: dict[str, str] = {}
        keyboard: dict[str, str] = {}
        for key, press in self.keys.items():
            if press.words not in names and (not self.labels or key in self.labels):
                names[press.words] = self.labels.get(key) or key
                if key not in self.labels:
                    keyboard[press.words] = key
        return KeyNames(MappingProxyType(names), keyboard=MappingProxyType(keyboard))


def _profile(
    name: str, words: Mapping[str, str], labels: Mapping[str, str] = _NO_LABELS
) -> Profile:
    keys = {key: PRESSES[word] for key, word in words.items()}
    return Profile(name, MappingProxyType(keys), MappingProxyType(dict(labels)))


_AS_PRINTED = {key: f"slot {slot}" for slot, key in enumerate("1234567890", start=1)}
_ON_A_KEYPAD = {f"keypad {key}": words for key, words in _AS_PRINTED.items()}

EVERYWHERE = _profile("everywhere", {"f1": "help", "?": "help", **_ON_A_KEYPAD})
"""Keys of a keyboard or a keypad beside a bar, where its profile has no other meaning for them."""

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
    labels={
        "left ctrl": "BUMP",
        "keypad minus": "RECALL",
        "down": "SUMMARY",
        "left": "PAGE",
        "right": "UP",
        "space": "DOWN",
        "enter": "REDRAW",
        **{key: str(slot) for slot, key in enumerate("0123456789", start=1)},
    },
)
"""The common 17-key USB bar (FIELD: bump bars). RECALL twice takes the place of a key for undo, and
SUMMARY twice shows what else there is."""

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
    labels={
        "enter": "ENTER",
        "keypad minus": "\N{MINUS SIGN}",
        "space": "SPACE",
        "left": "←",
        "right": "→",
        **{key: key for key in _AS_PRINTED},
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
        "o": "sort",
        "tab": "second ten",
        "f1": "help",
        **_AS_PRINTED,
        **_ON_A_KEYPAD,
    },
)
"""A keyboard on a desk."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (CLASSIC_BAR, ENTER_BUMPS, KEYBOARD)}
)
"""The ready ones, by name."""


_LABEL = 12
"""Characters of what is printed on a key: a line of the board has room for all keys."""

_BY_NUMBER = re.compile(r"key [0-9]{1,4}\Z")


class ProfileError(Exception):
    """A profile cannot be used. ``problems`` holds one line for every mistake in it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def choose_profile(wanted: str) -> Profile:
    """Return the ready profile of that name, or read the file if it ends in ``.toml``.

    Raises:
        ProfileError: there is neither, or the file has mistakes.
    """
    if wanted.endswith(".toml"):
        return load_profile(Path(wanted))
    if wanted not in PROFILES:
        names = ", ".join(PROFILES)
        raise ProfileError(
            [f"There is no key profile {wanted!r}: choose {names}, or name a .toml file"]
        )
    return PROFILES[wanted]


def load_profile(file: Path) -> Profile:
    """Read a profile.

    Raises:
        ProfileError: naming every mistake in the file.
    """
    table = read_toml(file, ProfileError)
    problems = [
        f"{file}: unknown setting {each!r}; a profile has name, [keys] and [labels]"
        for each in table
        if each not in {"name", "keys", "labels"}
    ]
    name, keys = table.get("name", file.stem), table.get("keys")
    if not isinstance(name, str):
        problems.append(f"{file}: name: expected a text")
    meanings: dict[str, Press] = {}
    if not isinstance(keys, dict) or not keys:
        problems.append(f'{file}: [keys] is missing; it has lines such as "left ctrl" = "bump"')
    else:
        meanings = _meanings(file, keys, problems)
    labels = _labels(file, table.get("labels", {}), meanings, problems)
    if problems:
        raise ProfileError(problems)
    return Profile(name, MappingProxyType(meanings), MappingProxyType(labels))


def save_profile(profile: Profile, file: Path) -> None:
    """Write a profile; whoever reads at the same time sees the old one or the new one, whole.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [
        "# Which key means what on this screen. Written by the learn-keys screen.",
        f"name = {_quote(profile.name)}",
        "",
        "[keys]",
        *(f"{_quote(key)} = {_quote(press.words)}" for key, press in profile.keys.items()),
        *(["", "[labels]"] if profile.labels else []),
        *(f"{_quote(key)} = {_quote(label)}" for key, label in profile.labels.items()),
    ]
    beside = file.with_name(f".{file.name}.new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
        stream.flush()
        # Screens are switched off at the wall: without this the file can come back empty.
        os.fsync(stream.fileno())
    beside.replace(file)


def _meanings(file: Path, keys: Mapping[str, Any], problems: list[str]) -> dict[str, Press]:
    meanings: dict[str, Press] = {}
    for key, words in keys.items():
        if key not in NAMES and not _BY_NUMBER.match(key):
            problems.append(f"{file}: [keys]: there is no key {key!r}{_guess(key, NAMES)}")
        press = PRESSES.get(words) if isinstance(words, str) else None
        if press is None:
            problems.append(
                f"{file}: [keys] {key!r}: no key can mean {words!r}{_guess(str(words), PRESSES)}"
            )
        else:
            meanings[key] = press
    return meanings


def _labels(
    file: Path, labels: object, meanings: Mapping[str, Press], problems: list[str]
) -> dict[str, str]:
    if not isinstance(labels, dict):
        problems.append(f'{file}: [labels] has lines such as "left ctrl" = "BUMP"')
        return {}
    found: dict[str, str] = {}
    for key, label in labels.items():
        if key not in meanings:
            problems.append(f"{file}: [labels]: {key!r} means nothing under [keys]")
        elif not isinstance(label, str) or not 0 < len(label.strip()) <= _LABEL:
            problems.append(f"{file}: [labels] {key!r}: expected 1 to {_LABEL} characters")
        else:
            found[key] = label.strip()
    return found


def _guess(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _quote(text: str) -> str:
    # JSON's strings are TOML's, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_toml(file: Path, make_error: Callable[[list[str]], Exception]) -> dict[str, Any]:
    """Read a file's top table; a byte order mark, as some editors put one, does not matter.

    Args:
        file: to read.
        make_error: makes the error to raise from a list of problems.

    Raises:
        Exception: what ``make_error`` makes, when the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise make_error([f"{file}: {error.strerror}"]) from error
    except ValueError as error:
        raise make_error([f"{file}: {error}"]) from error
