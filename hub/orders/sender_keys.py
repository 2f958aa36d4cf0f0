"""Finds orders by the keys under which other systems know them.

A key is of one order among those that are open and those that were closed less than 48 hours ago.
Memory knows those of the orders that are in memory; the table knows them all, until an order goes
to the archive. Who merged an order into another finds that one.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from hub.commit.change import HUB, Change
from hub.commit.writer import Writer
from hub.domain.orders import Order
from hub.domain.times import milliseconds
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.store import order_reads
from hub.store.row_types import KeyRow
from hub.store.store import Store
from hub.store.tables import ORDER_KEYS

KEPT = 48 * 3600 * 1000
"""Milliseconds for which a key belongs to an order that is closed, or was cancelled ahead."""

_PAGE = 500

SenderKey = tuple[str, str]
"""Source and external id."""


class CancelledAhead(NamedTuple):
    """An order that was cancelled before it came: why, and when (Unix milliseconds)."""

    reason: str
    at: int


Found = OrderEntry | CancelledAhead


class SenderKeys:
    """Finds orders by the keys of other systems.

    Args:
        store: where keys are read that memory does not know.
        live_orders: the orders, with their keys.
        writer: forgets keys of orders that never came.
    """

    def __init__(self, store: Store, live_orders: LiveOrders, writer: Writer) -> None:
        self._store = store
        self._live_orders = live_orders
        self._writer = writer
        self._ahead: dict[SenderKey, CancelledAhead] = {}

    async def find(self, key: SenderKey, now: int) -> OrderEntry | None:
        """Return the latest state of the order that a key is of; None when there is none.

        Nothing is awaited between the look at memory and the return.

        Args:
            key: source and external id.
            now: the hub's time, in Unix milliseconds.
        """
        found = (await self.find_all([key], now)).get(key)
        return found if isinstance(found, OrderEntry) else None

    async def find_all(self, keys: Iterable[SenderKey], now: int) -> Mapping[SenderKey, Found]:
        """Return what some keys are of; those that are of nothing are left out."""
        wanted = list(dict.fromkeys(keys))
        on_disk = {key: await self._read(key) for key in wanted if self._find_open(key) is None}
        # From here on nothing may be awaited: whoever asks builds on what is found.
        found = {key: self._choose(key, on_disk.get(key), now) for key in wanted}
        return {key: each for key, each in found.items() if each is not None}

    async def show(self, key: SenderKey) -> OrderEntry | None:
        """Return the order that had a key last, however long it has been closed."""
        return await self.find(key, 0)

    def cancel_ahead(self, change: Change, key: SenderKey, reason: str) -> None:
        """Keep a key of which no order has come yet, so that it is cancelled when it comes."""
        self._ahead[key] = found = CancelledAhead(reason, change.at)
        change.put(ORDER_KEYS, KeyRow(*key, 0, change.at, reason))
        change.then(partial(self._drop_ahead, key, found))

    async def purge(self) -> None:
        """Forget the keys of orders that were cancelled ahead and have not come in time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
            StoreBroken: the file failed.
        """
        limit = self._writer.now() - KEPT
        while old := await order_reads.list_ahead(self._store, limit, _PAGE):
            change = self._writer.begin(HUB)
            for key in old:
                change.remove(ORDER_KEYS, key)
            await self._writer.commit(change)

    def forget_staged(self) -> None:
        """Drop what did not reach the disk."""
        self._ahead.clear()

    def _drop_ahead(self, key: SenderKey, found: CancelledAhead) -> None:
        # The table has it now.
        if self._ahead.get(key) is found:
            del self._ahead[key]

    def _find_open(self, key: SenderKey) -> OrderEntry | None:
        entry = self._live_orders.get_by_key(key)
        return entry if entry is not None and entry.order.active else None

    async def _read(self, key: SenderKey) -> Found | None:
        row = await order_reads.key_row(self._store, key)
        if row is None:
            return None
        if row.number == 0:
            return CancelledAhead(row.reason, row.at)
        entry = await self._live_orders.fetch_by_number(row.number)
        if entry is not None and entry.order.merged_into:
            return await self._live_orders.fetch(entry.order.merged_into)
        return entry

    def _choose(self, key: SenderKey, read: Found | None, now: int) -> Found | None:
        here = self._live_orders.get_by_key(key)
        if here is not None and here.order.active:
            return here
        if isinstance(read, OrderEntry):
            read = self._live_orders.get_latest(read.order.id) or read
        known = (self._ahead.get(key), read, here)
        return next((each for each in known if each is not None and not _is_past(each, now)), None)


def _is_past(found: Found, now: int) -> bool:
    if isinstance(found, CancelledAhead):
        return found.at + KEPT < now
    return not found.order.active and _closed_at(found.order) + KEPT < now


def _closed_at(order: Order) -> int:
    return milliseconds(order.completed_at or order.updated_at)
