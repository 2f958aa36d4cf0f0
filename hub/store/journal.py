"""Changes as they come, in few bytes; they are entered in their tables later, many at a time.

SQLite writes whole pages. A change that goes straight into its tables touches a page each of
orders, of events, of answers and of indexes, 4,096 bytes for some hundred that are new, and memory
cards wear with every page. So a commit appends its rows, compressed, to the journal, and the tables
take what many commits have gathered: an order that was bumped eight times is written once.

The journal is a stream of bytes, cut into slots: rows of the table ``journal`` that fill a page
each. A commit writes the slots anew that it reaches into, mostly one. They are used again and again
and never deleted, because giving pages back and taking them again costs more than they hold.

    slot     sum of the rest (8 bytes), after which event it goes on (8), 3,984 bytes of the stream
    stream   one commit behind the other: its length (4), its rows; then zeros

A slot that goes on after another event than the last one in its table is left from before: what it
held has been flushed. So flushing needs no word here.

Orders are the most of what a flush writes, and whoever presses meanwhile waits for it. So those
that nobody has touched for the longest time go to their table before, a few at a time: what is
written there twice is the same. Only events end what the journal holds, and they go with the flush.

What is here is as durable as in a table: it goes through the same log and the same fsync. What is
here and not in the tables yet is :class:`Unflushed`, which whoever reads has to see as well
(:class:`hub.store.store.Store`).
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, NamedTuple, cast

import msgspec

from hub.store.errors import FAILURES, Damaged
from hub.store.rows import Rows, decode_rows
from hub.store.tables import ANSWERS, EVENTS, ITEMS, ORDERS, AnswerRow, EventRow, OrderRow

SLICE = 32
"""Orders that go to their table at once, ahead of the flush."""

_STAY = 64
"""Orders that do not: those that were changed last are changed again the soonest."""

FLUSH_AT = 1 << 19
"""Bytes, as they come, that are gathered before they are entered in their tables. More saves less
and less; it is also what a start after a power cut has to read and enter once."""

SLOTS = "SELECT slot, body FROM journal ORDER BY slot"

_COUNTS = "SELECT (SELECT count(*) FROM orders), (SELECT coalesce(max(seq), 0) FROM events)"
_KNOWN = "SELECT count(*) FROM orders WHERE number IN (SELECT value FROM json_each(?))"
_LEVEL = 1
_SUM = 8
_AFTER = 8
_LENGTH = 4
_ZLIB = 32
"""Bytes that zlib may add to those that it cannot make fewer, and to each thousand of them one."""

_HELD = 3_984
"""Bytes of the stream in a slot: with what is around them they fill a page of 4,096."""

_DAMAGED = "The database is damaged: changes that were not in their tables yet cannot be read."


class JournalContents(NamedTuple):
    """What can be read of a journal.

    Attributes:
        commits: in order.
        whole: whether that is all that was written.
    """

    commits: list[Rows]
    whole: bool


def read_slots(slots: Iterable[Sequence[Any]], last: int) -> JournalContents:
    """Read back what has not been flushed.

    Args:
        slots: the rows of the journal, as :data:`SLOTS` gives them.
        last: seq of the last event that is in its table.
    """
    stream, whole, ended = _stream(slots, last)
    commits: list[Rows] = []
    at = 0
    while length := int.from_bytes(stream[at : at + _LENGTH], "big"):
        at += _LENGTH + length
        try:
            rows = decode_rows(zlib.decompress(stream[at - length : at]))
        except (zlib.error, msgspec.MsgspecError):
            return JournalContents(commits, whole=False)
        # The log has no gaps, so no commit can be missing, and none be there that was flushed.
        events = [*rows.of(EVENTS)]
        if not events or not _is_gapless(events, last):
            return JournalContents(commits, whole=False)
        last = events[-1].seq
        commits.append(rows)
    # Zeros behind the last commit say that there was none in the next slot.
    return JournalContents(commits, whole and (ended or len(stream) - at >= _LENGTH))


class _Stream(NamedTuple):
    held: bytes
    whole: bool
    ended: bool
    """Whether the slot behind it, if there is one, can be read and was left from before."""


def _stream(slots: Iterable[Sequence[Any]], last: int) -> _Stream:
    held: list[bytes] = []
    behind: list[bool] = []
    for place, (slot, body) in enumerate(slots):
        after = _read_after(slot, body)
        if after == last and slot == place and not behind:
            held.append(body[_SUM + _AFTER :])
        elif after is None or after < last:
            behind.append(after is not None)
        else:
            return _Stream(b"".join(held), whole=False, ended=False)
    return _Stream(b"".join(held), whole=True, ended=all(behind[:1]))


def _read_after(slot: int, body: object) -> int | None:
    """Read after which event a slot goes on; None if it is not what was written."""
    if not isinstance(body, bytes) or body[:_SUM] != _checksum(slot, body[_SUM:]):
        return None
    return int.from_bytes(body[_SUM : _SUM + _AFTER], "big")


def read_journal(database: sqlite3.Connection) -> JournalContents:
    """Read what has not been flushed in a file that no hub has.

    Args:
        database: need not be whole, nor have a journal at all.
    """
    try:
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").fetchall():
            return JournalContents([], whole=True)
        [(last,)] = database.execute("SELECT coalesce(max(seq), 0) FROM events")
        return read_slots(_iter_slots(database), last)
    except FAILURES:
        return JournalContents([], whole=False)


def _iter_slots(database: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    rows = database.execute(SLOTS)
    while True:
        try:
            row = rows.fetchone()
        except FAILURES:
            row = (-1, b"")
        if row is None:
            return
        yield row


class Summary(NamedTuple):
    """What a file holds that no hub has: how many orders, and the last event."""

    orders: int
    seq: int


def summarize(database: sqlite3.Connection) -> Summary:
    """Count what is in a file's tables and in its journal.

    Raises:
        sqlite3.Error: the tables cannot be read.
        Damaged: the journal cannot.
    """
    orders, seq = database.execute(_COUNTS).fetchone()
    commits, whole = read_journal(database)
    if not whole:
        raise Damaged(_DAMAGED)
    waiting = {each for rows in commits for each in rows.by_key(ORDERS)}
    [(known,)] = database.execute(_KNOWN, (json.dumps([*waiting]),))
    events = [each.seq for rows in commits for each in rows.of(EVENTS)]
    return Summary(orders + len(waiting) - known, max(events, default=seq))


class Unflushed:
    """What the journal holds, in memory: durable, and not in its tables yet.

    Args:
        last: seq of the last event that is in its table.

    Attributes:
        items: the orders' numbers by the ids of their new lines.
        last: seq of the last durable event.
        size: bytes of its commits, before they are compressed; never more than :data:`FLUSH_AT`.
    """

    def __init__(self, last: int = 0) -> None:
        self.items: dict[str, int] = {}
        self.last = self._after = last
        self._numbers: dict[str, int] = {}
        self._answers: dict[tuple[str, str], AnswerRow] = {}
        self._rows = Rows()
        # The orders whose latest state is not in their table, the one changed last at the end.
        self._behind: dict[int, None] = {}
        self.size = 0
        self._place = self._next = _Place(0, b"")

    @classmethod
    def read(cls, slots: Iterable[Sequence[Any]], last: int) -> "Unflushed":
        """Take up what a hub has left that ended without flushing. It can only be flushed then.

        Args:
            slots: the rows of the journal, as :data:`SLOTS` gives them.
            last: seq of the last event that is in its table.

        Raises:
            Damaged: it is not what was written.
        """
        commits, whole = read_slots(slots, last)
        if not whole:
            raise Damaged(_DAMAGED)
        unflushed = cls(last)
        for rows in commits:
            unflushed.commit(rows, FLUSH_AT)
        return unflushed

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.last > self._after

    @property
    def slice_wanted(self) -> bool:
        """Whether orders had better go to their table ahead of the flush."""
        return self.size > FLUSH_AT // 4 and len(self._behind) >= _STAY + SLICE

    def oldest_orders(self) -> list[OrderRow]:
        """List the orders that were changed the longest ago, and are not so in their table."""
        return [self.orders[number] for number in islice(self._behind, SLICE)]

    def note_entered(self, orders: Iterable[OrderRow]) -> None:
        """Note that orders stand in their table as they are now."""
        for row in orders:
            del self._behind[row.number]

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

        That is when enough has gathered, when the commit is not what a kitchen does all day, and
        when it has no event: the events tell that none is missing between two commits.
        """
        events = [*rows.of(EVENTS)]
        if not rows.is_journalled or not events or not _is_gapless(events, self.last):
            return None
        body = rows.encode()
        return body if self.size + len(body) <= FLUSH_AT else None

    def write(self, body: bytes) -> "JournalWrite":
        """Say how a commit is written.

        Args:
            body: as :meth:`encode` gives it.
        """
        most = len(self._place.begun) + _LENGTH + len(body) + len(body) // 1000 + _ZLIB
        return JournalWrite(most // _HELD + 1, partial(self._fill_slots, body))

    def _fill_slots(self, body: bytes) -> Iterator[tuple[int, bytes]]:
        packed = zlib.compress(body, _LEVEL)
        slot, begun = self._place
        stream = begun + len(packed).to_bytes(_LENGTH, "big") + packed
        after = self._after.to_bytes(_AFTER, "big")
        for at in range(0, len(stream), _HELD):
            held = stream[at : at + _HELD]
            rest = after + held.ljust(_HELD, b"\0")
            yield slot, _checksum(slot, rest) + rest
            self._next = _Place(slot, held) if len(held) < _HELD else _Place(slot + 1, b"")
            slot += 1

    def commit(self, rows: Rows, size: int) -> None:
        """Note that a commit is durable in the journal.

        Args:
            rows: of it.
            size: of its body.
        """
        self._place = self._next
        self.size += size
        *_, last = rows.of(EVENTS)
        self.last = last.seq
        self._rows.merge(rows)
        for row in rows.of(ORDERS):
            self._behind.pop(row.number, None)
            self._behind[row.number] = None
        self._numbers.update((row.id, row.number) for row in rows.of(ORDERS))
        self._answers.update(((row.token, row.key), row) for row in rows.of(ANSWERS))
        self.items.update((row.id, row.number) for row in rows.of(ITEMS))

    def order(self, order_id: str) -> OrderRow | None:
        """Return an order that has changed since the tables were written."""
        number = self._numbers.get(order_id)
        return None if number is None else self.orders[number]

    def answer(self, token: str, key: str) -> AnswerRow | None:
        """Return the latest answer under a key that is not in its table."""
        return self._answers.get((token, key))

    def combine(self, rows: Rows) -> Rows:
        """Put together what the tables have to take: all that they lack, and what comes then."""
        all_ = Rows()
        all_.merge(self._rows)
        all_.keep(ORDERS, self._behind)
        all_.merge(rows)
        return all_

    def begin_after(self, rows: Rows) -> "Unflushed":
        """Say what is left once everything is in its tables, with what came after it."""
        return Unflushed(max((each.seq for each in rows.of(EVENTS)), default=self.last))


class JournalWrite(Sequence[object]):
    """The one statement that writes a commit, in a transaction of its own, and its values.

    The values are made when the first of them is asked for: SQLite asks in the connection's thread,
    and compressing takes its time.

    Args:
        count: slots that are named in the statement, no fewer than the commit reaches into.
        fill: goes through those, as they are to be written.
    """

    def __init__(self, count: int, fill: Callable[[], Iterator[tuple[int, bytes]]]) -> None:
        self.sql = _write_sql(count)
        self._count = count
        self._fill = fill
        self._values: list[object] = []

    def __len__(self) -> int:
        return 2 * self._count

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as Sequence has it
        if not self._values:
            slots = [*self._fill()]
            # Those that are not needed are filled with the last one once more.
            slots += [slots[-1]] * (self._count - len(slots))
            self._values = [*chain.from_iterable(slots)]
        return self._values[place]


@cache
def _write_sql(count: int) -> str:
    # sqlite3 opens a transaction before INSERT, and would want a COMMIT; before WITH it does not,
    # and SQLite ends the statement with one. That spares the connection's thread a round trip.
    marks = ", ".join(["(?, ?)"] * count)
    return (
        f"WITH filled (slot, body) AS (VALUES {marks}) "  # noqa: S608 - marks
        "INSERT OR REPLACE INTO journal (slot, body) SELECT slot, body FROM filled"
    )


class _Place(NamedTuple):
    """Where the next commit begins: in which slot, and what that holds already."""

    slot: int
    begun: bytes


def _is_gapless(events: Sequence[EventRow], last: int) -> bool:
    return [each.seq for each in events] == list(range(last + 1, last + 1 + len(events)))


def _checksum(slot: int, rest: bytes) -> bytes:
    return blake2b(rest, digest_size=_SUM, salt=slot.to_bytes(_SUM, "big", signed=True)).digest()
