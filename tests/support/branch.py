"""A branch on a real file, with a clock that is held still and a record of all that was told."""

import asyncio
import hashlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import msgspec

from hub.branch import Branch, BranchOptions
from hub.commit.command import Command
from hub.commit.idempotency import KeyedRequest, StoredAnswer
from hub.domain.errors import Refusal
from hub.domain.orders import Item, Order, OrderType
from hub.domain.permissions import Principal, Role
from hub.http.answers import answer_of
from hub.store.store import Store
from hub.wire.events import Committed
from hub.wire.order_requests import NewItem, NewModifier, NewOrder
from hub.wire.requests import Bump, BumpStatus
from tests.support.unflushed import committed

MANAGER = Principal(id="device-manager", name="the pass", role=Role.MANAGER)
WAITER = Principal(id="device-waiter", name="floor", role=Role.WAITER)
OPENING_TIME = 1_705_329_000_000
_DEADLINE = 20.0


class HeldClock:
    """A machine's clocks, which go only when they are told to."""

    def __init__(self, now: int = OPENING_TIME) -> None:
        self.boot = "the only one"
        self.ahead = now
        self.is_synchronized = False
        self._running = 0

    def now(self) -> int:
        return self.wall()

    def wall(self) -> int:
        return self._running + self.ahead

    def running(self) -> int:
        return self._running

    def synchronized(self) -> bool:
        return self.is_synchronized

    def forward(self, milliseconds: int) -> None:
        """Let time pass."""
        self._running += milliseconds

    def set(self, wall: int) -> None:
        """Set the wall clock."""
        self.ahead = wall - self._running

    def start_anew(self, wall: int) -> None:
        """Switch the machine off and on again; its wall clock then shows ``wall``."""
        self.boot += " after another"
        self._running = 5_000
        self.is_synchronized = False
        self.set(wall)


class Bench:
    """An open branch and everything it has told since it was first opened."""

    def __init__(
        self, path: Path, clock: HeldClock | None = None, options: BranchOptions | None = None
    ) -> None:
        self.path = path
        self.options = options or BranchOptions()
        self.clock = clock or HeldClock()
        self.events: list[Committed] = []
        self.revoked: list[str] = []
        self.on_event: Callable[[Committed], None] = lambda event: None
        self._branch: Branch | None = None

    @property
    def branch(self) -> Branch:
        assert self._branch is not None
        return self._branch

    async def open(self, branch_id: str | None = None) -> "Bench":
        self._branch = await Branch.open(
            self.path,
            self.clock,
            branch_id=branch_id,
            listeners=[self._heard],
            on_revoked=self.revoked.append,
            options=self.options,
        )
        return self

    async def close(self) -> None:
        branch, self._branch = self._branch, None
        if branch is not None:
            await branch.close()

    async def reopen(self) -> None:
        await self.close()
        await self.open()

    async def once(
        self,
        key: str,
        run: Callable[[Command], Awaitable[object]],
        body: str = "",
        principal: Principal = MANAGER,
    ) -> StoredAnswer:
        """Carry a command out under an Idempotency-Key -> what the client is told."""
        request = KeyedRequest(principal.id, key, hashlib.sha256(body.encode()).digest())
        return await self.branch.idempotency_keys.once(
            request,
            lambda held: run(Command(who=principal, key=held)),
            lambda found: answer_of(found).store(),
        )

    async def place(self, *names: str, ask: Command | None = None, **fields: object) -> Order:
        return order_in(await self.branch.intake.place(ask or asks(), new_order(*names, **fields)))

    async def serve(self, order: Order) -> Order:
        new = Bump(status=BumpStatus.SERVED)
        return order_in(await self.branch.orders.bump(asks(), order.id, new))

    def snapshot(self) -> list[Order]:
        raw = self.branch.board.snapshot(None, None)
        return [msgspec.json.decode(each, type=Order) for each in raw]

    async def sql(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return await committed(self.branch._store, sql, values)

    async def flush(self) -> None:
        """Have everything in its tables that is committed."""
        await self.branch._store.flush()

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[None]:
        """Hold the disk's turn: whatever is committed meanwhile stays in flight."""
        async with self.branch._store._turn:
            yield

    async def in_flight(self, staged: int) -> None:
        """Wait until events up to ``staged`` are with the writer and its batch is under way."""
        await until(
            lambda: self.branch.log.staged == staged and not self.branch.writer._open,
        )

    @asynccontextmanager
    async def full(self) -> AsyncIterator[None]:
        """Let the file grow no further: SQLite itself then says that the disk is full."""
        async with no_room(self.branch._store):
            yield

    def _heard(self, event: Committed) -> None:
        self.events.append(event)
        self.on_event(event)


@asynccontextmanager
async def no_room(store: Store) -> AsyncIterator[None]:
    """Let a store's file grow no further: SQLite itself then says that the disk is full.

    What has not been flushed yet is: SQLite counts pages, those that flushing adds as well.
    """
    await store.flush()
    [(pages,)] = await store.fetch_flushed("PRAGMA page_count")
    await store.fetch_flushed(f"PRAGMA max_page_count = {pages}")
    yield
    await store.fetch_flushed("PRAGMA max_page_count = 1073741823")


def asks(*, version: int | None = None, principal: Principal = MANAGER) -> Command:
    return Command(who=principal, version=version)


def new_order(*names: str, **fields: object) -> NewOrder:
    items = tuple(line(name) for name in names or ("Soup",))
    return msgspec.structs.replace(NewOrder(type=OrderType.DINE_IN, items=items), **fields)


def line(name: str, *modifiers: str, quantity: int = 1, **fields: object) -> NewItem:
    extras = tuple(NewModifier(name=each) for each in modifiers)
    return msgspec.structs.replace(
        NewItem(name=name, quantity=quantity, modifiers=extras), **fields
    )


def answer_in(found: object) -> Any:  # noqa: ANN401 - JSON
    """Read what a client is told: of an outcome, a listing, or an answer that was stored."""
    stored = found if isinstance(found, StoredAnswer) else answer_of(found).store()
    return json.loads(stored.body)


def data_in(found: object) -> Any:  # noqa: ANN401 - JSON
    return answer_in(found)["data"]


def order_in(found: object) -> Order:
    return msgspec.convert(data_in(found), Order)


def item_in(found: object) -> Item:
    return msgspec.convert(data_in(found), Item)


def seqs(events: Sequence[Committed]) -> list[int]:
    return [event.seq for event in events]


def payload(event: Committed) -> Any:  # noqa: ANN401 - JSON
    return json.loads(event.draft.payload)


async def refusal(running: Awaitable[object]) -> Refusal:
    """Wait for something that must be refused, and return why it was."""
    try:
        outcome = await running
    except Refusal as why:
        return why
    raise AssertionError(f"not refused: {outcome}")


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop go round until something holds; give up when it never does."""
    deadline = time.monotonic() + _DEADLINE
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0)


def on_disk(path: Path, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Read a closed branch's file with a connection of one's own."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def files_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())
