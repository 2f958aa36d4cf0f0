"""What needs a person, gathered from all that the hub knows: one list for pages and programs."""

import asyncio
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from hub.access.devices import DeviceService
from hub.access.last_seen import LastSeen
from hub.clock.wall_clock import Clock
from hub.commit.command import Json, Outcome
from hub.common.attention_words import attention_words
from hub.domain.menu import Menu
from hub.domain.orders import ItemStatus
from hub.domain.permissions import Permission, Principal, Role
from hub.domain.times import Instant, instant
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.waiting_dishes import WaitingDishes
from hub.realtime.standing_alarms import Alarms
from hub.store.backup_folder import format_size
from hub.store.errors import BackupFailed
from hub.upkeep.backups import BackupService
from hub.upkeep.refused_orders import RefusedOrders
from hub.upkeep.restarts import Restarts
from hub.wire.attention import Attention, describe
from hub.wire.link_codes import CameIn
from hub.wire.pairing import PairingListed
from hub.wire.responses import ScreenSeen

LOW = 1_000_000_000
"""Bytes that should be free on the card."""

_OLD = 2 * 24 * 3600 * 1000
_GONE = 7 * 24 * 3600 * 1000
_START = 2 * 60 * 1000
"""Milliseconds that screens get to come back after a start of the hub."""

_LOOK_EVERY = 60.0
_NAMED = 5
_TO_DO = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})
_encode = msgspec.json.Encoder().encode


class AttentionSources(NamedTuple):
    """What is asked for the list.

    Attributes:
        alarms: what the kitchen is told for as long as it lasts.
        live_orders: the open orders.
        menu: returns the menu as it is committed.
        devices: the devices that have been let in; last_seen: when each was heard.
        backups: makes backups, and knows where everything is.
        restarts: knows which restore could not be done.
        refused: counts the orders that were refused.
        waiting: knows what waits to be served or fetched.
        screens: lists the connected screens.
        asking: lists the devices that wait to be paired; came_in: those that came in by a code.
    """

    alarms: Alarms
    live_orders: LiveOrders
    menu: Callable[[], Menu]
    devices: DeviceService
    last_seen: LastSeen
    backups: BackupService
    restarts: Restarts
    refused: RefusedOrders
    waiting: WaitingDishes
    screens: Callable[[], Sequence[ScreenSeen]]
    asking: Callable[[], Sequence[PairingListed]]
    came_in: Callable[[], Sequence[CameIn]]


class _OnDisk(NamedTuple):
    free: int | None
    newest: datetime | None
    unreadable: str | None


class AttentionService:
    """Lists what needs a person.

    Args:
        sources: what is asked.
        clock: the hub's time.
    """

    def __init__(self, sources: AttentionSources, clock: Clock) -> None:
        self._of = sources
        self._clock = clock
        self._started = clock.now()
        self._noticed: dict[tuple[str, str], int] = {}
        self._on_disk = _OnDisk(None, None, None)
        self._looked_at: float | None = None
        self._backups_made = 0
        self._looking = asyncio.Lock()

    async def view(self, who: Principal, language: Language) -> Outcome[Json[list[Attention]]]:
        """List it for somebody, what came first at the top; its version changes when it does.

        Args:
            who: asks.
            language: of the sentences.
        """
        await self._look_at_disk()
        # Reading a catalogue for the first time takes longer than a kitchen should wait.
        catalogue = await asyncio.to_thread(load_catalogue, language)
        found = sorted(self._gather(who), key=lambda each: (each.since, each.code))
        with speaking(catalogue):
            body = _encode([_say(each) for each in found])
        version = int.from_bytes(blake2b(body, digest_size=6).digest(), "big")
        return Outcome(Json(body), version)

    def _gather(self, who: Principal) -> Iterator[Attention]:
        for alarm, since in self._of.alarms.list_since():
            values = {"station": alarm.station, "count": alarm.count}
            said = {name: each for name, each in values.items() if each is not msgspec.UNSET}
            yield describe(alarm.code, instant(since), alarm.message, **said)
        entries = self._of.live_orders.list_on_board()
        yield from self._find_unrouted(entries)
        yield from self._find_unknown_ages(entries)
        yield from self._of.waiting.report((each.order for each in entries), self._clock.now())
        yield from self._judge_backups()
        yield from self._note_first(self._judge_disk())
        yield from self._note_first(self._find_troubles())
        yield from self._find_absent_screens()
        yield from self._of.refused.report()
        if who.may(Permission.DEVICES_MANAGE):
            yield from self._note_first(self._find_waiting())
            yield from self._find_new_devices()

    def _find_unrouted(self, entries: Iterable[OrderEntry]) -> Iterator[Attention]:
        if not self._of.menu().stations:
            # Without stations, every screen is meant to show everything.
            return
        found = [
            (entry.number, line)
            for entry in entries
            for line in entry.order.items
            if line.station is None and line.status in _TO_DO
        ]
        if found:
            names = list(dict.fromkeys(line.name for _, line in found))
            dishes = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            since = min(line.fired_at or line.created_at for _, line in found)
            orders = len({number for number, _ in found})
            yield describe("NOT_ROUTED", since, dishes=dishes, orders=orders)

    def _find_unknown_ages(self, entries: Iterable[OrderEntry]) -> Iterator[Attention]:
        if count := sum(bool(entry.order.age_at_least) for entry in entries):
            yield describe("AGES_UNKNOWN", instant(self._started), orders=count)

    def _judge_backups(self) -> Iterator[Attention]:
        lost = self._of.restarts.failed
        if lost is not None:
            yield describe("RESTORE_FAILED", instant(lost.at), reason=lost.reason)
        failed, newest = self._of.backups.failed, self._on_disk.newest
        if failed is not None:
            yield describe("BACKUP_FAILED", instant(failed.at), reason=failed.reason)
        elif self._on_disk.unreadable is not None:
            reason = self._on_disk.unreadable
            yield from self._note_first([describe("BACKUP_FAILED", _NOW, reason=reason)])
        elif newest is None:
            folder = str(self._of.backups.folder)
            yield describe("BACKUP_NONE", instant(self._started), folder=folder)
        else:
            made_at = int(newest.timestamp() * 1000)
            if self._clock.now() - made_at > _OLD:
                yield describe("BACKUP_OLD", instant(made_at), made_at=instant(made_at))

    def _judge_disk(self) -> Iterator[Attention]:
        free = self._on_disk.free
        if free is not None and free < LOW:
            yield describe("DISK_LOW", _NOW, free=format_size(free))

    def _find_troubles(self) -> Iterator[Attention]:
        for screen in self._of.screens():
            coded = itertools.zip_longest(screen.troubles, screen.trouble_codes)
            for trouble, code in itertools.islice(coded, len(screen.troubles)):
                values = {"screen": screen.name, "trouble": trouble}
                if code is not None:
                    values |= {"trouble_code": code.code, "trouble_values": code.values}
                yield describe("SCREEN_TROUBLE", _NOW, **values)

    def _find_absent_screens(self) -> Iterator[Attention]:
        now = self._clock.now()
        if now - self._started < _START:
            return
        here = {screen.id for screen in self._of.screens()}
        for row in self._of.devices.staff():
            last = self._of.last_seen.get(row.id)
            if row.role != Role.KITCHEN or row.id in here or last is None:
                continue
            if now - last.at < _GONE:
                values = {"screen": row.name, "last_seen_at": last.instant}
                yield describe("SCREEN_AWAY", last.instant, **values)

    def _find_waiting(self) -> Iterator[Attention]:
        for each in self._of.asking():
            values = {"device": each.device_name, "address": each.address, "number": each.number}
            yield describe("PAIRING_WAITING", _NOW, **values, id=each.id)

    def _find_new_devices(self) -> Iterator[Attention]:
        rows = {row.id: row for row in self._of.devices.staff()}
        for each in self._of.came_in():
            row = rows.get(each.id)
            if row is not None:
                at = Instant(row.created_at)
                said = {"device": row.name, "role": row.role, "let_in_by": each.let_in_by}
                yield describe("DEVICE_CAME_IN", at, **said, at=at, id=row.id)

    def _note_first(self, found: Iterable[Attention]) -> Iterator[Attention]:
        """Say since when something is so that does not tell it itself: since it was first seen."""
        for each in found:
            at = self._noticed.setdefault((each.code, each.what), self._clock.now())
            yield msgspec.structs.replace(each, since=instant(at))

    async def _look_at_disk(self) -> None:
        async with self._looking:
            now = time.monotonic()
            made = self._of.backups.made
            is_old = self._looked_at is None or now - self._looked_at >= _LOOK_EVERY
            if is_old or made != self._backups_made:
                self._backups_made = made
                self._on_disk = await asyncio.to_thread(self._read_disk)
                self._looked_at = now

    def _read_disk(self) -> _OnDisk:
        free = newest = unreadable = None
        try:
            found = os.statvfs(self._of.backups.data_folder)
            free = found.f_bavail * found.f_frsize
        except OSError:
            # Whoever writes there next says so much louder.
            free = None
        try:
            newest = self._of.backups.find_newest()
        except BackupFailed as failure:
            unreadable = str(failure)
        return _OnDisk(free, newest, unreadable)


def _say(found: Attention) -> Attention:
    what, todo = attention_words(found.code, found.values, found.what, found.todo)
    return msgspec.structs.replace(found, what=what, todo=todo)


_NOW = Instant("")
"""Stands for the time until it is known since when something is so."""
