"""Settings that a manager has set on a page: kept in a file of their own, beside the owner's.

What was set there wins over the owner's file, for whoever sets something on a page must see that it
holds; variables and the command line win over both, being said anew at every start. What of it
cannot be gone by, as after an older version was put back, is left out and said: it was not written
where somebody could put it right before the next start.
"""

import logging
import tomllib
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from hub.common.atomic_file import write_private
from hub.common.settings import Check, SettingsGiven, convert_value
from hub.common.settings_words import describe, format_value

MANAGED = "manage.toml"
"""What it is called in the data folder of whoever goes by it."""

_log = logging.getLogger(__name__)

T = TypeVar("T", bound=msgspec.Struct)

_INTRODUCTION = """\
# What was set on the page /manage. It is written anew whenever somebody saves there: change it
# there, or take a line out, and what the settings file says holds again from the next start on.
# It wins over the settings file; a variable and the command line win over it.
"""


class SettingSource(StrEnum):
    """Where a setting's value comes from; the later ones win."""

    DEFAULT = "default"
    FILE = "file"
    MANAGER = "manager"
    VARIABLE = "variable"
    COMMAND = "command"


FIXED = frozenset({SettingSource.VARIABLE, SettingSource.COMMAND})
"""What wins over everything that can be set on a page."""


class Judged(NamedTuple):
    """Values that somebody wants, by ``section.key``.

    Attributes:
        values: those that can be gone by, as JSON has them.
        refused: what is wrong with each of the others.
    """

    values: dict[str, Any]
    refused: dict[str, str]


def judge_values(
    kind: type[msgspec.Struct],
    wanted: Mapping[str, Any],
    check: Check,
    elsewhere: Collection[str] = (),
) -> Judged:
    """Tell values that can be gone by from those that cannot; no secret is in what is said.

    Args:
        kind: what there is to be set.
        wanted: by ``section.key``.
        check: looks at each value that is of the right type.
        elsewhere: settings that cannot be set on a page.
    """
    judged = Judged({}, {})
    for name, value in wanted.items():
        if name in elsewhere:
            judged.refused[name] = "can be set at the machine itself only"
            continue
        found, mistake = convert_value(kind, name, value, check)
        if mistake is None:
            judged.values[name] = msgspec.to_builtins(found)
        else:
            judged.refused[name] = mistake
    return judged


class ManagedFile:
    """The file with what was set on a page.

    Args:
        path: of the file; need not be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        """Read what is set, by ``section.key``; a file that cannot be read sets nothing."""
        try:
            tables = tomllib.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("what was set on /manage is left out: %s: %s", self.path.name, error)
            return {}
        return dict(flatten(tables))

    def write(self, values: Mapping[str, Any]) -> None:
        """Write all that is set, in place of what was.

        Raises:
            OSError: it cannot be written.
        """
        sections: dict[str, list[str]] = {}
        for name, value in sorted(values.items()):
            section, _, key = name.partition(".")
            sections.setdefault(section, []).append(f"{key} = {format_value(value)}\n")
        tables = (f"\n[{name}]\n{''.join(lines)}" for name, lines in sections.items())
        write_private(self.path, (_INTRODUCTION + "".join(tables)).encode())


def read_managed(
    file: ManagedFile, kind: type[msgspec.Struct], check: Check, elsewhere: Collection[str] = ()
) -> dict[str, Any]:
    """Read what of a file can be gone by; of the rest, the log says why it is left out."""
    judged = judge_values(kind, file.read(), check, elsewhere)
    for name, why in judged.refused.items():
        _log.warning("what was set on /manage is left out: %s: %s", name, why)
    return judged.values


def apply_managed(own: T, given: SettingsGiven, values: Mapping[str, Any]) -> T:
    """Put what was set on a page over what its owner has set, but for what wins over any page.

    Args:
        own: as the owner has set it.
        given: what that comes from.
        values: that were judged.
    """
    for name, value in values.items():
        if find_fixed(given, name) is None:
            found, _ = convert_value(given.kind, name, value, given.check)
            section, _, key = name.partition(".")
            table = replace(getattr(own, section), **{key: found})
            own = replace(own, **{section: table})
    return own


def flatten(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through the values of a settings file, by ``section.key``."""
    for section, table in tables.items():
        if isinstance(table, Mapping):
            yield from ((f"{section}.{key}", value) for key, value in table.items())


def read_owners_file(path: Path | None) -> dict[str, Any]:
    """Read what the owner's file sets, by ``section.key``; one that is no TOML sets nothing."""
    try:
        return {} if path is None else dict(flatten(tomllib.loads(path.read_text("utf-8-sig"))))
    except (OSError, ValueError):
        return {}


def find_fixed(given: SettingsGiven, name: str) -> SettingSource | None:
    """Say what wins over any page, of a variable and the command line; None for neither."""
    if given.said.get(name) is not None:
        return SettingSource.COMMAND
    return SettingSource.VARIABLE if variable_of(given, name) in given.environment else None


def find_source(
    given: SettingsGiven, name: str, in_file: Collection[str], managed: Collection[str]
) -> SettingSource:
    """Say where a setting's value comes from.

    Args:
        given: what the settings come from.
        name: ``section.key``.
        in_file: what the owner's file sets.
        managed: what was set on a page.
    """
    fixed = find_fixed(given, name)
    if fixed is not None:
        return fixed
    if name in managed:
        return SettingSource.MANAGER
    return SettingSource.FILE if name in in_file else SettingSource.DEFAULT


class SetValue(NamedTuple):
    """Something that somebody has set: what, to which value, where; and whether it is a secret."""

    name: str
    value: Any
    source: SettingSource
    secret: bool


def list_set(given: SettingsGiven, elsewhere: Collection[str] = ()) -> Iterator[SetValue]:
    """Go through all that is set, with the value that counts.

    Args:
        given: what the settings come from.
        elsewhere: settings that cannot be set on a page.
    """
    in_file = read_owners_file(given.path)
    read = {} if given.managed is None else ManagedFile(given.managed).read()
    managed = judge_values(given.kind, read, given.check, elsewhere).values
    for each in describe(given.kind):
        source = find_source(given, each.name, in_file, managed)
        values = {
            SettingSource.FILE: in_file.get(each.name),
            SettingSource.MANAGER: managed.get(each.name),
            SettingSource.VARIABLE: given.environment.get(variable_of(given, each.name)),
            SettingSource.COMMAND: given.said.get(each.name),
        }
        if source is not SettingSource.DEFAULT:
            yield SetValue(each.name, values[source], source, each.secret)


def variable_of(given: SettingsGiven, name: str) -> str:
    """Return the name of the variable that sets something."""
    return given.prefix + name.replace(".", "_").upper()
