"""Profiles as TOML files: what the learn-keys screen writes, and what a house edits by hand."""

import difflib
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from display.inputs.keys import NAMES
from display.inputs.profiles import PRESSES, PROFILES, Press, Profile
from display.inputs.toml_file import table_of

_BY_NUMBER = re.compile(r"key [0-9]{1,4}\Z")


class ProfileError(Exception):
    """A profile cannot be used. ``problems`` holds one line for every mistake in it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def chosen(wanted: str) -> Profile:
    """Return the ready profile of that name, or read the file if it ends in ``.toml``.

    Raises:
        ProfileError: there is neither, or the file has mistakes.
    """
    if wanted.endswith(".toml"):
        return loaded(Path(wanted))
    if wanted not in PROFILES:
        names = ", ".join(PROFILES)
        raise ProfileError(
            [f"There is no key profile {wanted!r}: choose {names}, or name a .toml file"]
        )
    return PROFILES[wanted]


def loaded(file: Path) -> Profile:
    """Read a profile.

    Raises:
        ProfileError: naming every mistake in the file.
    """
    table = table_of(file, ProfileError)
    problems = [
        f"{file}: unknown setting {each!r}; a profile has name and [keys]"
        for each in table
        if each not in {"name", "keys"}
    ]
    name, keys = table.get("name", file.stem), table.get("keys")
    if not isinstance(name, str):
        problems.append(f"{file}: name: expected a text")
    meanings: dict[str, Press] = {}
    if not isinstance(keys, dict) or not keys:
        problems.append(f'{file}: [keys] is missing; it has lines such as "left ctrl" = "bump"')
    else:
        meanings = _meanings(file, keys, problems)
    if problems:
        raise ProfileError(problems)
    return Profile(name, MappingProxyType(meanings))


def save(profile: Profile, file: Path) -> None:
    """Write a profile; whoever reads at the same time sees the old one or the new one, whole.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [
        "# Which key means what on this screen. Written by the learn-keys screen.",
        f"name = {_quoted(profile.name)}",
        "",
        "[keys]",
        *(f"{_quoted(key)} = {_quoted(press.words)}" for key, press in profile.keys.items()),
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
            problems.append(f"{file}: [keys]: there is no key {key!r}{_meant(key, NAMES)}")
        press = PRESSES.get(words) if isinstance(words, str) else None
        if press is None:
            problems.append(
                f"{file}: [keys] {key!r}: no key can mean {words!r}{_meant(str(words), PRESSES)}"
            )
        else:
            meanings[key] = press
    return meanings


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _quoted(text: str) -> str:
    # JSON's strings are TOML's, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
