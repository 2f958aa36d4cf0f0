"""One way to commit a change that is not an order: rows, events, an answer, a step in memory."""

from collections.abc import Callable, Iterable

from hub.clock.wall_clock import Clock
from hub.commit.command import Command
from hub.commit.event_log import EventLog
from hub.commit.writer import Unit, Writer
from hub.store.rows import Rows
from hub.wire.events import Draft
from hub.wire.responses import Answer


class Committing:
    """What the desks share: number the events, remember the answer, wait for the disk."""

    def __init__(self, log: EventLog, writer: Writer, clock: Clock) -> None:
        self._log = log
        self._writer = writer
        self._clock = clock

    def now(self) -> int:
        """Return the hub's time in Unix milliseconds."""
        return self._clock.now()

    def check(self) -> None:
        """Refuse early while nothing can be written.

        Raises:
            Refusal: STORAGE_ERROR.
        """
        self._writer.check()

    async def commit(
        self,
        ask: Command,
        rows: Rows,
        answer: Answer,
        *,
        landed: Callable[[], None],
        drafts: Iterable[Draft] = (),
        secret: bool = False,
    ) -> Answer:
        """Commit one change and return its answer once it is durable.

        Args:
            ask: who asks, and under which key.
            rows: what to write.
            answer: what to tell the client.
            landed: takes the change into memory; called after the commit.
            drafts: what to tell everyone.
            secret: the answer shows a token, which must not reach the disk.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        at = self._clock.now()
        events = self._log.enter(rows, drafts, ask.principal.id, at)
        ask.remember(rows, answer, secret=secret)
        await self._writer.submit(Unit(rows, events, landed))
        return answer
