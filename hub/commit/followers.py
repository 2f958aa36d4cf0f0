"""Whoever follows what happens: in the step of the commit, or from a durable cursor.

There is one log, and everything that wants to know of changes follows it. A *listener* is told each
event in the step of the loop in which memory took the change: the sockets, and the look-out for
orders that are on no screen. A *follower* has a name and a cursor on disk: it gets every event, in
order, at least once, however often the hub ends in between, and is as slow as it likes.

Whoever wants to follow says so in :func:`hub.app.run_hub`, to ``branch.followers``.

A cursor is written along with the next change that has an event, so that following costs no commit
of its own. A hub that ends without being stopped therefore hands the last few events out again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from hub.background import report_failure
from hub.commit.event_log import EventLog
from hub.realtime.standing_alarms import Alarms
from hub.store import reads
from hub.store.row_types import CursorRow, EventRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import CURSORS, EVENTS
from hub.wire.events import Committed
from hub.wire.socket_messages import FOLLOWER_BEHIND

_log = logging.getLogger(__name__)

AT_ONCE = 100
"""Events that a follower is handed at the most."""

HOLD = 90 * 24 * 3600 * 1000
"""Milliseconds for which events that a follower has not handled stay longer than others."""

_RETRY_AFTER = 1.0
_LONGEST_PAUSE = 60.0

Listener = Callable[[Committed], None]


class Batch(NamedTuple):
    """Events for a follower, in order, without gaps.

    ``epoch`` names the run of the log: in another run the same seq may be another event, so that
    whoever remembers what it has handled remembers both.
    """

    epoch: str
    events: tuple[EventRow, ...]


Handler = Callable[[Batch], Awaitable[None]]
"""Handles events. What it raises is logged, and the same events come again after a pause."""


class _Follower:
    __slots__ = ("handle", "seq", "task", "woken", "written")

    def __init__(self, handle: Handler) -> None:
        self.handle = handle
        self.seq = 0
        self.written: int | None = None
        self.woken = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


class Followers:
    """Tells of what happens.

    Args:
        store: where the cursors are.
        log: is read on behind them.
        alarms: told when a follower is so far behind that the database grows for it.
    """

    def __init__(self, store: Store, log: EventLog, alarms: Alarms) -> None:
        self._store = store
        self._log = log
        self._alarms = alarms
        self._listeners: list[Listener] = []
        self._followers: dict[str, _Follower] = {}
        self._cursors: dict[str, int] = {}
        self._started = False

    def listen(self, listener: Listener) -> None:
        """Tell of every event from now on, right after its commit.

        Args:
            listener: must not await, must not raise, and takes the same short time for any event.
        """
        self._listeners.append(listener)

    def follow(self, name: str, handle: Handler) -> None:
        """Hand every event out at least once, in order, also those of while the hub was off.

        Args:
            name: of the cursor. One that is new begins with what happens from now on.
            handle: gets the events; the cursor moves on when it returns.
        """
        follower = self._followers[name] = _Follower(handle)
        if self._started:
            self._start(name, follower)

    async def load(self) -> None:
        """Read the cursors from disk.

        Raises:
            StoreBroken: the file failed.
        """
        self._cursors = {row.name: row.seq for row in await reads.cursors(self._store)}
        for name, follower in self._followers.items():
            follower.written = self._cursors.get(name)

    def start(self) -> None:
        """Begin to hand events out."""
        self._started = True
        for name, follower in self._followers.items():
            self._start(name, follower)

    async def stop(self) -> None:
        """Hand out nothing more. Events that are being handled come again after the next start."""
        self._started = False
        tasks = [each.task for each in self._followers.values() if each.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def release(self, old: Sequence[EventRow], limit: int) -> list[EventRow]:
        """Say which events may leave the database, as far as the followers are concerned.

        What a follower has not handled stays, and there is an alarm, until it is too much: it is
        read from the archive then. The last event stays, for ``seq`` goes on from it.

        Args:
            old: the first events of the log.
            limit: Unix milliseconds before which events are old.
        """
        cursors = (CursorRow(name, each.seq) for name, each in self._followers.items())
        slowest = min(cursors, key=attrgetter("seq"), default=None)
        last = self._log.committed
        free = [row for row in old if row.seq < last]
        if slowest is not None:
            free = [row for row in free if row.seq <= slowest.seq or row.at < limit - HOLD]
        if slowest is None or len(free) == len(old) or last - slowest.seq <= AT_ONCE:
            self._alarms.end(FOLLOWER_BEHIND)
        else:
            self._alarms.sound(
                FOLLOWER_BEHIND,
                f"{slowest.name} is {last - slowest.seq:,} events behind, and the hub's database "
                "grows until it has them.",
            )
        return free

    # For the writer.

    def tell(self, event: Committed) -> None:
        """Tell the listeners, and wake the followers. Never waits and never fails."""
        for listener in self._listeners:
            listener(event)
        for follower in self._followers.values():
            follower.woken.set()

    def write_along(self, rows: Rows) -> None:
        """Add the cursors that have moved to a transaction, if it is one with events."""
        if self._started and rows.of(EVENTS):
            self.write_all(rows)

    def write_all(self, rows: Rows) -> None:
        """Add the cursors that have moved to a transaction."""
        for name, follower in self._followers.items():
            if follower.seq != follower.written:
                rows.put(CURSORS, CursorRow(name, follower.seq))

    def note_written(self, rows: Rows) -> None:
        """Note that cursors are durable."""
        for name, seq in rows.of(CURSORS):
            self._followers[name].written = seq

    def _start(self, name: str, follower: _Follower) -> None:
        follower.written = self._cursors.get(name)
        follower.seq = self._log.committed if follower.written is None else follower.written
        follower.woken.set()
        follower.task = asyncio.create_task(self._run(name, follower), name=f"follower {name}")
        report_failure(follower.task, critical=False)

    async def _run(self, name: str, follower: _Follower) -> None:
        pause = _RETRY_AFTER
        while True:
            await follower.woken.wait()
            follower.woken.clear()
            try:
                await self._catch_up(name, follower)
            except Exception:  # noqa: BLE001 - a follower outlives whatever its handler raises
                _log.exception("%s: events are handed out again in %g s", name, pause)
                follower.woken.set()
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause = _RETRY_AFTER

    async def _catch_up(self, name: str, follower: _Follower) -> None:
        while events := await self._log.page(follower.seq, AT_ONCE):
            if events[0].seq != follower.seq + 1:
                missing = f"{follower.seq + 1} to {events[0].seq - 1}"
                _log.error("%s: the events %s are in no file any more", name, missing)
            await follower.handle(Batch(self._log.epoch, tuple(events)))
            follower.seq = events[-1].seq
