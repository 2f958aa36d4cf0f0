"""Changing a settings file and leaving the rest of it as its owner wrote it, comments and all.

Lines are found by their looks, as a person finds them; whether the outcome says just what it should
is asked of the TOML parser, and a file that it does not fit is left alone.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from hub.common.settings_words import format_value

_HEADER = re.compile(r"\s*\[")


class CannotEdit(Exception):  # noqa: N818 - what the file is, not what broke
    """The file is written in a way in which no single setting can be changed."""


def change_text(text: str, values: Mapping[str, Any]) -> str:
    """Write some settings into the text of a file.

    Args:
        text: of the file.
        values: by ``section.key``; one that is None goes back to its default.

    Raises:
        CannotEdit: the text is no TOML, or is written in too unusual a way.
    """
    try:
        wanted = tomllib.loads(text)
        for name, value in values.items():
            section, _, key = name.partition(".")
            text = _put(text, section, key, value)
            table = wanted.setdefault(section, {})
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise CannotEdit(str(error)) from error
    if _without_empty(written) != _without_empty(wanted):
        raise CannotEdit("a setting stands in a place where it is not looked for")
    return text


def _put(text: str, section: str, key: str, value: Any) -> str:  # noqa: ANN401 - any setting
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    line = "" if value is None else f"{key} = {format_value(value)}\n"
    start = _find(lines, 0, len(lines), rf"\s*\[\s*{section}\s*\]")
    if start is None:
        heading = [f"\n[{section}]\n"] if lines else [f"[{section}]\n"]
        return "".join([*lines, *(heading if line else []), line])
    end = _find(lines, start + 1, len(lines), _HEADER.pattern) or len(lines)
    at = _find(lines, start + 1, end, rf"\s*{key}\s*=")
    if at is not None:
        past = _find_end(lines, at, end)
        if line and past == at + 1:
            line = line.rstrip("\n") + _read_comment(lines[at])
        return "".join([*lines[:at], line, *lines[past:]])
    # Under the line that shows the default, where there is one.
    shown = _find(lines, start + 1, end, rf"\s*#\s*{key}\s*=")
    place = start if shown is None else shown
    return "".join([*lines[: place + 1], line, *lines[place + 1 :]])


def _find(lines: list[str], start: int, end: int, pattern: str) -> int | None:
    looks = re.compile(pattern)
    return next((at for at in range(start, end) if looks.match(lines[at])), None)


def _find_end(lines: list[str], start: int, end: int) -> int:
    """Say behind which line a value ends that may go over several."""
    for past in range(start + 1, end):
        try:
            tomllib.loads("".join(lines[start:past]))
        except tomllib.TOMLDecodeError:
            continue
        return past
    return end


def _read_comment(line: str) -> str:
    """Return what stands behind the value on its line, the end of the line included."""
    for at, letter in enumerate(line):
        if letter == "#":
            try:
                tomllib.loads(line[:at])
            except tomllib.TOMLDecodeError:
                continue
            return f"  {line[at:]}"
    return "\n"


def _without_empty(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: table for name, table in tables.items() if table != {}}
