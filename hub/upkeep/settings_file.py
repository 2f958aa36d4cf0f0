"""The owner's settings from afar: what can be set, what is, and changing the file they stand in."""

import asyncio
import os
import stat
import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from hub.common.atomic_file import write_private
from hub.common.settings import (
    ConfigError,
    File,
    SettingsGiven,
    convert_value,
    read_settings,
)
from hub.common.settings_edit import CannotEdit, change_text
from hub.common.settings_words import Described, describe
from hub.domain.errors import Code, Refusal, bad_fields
from hub.wire.settings_shown import SettingShown, SettingsSaved, SettingsShown

_FILE = "the settings file"


class SettingsFile:
    """Shows settings, and changes the file that they stand in.

    Args:
        given: what they come from.

    Attributes:
        given: the same; whoever runs the hub says where the file is.
    """

    def __init__(self, given: SettingsGiven) -> None:
        self.given = given
        self._turn = asyncio.Lock()

    async def view(self) -> SettingsShown:
        """Show every setting, with what it means; no secret's value is among them.

        What is shown is what holds after the next start: the file may have been changed since.
        """
        text = await asyncio.to_thread(self._read)
        tables = _parse(text)
        return SettingsShown(
            file=None if self.given.path is None else self.given.path.name,
            writable=await asyncio.to_thread(self._is_writable),
            settings=tuple(self._show(each, tables) for each in describe(self.given.kind)),
        )

    async def save(self, values: Mapping[str, Any]) -> SettingsSaved:
        """Write settings into the file, all or none of them; they hold from the next start on.

        Args:
            values: by ``section.key``; null takes one back to its default.

        Raises:
            Refusal: BAD_REQUEST naming every mistake; CONFLICT where the file cannot be written, or
                is written in a way in which no single setting can be changed.
        """
        async with self._turn:
            return await asyncio.to_thread(self._save, values)

    def _save(self, values: Mapping[str, Any]) -> SettingsSaved:
        judged = ((name, self._judge(name, value)) for name, value in values.items())
        problems = [(name, why) for name, why in judged if why is not None]
        if problems:
            raise bad_fields(problems)
        path = self.given.path
        if path is None or not self._is_writable():
            why = "The hub may not write its settings file: change it at the hub itself."
            raise Refusal(Code.CONFLICT, why)
        try:
            text = change_text(self._read(), values)
        except CannotEdit:
            why = "The settings file is written in an unusual way: change it at the hub itself."
            raise Refusal(Code.CONFLICT, why) from None
        self._check_whole(text)
        real = path.resolve()
        try:
            mode = stat.S_IMODE(real.stat().st_mode) if real.exists() else 0o600
            write_private(real, text.encode())
            real.chmod(mode)
        except OSError as error:
            why = f"The settings file could not be written: {error.strerror}."
            raise Refusal(Code.CONFLICT, why) from None
        return SettingsSaved(saved=tuple(values), restart=True)

    def _judge(self, name: str, value: Any) -> str | None:  # noqa: ANN401 - any JSON
        source = self._find_overriding(name)
        if source is not None:
            return f"is set by {source}, which wins over the file"
        if value is None and any(each.name == name for each in describe(self.given.kind)):
            return None
        return convert_value(self.given.kind, name, value, self.given.check)[1]

    def _check_whole(self, text: str) -> None:
        given = self.given
        try:
            read_settings(
                given.kind,
                file=File(_FILE, text.encode),
                environment={},
                prefix=given.prefix,
                said={},
                check=given.check,
            )
        except ConfigError as error:
            # What was wrong in it before would keep the hub from starting anew.
            raise bad_fields([(_FILE, each) for each in error.problems]) from error

    def _find_overriding(self, name: str) -> str | None:
        if self.given.said.get(name) is not None:
            return "the command line"
        variable = self.given.prefix + name.replace(".", "_").upper()
        return f"the variable {variable}" if variable in self.given.environment else None

    def _show(self, each: Described, tables: Mapping[str, Any]) -> SettingShown:
        section, _, key = each.name.partition(".")
        table = tables.get(section)
        in_file = isinstance(table, dict) and key in table
        overriding = self._find_overriding(each.name)
        value: Any = table[key] if isinstance(table, dict) and in_file else each.default
        source = "file" if in_file else "default"
        if overriding is not None:
            variable = self.given.prefix + each.name.replace(".", "_").upper()
            said = self.given.said.get(each.name)
            source = "variable" if said is None else "command"
            value = self.given.environment.get(variable) if said is None else said
        return SettingShown(
            name=each.name,
            kind=each.kind,
            allowed=each.allowed,
            meaning=each.meaning,
            default=UNSET if each.secret else each.default,
            value=UNSET if each.secret else value,
            is_set=source != "default",
            source=source,
            secret=each.secret,
            least=UNSET if each.least is None else each.least,
            most=UNSET if each.most is None else each.most,
            choices=each.choices or UNSET,
            restart=True,
        )

    def _read(self) -> str:
        path = self.given.path
        if path is None:
            return ""
        try:
            return path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return ""

    def _is_writable(self) -> bool:
        path = self.given.path
        if path is None:
            return False
        real = path.resolve()
        there = not real.exists() or os.access(real, os.W_OK)
        return there and os.access(real.parent, os.W_OK | os.X_OK)


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
