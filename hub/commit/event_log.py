"""The counters of the event log: what has been given a place, and what is durable."""

from collections.abc import Iterable

from hub.store.rows import EventRow, Rows
from hub.wire.events import Committed, Draft
from hub.wire.rooms import rooms_of_event


class EventLog:
    """Gives events their ``seq``.

    ``committed`` is the last event that is durable on disk, and so the one that every read of the
    memory image reflects; ``staged`` the last that has been given a number.
    """

    def __init__(self, branch_id: str, committed: int) -> None:
        self.branch_id = branch_id
        self.committed = committed
        self.staged = committed

    def enter(self, rows: Rows, drafts: Iterable[Draft], actor: str, at: int) -> list[Committed]:
        """Number the drafts and add them to the rows of their transaction.

        Args:
            rows: what the transaction writes.
            drafts: what happened, in order.
            actor: id of the device that caused it.
            at: Unix milliseconds.

        Returns:
            the events, to be sent once the rows are durable.
        """
        events: list[Committed] = []
        for draft in drafts:
            self.staged += 1
            rows.events.append(
                EventRow(
                    self.staged,
                    draft.type,
                    at,
                    draft.order_id,
                    draft.session_id,
                    actor,
                    draft.payload,
                )
            )
            rooms = rooms_of_event(self.branch_id, draft.session_id)
            events.append(Committed(self.staged, at, draft, rooms))
        return events

    def forget_staged(self) -> None:
        """Take back the numbers of events that did not reach the disk."""
        self.staged = self.committed
