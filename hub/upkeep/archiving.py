"""Moving old history out of the branch's database, in steps so small that no cook waits for one.

A step reads a few orders or events, makes them durable in their archive, and has the writer delete
them from the database in a transaction of its own. Then it rests several times as long as it took,
so that whatever the kitchen wants comes first. Where a step ends too soon, by a power cut for one,
it is done once more: nothing is lost, and nothing is there twice.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from hub.commit.change import HUB
from hub.commit.followers import Followers
from hub.commit.writer import Writer
from hub.config_sections import HistorySettings
from hub.domain.errors import Code, Refusal
from hub.domain.times import instant
from hub.orders.live_orders import LiveOrders
from hub.store import order_reads, reads
from hub.store.archives import Archives
from hub.store.errors import BackupFailed
from hub.store.row_types import (
    EventRow,
    ItemRow,
    MovedEvents,
    MovedKeys,
    MovedNotes,
    MovedOrder,
    OrderRow,
)
from hub.store.rows import decode_order
from hub.store.store import Store
from hub.store.tables import MOVED_EVENTS, MOVED_ITEMS, MOVED_KEYS, MOVED_NOTES, MOVED_ORDERS
from hub.wire.responses import HistoryMoved
from hub.wire.upkeep_requests import MoveHistory

DAY = 24 * 3600 * 1000
WEEK = 7 * DAY
ORDERS = 12
"""Orders of one step."""
EVENTS = 60
"""Events of one step."""
LOOK = 500
"""Events whose times are looked at in one step."""

_REST = 4
_AT_LEAST = 0.02


class Moved(NamedTuple):
    """How much was moved."""

    orders: int
    events: int


class Archiver:
    """Keeps the branch's database as small as its owner wants it.

    Args:
        store: the branch's file.
        archives: where to.
        live_orders: says which orders are in memory; those stay.
        followers: say which events nobody needs here any more.
        writer: deletes what has been moved.
        history: how much of the past stays.
    """

    def __init__(
        self,
        *,
        store: Store,
        archives: Archives,
        live_orders: LiveOrders,
        followers: Followers,
        writer: Writer,
        history: HistorySettings,
    ) -> None:
        self._store = store
        self._archives = archives
        self._live_orders = live_orders
        self._followers = followers
        self._writer = writer
        self._keep_days = history.keep_days
        self._turn = asyncio.Lock()

    async def move_history(self, request: MoveHistory) -> HistoryMoved:
        """Move old history to the yearly archives, now.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR, with the reason.
        """
        days = self._keep_days if request.keep_days is None else request.keep_days
        try:
            moved = await self.move(days)
        except BackupFailed as failure:
            raise refuse_backup(failure) from None
        return HistoryMoved(orders=moved.orders, events=moved.events)

    async def keep_history(self) -> None:
        """Move what has become too old, as the owner has set it.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
            StoreError: an archive could not be written.
        """
        await self.move(self._keep_days, every=WEEK)

    async def move(self, keep_days: int, *, every: int = DAY) -> Moved:
        """Move the closed orders and the events that are older than so many days.

        Args:
            keep_days: how much of the past stays; 0 keeps all of it.
            every: milliseconds; only whole stretches of them (UTC) count, so that there is
                something to do once in each, and an archive to be backed up anew.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; what was moved so far is well kept.
            StoreError: an archive could not be written, or the database failed.
        """
        if keep_days == 0:
            return Moved(0, 0)
        now = self._writer.now()
        limit = now - now % every - keep_days * DAY
        async with self._turn:
            return Moved(await self._move_orders(limit), await self._move_events(limit, now))

    async def _move_orders(self, limit: int) -> int:
        moved = 0
        place = ("", 0)
        while True:
            started = time.monotonic()
            rows = await order_reads.old_orders(self._store, instant(limit), place, ORDERS)
            if not rows:
                return moved
            place = (rows[-1].created_at, rows[-1].number)
            moved += await self._orders_step(order_reads.keep_whole(rows))
            await _rest(started)

    async def _orders_step(self, rows: Sequence[OrderRow]) -> int:
        rows = [row for row in rows if self._live_orders.get_latest(row.id) is None]
        if not rows:
            return 0
        await self._archives.put(rows, ())
        # From here on nobody can change them; whoever has begun to has them in memory.
        leaving = self._live_orders.hide(row.id for row in rows)
        try:
            change = self._writer.begin(HUB)
            for row in rows:
                if row.id in leaving:
                    line_ids = decode_order(row.body).line_ids
                    change.put(MOVED_ORDERS, MovedOrder(row.number, row.body))
                    change.put(MOVED_KEYS, MovedKeys(row.number))
                    change.put(MOVED_NOTES, MovedNotes(row.number))
                    change.put(MOVED_ITEMS, *(ItemRow(each, row.number) for each in line_ids))
            await self._writer.commit(change)
        finally:
            self._live_orders.unhide(leaving)
        return len(leaving)

    async def _move_events(self, limit: int, now: int) -> int:
        moved = 0
        known_old = 0
        while True:
            started = time.monotonic()
            first = await reads.first_seq(self._store)
            page = await reads.log_page(self._store, first - 1, EVENTS)
            if page and page[0].at > now and page[0].seq > known_old:
                known_old = await self._find_older(page[0].seq, limit, now)
            events = self._followers.release(_select_old(page, limit, known_old), limit)
            if not events:
                return moved
            await self._archives.put((), events)
            change = self._writer.begin(HUB)
            change.put(MOVED_EVENTS, MovedEvents(events[0].seq, events[-1].seq))
            await self._writer.commit(change)
            moved += len(events)
            await _rest(started)

    async def _find_older(self, after: int, limit: int, now: int) -> int:
        """Look how old events are that a clock, set wrongly, has dated in the future.

        They are older than the first event behind them whose date can be right.

        Returns:
            that event's seq if it is old; 0 if it is not, or there is none.
        """
        while True:
            started = time.monotonic()
            times = await reads.log_times(self._store, after, LOOK)
            if not times:
                return 0
            for seq, at in times:
                if at <= now:
                    return seq if at < limit else 0
            after = times[-1][0]
            await _rest(started)


def _select_old(page: Sequence[EventRow], limit: int, known_old: int) -> list[EventRow]:
    # Only from the front: what is left of the log has no gaps.
    for count, row in enumerate(page):
        if row.at >= limit and row.seq > known_old:
            return list(page[:count])
    return list(page)


async def _rest(started: float) -> None:
    await asyncio.sleep(max(_AT_LEAST, _REST * (time.monotonic() - started)))


def refuse_backup(failure: BackupFailed) -> Refusal:
    """Say to whoever asked why a backup or an archive could not be written."""
    code = Code.STORAGE_FULL if failure.full else Code.STORAGE_ERROR
    return Refusal(code, str(failure))
