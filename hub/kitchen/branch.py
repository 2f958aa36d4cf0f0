"""One branch, put together: the book, the desks and the writer behind them.

``open`` reads the branch from its file and ``close`` leaves it safely; in between every desk works
on the same image and the same writer.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from hub import ids
from hub.clock import Clock
from hub.kitchen.answers import Answers
from hub.kitchen.board import Board
from hub.kitchen.book import Book
from hub.kitchen.committing import Committing
from hub.kitchen.devices import DeviceDesk
from hub.kitchen.history import History
from hub.kitchen.log import Log
from hub.kitchen.menu import MenuDesk
from hub.kitchen.orders import OrderDesk
from hub.kitchen.writer import Writer
from hub.protocol.events import Committed, Draft, EventType
from hub.protocol.rooms import rooms_of_event
from hub.store import reads
from hub.store.errors import CannotOpen
from hub.store.store import Store

_PAGE = 500


class Branch:
    """Everything that one branch's hub knows and does, without any door to the outside.

    Attributes:
        id: the branch's id, as in its rooms.
        epoch: names this run of the event log; a restored database has another.
        orders, menu, devices: what can be done.
        board, history: what can be seen.
        answers: the memory of idempotency keys.
        writer: commits what the desks stage.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        branch_id: str,
        epoch: str,
        seq: int,
        publish: Callable[[Committed], None],
        on_revoked: Callable[[str], None],
    ) -> None:
        self.id = branch_id
        self.epoch = epoch
        self._store = store
        self.log = Log(branch_id, seq)
        self.book = Book(store)
        self.board = Board(self.book, self.log, clock, lambda: self.menu.menu)
        self.history = History(store, self.book, self.log)
        self.writer = Writer(
            store, self.log, publish=publish, drop=self._forget_staged, reload=self._reload
        )
        self.answers = Answers(store, self.writer, clock)
        committing = Committing(self.log, self.writer, clock)
        self.menu = MenuDesk(store, committing, self.board.station_in_use)
        self.devices = DeviceDesk(store, committing, on_revoked)
        self.orders = OrderDesk(
            book=self.book,
            log=self.log,
            writer=self.writer,
            store=store,
            clock=clock,
            menu=lambda: self.menu.menu,
        )

    @classmethod
    async def open(
        cls,
        path: Path,
        clock: Clock,
        *,
        branch_id: str | None,
        publish: Callable[[Committed], None],
        on_revoked: Callable[[str], None],
    ) -> "Branch":
        """Open a branch's file, or make it.

        Args:
            path: the database file.
            clock: the hub's time.
            branch_id: the branch that the file must be of; None takes the file's own, or ``main``.
            publish: told every durable event, in order.
            on_revoked: told the id of each device whose token is revoked.

        Raises:
            CannotOpen: the file is in use, newer than the program, or of another branch.
        """
        store = await Store.open(path)
        try:
            facts = await _facts(store, branch_id)
            seq, _ = await reads.heads(store)
            branch = cls(
                store,
                clock,
                branch_id=facts["branch"],
                epoch=facts["epoch"],
                seq=seq,
                publish=publish,
                on_revoked=on_revoked,
            )
            await branch._load()
        except BaseException:
            await store.close()
            raise
        branch.writer.start()
        return branch

    async def close(self) -> None:
        """Commit what is under way and close the file."""
        try:
            await self.writer.stop()
        finally:
            await self._store.close()

    async def _load(self) -> None:
        await self.menu.load()
        await self.devices.load()
        await self.answers.load()
        await self.book.load()

    def _forget_staged(self) -> None:
        self.book.forget_staged()
        self.menu.forget_staged()

    async def _reload(self) -> Sequence[Committed]:
        """Read everything again after the file failed; return what nobody has been told of."""
        missed: list[Committed] = []
        while rows := await reads.log_page(self._store, self.log.committed + len(missed), _PAGE):
            for row in rows:
                draft = Draft(
                    type=EventType(row.type),
                    payload=row.payload,
                    order_id=row.order_id,
                    session_id=row.session_id,
                )
                rooms = rooms_of_event(self.id, row.session_id)
                missed.append(Committed(row.seq, row.at, draft, rooms))
        await self._load()
        # The book took its new state last and nothing is awaited until the events are out: a
        # snapshot has either neither or both.
        self.log.committed = self.log.staged = self.log.committed + len(missed)
        return missed


async def _facts(store: Store, branch_id: str | None) -> dict[str, str]:
    facts = await reads.meta(store)
    if "branch" not in facts:
        # The branch comes last: where it is written, so is the epoch.
        facts = {"epoch": ids.new_epoch(), "branch": branch_id or "main"}
        for name, value in facts.items():
            await reads.put_meta(store, name, value)
    if branch_id is not None and facts["branch"] != branch_id:
        message = (
            f"This data folder belongs to branch {facts['branch']!r}, not {branch_id!r}. "
            "Give another --data folder, or leave --branch out."
        )
        raise CannotOpen(message)
    return facts
