"""The owner's settings from afar: what can be set, what is, and where each of it comes from.

What is saved stands in a file of its own in the data folder, and never in the owner's: that one may
be an administrator's alone, as it is on an installed hub, and its comments stay its owner's.
"""

import asyncio
import os
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import UNSET

from hub.common.managed_settings import (
    ManagedFile,
    SettingSource,
    SetValue,
    find_fixed,
    judge_values,
    list_set,
    variable_of,
)
from hub.common.settings import ConfigError, File, SettingsGiven, read_settings
from hub.common.settings_words import Described, describe
from hub.domain.errors import Code, Refusal, bad_fields
from hub.wire.settings_shown import SettingShown, SettingsSaved, SettingsShown

_FILE = "the settings file"


class SettingsFile:
    """Shows settings, and changes what a manager has set of them.

    Args:
        given: what they come from.
        at_the_hub: settings that can be changed at the hub itself only.

    Attributes:
        given: the same; whoever runs the hub says where the files are.
    """

    def __init__(self, given: SettingsGiven, at_the_hub: Collection[str] = ()) -> None:
        self.given = given
        self._at_the_hub = at_the_hub
        self._turn = asyncio.Lock()

    async def view(self) -> SettingsShown:
        """Show every setting, with what it means; no secret's value is among them.

        What is shown is what holds after the next start: the files may have been changed since.
        """
        return await asyncio.to_thread(self._view)

    async def save(self, values: Mapping[str, Any]) -> SettingsSaved:
        """Set something, all or none of it; it holds from the next start on.

        Args:
            values: by ``section.key``; null takes one back to what the owner's file says.

        Raises:
            Refusal: BAD_REQUEST naming every mistake; CONFLICT where nothing can be written.
        """
        async with self._turn:
            return await asyncio.to_thread(self._save, values)

    def _view(self) -> SettingsShown:
        given = self.given
        found = {each.name: each for each in list_set(given, self._at_the_hub)}
        return SettingsShown(
            file=None if given.path is None else given.path.name,
            writable=self._is_writable(),
            settings=tuple(self._show(each, found.get(each.name)) for each in describe(given.kind)),
        )

    def _save(self, values: Mapping[str, Any]) -> SettingsSaved:
        given, known = self.given, {each.name for each in describe(self.given.kind)}
        # One that is taken back needs no value, but a name all the same.
        wanted = {
            name: each for name, each in values.items() if each is not None or name not in known
        }
        judged = judge_values(given.kind, wanted, given.check, self._at_the_hub)
        problems = dict(judged.refused)
        problems |= {name: why for name in values if (why := self._find_overriding(name))}
        if problems:
            raise bad_fields([(name, problems[name]) for name in values if name in problems])
        if given.managed is None or not self._is_writable():
            why = "The hub may not write what is set here: change it at the hub itself."
            raise Refusal(Code.CONFLICT, why)
        self._check_owners_file()
        file = ManagedFile(given.managed)
        kept = {name: each for name, each in file.read().items() if name not in values}
        try:
            file.write(kept | judged.values)
        except OSError as error:
            why = f"What is set here could not be written: {error.strerror}."
            raise Refusal(Code.CONFLICT, why) from None
        return SettingsSaved(saved=tuple(values), restart=True)

    def _check_owners_file(self) -> None:
        given = self.given
        if given.path is None:
            return
        try:
            read_settings(
                given.kind,
                file=File(_FILE, given.path.read_bytes),
                environment={},
                prefix=given.prefix,
                said={},
                check=given.check,
            )
        except ConfigError as error:
            # It would keep the hub from starting anew, whatever is set here.
            raise bad_fields([(_FILE, each) for each in error.problems]) from error

    def _find_overriding(self, name: str) -> str | None:
        fixed = find_fixed(self.given, name)
        if fixed is None:
            return None
        variable = f"the variable {variable_of(self.given, name)}"
        source = "the command line" if fixed is SettingSource.COMMAND else variable
        return f"is set by {source}, which wins over what is set here"

    def _show(self, each: Described, found: SetValue | None) -> SettingShown:
        value = each.default if found is None else found.value
        fixed = find_fixed(self.given, each.name) is not None
        return SettingShown(
            **each.shown(),
            value=UNSET if each.secret else value,
            is_set=found is not None,
            source=SettingSource.DEFAULT if found is None else found.source,
            restart=True,
            fixed=fixed or each.name in self._at_the_hub,
        )

    def _is_writable(self) -> bool:
        managed = self.given.managed
        return managed is not None and os.access(managed.parent, os.W_OK | os.X_OK)
