"""What the journal holds and the tables do not, in memory: whoever reads has to see it as well."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, cast

from hub.store import journal
from hub.store.errors import Damaged
from hub.store.journal import JournalStream, JournalWrite, is_gapless, read_slots
from hub.store.row_types import AnswerRow, EventRow, OrderRow
from hub.store.rows import Rows
from hub.store.tables import ANSWERS, EVENTS, ITEMS, LINE_MOVES, ORDERS

_MOST = 1.5
"""Times :data:`hub.store.journal.FLUSH_AT` that a journal has in it at the most, entered or not."""

_COMMITS = 16
"""Times as much is entered along with a commit as it adds, at the least. So it comes to an end; and
where many press at once, and each commit takes its time, it does so in few commits."""


class _Commit(NamedTuple):
    rows: Rows
    size: int


class Slice(NamedTuple):
    """What is entered at once: the rows of some commits, without those that changed later.

    Attributes:
        rows: of them.
        commits: how many.
        size: of their bodies.
    """

    rows: Rows
    commits: int
    size: int


class Unflushed:
    """What is durable in the journal, and not in its tables yet.

    Args:
        last: seq of the last event that is in its table.

    Attributes:
        items: the orders' numbers by the ids of their new lines.
        last: seq of the last durable event.
        size: bytes of all commits since the journal began, before they are compressed.
        waiting: bytes of those that are not in their tables.
    """

    def __init__(self, last: int = 0) -> None:
        self.items: dict[str, int] = {}
        self.last = self._after = last
        self.size = self.waiting = 0
        self._numbers: dict[str, int] = {}
        self._answers: dict[tuple[str, str], AnswerRow] = {}
        self._rows = Rows()
        self._commits: deque[_Commit] = deque()
        self._stream = JournalStream(last)

    @classmethod
    def read(cls, slots: Iterable[Sequence[Any]], last: int) -> "Unflushed":
        """Take up what a hub has left that ended without flushing. It can only be flushed then.

        Args:
            slots: the rows of the journal, as :data:`hub.store.journal.SLOTS` gives them.
            last: seq of the last event that is in its table.

        Raises:
            Damaged: it is not what was written.
        """
        commits, whole = read_slots(slots, last)
        if not whole:
            raise Damaged(journal.DAMAGED)
        unflushed = cls(last)
        for rows in commits:
            # As many bytes as leave no room behind them: there the old slots stand.
            unflushed.commit(rows, 2 * journal.FLUSH_AT)
        return unflushed

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.last > self._after

    @property
    def is_full(self) -> bool:
        """Whether so much has gathered that each commit has some of it entered along with it."""
        return self.size >= journal.FLUSH_AT

    @property
    def is_half_full(self) -> bool:
        """Whether so much has gathered that it is entered when nobody presses."""
        return self.size > journal.FLUSH_AT // 2

    @property
    def is_begun(self) -> bool:
        """Whether some of it has been entered, and the rest has not."""
        return 0 < self.waiting < self.size

    def first_slice(self, body: bytes = b"") -> Slice | None:
        """Say what is entered next; None where little else is left, and all of it may go at once.

        Args:
            body: of the commit that it is entered along with.
        """
        wanted = max(journal.SLICE, _COMMITS * len(body))
        if self.waiting + len(body) <= wanted + wanted // 2:
            return None
        found = Rows()
        size = count = 0
        while size < wanted:
            rows, more = self._commits[count]
            found.merge(rows.without_older(self._rows))
            size += more
            count += 1
        return Slice(found, count, size)

    def note_entered(self, entered: Slice) -> None:
        """Note that a slice is in its tables."""
        for _ in range(entered.commits):
            self._commits.popleft()
        self.waiting -= entered.size
        rows = entered.rows
        *_, last = rows.of(EVENTS)
        self._after = last.seq
        self._rows.drop(rows)
        for order in rows.of(ORDERS):
            del self._numbers[order.id]
        for item in rows.of(ITEMS):
            self.items.pop(item.id, None)
        for answer in rows.of(ANSWERS):
            if self._answers[answer.token, answer.key] is answer:
                del self._answers[answer.token, answer.key]

    @property
    def orders(self) -> Mapping[int, OrderRow]:
        """The latest state of each order, by number."""
        # No order is ever removed by a change that the journal takes.
        return cast("Mapping[int, OrderRow]", self._rows.by_key(ORDERS))

    @property
    def rows(self) -> Rows:
        """All of it, whatever the tables; to be read only."""
        return self._rows

    @property
    def answers(self) -> Sequence[AnswerRow]:
        """What is to be remembered under keys, as it came."""
        return list(self._rows.of(ANSWERS))

    def events(self, after: int = 0, limit: int | None = None) -> Sequence[EventRow]:
        """Return the events behind a seq, in order."""
        start = max(0, after - self._after)
        stop = None if limit is None else start + limit
        return list(islice(self._rows.of(EVENTS), start, stop))

    def encode(self, rows: Rows) -> bytes | None:
        """Write a commit as the journal takes it; None if everything has to be flushed with it.

        That is when much more has gathered than is wanted, when the commit is not what a kitchen
        does all day, and when it has no event: the events tell that none is missing between two
        commits.
        """
        events = [*rows.of(EVENTS)]
        if not rows.is_journalled or not events or not is_gapless(events, self.last):
            return None
        body = rows.encode()
        return body if self.size + len(body) <= _MOST * journal.FLUSH_AT else None

    def write(self, body: bytes) -> JournalWrite:
        """Say how a commit is written.

        Args:
            body: as :meth:`encode` gives it.
        """
        return self._stream.write(body)

    def commit(self, rows: Rows, size: int) -> None:
        """Note that a commit is durable in the journal.

        Args:
            rows: of it.
            size: of its body.
        """
        self._stream.note_written()
        self.size += size
        self.waiting += size
        self._commits.append(_Commit(rows, size))
        *_, last = rows.of(EVENTS)
        self.last = last.seq
        self._rows.merge(rows)
        self._numbers.update((row.id, row.number) for row in rows.of(ORDERS))
        self._answers.update(((row.token, row.key), row) for row in rows.of(ANSWERS))
        self.items.update((row.id, row.number) for row in rows.of(ITEMS))

    def order(self, order_id: str) -> OrderRow | None:
        """Return an order that has changed since the tables were written."""
        number = self._numbers.get(order_id)
        return None if number is None else self.orders[number]

    def order_of_line(self, item_id: str) -> int | None:
        """Return the number of the order that holds a line, where that is not in its table yet."""
        moved = self._rows.by_key(LINE_MOVES).get(item_id)
        return self.items.get(item_id) if moved is None else moved.number

    def answer(self, token: str, key: str) -> AnswerRow | None:
        """Return the latest answer under a key that is not in its table."""
        return self._answers.get((token, key))

    def combine(self, rows: Rows) -> Rows:
        """Put together what the tables have to take: all that they lack, and what comes then."""
        all_ = Rows()
        all_.merge(self._rows)
        all_.merge(rows)
        return all_

    def begin_after(self, rows: Rows) -> "Unflushed":
        """Say what is left once everything is in its tables, with what came after it."""
        return Unflushed(max((each.seq for each in rows.of(EVENTS)), default=self.last))

    def clear(self) -> JournalWrite:
        """Say how it is written that there is nothing."""
        return self._stream.clear()
