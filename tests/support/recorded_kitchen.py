"""A kitchen at work, all of whose writing is recorded: a mark follows every acknowledgement.

``python -m tests.support.recorded_kitchen DATABASE SEED CHANGES [SYNCHRONOUS]``, under the shim of
``disk_shim.c``. Small checkpoints, so that there are many of them; the file is closed and opened
now and then; where fsync fails, that is noticed and gone on from.
"""

import asyncio
import os
import random
import sys
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from hub.domain.errors import Refusal
from hub.domain.orders import Order, OrderStatus
from hub.store import database_file, journal
from hub.wire.requests import Bump, BumpStatus
from tests.support.branch import Bench, new_order, order_in, until
from tests.support.disk_shim import mark

_T = TypeVar("_T")
_COOKS = 4
_CHECKPOINT_PAGES = 40
_FAILURES = 5
_FLUSH_AT, _SLICE = 40_000, 4_000
"""So that the journal is entered, a slice at a time, and begun anew, many times."""

_DISHES = ("Soup", "Fish of the day", "Bread", "Chips", "Salad without onions", "Ice cream")


async def main(path: Path, seed: int, changes: int, synchronous: str = "FULL") -> None:
    """Work for so many changes in all."""
    database_file.PRAGMAS = (
        *database_file.PRAGMAS,
        f"PRAGMA synchronous = {synchronous}",
        f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}",
    )
    journal.FLUSH_AT, journal.SLICE = _FLUSH_AT, _SLICE
    thrown = random.Random(seed)
    record = os.open(os.environ["DISK_SHIM_RECORD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    bench = await Bench(path).open()
    for part in range(4):
        cooks = [
            Cook(bench, random.Random(thrown.random()), f"{part}-{number}", partial(mark, record))
            for number in range(_COOKS)
        ]
        await asyncio.gather(*(cook.work(changes // 4 // _COOKS) for cook in cooks))
        if part % 2:
            await bench.reopen()
        else:
            await bench.branch._store.reopen()
    if fails := os.environ.get("DISK_SHIM_SOME_FAIL"):
        for _ in range(_FAILURES):
            await _failing(bench, cooks, Path(fails), thrown)
    # Not closed: the record ends as if the power had gone.
    os._exit(0)


async def _failing(bench: Bench, cooks: "list[Cook]", fails: Path, thrown: random.Random) -> None:
    _touch(fails)
    ends = await asyncio.gather(*(cook.once() for cook in cooks), return_exceptions=True)
    assert all(isinstance(each, Refusal) for each in ends), ends
    _remove(fails)
    await until(lambda: bench.branch.writer.trouble is None)
    for cook in cooks:
        await cook.look()
        await cook.work(thrown.randint(1, 5))


def _touch(file: Path) -> None:
    file.touch()


def _remove(file: Path) -> None:
    file.unlink()


class Cook:
    """Takes orders and bumps them.

    Args:
        bench: where.
        thrown: decides what comes next.
        name: tells the cook from others.
        acknowledged: told the last durable event whenever a change was acknowledged.
    """

    def __init__(
        self,
        bench: Bench,
        thrown: random.Random,
        name: str,
        acknowledged: Callable[[int], None] = lambda seq: None,
    ) -> None:
        self._bench = bench
        self._thrown = thrown
        self._tell = acknowledged
        self._name = name
        self._asked = 0
        self._open: list[Order] = []

    async def work(self, changes: int) -> None:
        """Make so many changes."""
        for _ in range(changes):
            await self.once()

    async def look(self) -> None:
        """Look at the board anew, after changes were refused."""
        live = {order.id: order for order in self._bench.snapshot()}
        self._open = [live[order.id] for order in self._open if order.id in live]

    async def once(self) -> None:
        """Make one change."""
        branch = self._bench.branch
        self._asked += 1
        key = f"{self._name}-{self._asked}"
        dice = self._thrown.random()
        if len(self._open) < 3 or dice < 0.3:
            dishes = self._thrown.sample(_DISHES, self._thrown.randint(1, 4))
            new = new_order(*dishes)
            placed = self._bench.once(key, lambda command: branch.intake.place(command, new))
            self._open.append(order_in(await self._acknowledged(placed)))
        else:
            order = self._thrown.choice(self._open)
            self._open.remove(order)
            behind = tuple(OrderStatus).index(order.status)
            to = ("preparing", "preparing", "ready", "served")[behind]
            bump, order_id = Bump(status=BumpStatus(to)), order.id
            bumped = self._bench.once(
                key, lambda command: branch.orders.bump(command, order_id, bump)
            )
            order = order_in(await self._acknowledged(bumped))
            if order.active:
                self._open.append(order)

    async def _acknowledged(self, change: Awaitable[_T]) -> _T:
        answer = await change
        self._tell(self._bench.branch.log.committed)
        return answer


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
    finally:
        # The database's thread waits for a connection that nobody closes.
        traceback.print_exc()
        os._exit(1)
