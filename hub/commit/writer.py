"""The single writer: many changes, one commit; events after it, always.

A :class:`~hub.commit.change.Change` is built without awaiting anything and handed over. The writer
takes whatever changes have gathered while the last commit was on its way and writes them in ONE
transaction. Then, in order and again without awaiting: the image takes the changes, the callers get
their answers, the events go out.

If the commit fails, none of it happened. Everything staged is dropped, every caller is refused and
no event leaves. After anything but a full disk the file is opened anew and the image read again;
what is then found to be durable after all is told to the subscribers, for an event belongs to every
change on disk.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

from hub.background import report_failure
from hub.clock.wall_clock import Clock
from hub.commit.change import HUB, Change
from hub.commit.event_log import EventLog
from hub.commit.followers import Followers
from hub.domain.errors import Code, Refusal
from hub.store.errors import Damaged, DiskFull, StoreError
from hub.store.row_types import MetaRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import META
from hub.wire.events import Committed

_log = logging.getLogger(__name__)

RETRY_AFTER = 2
"""Seconds after which a client may try again when the disk refused a change."""

_SLOW = 0.005
"""Seconds from which on a commit is worth waiting for company: a disk's, not a processor's that has
many changes to write."""

_SHARE = 0.3
_AT_MOST = 0.004
"""How long is waited for it: a share of what a commit takes, and never more seconds than that."""

_IDLE = 0.25
"""Seconds without a change after which the journal's changes are entered in their tables, if there
are many: presses that come with so many would wait for them."""

_PAUSE = 0.02
"""Seconds without a change after which more of them are."""

_REOPEN_EVERY = 1.0
_LOOK_FOR_ROOM_EVERY = 2.0

_ROOM = "." * 65_536
"""What a disk must have room for again. A few bytes may still go into a page that is half empty,
and the alarm would come and go with every change."""


def _ignore_trouble(_why: Refusal | None) -> None:
    pass


def _ignore_damage() -> None:
    pass


class Writer:
    """Commits changes.

    Args:
        store: the branch's file.
        log: the counters of the event log.
        clock: the hub's time.
        followers: told every durable event, in order; how far they have come is written along.
        drop: forgets everything staged, after a commit that failed.
        reload: reads the image from disk again, and returns the events that the disk has and
            nobody has been told of.

    Attributes:
        on_trouble: told why nothing can be written, and None when it can be again.
        on_damage: asked to start the branch anew, for its file is not what was written: that is
            found out, and mended, when it is opened.
        commits, changes: how many transactions, and changes in them, were committed.
    """

    def __init__(
        self,
        store: Store,
        log: EventLog,
        clock: Clock,
        *,
        followers: Followers,
        drop: Callable[[], None],
        reload: Callable[[], Awaitable[Sequence[Committed]]],
    ) -> None:
        self._store = store
        self._log = log
        self._clock = clock
        self._followers = followers
        self._drop = drop
        self._reload = reload
        self._open: list[Change] = []
        self._under_way: list[Change] = []
        self._pulses: list[asyncio.Future[None]] = []
        self._wake = asyncio.Event()
        self._company = 0
        self._took = 0.0
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._trouble: Refusal | None = None
        self.on_trouble: Callable[[Refusal | None], None] = _ignore_trouble
        self.on_damage: Callable[[], None] = _ignore_damage
        self.commits = 0
        self.changes = 0

    @property
    def trouble(self) -> Refusal | None:
        """Why nothing can be written at the moment; None when all is well."""
        return self._trouble

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.create_task(self._run(), name="writer")
        self._task.add_done_callback(self._note_end)
        report_failure(self._task, critical=True)

    async def stop(self) -> None:
        """Commit what has been handed over, then stop."""
        task, self._task = self._task, None
        if task is not None:
            self._stopping.set()
            self._wake.set()
            await asyncio.gather(task, return_exceptions=True)
        self._refuse(self._open, _STOPPING)
        self._open = []

    def now(self) -> int:
        """Return the hub's time in Unix milliseconds."""
        return self._clock.now()

    def begin(self, actor: str, *, at: int | None = None) -> Change:
        """Begin a change. From here to :meth:`commit` nothing may be awaited.

        Args:
            actor: id of the device that asks for it, or HUB.
            at: when, in Unix milliseconds; None is now, by the hub's time.

        Raises:
            Refusal: STORAGE_ERROR while nothing can be written.
        """
        self.check()
        return Change(actor, self.now() if at is None else at)

    async def commit(self, change: Change) -> None:
        """Hand a change over, and wait until it is durable and in memory.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; nothing was changed that anybody was told of.
        """
        self._log.number(change)
        self._open.append(change)
        self._wake.set()
        await change.done

    async def settle(self) -> None:
        """Wait until everything that has been handed over is durable.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; it is not.
        """
        await self.commit(self.begin(HUB))

    async def pulse(self) -> None:
        """Wait until the writer has come round: its task, the connection's thread and the file.

        Writes nothing. A disk that refuses everything still answers; a writer that hangs in the
        disk, or has ended, never returns from this.
        """
        answered = asyncio.get_running_loop().create_future()
        self._pulses.append(answered)
        self._wake.set()
        await answered

    def check(self) -> None:
        """Refuse a change before it is staged while the file is being opened anew.

        Raises:
            Refusal: STORAGE_ERROR.
        """
        if self._broken or self._task is None:
            raise _copy_refusal(_BROKEN if self._broken else _STOPPING)

    @property
    def _broken(self) -> bool:
        return self._trouble is not None and self._trouble.code is Code.STORAGE_ERROR

    async def _run(self) -> None:
        while self._open or not self._stopping.is_set():
            await self._wait_for_work()
            await self._gather_company()
            self._wake.clear()
            self._under_way, self._open = self._open, []
            self._company = len(self._under_way)
            if self._under_way:
                await self._write(self._under_way)
            if self._store.log.is_too_long and not self._open and self._trouble is None:
                await self._keep_file(self._store.checkpoint)
            await self._answer_pulses()

    async def _gather_company(self) -> None:
        """Wait a moment on a slow disk, where several changes came together the last time.

        Whoever is answered together presses again together. The first of them would go to the disk
        alone, and all others wait for two commits in place of one.
        """
        if self._company < 2 or self._took < _SLOW or not self._open:  # noqa: PLR2004 - several
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(min(_SHARE * self._took, _AT_MOST)):
                while len(self._open) < self._company and not self._stopping.is_set():
                    self._wake.clear()
                    await self._wake.wait()

    def _note_end(self, task: asyncio.Task[None]) -> None:
        """Leave nobody waiting when the writer has failed, as when a step of a change raised.

        What is in memory is not to be trusted then; what is on disk is. The hub is started anew.
        """
        if not task.cancelled() and task.exception() is not None:
            self._note(_BROKEN)
            self._refuse(self._under_way + self._open, _BROKEN)
            self._under_way, self._open = [], []

    async def _wait_for_work(self) -> None:
        full = self._trouble is not None and not self._broken
        idle: float | None = None
        work: Callable[[], Awaitable[None]] = partial(self._store.flush, whole=False)
        if full:
            idle, work = _LOOK_FOR_ROOM_EVERY, self._look_for_room
        elif self._store.flush_wanted:
            idle = _PAUSE if self._store.unflushed.is_begun else _IDLE
        elif self._store.checkpoint_wanted and self._trouble is None:
            idle, work = _PAUSE, self._store.checkpoint
        if idle is None:
            await self._wake.wait()
            return
        try:
            async with asyncio.timeout(idle):
                await self._wake.wait()
        except TimeoutError:
            await self._keep_file(work)

    async def _keep_file(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except DiskFull:
            self._note(_FULL)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - as with any other commit
            _log.exception("writing failed")
            self._fail([], _BROKEN)
            await self._recover(error)
        else:
            self._note(None)

    async def _look_for_room(self) -> None:
        """See whether a full disk has room again, so that everybody knows before a change comes."""
        for trial in (_ROOM, ""):
            rows = Rows()
            rows.put(META, MetaRow("room", trial))
            await self._store.commit(rows)

    def _note(self, trouble: Refusal | None) -> None:
        before, self._trouble = self._trouble, trouble
        if before is not trouble:
            self.on_trouble(trouble)

    async def _answer_pulses(self) -> None:
        pulses, self._pulses = self._pulses, []
        if not pulses:
            return
        # Reads no page of the file, and so wears no card. A file that is closed is an answer too.
        with suppress(StoreError, ValueError):
            await self._store.fetch_flushed("SELECT 1")
        for each in pulses:
            if not each.done():
                each.set_result(None)

    async def _write(self, changes: list[Change]) -> None:
        rows = Rows()
        for change in changes:
            rows.merge(change.rows)
        self._followers.write_along(rows)
        began = time.monotonic()
        try:
            await self._store.commit(rows)
            self._took = time.monotonic() - began
        except DiskFull:
            _log.error("the disk is full: %d changes refused", len(changes))
            self._fail(changes, _FULL)
        except MemoryError:
            # The file is well. To open it anew takes a thread, and one that finds no memory at its
            # start leaves whoever starts it waiting: the hub ends, and is started anew.
            raise
        except Exception as error:  # noqa: BLE001 - the writer outlives whatever a batch held
            _log.exception("writing failed: %d changes refused", len(changes))
            self._fail(changes, _BROKEN)
            await self._recover(error)
        else:
            self._note(None)
            self._finish(changes, rows)

    def _finish(self, changes: list[Change], rows: Rows) -> None:
        self.commits += 1
        self.changes += len(changes)
        self._followers.note_written(rows)
        for change in changes:
            for step in change.steps:
                step()
            if change.events:
                self._log.committed = change.events[-1].seq
        # Whoever pressed the key gets the answer first: to tell many sockets takes a while.
        for change in changes:
            if not change.done.done():
                change.done.set_result(None)
        for change in changes:
            for event in change.events:
                self._followers.tell(event)

    def _fail(self, changes: list[Change], why: Refusal) -> None:
        # What was staged since builds on what failed: it goes with it.
        changes, self._open = changes + self._open, []
        self._note(why)
        self._drop()
        self._log.forget_staged()
        self._refuse(changes, why)

    async def _recover(self, error: Exception) -> None:
        asked = False
        while not self._stopping.is_set():
            try:
                await self._store.reopen()
                missed = await self._reload()
            except MemoryError:
                raise
            except Exception as again:  # noqa: BLE001 - a disk fails in more ways than SQLite's
                _log.error("the database cannot be opened again yet: %s", again)
                if isinstance(again, Damaged) and not asked:
                    asked = True
                    self.on_damage()
                await self._answer_pulses()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), _REOPEN_EVERY)
            else:
                _log.warning("the database is open again after: %s", error)
                self._note(None)
                for event in missed:
                    self._followers.tell(event)
                return

    @staticmethod
    def _refuse(changes: Sequence[Change], why: Refusal) -> None:
        for change in changes:
            if not change.done.done():
                change.done.set_exception(_copy_refusal(why))
                # A caller that has gone away asks no more; that is not an error worth a warning.
                change.done.exception()


def _copy_refusal(why: Refusal) -> Refusal:
    # An exception that is raised again and again keeps the frames of every time.
    return Refusal(why.code, why.message, retry_after=why.retry_after)


_FULL = Refusal(
    Code.STORAGE_FULL,
    "The hub's disk is full. Nothing was changed; free some space and try again.",
    retry_after=RETRY_AFTER,
)
_BROKEN = Refusal(
    Code.STORAGE_ERROR,
    "The hub could not write to its disk. The change was not acknowledged; try again.",
    retry_after=RETRY_AFTER,
)
_STOPPING = Refusal(
    Code.STORAGE_ERROR, "The hub is stopping. Try again in a moment.", retry_after=RETRY_AFTER
)
