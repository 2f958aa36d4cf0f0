"""Every screen's settings from afar: what a manager has set there, and what the screens go by.

A screen is told what is set whenever it joins and whenever that changes, and says what it goes by;
the last that it said is kept, so that a screen that is off can be looked at too.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from hub.access.devices import DeviceService
from hub.access.last_seen import LastSeen
from hub.commit.change import HUB, Change
from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.common.managed_settings import FIXED, SettingSource, judge_values
from hub.common.screen_settings import (
    ALL,
    AT_THE_SCREEN,
    EXPO,
    ScreenChoices,
    find_screen_problem,
)
from hub.common.settings import convert_value
from hub.common.settings_words import Described, describe
from hub.domain.errors import bad_fields, not_found
from hub.domain.permissions import Role
from hub.store import reads
from hub.store.row_types import ScreenSettingsRow, TokenRow
from hub.store.store import Store
from hub.store.tables import SCREEN_SETTINGS
from hub.wire.drafts import screen_settings_draft
from hub.wire.settings_shown import (
    ScreenSettingShown,
    ScreenSettingsSaved,
    ScreenSettingsView,
)
from hub.wire.socket_messages import ScreenSettingsShown, ScreenSettingsTold, SettingHeld

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_told = msgspec.json.Decoder(ScreenSettingsTold).decode
_SOURCES = frozenset(SettingSource)


class _KnownScreen(NamedTuple):
    wanted: Mapping[str, Any]
    told: ScreenSettingsTold | None


_NOTHING = _KnownScreen({}, None)


class ScreenSettings:
    """Knows what is set at each screen.

    Args:
        store: where it is read from.
        writer: commits the changes.
        devices: know the screens; last_seen: when each was heard.
        stations: lists the ids of the stations that there are.

    Attributes:
        show: sends a frame to every socket of a device in the kitchen's room.
        connected: lists the ids of the devices that are connected.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        devices: DeviceService,
        last_seen: LastSeen,
        stations: Callable[[], Collection[str]],
    ) -> None:
        self._store = store
        self._writer = writer
        self._devices = devices
        self._last_seen = last_seen
        self._stations = stations
        self.show: Callable[[str, bytes], None] = lambda _device, _frame: None
        self.connected: Callable[[], Collection[str]] = frozenset
        self._known: dict[str, _KnownScreen] = {}
        self._unwritten: set[str] = set()
        self._changing = asyncio.Lock()
        devices.on_replaced = self._carry

    async def load(self) -> None:
        """Read it from disk, in place of what was in memory; what screens said since is newer."""
        known = {
            row.token: _KnownScreen(
                msgspec.json.decode(row.wanted, type=dict[str, Any]),
                None if row.told is None else _decode_told(row.told),
            )
            for row in await reads.screen_settings(self._store)
        }
        for device_id in self._unwritten:
            before = known.get(device_id, _NOTHING)
            known[device_id] = before._replace(told=self._known[device_id].told)
        self._known = known

    def wanted(self, device_id: str) -> dict[str, Any]:
        """Say what a manager has set at a screen, by ``section.key``."""
        return dict(self._known.get(device_id, _NOTHING).wanted)

    def note_told(self, device_id: str, said: ScreenSettingsTold) -> None:
        """Note what a screen says it goes by; it is written down with the next round."""
        known = self._known.get(device_id, _NOTHING)
        told = msgspec.structs.replace(said, values=dict(_sift(said.values)))
        if told != known.told and self._devices.knows(device_id):
            self._known[device_id] = known._replace(told=told)
            self._unwritten.add(device_id)

    async def write_told(self) -> None:
        """Write down what screens have said since the last time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        async with self._changing:
            due = {each for each in self._unwritten if self._devices.knows(each)}
            self._unwritten -= self._unwritten - due
            if not due:
                return
            change = self._writer.begin(HUB)
            change.put(SCREEN_SETTINGS, *(_row(each, self._known[each]) for each in due))
            # What comes while these are written stands for itself.
            self._unwritten -= due
            try:
                await self._writer.commit(change)
            except BaseException:
                self._unwritten |= due
                raise

    def view(self, device_id: str) -> ScreenSettingsView:
        """Show a screen's settings, each with what the screen last said it goes by.

        Raises:
            Refusal: NOT_FOUND for what is no screen.
        """
        row = self._find(device_id)
        known = self._known.get(device_id, _NOTHING)
        last = self._last_seen.get(device_id)
        return ScreenSettingsView(
            id=row.id,
            name=row.name,
            connected=device_id in self.connected(),
            last_seen_at=UNSET if last is None else last.instant,
            known=known.told is not None,
            settings=tuple(_show_all(known)),
        )

    async def save(
        self, command: Command, device_id: str, values: Mapping[str, Any]
    ) -> Outcome[ScreenSettingsSaved]:
        """Set something at a screen, all or none of it.

        Args:
            command: who sets it.
            device_id: the screen's.
            values: by ``section.key``; null takes one back to what the screen's own file says.

        Raises:
            Refusal: NOT_FOUND for what is no screen; BAD_REQUEST naming every mistake.
        """
        async with self._changing:
            row = self._find(device_id)
            known = self._known.get(device_id, _NOTHING)
            given = {name: value for name, value in values.items() if value is not None}
            judged = judge_values(ScreenChoices, given, find_screen_problem, AT_THE_SCREEN)
            problems = dict(self._find_problems(known.told, judged.values)) | judged.refused
            problems |= _judge_names(values.keys() - given.keys())
            if problems:
                raise bad_fields([(name, problems[name]) for name in values if name in problems])
            wanted = {**known.wanted, **judged.values}
            for name in values.keys() - given.keys():
                wanted.pop(name, None)
            changed = sorted(_differing(known.wanted, wanted))
            saved = ScreenSettingsSaved(
                saved=tuple(values), restart=False, connected=device_id in self.connected()
            )
            change = self._writer.begin(command.who.actor)
            if changed:
                now = known._replace(wanted=wanted)
                change.put(SCREEN_SETTINGS, _row(device_id, now))
                change.then(lambda: self._take(device_id, wanted))
                change.tell(screen_settings_draft(row.id, row.name, changed))
            outcome = Outcome(saved)
            command.remember(change, outcome)
            if not change.rows.is_empty:
                await self._writer.commit(change)
            return outcome

    def _find(self, device_id: str) -> TokenRow:
        rows = (row for row in self._devices.staff() if row.role == Role.KITCHEN)
        row = next((row for row in rows if row.id == device_id), None)
        if row is None:
            raise not_found("screen")
        return row

    def _find_problems(
        self, told: ScreenSettingsTold | None, values: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        for name, value in values.items():
            held = None if told is None else told.values.get(name)
            if held is not None and held.source in FIXED:
                by = "a variable" if held.source == SettingSource.VARIABLE else "the command line"
                yield name, f"is set by {by} at the screen, which wins over what is set here"
            elif told is not None and held is None:
                yield name, "is not known to the version of this screen"
            elif name == "board.station":
                known = self._stations()
                wrong = [each for each in value.split(",") if each not in {*known, ALL, EXPO}]
                if wrong:
                    there = ", ".join((*known, EXPO, ALL))
                    yield name, f"there is no station {', '.join(wrong)}; there are {there}"

    def _take(self, device_id: str, wanted: dict[str, Any]) -> None:
        known = self._known.get(device_id, _NOTHING)
        self._known[device_id] = known._replace(wanted=wanted)
        self.show(device_id, _encode(ScreenSettingsShown(settings=wanted)))

    def _carry(self, change: Change, before: str, now: str) -> None:
        """Have a screen that is paired anew keep what was set there."""
        wanted = self._known.get(before, _NOTHING).wanted
        if wanted:
            known = _KnownScreen(wanted, None)
            change.put(SCREEN_SETTINGS, _row(now, known))
            change.then(lambda: self._known.__setitem__(now, known))


def _sift(values: Mapping[str, SettingHeld]) -> Iterator[tuple[str, SettingHeld]]:
    """Take of what a screen says what this version can show."""
    for name, held in values.items():
        _, mistake = convert_value(ScreenChoices, name, held.value, find_screen_problem)
        if mistake is None and held.source in _SOURCES:
            yield name, held


def _judge_names(names: Collection[str]) -> Iterator[tuple[str, str]]:
    judged = judge_values(ScreenChoices, dict.fromkeys(names), find_screen_problem, AT_THE_SCREEN)
    known = {each.name for each in describe(ScreenChoices)} - AT_THE_SCREEN
    return ((name, why) for name, why in judged.refused.items() if name not in known)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in before.keys() | after.keys():
        if name not in before or name not in after or before[name] != after[name]:
            yield name


def _show_all(known: _KnownScreen) -> Iterator[ScreenSettingShown]:
    for each in describe(ScreenChoices):
        held = None if known.told is None else known.told.values.get(each.name)
        # A screen of another version has settings of its own.
        if held is not None or known.told is None:
            yield _show(each, known, held)


def _show(each: Described, known: _KnownScreen, held: SettingHeld | None) -> ScreenSettingShown:
    name, wanted = each.name, known.wanted.get(each.name, UNSET)
    refused = UNSET if known.told is None else known.told.refused.get(name, UNSET)
    source = held.source if held is not None else SettingSource.DEFAULT
    fixed = name in AT_THE_SCREEN or source in FIXED
    goes_by_it = source == SettingSource.MANAGER
    waits = goes_by_it if wanted is UNSET else not goes_by_it or held is None
    if wanted is not UNSET and held is not None and goes_by_it:
        waits = held.value != wanted
    return ScreenSettingShown(
        **each.shown(),
        value=UNSET if held is None else held.value,
        is_set=source != SettingSource.DEFAULT,
        source=source,
        restart=False,
        wanted=wanted,
        fixed=fixed,
        waits=waits and not fixed and refused is UNSET,
        refused=refused,
    )


def _row(device_id: str, known: _KnownScreen) -> ScreenSettingsRow:
    told = None if known.told is None else _encode(known.told).decode()
    return ScreenSettingsRow(device_id, _encode(known.wanted).decode(), told)
