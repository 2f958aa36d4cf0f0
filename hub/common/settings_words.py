"""What settings mean, in words: for a file that holds all of them, and for a page that shows them.

Both are made of the definitions by which settings are read: since it is the types' own docstrings
and ``Meta`` that say what each key means, no words can fall behind the program.
"""

import inspect
import json
import re
import textwrap
from collections.abc import Collection, Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import UNSET

_WIDTH = 100
_TITLE = re.compile(r"^\[\w+\]: *")
_ATTRIBUTE = re.compile(r"^    (\w+(?:, \w+)*): *(.*)$")
_CONTINUED = re.compile(r"^ {8,}(\S.*)$")


class Described(NamedTuple):
    """A setting, as a page shows it.

    Attributes:
        name: ``section.key``.
        kind: bool, integer, number, text, list or choice.
        allowed: what it takes, in words; ``least``, ``most`` and ``choices``, for a program.
        meaning: what it is for.
        default: what holds where nobody has set it.
        secret: whether its value is shown to nobody.
    """

    name: str
    kind: str
    allowed: str
    meaning: str
    default: Any
    least: float | None
    most: float | None
    choices: tuple[str, ...]
    secret: bool

    def shown(self) -> dict[str, Any]:
        """Give what a page shows of it whatever it is set to; no secret's default is among it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "allowed": self.allowed,
            "meaning": self.meaning,
            "default": UNSET if self.secret else self.default,
            "secret": self.secret,
            "least": UNSET if self.least is None else self.least,
            "most": UNSET if self.most is None else self.most,
            "choices": self.choices or UNSET,
        }


def describe(kind: type[msgspec.Struct]) -> Iterator[Described]:
    """Describe every setting there is, in its order, from its definition."""
    for section in msgspec.structs.fields(kind):
        _, meanings = _read_docstring(section.type)
        for field in msgspec.structs.fields(section.type):
            metas = field.type.__metadata__
            inner = get_args(field.type)[0]
            yield Described(
                name=f"{section.name}.{field.name}",
                kind=_kind_of(inner),
                allowed=next(meta.description for meta in metas if meta.description),
                meaning=meanings[field.name],
                default=msgspec.to_builtins(field.default),
                least=next((meta.ge for meta in metas if meta.ge is not None), None),
                most=next((meta.le for meta in metas if meta.le is not None), None),
                choices=_choices_of(inner, metas),
                secret=any((meta.extra or {}).get("secret") for meta in metas),
            )


def _kind_of(inner: Any) -> str:  # noqa: ANN401 - any annotation
    names = {bool: "bool", int: "integer", float: "number", str: "text", Literal: "integer"}
    if get_origin(inner) is tuple:
        return "list"
    return names.get(get_origin(inner) or inner, "choice")


def _choices_of(inner: Any, metas: tuple[Any, ...]) -> tuple[str, ...]:  # noqa: ANN401 - any annotation
    """List the words that a value may be: of those, the ones that are said to be taken."""
    if get_origin(inner) is Literal:
        return tuple(map(str, get_args(inner)))
    if _kind_of(inner) != "choice":
        return ()
    allowed = next(meta.description for meta in metas if meta.description)
    return tuple(each for each in inner if each in allowed)


def format_file(settings: msgspec.Struct, introduction: str, said: Collection[str]) -> str:
    """Write a settings file.

    A line ``#key = value`` holds a default; without its ``#`` it sets the key to just that.

    Args:
        settings: as :func:`read_settings` returns them.
        introduction: stands at the top of the file.
        said: what is set in the file, as ``section.key``.

    Raises:
        KeyError: a setting's docstring does not say what it means.
    """
    parts = [_comment(introduction)]
    for section in msgspec.structs.fields(type(settings)):
        title, meanings = _read_docstring(section.type)
        parts.append(f"\n{_comment(title)}\n[{section.name}]")
        table = getattr(settings, section.name)
        for field in msgspec.structs.fields(section.type):
            line = f"#{field.name} = {format_value(field.default)}"
            if f"{section.name}.{field.name}" in said:
                line = f"{field.name} = {format_value(getattr(table, field.name))}"
            parts.append(f"{_about(field, meanings[field.name])}\n{line}")
    return "\n\n".join(parts) + "\n"


def _about(field: msgspec.structs.FieldInfo, meaning: str) -> str:
    allowed = next(meta.description for meta in field.type.__metadata__ if meta.description)
    return _comment(
        f"{field.name}: {meaning}", f"It takes {allowed}. Default: {format_value(field.default)}"
    )


def _read_docstring(section: type[msgspec.Struct]) -> tuple[str, dict[str, str]]:
    """Read what a section is for, and what each of its keys means, off its docstring.

    Of one that only adds to another, it is the other's that tells.
    """
    told = (each.__doc__ or "" for each in section.__mro__)
    text = next((each for each in told if "Attributes:" in each), section.__doc__ or "")
    lines = inspect.cleandoc(text).replace("``", "").splitlines()
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
    return "\n".join(line for each in paragraphs for line in _wrap(each))


def _wrap(paragraph: str) -> Iterator[str]:
    yield from textwrap.wrap(
        " ".join(paragraph.split()),
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def format_value(value: Any) -> str:  # noqa: ANN401 - any setting
    """Write a setting's value as TOML."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(format_value, value))}]"
    # What is left are strings, numbers and booleans, which TOML writes as JSON does, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
