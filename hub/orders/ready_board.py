"""The board that guests look at: which numbers are in the making, and which are ready.

Whoever watches it is shown the whole of it, each time that it is another one: guests see no event,
and a list that replaces the one before needs no log to be right.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from hub.clock.wall_clock import Clock
from hub.commit.command import Listing
from hub.commit.event_log import EventLog
from hub.domain.ready_numbers import (
    ReadyNumber,
    ReadyRules,
    find_next_leave,
    list_ready_numbers,
)
from hub.orders.live_orders import LiveOrders
from hub.wire.events import Committed
from hub.wire.socket_messages import ReadyShown

PAUSE = 0.25
"""Seconds from one list to the next at the least: a bump of ten orders is one change for guests."""

_LONGEST_WAIT = 60.0
"""Seconds after which it is looked at anyway: the hub's time may have been corrected."""

_encode = msgspec.json.Encoder().encode


class Watchers(NamedTuple):
    """Whoever is shown the board.

    Attributes:
        are_there: whether there is anybody.
        show: puts a frame before all of them, without waiting.
    """

    are_there: Callable[[], bool]
    show: Callable[[bytes], None]


class ReadyBoard:
    """Knows what stands on it.

    Args:
        live_orders: the orders as they are committed.
        log: says which event they reflect.
        clock: the hub's time.
        rules: what the house shows there.

    Attributes:
        rules: the same.
    """

    def __init__(
        self, live_orders: LiveOrders, log: EventLog, clock: Clock, rules: ReadyRules
    ) -> None:
        self._live_orders = live_orders
        self._log = log
        self._clock = clock
        self.rules = rules
        self._woken = asyncio.Event()

    def view(self) -> tuple[ReadyNumber, ...]:
        """List what stands there: the numbers that are ready, newest first, then the others."""
        shown = (entry.order for entry in self._live_orders.list_on_board())
        return tuple(list_ready_numbers(shown, self.rules, self._clock.now()))

    def list(self) -> Listing[ReadyNumber]:
        """List the same as an answer."""
        return Listing(tuple(map(_encode, self.view())), self._log.committed)

    def note(self, event: Committed) -> None:
        """Note that an order may stand otherwise there."""
        if event.draft.order_id is not None:
            self._woken.set()

    async def run(self, watchers: Watchers) -> None:
        """Show it to whoever watches whenever it is another one, until cancelled."""
        shown: tuple[ReadyNumber, ...] | None = None
        while True:
            if watchers.are_there():
                rows = self.view()
                if rows != shown:
                    shown = rows
                    watchers.show(self._write(rows))
                wait = self._wait_for_next(rows)
            else:
                # Who comes next is given all of it on joining.
                shown, wait = None, _LONGEST_WAIT
            self._woken.clear()
            await asyncio.sleep(PAUSE)
            try:
                async with asyncio.timeout(wait):
                    await self._woken.wait()
            except TimeoutError:
                pass

    def _wait_for_next(self, rows: tuple[ReadyNumber, ...]) -> float:
        leaves = find_next_leave(rows, self.rules)
        if leaves is None:
            return _LONGEST_WAIT
        return min(_LONGEST_WAIT, max(0.0, (leaves - self._clock.now()) / 1000))

    def _write(self, rows: tuple[ReadyNumber, ...]) -> bytes:
        frame = ReadyShown(seq=self._log.committed, timestamp=self._clock.now(), ready=rows)
        return _encode(frame)
