"""When and from where each device was last heard.

Kept in memory, for it changes with every request; written down now and then, because a memory card
wears out. A power cut loses at most what has not been written yet.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

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
        self._written: dict[str, int] = {}
        self._unwritten: set[str] = set()

    async def load(self) -> None:
        """Read what was known when the hub last ran; what is known already is newer."""
        for row in await reads.last_seen(self._store):
            self._last.setdefault(row.token, LastRequest(row.at, row.address))
            self._written[row.token] = row.at

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
        self._written = {each: at for each, at in self._written.items() if valid(each)}
        self._unwritten &= self._last.keys()
        due = {
            each
            for each in self._unwritten
            if each not in self._written or self._last[each].at - self._written[each] >= newer_by
        }
        if not due:
            return
        change = self._writer.begin(HUB)
        rows = [SeenRow(each, self._last[each].at, self._last[each].address) for each in due]
        change.put(SEEN, *rows)
        # A request that comes while these are written stands for itself.
        self._unwritten -= due
        try:
            await self._writer.commit(change)
        except BaseException:
            self._unwritten |= due
            raise
        self._written |= {row.token: row.at for row in rows}
