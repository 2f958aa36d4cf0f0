"""The log of events: what has been given a place, what is durable, reading on in it, its runs.

Within one run, a seq is one event for ever. A restored database goes on from the seq that it has,
and so does a card that was copied into a second machine: from there on the same seq may be another
event. That is another run, with a name of its own: an epoch.
"""

import hashlib
import logging
from contextlib import suppress
from pathlib import Path

from hub import ids
from hub.commit.change import Change
from hub.store import reads
from hub.store.archives import Archives
from hub.store.errors import DiskFull
from hub.store.row_types import EpochRow, EventRow, MetaRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EPOCHS, EVENTS, META
from hub.wire.events import Committed, Draft, EventType
from hub.wire.rooms import rooms_of_event

_log = logging.getLogger(__name__)

_SLICE_BYTES = 512 * 1024
"""Bytes of payload that are read at once, as far as the length of those that were read before, or
of the newest ones, tells: with each turn on the connection, whoever reads waits for a commit."""

_PAGE_BYTES = 1024 * 1024
"""Bytes of payload after which a page has enough, however many events were asked for."""

_PAGE = 500
"""Events that are read at once after the file failed."""

_CREATED, _MOVED = "created", "moved"
EPOCH, _WHY = "epoch", "epoch_why"
"""Under which names the file says its run, and why it began where that is not written down yet."""

_SERIALS = (Path("/proc/device-tree/serial-number"), Path("/etc/machine-id"))
"""What tells one machine from another. The first, a Raspberry Pi's own number, is on no card."""


class EventLog:
    """One branch's log.

    Args:
        branch_id: names the rooms.
        epoch: names this run of the log; a restored database has another.
        committed: the last event on disk.
        store: where the log is read.
        archives: where its oldest events are read.

    Attributes:
        committed: the last event that is durable, and so the one that every read of the memory
            image reflects.
        staged: the last that has been given a number.
    """

    def __init__(
        self, branch_id: str, epoch: str, committed: int, store: Store, archives: Archives
    ) -> None:
        self.branch_id = branch_id
        self.epoch = epoch
        self.committed = committed
        self.staged = committed
        self._store = store
        self._archives = archives

    def number(self, change: Change) -> None:
        """Give the events of a change their places, and add them to what it writes."""
        for draft, actor in change.telling:
            self.staged += 1
            change.rows.put(
                EVENTS,
                EventRow(
                    self.staged,
                    draft.type,
                    change.at,
                    draft.order_id,
                    draft.session_id,
                    actor,
                    draft.payload,
                ),
            )
            rooms = rooms_of_event(self.branch_id, draft.session_id)
            change.events.append(Committed(self.staged, change.at, draft, rooms))

    def forget_staged(self) -> None:
        """Take back the numbers of events that did not reach the disk."""
        self.staged = self.committed

    async def page(self, after: int, limit: int) -> list[EventRow]:
        """Read the events behind a seq, in order: of memory, of the disk, of the archives.

        It has nothing written, and is read in slices, between which changes are committed. What is
        not committed in memory yet is left out.

        Args:
            after: a seq; 0 reads from the first event on.
            limit: how many at the most; fewer where they are long.

        Raises:
            StoreError: the file, or an archive, cannot be read.
        """
        page: list[EventRow] = []
        size = 0
        while len(page) < limit and size < _PAGE_BYTES:
            last = page[-1].seq if page else after
            length = size // len(page) if page else self._store.tail.mean_length
            most = max(reads.AT_ONCE, _SLICE_BYTES // length) if length else reads.AT_ONCE
            some = await self._slice(last, min(limit - len(page), most))
            if not some:
                break
            page += some
            size += sum(len(each.payload) for each in some)
        return page

    async def read_missed(self) -> list[Committed]:
        """Read the events on disk that nobody has been told of, after the file failed.

        Raises:
            StoreError: the file cannot be read.
        """
        missed: list[Committed] = []
        while rows := await reads.log_page(self._store, self.committed + len(missed), _PAGE):
            for row in rows:
                draft = Draft(
                    type=EventType(row.type),
                    payload=row.payload,
                    order_id=row.order_id,
                    session_id=row.session_id,
                )
                rooms = rooms_of_event(self.branch_id, row.session_id)
                missed.append(Committed(row.seq, row.at, draft, rooms))
        return missed

    async def _slice(self, after: int, limit: int) -> list[EventRow]:
        rows = await reads.log_page(self._store, after, limit)
        first = rows[0].seq if rows else self.committed + 1
        if first > after + 1 and after < self.committed:
            # The log starts later: what was before has been moved.
            rows = [*await self._archives.read_events(after, first, limit), *rows][:limit]
        while rows and rows[-1].seq > self.committed:
            rows.pop()
        return rows


def machine_name() -> str:
    """Name this machine, so that no other has the name; empty when nothing tells it from others."""
    for file in _SERIALS:
        with suppress(OSError):
            if serial := file.read_bytes().strip(b"\0\n "):
                return hashlib.blake2b(serial, digest_size=8, person=b"galley-hub").hexdigest()
    return ""


async def take_up_epoch(store: Store, now: int, machine: str) -> str:
    """Say which run of the log this is; begin a new one on a machine that the last was not on.

    On a full disk it is the one that there was; the next start sees to it.

    Args:
        store: the branch's file, with the name of a run in it.
        now: Unix milliseconds.
        machine: as :func:`machine_name` gives it.

    Raises:
        StoreError: the file failed.
    """
    facts = await reads.meta(store)
    seq, _ = await reads.heads(store)
    known = {row.epoch: row for row in await reads.epochs(store)}
    present = known.get(facts[EPOCH])
    if present is None:
        present = EpochRow(facts[EPOCH], seq, now, facts.get(_WHY, _CREATED), machine)
    elif not present.machine:
        present = present._replace(machine=machine)
    elif machine and present.machine != machine:
        present = EpochRow(ids.new_epoch(), seq, now, _MOVED, machine)
    if known.get(present.epoch) != present:
        rows = Rows()
        rows.put(EPOCHS, present)
        rows.put(META, MetaRow(EPOCH, present.epoch))
        try:
            await store.commit(rows)
        except DiskFull:
            _log.warning("the disk is full: that the event log begins anew is not written down")
            return facts[EPOCH]
    return present.epoch
