"""The dishes that are ordered most often: counted once a day, from the orders on disk.

They stay the same for the day, so that whoever takes orders finds each where it was. The orders are
read some at a time, between which changes are committed.
"""

import asyncio
from collections import Counter
from collections.abc import Callable

import msgspec

from hub.clock.local_time import LocalTime
from hub.clock.wall_clock import Clock
from hub.domain.menu import Menu
from hub.domain.orders import ItemStatus
from hub.domain.times import instant
from hub.store import order_reads
from hub.store.reads import AT_ONCE
from hub.store.store import Store
from hub.wire.menu_responses import OftenOrdered

HOW_MANY = 12
DAYS = 28
_DAY = 24 * 3_600_000

MOST_ORDERS = 20_000
"""Orders that are looked at; of a house that has more, the newest."""


class _OrderedLine(msgspec.Struct, gc=False):
    menu_item_id: str | None = None
    quantity: int = 1
    status: str = ""


class _OrderedLines(msgspec.Struct, gc=False):
    items: tuple[_OrderedLine, ...] = ()
    test: bool = False


_decode = msgspec.json.Decoder(_OrderedLines).decode


class Often:
    """Knows which dishes are ordered most often.

    Args:
        store: where orders are read from.
        clock: the hub's time.
        local_time: the branch's own, by which a day begins.
        menu: returns the menu as it is committed.
    """

    def __init__(
        self, store: Store, clock: Clock, local_time: LocalTime, menu: Callable[[], Menu]
    ) -> None:
        self._store = store
        self._clock = clock
        self._local_time = local_time
        self._menu = menu
        self._day = 0
        self._counting: asyncio.Task[list[OftenOrdered]] | None = None

    async def view(self) -> list[OftenOrdered]:
        """Show the dishes that are ordered most often, the first one first; the same for the day.

        Raises:
            StoreError: the file failed.
        """
        day = self._local_time.find_day_start(self._clock.now())
        counting = self._counting
        if counting is None or self._day != day or (counting.done() and counting.exception()):
            self._day = day
            self._counting = counting = asyncio.create_task(self._count(day))
        # Whoever goes away meanwhile leaves the others waiting for it.
        found = await asyncio.shield(counting)
        return [each for each in found if each.menu_item_id in self._menu().items]

    async def _count(self, day: int) -> list[OftenOrdered]:
        ordered: Counter[str] = Counter()
        since, until = instant(day - DAYS * _DAY), instant(day)
        before, looked_at = None, 0
        while looked_at < MOST_ORDERS:
            rows = await order_reads.orders_page(
                self._store, since=since, until=until, before=before, limit=AT_ONCE
            )
            for row in rows:
                _add(ordered, row.body)
            if len(rows) < AT_ONCE:
                break
            looked_at += len(rows)
            before = rows[-1].created_at, rows[-1].number
            await asyncio.sleep(0)
        items = self._menu().items
        # Of dishes that are ordered alike, always the same ones.
        known = sorted(
            (each for each in ordered if each in items),
            key=lambda each: (-ordered[each], items[each].name, each),
        )
        return [
            OftenOrdered(menu_item_id=each, name=items[each].name, quantity=ordered[each])
            for each in known[:HOW_MANY]
        ]


def _add(ordered: Counter[str], body: bytes) -> None:
    try:
        order = _decode(body)
    except msgspec.MsgspecError:
        # One that a card has damaged is told of where it is asked for.
        return
    if order.test:
        return
    for line in order.items:
        if line.menu_item_id is not None and line.status != ItemStatus.CANCELLED:
            ordered[line.menu_item_id] += line.quantity
