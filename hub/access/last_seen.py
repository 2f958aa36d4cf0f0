"""When and from where each device was last heard, and as whose screen.

Kept in memory, for it changes with every request; written down now and then, because a memory card
wears out. A power cut loses at most what has not been written yet.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from hub.clock.wall_clock import Clock
from hub.commit.change import HUB
from hub.commit.writer import Writer
from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import SeenRow
from hub.store.store import Store
from hub.store.tables import SEEN


class LastRequest(NamedTuple):
    """One device's last request: Unix milliseconds, and the address that it came from."""

    at: int
    address: str

    @property
    def instant(self) -> Instant:
        """When, as the wire has it."""
        return instant(self.at)


class LastSeen:
    """Notes who is heard.

    Args:
        store: where what was noted earlier is read from.
        writer: writes them.
        clock: the hub's time.
    """

    def __init__(self, store: Store, writer: Writer, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._last: dict[str, LastRequest] = {}
        self._stations: dict[str, frozenset[str | None]] = {}
        self._written: dict[str, SeenRow] = {}
        self._unwritten: set[str] = set()

    async def load(self) -> None:
        """Read what was known when the hub last ran; what is known already is newer."""
        for row in await reads.last_seen(self._store):
            self._last.setdefault(row.token, LastRequest(row.at, row.address))
            if row.stations is not None:
                self._stations.setdefault(row.token, _decode(row.stations))
            self._written[row.token] = row

    def note(self, principal: Principal, address: str) -> None:
        """Note that a device was heard. Guests' telephones are nobody's business."""
        if principal.role is not Role.CUSTOMER:
            self._last[principal.id] = LastRequest(self._clock.now(), address)
            self._unwritten.add(principal.id)

    def note_connected(self, device_ids: Iterable[str]) -> None:
        """Note that devices have been connected until now, from where they were heard before."""
        now = self._clock.now()
        for device_id in self._last.keys() & device_ids:
            self._last[device_id] = self._last[device_id]._replace(at=now)
            self._unwritten.add(device_id)

    def note_stations(self, device_id: str, stations: frozenset[str | None]) -> None:
        """Note which stations a device shows; None is the whole kitchen.

        The last word counts. But when several screens use one token, nobody can tell for good
        which of them it is that asks.
        """
        before = self._stations.get(device_id, frozenset())
        now = before | stations if len(before) > 1 else stations
        if now != before and device_id in self._last:
            self._stations[device_id] = now
            self._unwritten.add(device_id)

    def stations_of(self, device_id: str) -> frozenset[str | None]:
        """Say which stations a device has last shown; none at all when that is not known."""
        return self._stations.get(device_id, frozenset())

    def station_of(self, device_id: str) -> str | None:
        """Say which station a device has last shown, if it is one only."""
        stations = self.stations_of(device_id)
        return next(iter(stations)) if len(stations) == 1 else None

    def get(self, device_id: str) -> LastRequest | None:
        """Return the last request of a device, if it was ever heard."""
        return self._last.get(device_id)

    async def write(self, valid: Callable[[str], bool], *, newer_by: int = 0) -> None:
        """Write down what is new.

        Args:
            valid: whether a device's token is still worth anything; others are forgotten.
            newer_by: milliseconds by which it has to be newer than what was written last.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        self._last = {each: last for each, last in self._last.items() if valid(each)}
        self._stations = {each: known for each, known in self._stations.items() if valid(each)}
        self._written = {each: row for each, row in self._written.items() if valid(each)}
        self._unwritten &= self._last.keys()
        rows = [self._row(each) for each in self._unwritten]
        rows = [row for row in rows if self._is_due(row, newer_by)]
        if not rows:
            return
        due = {row.token for row in rows}
        change = self._writer.begin(HUB)
        change.put(SEEN, *rows)
        # A request that comes while these are written stands for itself.
        self._unwritten -= due
        try:
            await self._writer.commit(change)
        except BaseException:
            self._unwritten |= due
            raise
        self._written |= {row.token: row for row in rows}

    def _row(self, device_id: str) -> SeenRow:
        last, stations = self._last[device_id], self._stations.get(device_id)
        told = None if stations is None else _encode(stations)
        return SeenRow(device_id, last.at, last.address, told)

    def _is_due(self, row: SeenRow, newer_by: int) -> bool:
        before = self._written.get(row.token)
        return before is None or row.stations != before.stations or row.at - before.at >= newer_by


def _encode(stations: frozenset[str | None]) -> str:
    return msgspec.json.encode(sorted(stations, key=lambda each: each or "")).decode()


_decode = msgspec.json.Decoder(frozenset[str | None]).decode
