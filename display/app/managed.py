"""What a screen goes by: its own settings, and over them what a manager has set from afar.

That comes over the link and is kept in the screen's own folder, so that a screen that is switched
on while its hub is gone starts as it was meant to.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from display.config import Config
from hub.common.managed_settings import (
    MANAGED,
    ManagedFile,
    apply_managed,
    find_source,
    judge_values,
    read_owners_file,
)
from hub.common.screen_settings import AT_THE_SCREEN, ScreenChoices, find_screen_problem
from hub.common.settings import SettingsGiven
from hub.common.settings_words import describe
from hub.wire.socket_messages import (
    MAX_FRAME,
    TROUBLE_LENGTH,
    ScreenSettingsTold,
    SettingHeld,
)

_log = logging.getLogger(__name__)


class ManagedSettings:
    """The settings of a screen.

    Args:
        own: as they stand in its file and its surroundings.
        given: what those come from.

    Attributes:
        config: what it goes by.
    """

    def __init__(self, own: Config, given: SettingsGiven) -> None:
        self._own = own
        self._given = given
        self._in_file = read_owners_file(given.path)
        self._file = ManagedFile(Path(own.hub.data) / MANAGED)
        self._wanted: Mapping[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self._refused: dict[str, str] = {}
        self.config = own
        self._go_by(self._file.read())

    def take(self, wanted: Mapping[str, Any]) -> bool:
        """Go by what a manager has set, in place of what was set before, and keep it.

        Says whether anything is otherwise than before.

        Args:
            wanted: by ``section.key``; what can't be gone by is left out, and reported.
        """
        before = self._kept, self._refused
        if wanted == self._wanted:
            return False
        self._go_by(wanted)
        if self._kept != before[0]:
            try:
                self._file.write(self._kept)
            except OSError as error:
                _log.warning("what was set from afar is not kept: %s", error)
        return (self._kept, self._refused) != before

    def report(self) -> ScreenSettingsTold:
        """Say what the screen goes by, and where each of it comes from."""
        values = {
            name: SettingHeld(value=value, source=self._find_source(name))
            for name, value in self._list_values()
        }
        told = ScreenSettingsTold(values=values, refused=self._refused)
        while len(msgspec.json.encode(told)) > MAX_FRAME:
            # A hub closes the line to whoever says more at once; lists of words can be long.
            del values[max(values, key=lambda each: len(msgspec.json.encode(values[each])))]
        return told

    def _go_by(self, wanted: Mapping[str, Any]) -> None:
        self._wanted = wanted
        judged = judge_values(ScreenChoices, wanted, find_screen_problem, AT_THE_SCREEN)
        self._kept = judged.values
        self._refused = {name: why[:TROUBLE_LENGTH] for name, why in judged.refused.items()}
        for name, why in judged.refused.items():
            _log.warning("what was set from afar is left out: %s %s", name, why)
        self.config = apply_managed(self._own, self._given, judged.values)

    def _list_values(self) -> list[tuple[str, Any]]:
        tables = msgspec.to_builtins(self.config)
        names = (each.name for each in describe(ScreenChoices))
        return [(name, tables[(at := name.partition("."))[0]][at[2]]) for name in names]

    def _find_source(self, name: str) -> str:
        return find_source(self._given, name, self._in_file, self._kept)
