"""Settings taken strictly, for the hub and for a screen: every mistake is named, all at once.

One type of frozen tables says what there is: each field is a table of the file, each of its fields
a key whose ``Meta.description`` says what belongs there. A file (``[section] key = value``),
variables (``PREFIX_SECTION_KEY``) and the command line set the same things; the later ones win.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec

_SHOWN = 60
_HEADING = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]")
_ASSIGNED = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")

T = TypeVar("T", bound=msgspec.Struct)
Check = Callable[[str, Any], str | None]
"""Says what is wrong with a value of the right type, by ``section.key``; None for nothing."""


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class File(NamedTuple):
    """A settings file: its name, and what reads it (which may raise OSError)."""

    name: str
    content: Callable[[], bytes]


class _Given(NamedTuple):
    """A value that somebody wrote down: ``name`` is ``section.key``, ``place`` is where."""

    name: str
    value: Any
    place: str


def read_settings(
    kind: type[T],
    *,
    file: File | None,
    environment: Mapping[str, str],
    prefix: str,
    said: Mapping[str, Any],
    check: Check = lambda _name, _value: None,
) -> T:
    """Put settings together.

    Args:
        kind: what there is to be set.
        file: a TOML file, or None for none.
        environment: the process's variables; a list is written with commas.
        prefix: of the variables that are meant for this program.
        said: what the command line says, as ``section.key`` -> value; None values are left out.
        check: looks at each value that is of the right type.

    Raises:
        ConfigError: naming every mistake in all three.
    """
    reader = _SettingsReader(kind, prefix)
    tables: dict[str, dict[str, Any]] = {section: {} for section in reader.sections}
    # The later ones win. A mistake counts also where another value wins over it.
    for given in (
        *reader.from_file(file),
        *reader.from_environment(environment),
        *reader.from_command_line(said),
    ):
        value = reader.take(given, check)
        if value is not None:
            section, _, key = given.name.partition(".")
            tables[section][key] = value
    if reader.problems:
        raise ConfigError(reader.problems)
    return kind(**{name: table(**tables[name]) for name, table in reader.sections.items()})


def defaults(kind: type[msgspec.Struct]) -> Iterator[tuple[str, Any]]:
    """Go through every setting there is: ``section.key`` and its default."""
    for name, field in _fields(kind).items():
        yield name, field.default


class SettingsGiven(NamedTuple):
    """What the settings of a hub come from.

    Attributes:
        kind: what there is to be set; check: looks at each value.
        prefix: of the variables that count.
        path: of the owner's file; None where there is none.
        environment: the process's variables.
        said: what the command line says, as ``section.key``; what it does not say is None.
        managed: the file with what was set on a page; None where nothing can be set so.
    """

    kind: type[msgspec.Struct]
    check: Check
    prefix: str
    path: Path | None = None
    environment: Mapping[str, str] = MappingProxyType({})
    said: Mapping[str, Any] = MappingProxyType({})
    managed: Path | None = None


def convert_value(
    kind: type[msgspec.Struct],
    name: str,
    value: Any,  # noqa: ANN401 - as somebody wants it
    check: Check,
) -> tuple[Any, str | None]:
    """Take one value as its setting has it: the value, and what is wrong, or None for nothing.

    What is wrong is said without the value of a secret.

    Args:
        kind: what there is to be set.
        name: ``section.key``.
        value: as somebody wants it.
        check: looks at each value that is of the right type.
    """
    field = _fields(kind).get(name)
    if field is None:
        return None, f"is not a known setting{_hint(name, _fields(kind))}"
    metas = field.type.__metadata__
    try:
        found = msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError:
        wanted = next(meta.description for meta in metas if meta.description)
        secret = any((meta.extra or {}).get("secret") for meta in metas)
        return None, f"expected {wanted}" + ("" if secret else f", not {shorten(value)}")
    return found, check(name, found)


class _SettingsReader:
    def __init__(self, kind: type[msgspec.Struct], prefix: str) -> None:
        self.problems: list[str] = []
        self.sections = _sections(kind)
        self._fields = _fields(kind)
        self._prefix = prefix

    def take(self, given: _Given, check: Check) -> Any:  # noqa: ANN401 - as the field has it
        kind = self._fields[given.name].type
        try:
            value = msgspec.convert(given.value, kind, strict=False)
        except msgspec.ValidationError:
            wanted = next(meta.description for meta in kind.__metadata__ if meta.description)
            self.problems.append(f"{given.place}: expected {wanted}, not {shorten(given.value)}")
            return None
        problem = check(given.name, value)
        if problem is not None:
            self.problems.append(f"{given.place}: {problem}")
        return value

    def from_file(self, file: File | None) -> Iterator[_Given]:
        if file is None:
            return
        try:
            # Some editors put a byte order mark in front.
            text = file.content().decode("utf-8-sig")
            tables = tomllib.loads(text)
        except OSError as error:
            self.problems.append(f"{file.name}: cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            self.problems.append(f"{file.name}: is not UTF-8 (byte {error.start})")
        except tomllib.TOMLDecodeError as error:
            self.problems.append(f"{file.name}: is not TOML: {error}")
        else:
            for section, table in tables.items():
                yield from self._from_table(file.name, text, section, table)

    def _from_table(
        self,
        file: str,
        text: str,
        section: str,
        table: Any,  # noqa: ANN401 - any TOML
    ) -> Iterator[_Given]:
        where = f"{file}{_line(text, section)}"
        if section not in self.sections:
            hint = _hint(section, self.sections)
            self.problems.append(f"{where}: [{section}] is not a known section{hint}")
            return
        if not isinstance(table, dict):
            self.problems.append(f"{where}: {section} has to be a table, [{section}]")
            return
        own = [field.name for field in msgspec.structs.fields(self.sections[section])]
        for key, value in table.items():
            place = f"{file}{_line(text, section, key)}: [{section}] {key}"
            if key in own:
                yield _Given(f"{section}.{key}", value, place)
            else:
                self.problems.append(f"{place} is not a known key{_hint(key, own)}")

    def from_environment(self, environment: Mapping[str, str]) -> Iterator[_Given]:
        known = {self._prefix + name.replace(".", "_").upper(): name for name in self._fields}
        for variable, value in environment.items():
            if not variable.startswith(self._prefix):
                continue
            name = known.get(variable)
            if name is None:
                self.problems.append(f"{variable}: is not a known variable{_hint(variable, known)}")
            elif _is_list(self._fields[name].type):
                parts = [each.strip() for each in value.split(",") if each.strip()]
                yield _Given(name, parts, variable)
            else:
                yield _Given(name, value, variable)

    def from_command_line(self, said: Mapping[str, Any]) -> Iterator[_Given]:
        for name, value in said.items():
            if name not in self._fields:
                self.problems.append(f"{name}: is not a known setting{_hint(name, self._fields)}")
            elif value is not None:
                yield _Given(name, value, f"--{name.partition('.')[2].replace('_', '-')}")


def shorten(value: object) -> str:
    """Write a value for a message, cut where it gets long."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


def _sections(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {section.name: section.type for section in msgspec.structs.fields(kind)}


def _fields(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        f"{section}.{field.name}": field
        for section, table in _sections(kind).items()
        for field in msgspec.structs.fields(table)
    }


def _is_list(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return get_origin(get_args(kind)[0]) is tuple if get_args(kind) else False


def _line(text: str, section: str, key: str | None = None) -> str:
    """Say where in a file something stands, as ``, line 3``.

    Found by its looks, since the parser does not tell; nothing is said rather than a wrong line.
    """
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line):
            current = heading[1]
            if key is None and current == section:
                return f", line {number}"
        elif assigned := _ASSIGNED.match(line):
            path = ".".join(filter(None, (current, assigned[1])))
            if path == (section if key is None else f"{section}.{key}"):
                return f", line {number}"
    return ""


def _hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(sorted(known))}"


def assignment(text: str) -> tuple[str, str]:
    """Take ``SECTION.KEY=VALUE`` apart, for argparse.

    Raises:
        ValueError: it is not of that form.
    """
    name, equals, value = text.partition("=")
    if not equals or "." not in name:
        raise ValueError(text)
    return name.strip(), value.strip()
