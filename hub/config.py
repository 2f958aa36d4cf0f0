"""Settings: from a TOML file and the environment into one frozen object, every mistake at once.

A file ``galley.toml`` and variables ``GALLEY_<SECTION>_<KEY>`` set the same things; a variable wins
over the file, and what the command line says wins over both.
"""

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

ENVIRONMENT_PREFIX = "GALLEY_"

_HEADING = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]")
_ASSIGNED = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")
_SHOWN = 60


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


HostName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")]


class HubSettings(_Section, frozen=True, kw_only=True):
    """``[hub]``: where it listens and what it is called.

    Attributes:
        host: address to listen on. Only loopback for now.
        port: TCP port; 0 lets the system choose one.
        branch: id of the branch, as in its rooms; empty takes the data folder's own.
        hosts: further host names that the hub answers to, in lower case.
    """

    host: Annotated[str, Meta(description="an IP address as text")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="a whole number from 0 to 65535")] = 8080
    branch: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})?\Z",
            description="up to 40 letters, digits, - and _",
        ),
    ] = ""
    hosts: Annotated[
        tuple[HostName, ...],
        Meta(description="a list of host names, without ports"),
    ] = ()


class LogSettings(_Section, frozen=True, kw_only=True):
    """``[log]``: how much is said. ``level`` is debug, info, warning or error."""

    level: Annotated[
        str,
        Meta(pattern=r"^(debug|info|warning|error)\Z", description="debug, info, warning or error"),
    ] = "info"


class Settings(_Section, frozen=True, kw_only=True):
    """Everything that can be set."""

    hub: HubSettings = HubSettings()
    log: LogSettings = LogSettings()


class _Given(NamedTuple):
    """A value that somebody wrote down: ``name`` is ``section.key``, ``place`` is where."""

    name: str
    value: Any
    place: str


def load(file: Path | None, environment: Mapping[str, str], said: Mapping[str, Any]) -> Settings:
    """Read the settings.

    Args:
        file: a TOML file, or None for none.
        environment: the process's variables.
        said: what the command line says, as ``section.key`` -> value; None values are left out.

    Raises:
        ConfigError: naming every mistake in all three.
    """
    problems: list[str] = []
    tables: dict[str, dict[str, Any]] = {section: {} for section in _sections()}
    spoken = (
        _Given(name, value, f"--{name.partition('.')[2]}")
        for name, value in said.items()
        if value is not None
    )
    # The later ones win. A mistake counts also where another value wins over it.
    for given in (
        *_from_file(file, problems),
        *_from_environment(environment, problems),
        *spoken,
    ):
        value = _understood(given, problems)
        if value is not None:
            section, _, key = given.name.partition(".")
            tables[section][key] = value
    if problems:
        raise ConfigError(problems)
    return Settings(**{name: kind(**tables[name]) for name, kind in _sections().items()})


def keys() -> Iterator[tuple[str, Any]]:
    """Go through every setting there is: ``section.key`` and its default."""
    for name, field in _fields().items():
        yield name, field.default


def _sections() -> dict[str, Any]:
    return {section.name: section.type for section in msgspec.structs.fields(Settings)}


def _fields() -> dict[str, Any]:
    return {
        f"{section}.{field.name}": field
        for section, kind in _sections().items()
        for field in msgspec.structs.fields(kind)
    }


def _understood(given: _Given, problems: list[str]) -> Any:  # noqa: ANN401 - as the field has it
    kind = _fields()[given.name].type
    try:
        value = msgspec.convert(given.value, kind, strict=False)
    except msgspec.ValidationError:
        wanted = next(meta.description for meta in kind.__metadata__ if meta.description)
        problems.append(f"{given.place}: expected {wanted}, not {_shortened(given.value)}")
        return None
    if given.name == "hub.host":
        problem = _host_problem(value)
        if problem:
            problems.append(f"{given.place}: {problem}")
    elif given.name == "hub.hosts":
        value = tuple(each.lower() for each in value)
    return value


def _host_problem(host: str) -> str | None:
    if host == "localhost":
        return None
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        return f"{_shortened(host)} is not an IP address; use 127.0.0.1 or ::1"
    if loopback:
        return None
    return (
        f"{host} is not loopback. This version serves this machine only, because it does not "
        "encrypt yet; use 127.0.0.1 or ::1"
    )


def _from_file(file: Path | None, problems: list[str]) -> Iterator[_Given]:
    if file is None:
        return
    try:
        # Some editors put a byte order mark in front.
        text = file.read_text("utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        problems.append(f"{file}: cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{file}: is not UTF-8 (byte {error.start})")
        return
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file}: is not TOML: {error}")
        return
    sections = _sections()
    for section, table in tables.items():
        if section not in sections:
            place = f"{file}{_line(text, section)}"
            problems.append(
                f"{place}: [{section}] is not a known section{_hint(section, sections)}"
            )
        elif not isinstance(table, dict):
            problems.append(
                f"{file}{_line(text, section)}: {section} has to be a table, [{section}]"
            )
        else:
            yield from _from_table(file, text, section, table, problems)


def _from_table(
    file: Path, text: str, section: str, table: dict[str, Any], problems: list[str]
) -> Iterator[_Given]:
    own = [field.name for field in msgspec.structs.fields(_sections()[section])]
    for key, value in table.items():
        place = f"{file}{_line(text, section, key)}: [{section}] {key}"
        if key in own:
            yield _Given(f"{section}.{key}", value, place)
        else:
            problems.append(f"{place} is not a known key{_hint(key, own)}")


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> Iterator[_Given]:
    known = {ENVIRONMENT_PREFIX + name.replace(".", "_").upper(): name for name in _fields()}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        name = known.get(variable)
        if name is None:
            problems.append(f"{variable}: is not a known variable{_hint(variable, known)}")
        elif name == "hub.hosts":
            hosts = [each.strip() for each in value.split(",") if each.strip()]
            yield _Given(name, hosts, variable)
        else:
            yield _Given(name, value, variable)


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


def _shortened(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
