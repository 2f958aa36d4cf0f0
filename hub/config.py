"""Settings: from a TOML file and the environment into one frozen object, every mistake at once.

A file ``galley.toml`` and variables ``GALLEY_<SECTION>_<KEY>`` set the same things; a variable wins
over the file, and what the command line says wins over both.
"""

import difflib
import ipaddress
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

ENVIRONMENT_PREFIX = "GALLEY_"


class ConfigError(Exception):
    """The settings cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class HubSettings(_Section, frozen=True, kw_only=True):
    """``[hub]``: where it listens and what it is called.

    Attributes:
        host: address to listen on. Only loopback for now.
        port: TCP port; 0 lets the system choose one.
        branch: id of the branch, as in its rooms; empty takes the data folder's own.
        hosts: further host names that the hub answers to.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8080
    branch: Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})?\Z")] = ""
    hosts: tuple[str, ...] = ()


class LogSettings(_Section, frozen=True, kw_only=True):
    """``[log]``: how much is said. ``level`` is debug, info, warning or error."""

    level: Annotated[str, Meta(pattern=r"^(debug|info|warning|error)\Z")] = "info"


class Settings(_Section, frozen=True, kw_only=True):
    """Everything that can be set."""

    hub: HubSettings = HubSettings()
    log: LogSettings = LogSettings()


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
    tables: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for name, value, place in (
        *_from_file(file, problems),
        *_from_environment(environment, problems),
        *((name, value, f"--{name.partition('.')[2]}") for name, value in said.items()),
    ):
        if value is not None:
            section, _, key = name.partition(".")
            tables.setdefault(section, {})[key] = value
            places[name] = place
    settings = _built(tables, places, problems)
    if problems:
        raise ConfigError(problems)
    return settings


def keys() -> Iterator[tuple[str, Any]]:
    """Go through every setting there is: ``section.key`` and its default."""
    for section in msgspec.structs.fields(Settings):
        for field in msgspec.structs.fields(section.type):
            yield f"{section.name}.{field.name}", field.default


def _built(
    tables: dict[str, dict[str, Any]], places: dict[str, str], problems: list[str]
) -> Settings:
    built: dict[str, Any] = {}
    for section in msgspec.structs.fields(Settings):
        values: dict[str, Any] = {}
        for field in msgspec.structs.fields(section.type):
            name = f"{section.name}.{field.name}"
            if name not in places:
                continue
            value = tables[section.name][field.name]
            try:
                values[field.name] = msgspec.convert(value, field.type, strict=False)
            except msgspec.ValidationError as error:
                problems.append(f"{places[name]}: {_words(error)}, not {value!r}")
        built[section.name] = section.type(**values)
    settings = Settings(**built)
    _check_loopback(settings, places, problems)
    return settings


def _check_loopback(settings: Settings, places: dict[str, str], problems: list[str]) -> None:
    host = settings.hub.host
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        problems.append(
            f"{places['hub.host']}: {host!r} is not an IP address; use 127.0.0.1 or ::1"
        )
        return
    if not loopback:
        problems.append(
            f"{places['hub.host']}: {host} is not loopback. This version serves this machine only, "
            "because it does not encrypt yet; use 127.0.0.1 or ::1"
        )


def _from_file(file: Path | None, problems: list[str]) -> Iterator[tuple[str, Any, str]]:
    if file is None:
        return
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        problems.append(f"{file}: cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{file}: is not UTF-8 (byte {error.start})")
        return
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file}: {error}")
        return
    known = dict(keys())
    sections = {name.partition(".")[0] for name in known}
    for section, table in tables.items():
        where = f"{file}, {_line(text, section)}"
        if section not in sections or not isinstance(table, dict):
            what = f"[{section}]" if isinstance(table, dict) else section
            problems.append(f"{where}: {what} is not a known section{_hint(section, sections)}")
            continue
        for key, value in table.items():
            place = f"{file}, {_line(text, key)}: [{section}] {key}"
            if f"{section}.{key}" in known:
                yield f"{section}.{key}", value, place
            else:
                own = [name.partition(".")[2] for name in known if name.startswith(f"{section}.")]
                problems.append(f"{place} is not a known key{_hint(key, own)}")


def _from_environment(
    environment: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, Any, str]]:
    known = {ENVIRONMENT_PREFIX + name.replace(".", "_").upper(): name for name, _ in keys()}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        name = known.get(variable)
        if name is None:
            problems.append(f"{variable}: is not a known variable{_hint(variable, known)}")
        elif name == "hub.hosts":
            hosts = [each.strip() for each in value.split(",") if each.strip()]
            yield name, hosts, variable
        else:
            yield name, value, variable


def _line(text: str, key: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().strip("[").startswith(key):
            return f"line {number}"
    return "line unknown"


def _hint(name: str, known: Any) -> str:  # noqa: ANN401 - any collection of names
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(sorted(known))}"


def _words(error: msgspec.ValidationError) -> str:
    text = str(error).replace("`", "")
    if "matching regex '^(debug" in text:
        return "expected debug, info, warning or error"
    if "matching regex" in text:
        return "expected up to 40 letters, digits, - and _"
    return text[:1].lower() + text[1:]
