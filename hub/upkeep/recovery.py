"""Opening a branch whose file may be damaged: what is brought back, and what is said of it.

A hub never starts with less than it had without saying so on every screen.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from hub import ids
from hub.alarms import Alarms
from hub.clock.wall_clock import Clock
from hub.commit.event_log import EventLog
from hub.commit.writer import Unit, Writer
from hub.domain.orders import OrderChanged, OrderPlaced, order_number
from hub.domain.times import instant
from hub.orders.live_orders import Entry, LiveOrders
from hub.orders.unpainted import HUB
from hub.store import reads, salvage
from hub.store.backup_names import stamp
from hub.store.errors import Damaged
from hub.store.rows import ItemRow, Rows
from hub.store.salvage import Found, Note
from hub.store.store import Store
from hub.wire.events import Draft, KitchenAlert, alert_draft, draft_of
from hub.wire.socket_messages import RESTORED_FROM_BACKUP

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

STANDS_FOR = 12 * 3600 * 1000
"""Milliseconds for which it is said that something was restored: whoever comes on shift sees it."""

_KEPT_AS = "restored"
_AT_ONCE = 20
_NAMED = 12


class _Said(msgspec.Struct, frozen=True):
    at: int
    message: str


async def opened(
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
            salvage.rescued,
            path,
            backups,
            branch,
            epoch=ids.new_epoch(),
            stamp=stamp(now + 1000 * len(tried)),
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
        log: numbers the events.
        writer: commits; it must have been started.
        clock: the hub's time.
        alarms: of the branch.
    """

    def __init__(
        self,
        store: Store,
        *,
        live_orders: LiveOrders,
        log: EventLog,
        writer: Writer,
        clock: Clock,
        alarms: Alarms,
    ) -> None:
        self._store = store
        self._live_orders = live_orders
        self._log = log
        self._writer = writer
        self._clock = clock
        self._alarms = alarms

    async def settle(self) -> None:
        """Finish what :func:`opened` began, and raise the alarm, also for one not long ago.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; the next start does it again.
        """
        facts = await reads.meta(self._store)
        if pending := facts.get(salvage.PENDING):
            await self._bring_along(salvage.note_of(pending))
        elif kept := facts.get(_KEPT_AS):
            said = msgspec.json.decode(kept, type=_Said)
            if self._clock.now() - said.at < STANDS_FOR:
                self._alarms.sound(RESTORED_FROM_BACKUP, said.message)

    async def _bring_along(self, note: Note) -> None:
        live = [entry.number for entry in self._live_orders.active()]
        last = self._live_orders.next_number() - 1
        found = Found([], [], certain=False)
        if note.aside is not None:
            aside = self._store.path.with_name(note.aside)
            found = await asyncio.to_thread(salvage.salvaged, aside, live, last)
        newer = [entry for row in found.whole if self._is_news(entry := Entry.read(row))]
        for start in range(0, len(newer), _AT_ONCE):
            await self._commit(newer[start : start + _AT_ONCE])
        message = _message(note, found, len(newer))
        _log.error("%s", message)
        await self._say(message)

    def _is_news(self, entry: Entry) -> bool:
        known = self._live_orders.latest(entry.order.id)
        return known is None or known.order.version < entry.order.version

    async def _commit(self, entries: Sequence[Entry]) -> None:
        rows = Rows()
        drafts: list[Draft] = []
        for entry in entries:
            known = self._live_orders.latest(entry.order.id)
            had = set() if known is None else {item.id for item in known.order.items}
            rows.orders[entry.number] = entry.row()
            rows.items += [
                ItemRow(item.id, entry.number) for item in entry.order.items if item.id not in had
            ]
            happening = OrderPlaced() if known is None else OrderChanged()
            drafts.append(draft_of(happening, entry.order))
            self._live_orders.stage(entry)

        def landed() -> None:
            for entry in entries:
                self._live_orders.land(entry)

        await self._submit(rows, drafts, landed)

    async def _say(self, message: str) -> None:
        self._alarms.sound(RESTORED_FROM_BACKUP, message)
        rows = Rows()
        said = _Said(self._clock.now(), message)
        rows.meta[salvage.PENDING] = ""
        rows.meta[_KEPT_AS] = msgspec.json.encode(said).decode()
        alert = KitchenAlert(code=RESTORED_FROM_BACKUP, message=message)
        await self._submit(rows, [alert_draft(alert)], lambda: None)

    async def _submit(
        self, rows: Rows, drafts: Sequence[Draft], landed: Callable[[], None]
    ) -> None:
        events = self._log.enter(rows, drafts, HUB, self._clock.now())
        await self._writer.submit(Unit(rows, events, landed))


def _message(note: Note, found: Found, brought: int) -> str:
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
