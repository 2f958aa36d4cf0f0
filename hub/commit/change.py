"""One change: the rows that it writes, the events that it tells, what memory takes afterwards.

Every change of a branch is built here and nowhere else: orders, menu, devices, and what the hub
notes for itself. It is built without awaiting anything, and handed to
:meth:`hub.commit.writer.Writer.commit`.
"""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from hub.store.rows import Rows
from hub.store.tables import Table
from hub.wire.events import Committed, Draft

R = TypeVar("R", bound=tuple[Any, ...])

HUB = "hub"
"""The actor of events that no device has caused."""


class _Telling(NamedTuple):
    draft: Draft
    actor: str


class Change:
    """A change on its way to disk.

    Args:
        actor: id of the device that asks for it; :data:`HUB` when none does.
        at: when, in Unix milliseconds of the hub's time.

    Attributes:
        rows: what it writes.
        events: what it tells; known once it has been handed over.
        done: whoever waits for it to be durable waits for this.
    """

    __slots__ = ("actor", "at", "done", "events", "rows", "steps", "telling")

    def __init__(self, actor: str, at: int) -> None:
        self.actor = actor
        self.at = at
        self.rows = Rows()
        self.telling: list[_Telling] = []
        self.steps: list[Callable[[], None]] = []
        self.events: list[Committed] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def put(self, table: Table[R], *rows: R) -> None:
        """Write rows to a table; a row takes the place of one with the same key."""
        self.rows.put(table, *rows)

    def remove(self, table: Table[Any], key: Hashable) -> None:
        """Take the row of a key out of a table."""
        self.rows.remove(table, key)

    def tell(self, *drafts: Draft, actor: str | None = None) -> None:
        """Tell everyone who may hear it, once it is durable, in the order of the calls.

        Args:
            drafts: what happened.
            actor: who caused it, where that is not who asked for the change.
        """
        self.telling += [_Telling(each, actor or self.actor) for each in drafts]

    def then(self, step: Callable[[], None]) -> None:
        """Do something in memory once the change is durable, before anybody is told of it.

        Args:
            step: must not await, and must not raise.
        """
        self.steps.append(step)
