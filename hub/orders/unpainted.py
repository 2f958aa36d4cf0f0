"""Tells the kitchen of orders that are on no screen: ``kitchen:alert``.

One task sleeps until the next line is due and writes what the lookout reports, through the one
writer like every other change. Beside a commit it costs a note of which order has changed.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hub.commit.change import HUB
from hub.commit.event_log import EventLog
from hub.commit.writer import Writer
from hub.domain.errors import Refusal
from hub.orders.live_orders import LiveOrders
from hub.orders.unpainted_rule import Lookout, Unseen
from hub.wire.events import NOT_ON_SCREEN, Committed, KitchenAlert, alert_draft

_log = logging.getLogger(__name__)

AT_ONCE = 16
"""Alerts of one commit; far fewer than the events that may wait for one socket."""

_LONGEST_PAUSE = 60.0


class Grace(NamedTuple):
    """How long a line may be on no screen before anybody is told, in seconds.

    ``within``: from the event that put it before its station. ``after_start``: for lines that were
    there when the hub started; screens take some seconds to come back. ``retry_after``: from
    an alert that could not be written to the next attempt; it doubles each time, up to a minute.
    """

    within: float = 5.0
    after_start: float = 15.0
    retry_after: float = 1.0


GRACE = Grace()


class UnpaintedAlerts:
    """Raises an alert for each order and station with a line that no screen has painted in time.

    Args:
        live_orders: the orders as they are committed.
        log: says which event is the last.
        writer: commits them.
        screens_expected: whether the branch has a device that could be a screen; without one
            nobody is told.
    """

    def __init__(
        self,
        *,
        live_orders: LiveOrders,
        log: EventLog,
        writer: Writer,
        screens_expected: Callable[[], bool],
    ) -> None:
        self._live_orders = live_orders
        self._log = log
        self._writer = writer
        self._screens_expected = screens_expected
        self._lookout = Lookout()
        self._changed: dict[str, tuple[int, float]] = {}
        self._woken = asyncio.Event()

    @property
    def unpainted(self) -> int:
        """How many orders are on no screen of one of their stations, after their time was up."""
        return self._lookout.unpainted if self._screens_expected() else 0

    def note(self, event: Committed) -> None:
        """Note a durable event. Takes the same short time whatever it holds."""
        draft = event.draft
        if draft.order_id is not None:
            self._changed[draft.order_id] = (event.seq, time.monotonic())
            self._woken.set()

    def painted(self, station: str | None, seq: int) -> None:
        """Note what a screen has painted.

        Args:
            station: whose screen it is; None is a screen of everything.
            seq: the last event that it shows; one that has happened.
        """
        self._lookout.painted(station, seq)

    async def run(self, grace: Grace = GRACE) -> None:
        """Look out, until cancelled. What is in the book at the start is due after the start."""
        due = time.monotonic() + grace.after_start
        for entry in self._live_orders.active():
            self._lookout.look(entry.order, self._log.committed, due)
        while True:
            await self._wait(self._lookout.next_due)
            self._take_in(grace)
            overdue = self._lookout.overdue(time.monotonic())
            if self._screens_expected():
                await self._raise(overdue, grace)

    async def _wait(self, due: float | None) -> None:
        """Wait until an order has changed, or until ``due``."""
        try:
            async with asyncio.timeout(None if due is None else due - time.monotonic()):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _take_in(self, grace: Grace) -> None:
        self._woken.clear()
        changed, self._changed = self._changed, {}
        for order_id, (seq, at) in changed.items():
            entry = self._live_orders.committed(order_id)
            if entry is None:
                self._lookout.forget(order_id)
            else:
                self._lookout.look(entry.order, seq, at + grace.within)

    async def _raise(self, unseen: Sequence[Unseen], grace: Grace) -> None:
        pause = grace.retry_after
        while unseen := [each for each in unseen if self._lookout.still(each)]:
            try:
                await self._commit(unseen[:AT_ONCE])
            except Refusal as why:
                _log.warning(
                    "%d alerts could not be written, next attempt in %g s: %s",
                    len(unseen),
                    pause,
                    why.message,
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                unseen = unseen[AT_ONCE:]
            self._take_in(grace)

    async def _commit(self, unseen: Sequence[Unseen]) -> None:
        change = self._writer.begin(HUB)
        change.tell(*(alert_draft(_alert(each)) for each in unseen))
        await self._writer.commit(change)
        for each in unseen:
            _log.info("%s is on no screen of %s", each.order_number, each.station or "the kitchen")


def _alert(unseen: Unseen) -> KitchenAlert:
    where = "no screen" if unseen.station is None else f"no screen of {unseen.station}"
    return KitchenAlert(
        code=NOT_ON_SCREEN,
        message=f"{unseen.order_number} is on {where}.",
        order_id=unseen.order_id,
        station=unseen.station,
    )
