"""Opening a branch whose file may be damaged: what is brought back, and what is said of it.

A hub never starts with less than it had without saying so on every screen.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from hub import ids
from hub.commit.change import HUB, Change
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.domain.orders import OrderChanged, OrderPlaced, order_number
from hub.domain.times import instant
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.waiting_orders import WaitingOrders
from hub.realtime.standing_alarms import Alarms
from hub.store import order_reads, reads, salvage
from hub.store.backup_folder import format_stamp
from hub.store.errors import Damaged
from hub.store.row_types import ItemRow, MetaRow, MovedKeys, MovedNotes, TimerRow
from hub.store.salvage import RecoveryNote, SalvagedOrders
from hub.store.store import Store
from hub.store.tables import LINE_MOVES, META, MOVED_KEYS, MOVED_NOTES
from hub.wire.drafts import alert_draft, draft_of
from hub.wire.events import KitchenAlert
from hub.wire.socket_messages import RESTORED_FROM_BACKUP

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

STANDS_FOR = 12 * 3600 * 1000
"""Milliseconds for which it is said that something was restored: whoever comes on shift sees it."""

_ENDS = "restored-from-backup"
"""Kind of the timer that ends the alarm; it holds what the alarm says."""

_AT_ONCE = 20
_NAMED = 12


async def open_or_recover(
    path: Path,
    open_: Callable[[], Awaitable[_T]],
    backups: Sequence[Path],
    *,
    branch: str | None,
    now: int,
) -> _T:
    """Open a branch's file and see that it is whole; otherwise open what can be had in its place.

    Args:
        path: the database.
        open_: opens it and reads it; raises Damaged when it is not what was written.
        backups: folders to look for backups in.
        branch: whose; None takes the file's own.
        now: Unix milliseconds.

    Raises:
        Damaged: even what was brought back is damaged.
        CannotOpen: the file is in use, newer than the program, or of another branch.
    """
    if await asyncio.to_thread(salvage.is_gone, path, backups):
        _log.error("the database %s is gone", path.name)
    else:
        try:
            return await open_()
        except Damaged as damage:
            _log.error("%s", damage)
    tried: list[Path] = []
    damaged: Path | None = None
    while True:
        backup, damaged = await asyncio.to_thread(
            salvage.replace_damaged,
            path,
            backups,
            branch,
            epoch=ids.new_epoch(),
            stamp=format_stamp(now + 1000 * len(tried)),
            tried=tried,
            damaged=damaged,
        )
        try:
            return await open_()
        except Damaged as damage:
            if backup is None:
                raise
            _log.error("%s is no good: %s", backup, damage)
            tried.append(backup)


class Recovery:
    """Brings along what the damaged file still gives, and says what is missing.

    Args:
        store: the branch's file, as it was brought back.
        live_orders: the orders in it.
        writer: commits; it must have been started.
        waiting: sets the timers of orders that wait.
        timers: end the alarm.
        alarms: of the branch.
    """

    def __init__(
        self,
        store: Store,
        *,
        live_orders: LiveOrders,
        writer: Writer,
        waiting: WaitingOrders,
        timers: Timers,
        alarms: Alarms,
    ) -> None:
        self._store = store
        self._live_orders = live_orders
        self._writer = writer
        self._waiting = waiting
        self._timers = timers
        self._alarms = alarms
        timers.on_due(_ENDS, self._end)

    async def settle(self) -> None:
        """Finish what :func:`open_or_recover` began, and raise the alarm, also a recent one.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; the next start does it again.
        """
        facts = await reads.meta(self._store)
        if pending := facts.get(salvage.PENDING):
            await self._bring_along(salvage.parse_note(pending))
        else:
            for timer in self._timers.of(_ENDS):
                self._alarms.sound(RESTORED_FROM_BACKUP, timer.body.decode())

    async def _bring_along(self, note: RecoveryNote) -> None:
        live = [entry.number for entry in self._live_orders.list_active()]
        last = self._live_orders.next_number() - 1
        found = SalvagedOrders([], [], certain=False)
        if note.aside is not None:
            aside = self._store.path.with_name(note.aside)
            found = await asyncio.to_thread(salvage.salvage_orders, aside, live, last)
        newer = [entry for row in found.whole if self._is_news(entry := OrderEntry.read(row))]
        for start in range(0, len(newer), _AT_ONCE):
            await self._commit(newer[start : start + _AT_ONCE])
        await self._forget_lost()
        message = _format_message(note, found, len(newer))
        _log.error("%s", message)
        await self._say(message)

    def _is_news(self, entry: OrderEntry) -> bool:
        known = self._live_orders.get_latest(entry.order.id)
        return known is None or known.order.version < entry.order.version

    async def _commit(self, entries: Sequence[OrderEntry]) -> None:
        change = self._writer.begin(HUB)
        for entry in entries:
            known = self._live_orders.get_latest(entry.order.id)
            # Some may be on another order by what was brought back: they have moved since.
            change.put(LINE_MOVES, *(ItemRow(each, entry.number) for each in entry.order.line_ids))
            event = OrderPlaced() if known is None else OrderChanged()
            change.tell(draft_of(event, entry.order))
            self._live_orders.change(change, entry)
            self._waiting.note_change(change, None, entry.order)
        await self._writer.commit(change)

    async def _forget_lost(self) -> None:
        """Forget keys and notes of orders that are lost: another order may get such a number."""
        numbers = await order_reads.list_numbers_without_order(self._store)
        if numbers:
            change = self._writer.begin(HUB)
            change.put(MOVED_KEYS, *map(MovedKeys, numbers))
            change.put(MOVED_NOTES, *map(MovedNotes, numbers))
            await self._writer.commit(change)

    async def _say(self, message: str) -> None:
        self._alarms.sound(RESTORED_FROM_BACKUP, message)
        change = self._writer.begin(HUB)
        change.put(META, MetaRow(salvage.PENDING, ""))
        self._timers.set(change, _ENDS, _ENDS, change.at + STANDS_FOR, message.encode())
        change.tell(alert_draft(KitchenAlert(code=RESTORED_FROM_BACKUP, message=message)))
        await self._writer.commit(change)

    def _end(self, _timer: TimerRow, change: Change) -> None:
        change.then(lambda: self._alarms.end(RESTORED_FROM_BACKUP))


def _format_message(note: RecoveryNote, found: SalvagedOrders, brought: int) -> str:
    file = "gone" if note.aside is None else "damaged"
    at = note.made_at
    base = "there is no backup" if at is None else f"backup of {instant(at)[:16]}Z restored"
    along = f", {brought} newer orders saved" if brought else ""
    numbers = [order_number(number) for number in found.lost]
    named = ", ".join(numbers[:_NAMED]) + (", ..." if len(numbers) > _NAMED else "")
    if found.certain:
        lost = f"Not as they were: {named}" if numbers else "No order is missing"
    else:
        since = "Everything" if at is None else "Everything since then"
        lost = f"{since} may be missing" + (f"; not as they were: {named}" if named else "")
    return f"The hub's orders were {file}: {base}{along}. {lost}."
