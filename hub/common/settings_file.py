"""A settings file with all that can be set, written from the settings' own definitions.

Each key stands there with what it means, what it may be, and its default; since it is the types'
own docstrings and ``Meta`` that say so, the file cannot fall behind the program.
"""

import inspect
import json
import re
import textwrap
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

_WIDTH = 100
_TITLE = re.compile(r"^\[\w+\]: *")
_ATTRIBUTE = re.compile(r"^    (\w+(?:, \w+)*): *(.*)$")
_CONTINUED = re.compile(r"^ {8,}(\S.*)$")


def written(settings: msgspec.Struct, introduction: str, said: Collection[str]) -> str:
    """Write a settings file.

    A line ``#key = value`` holds a default; without its ``#`` it sets the key to just that.

    Args:
        settings: as ``hub.common.settings.read`` returns them.
        introduction: stands at the top of the file.
        said: what is set in the file, as ``section.key``.

    Raises:
        KeyError: a setting's docstring does not say what it means.
    """
    parts = [_comment(introduction)]
    for section in msgspec.structs.fields(type(settings)):
        title, meanings = _told(section.type)
        parts.append(f"\n{_comment(title)}\n[{section.name}]")
        table = getattr(settings, section.name)
        for field in msgspec.structs.fields(section.type):
            line = f"#{field.name} = {_toml(field.default)}"
            if f"{section.name}.{field.name}" in said:
                line = f"{field.name} = {_toml(getattr(table, field.name))}"
            parts.append(f"{_about(field, meanings[field.name])}\n{line}")
    return "\n\n".join(parts) + "\n"


def assignment(text: str) -> tuple[str, str]:
    """Take ``SECTION.KEY=VALUE`` apart, for argparse.

    Raises:
        ValueError: it is not of that form.
    """
    name, equals, value = text.partition("=")
    if not equals or "." not in name:
        raise ValueError(text)
    return name.strip(), value.strip()


def _about(field: msgspec.structs.FieldInfo, meaning: str) -> str:
    allowed = next(meta.description for meta in field.type.__metadata__ if meta.description)
    return _comment(
        f"{field.name}: {meaning}", f"It takes {allowed}. Default: {_toml(field.default)}"
    )


def _told(section: type[msgspec.Struct]) -> tuple[str, dict[str, str]]:
    """Read what a section is for, and what each of its keys means, off its docstring."""
    lines = inspect.cleandoc(section.__doc__ or "").replace("``", "").splitlines()
    start = lines.index("Attributes:") if "Attributes:" in lines else len(lines)
    title = _TITLE.sub("", " ".join(lines[:start]).strip())
    meanings: dict[str, str] = {}
    names: list[str] = []
    for line in lines[start + 1 :]:
        if found := _ATTRIBUTE.match(line):
            names = found[1].split(", ")
            meanings.update(dict.fromkeys(names, found[2]))
        elif found := _CONTINUED.match(line):
            meanings.update({name: f"{meanings[name]} {found[1]}" for name in names})
    return title[:1].upper() + title[1:], meanings


def _comment(*paragraphs: str) -> str:
    return "\n".join(line for each in paragraphs for line in _wrapped(each))


def _wrapped(paragraph: str) -> Iterator[str]:
    yield from textwrap.wrap(
        " ".join(paragraph.split()),
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _toml(value: Any) -> str:  # noqa: ANN401 - any setting
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    # What is left are strings, numbers and booleans, which TOML writes as JSON does.
    return json.dumps(value, ensure_ascii=False)
