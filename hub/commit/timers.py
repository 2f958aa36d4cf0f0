"""What is due at some time: kept on disk, and done once, however often the hub ends in between.

A timer is set in the change that it belongs to, and taken away in the change that it brings about,
so that it is there exactly as long as what it stands for. What became due while the hub was off is
done at the start, the earliest first. Due times are the hub's: when that is corrected, they move
along with the times of the orders.
"""

import asyncio
import heapq
import logging
from collections.abc import Callable
from typing import NamedTuple

from hub.clock.wall_clock import Clock
from hub.commit.change import HUB, Change
from hub.commit.writer import Writer
from hub.domain.errors import Refusal
from hub.store import reads
from hub.store.row_types import TimerRow
from hub.store.store import Store
from hub.store.tables import TIMERS

_log = logging.getLogger(__name__)

_RETRY_AFTER = 1.0
_LONGEST_PAUSE = 60.0
_LONGEST_WAIT = 60.0
"""Seconds between two looks at the hub's time, which follows the machine's slowly."""

_TRY_AGAIN = 60_000
"""Milliseconds after which a timer is tried again that could not be done."""

OnDue = Callable[[TimerRow, Change], None]
"""Adds what a timer brings about to a change; must not await. One that raises has staged nothing,
and is called again later."""


class _Due(NamedTuple):
    at: int
    kind: str
    id: str


class Timers:
    """Does what is due.

    Args:
        store: where timers are read from.
        writer: commits what they bring about.
        clock: the hub's time.
    """

    def __init__(self, store: Store, writer: Writer, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._on_due: dict[str, OnDue] = {}
        self._set: dict[tuple[str, str], TimerRow] = {}
        self._next_try: dict[tuple[str, str], int] = {}
        self._heap: list[_Due] = []
        self._woken = asyncio.Event()

    def on_due(self, kind: str, do: OnDue) -> None:
        """Say what timers of a kind bring about; before :meth:`run`."""
        self._on_due[kind] = do

    async def load(self) -> None:
        """Read the timers from disk, in place of whatever was in memory.

        Raises:
            StoreBroken: the file failed.
        """
        self._set.clear()
        self._next_try.clear()
        self._heap.clear()
        for row in await reads.timers(self._store):
            self._schedule(row)

    def of(self, kind: str) -> list[TimerRow]:
        """List the timers of a kind that are not due yet, the earliest first."""
        now = self._clock.now()
        rows = (row for row in self._set.values() if row.kind == kind and row.due > now)
        return sorted(rows, key=_sort_key)

    def find(self, kind: str, timer_id: str) -> TimerRow | None:
        """Find a timer that is set."""
        return self._set.get((kind, timer_id))

    def set(self, change: Change, kind: str, timer_id: str, due: int, body: bytes = b"") -> None:
        """Set a timer, or set it anew.

        Args:
            change: that it belongs to.
            kind: one that :meth:`on_due` knows.
            timer_id: tells it from others of its kind.
            due: Unix milliseconds of the hub's time.
            body: what whoever does it has to know, as text in UTF-8.
        """
        row = TimerRow(kind, timer_id, due, change.at, body)
        change.put(TIMERS, row)
        change.then(lambda: self._schedule(row))

    def cancel(self, change: Change, kind: str, timer_id: str) -> None:
        """Take a timer away, if it is set, along with a change."""
        change.remove(TIMERS, (kind, timer_id))
        change.then(lambda: self._forget(kind, timer_id))

    def move(self, change: Change, by: int, since: int) -> None:
        """Have timers follow a correction of the hub's time.

        Args:
            change: the correction.
            by: milliseconds to move them by.
            since: those that were set before this time of the hub's stay; they are by another base.
        """
        for row in self._set.values() if by else ():
            if row.made >= since:
                moved = row._replace(due=row.due + by, made=row.made + by)
                change.put(TIMERS, moved)
                change.then(lambda moved=moved: self._schedule(moved))  # type: ignore[misc] # bound
        # Those that stay may be overdue by the new time.
        change.then(self._woken.set)

    async def run(self) -> None:
        """Do what is due when it is due, until cancelled."""
        pause = _RETRY_AFTER
        while True:
            self._woken.clear()
            try:
                await self.do_due()
            except Refusal as why:
                _log.warning("what is due cannot be written, again in %g s: %s", pause, why)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause = _RETRY_AFTER
                await self._wait()

    async def do_due(self) -> None:
        """Do what is due by now, the earliest first.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; it is still to be done.
        """
        while (first := self._first()) is not None and first.at <= self._clock.now():
            row = self._set[first.kind, first.id]
            change = self._writer.begin(HUB)
            # It may set itself anew.
            self.cancel(change, row.kind, row.id)
            try:
                self._on_due[row.kind](row, change)
            except Exception:  # noqa: BLE001 - the others are due all the same
                # It stays, for what it stands for is not done; the others go on.
                _log.exception("the timer %s %s could not be done", row.kind, row.id)
                self._push(row, self._clock.now() + _TRY_AGAIN)
            else:
                await self._writer.commit(change)

    async def _wait(self) -> None:
        first = self._first()
        seconds = None
        if first is not None:
            seconds = min(_LONGEST_WAIT, max(0, first.at - self._clock.now()) / 1000)
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _first(self) -> _Due | None:
        while self._heap:
            first = self._heap[0]
            if self._next_try.get((first.kind, first.id)) == first.at:
                return first
            heapq.heappop(self._heap)
        return None

    def _schedule(self, row: TimerRow) -> None:
        self._set[row.kind, row.id] = row
        self._push(row, row.due)

    def _push(self, row: TimerRow, at: int) -> None:
        self._next_try[row.kind, row.id] = at
        heapq.heappush(self._heap, _Due(at, row.kind, row.id))
        self._woken.set()

    def _forget(self, kind: str, timer_id: str) -> None:
        self._set.pop((kind, timer_id), None)
        self._next_try.pop((kind, timer_id), None)
        self._woken.set()


def _sort_key(row: TimerRow) -> tuple[int, str]:
    return row.due, row.id
