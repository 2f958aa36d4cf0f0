"""Keeps the branch's times right when the machine's clock is not.

Once a second it looks at the wall clock. When that was set, or the machine has started anew, the
orders in memory are moved along in ONE transaction, like any other change: no age on any screen
jumps, and nobody sees the new time before the old ones have been moved to it.
"""

import asyncio
import logging
from functools import partial

import msgspec

from hub.clock.hub_time import Correction, HubTime, Mark
from hub.commit.change import HUB
from hub.commit.event_log import EventLog
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.domain.clock_correction import keep_age, move_times
from hub.domain.errors import Refusal
from hub.domain.orders import Order
from hub.domain.times import Instant, instant
from hub.domain.waiting import describe_change
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.waiting_orders import set_release_timer
from hub.store import reads
from hub.store.errors import StoreError
from hub.store.row_types import MetaRow, RetimedOrder
from hub.store.store import Store
from hub.store.tables import META, RETIMED
from hub.wire.drafts import draft_of

_log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at the wall clock; nothing is written when it goes as it should."""

_MARK = "clock"


class ClockSteps:
    """Has the time of a branch's orders follow the hub's.

    Args:
        store: where the mark is kept.
        time: the hub's.
        live_orders: the orders; those that left memory long ago stay as they are.
        timers: move along too.
        log: says which event is the last.
        writer: commits.
    """

    def __init__(
        self,
        store: Store,
        time: HubTime,
        *,
        live_orders: LiveOrders,
        timers: Timers,
        log: EventLog,
        writer: Writer,
    ) -> None:
        self._store = store
        self._time = time
        self._live_orders = live_orders
        self._timers = timers
        self._log = log
        self._writer = writer

    async def load(self) -> None:
        """Read what the file says of the time."""
        mark = (await reads.meta(self._store)).get(_MARK)
        kept = None if mark is None else msgspec.json.decode(mark, type=Mark)
        self._time.load(kept, await reads.last_known(self._store))

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look once, and correct what is to be corrected; without a disk, the next look does."""
        while (correction := self._time.look()) is not None:
            try:
                await self._correct(correction)
            except Refusal as why:
                _log.warning("the time cannot be corrected yet: %s", why)
                return

    async def close(self) -> None:
        """Write down how late it is, for when the machine starts anew, as far as it is possible."""
        if not self._time.settled:
            return
        try:
            mark = self._time.make_closing_mark(self._log.committed)
            change = self._writer.begin(HUB)
            change.put(META, _make_row(mark))
            await self._writer.commit(change)
        except (Refusal, StoreError) as error:
            _log.warning("how late it is could not be written down: %s", error)

    async def _correct(self, correction: Correction) -> None:
        self._writer.check()
        # From here to the writer nothing is awaited: what is written down next is by the new time.
        now = instant(self._time.now() + correction.by)
        changed = [
            entry.replace(order)
            for entry in self._live_orders.list_latest()
            if (order := _correct_order(entry, correction, now)) is not entry.order
        ]
        # Orders that have left the kitchen stand on no screen.
        drafts = [
            draft_of(describe_change(each.order), each.order)
            for each in changed
            if each.order.active
        ]
        mark = self._time.take(correction, self._log.staged + len(drafts))
        change = self._writer.begin(HUB)
        change.put(META, _make_row(mark))
        for entry in changed:
            self._live_orders.change(change, entry)
            if entry.number > correction.through:
                change.put(RETIMED, RetimedOrder(entry.number, entry.order.created_at))
        self._timers.move(change, correction.by, correction.since)
        for entry in changed:
            # A guest's time is no time of the hub's clock: it stays.
            if entry.order.release_at:
                set_release_timer(self._timers, change, entry.order)
        change.tell(*drafts)
        change.then(partial(self._time.commit, mark))
        await self._writer.commit(change)
        if correction.by:
            seconds = correction.by / 1000
            _log.warning("the clock was set by %+.1f s; %d orders follow", seconds, len(changed))
        elif correction.at_least and changed:
            _log.warning("it is not known for how long the hub was off; %d orders", len(changed))


def _correct_order(entry: OrderEntry, correction: Correction, now: Instant) -> Order:
    by, ages_by, at_least, since, through = correction
    if entry.number > through:
        return move_times(entry.order, by, now)
    return keep_age(entry.order, by=by, ages_by=ages_by, at_least=at_least, since=since, now=now)


def _make_row(mark: Mark) -> MetaRow:
    return MetaRow(_MARK, msgspec.json.encode(mark).decode())
