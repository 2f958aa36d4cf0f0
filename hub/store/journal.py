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
    rows     compressed, with the end of what the stream holds before them as zlib's dictionary

The tables take over from the front, a few commits at a time, so that whoever presses meanwhile
waits for no more than those. An order that a later commit holds as well waits for that one. How far
they have come tells the last event that is in its table: so entering needs no word here. When all
has been entered, the stream begins anew in the first slot. A slot that goes on after another event
than the first one is left from before.

What is here is as durable as in a table: it goes through the same log and the same fsync. What is
here and not in the tables yet is :class:`hub.store.unflushed.Unflushed`, which whoever reads has to
see as well.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from hub.store.errors import FAILURES, Damaged
from hub.store.row_types import EventRow
from hub.store.rows import Rows, decode_rows
from hub.store.tables import EVENTS, ORDERS

FLUSH_AT = 1 << 19
"""Bytes, as they come, that are gathered before they are entered in their tables. More saves less
and less; it is also what a start after a power cut has to read and enter once."""

SLICE = 1 << 17
"""Bytes that are entered at once. Less spares those who press, more the card."""

SLOTS = "SELECT slot, body FROM journal ORDER BY slot"

_COUNTS = "SELECT (SELECT count(*) FROM orders), (SELECT coalesce(max(seq), 0) FROM events)"
_KNOWN = "SELECT count(*) FROM orders WHERE number IN (SELECT value FROM json_each(?))"
_LEVEL = 1

_LOOK_BACK = 8192
"""Bytes before a commit that it may repeat. One press is much like the other, and the same order's
last state is mostly among them: that saves three quarters of what the press alone would take."""

_AT_ONCE = 2_000
"""Bytes that are summed up at once: for 2,048 hashlib gives the interpreter's lock away, and to get
it back from a busy loop takes longer than the sum."""

_SUM = 8
_AFTER = 8
_LENGTH = 4
_ZLIB = 32
"""Bytes that zlib may add to those that it cannot make fewer, and to each thousand of them one."""

_HELD = 3_984
"""Bytes of the stream in a slot: with what is around them they fill a page of 4,096."""

DAMAGED = "The database is damaged: changes that were not in their tables yet cannot be read."


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
    stream = _read_stream(slots)
    commits: list[Rows] = []
    seq, at, before = stream.after, 0, b""
    # Events that the stream goes on after are in their table; if not, that has lost them.
    whole = stream.whole and seq <= last
    while whole and (length := int.from_bytes(stream.held[at : at + _LENGTH], "big")):
        at += _LENGTH + length
        try:
            body = zlib.decompressobj(zdict=before).decompress(stream.held[at - length : at])
            rows = decode_rows(body)
        except (zlib.error, msgspec.MsgspecError):
            return JournalContents(commits, whole=False)
        # The log has no gaps, so no commit can be missing, and none be entered in part.
        events = [*rows.of(EVENTS)]
        if not events or not is_gapless(events, seq) or seq < last < events[-1].seq:
            return JournalContents(commits, whole=False)
        before = (before + body)[-_LOOK_BACK:]
        seq = events[-1].seq
        if seq > last:
            commits.append(rows)
    # Zeros behind the last commit say that there was none in the next slot.
    return JournalContents(commits, whole and (stream.ended or len(stream.held) - at >= _LENGTH))


class _Stream(NamedTuple):
    after: int
    held: bytes
    whole: bool
    ended: bool
    """Whether the slot behind it, if there is one, can be read and was left from before."""


def _read_stream(slots: Iterable[Sequence[Any]]) -> _Stream:
    held: list[bytes] = []
    behind: list[bool] = []
    begun = 0
    for place, (slot, body) in enumerate(slots):
        after = _read_after(slot, body)
        begun = begun if place else after or 0
        if after == begun and slot == place and not behind:
            held.append(body[_SUM + _AFTER :])
        elif after is None or after < begun:
            behind.append(after is not None)
        else:
            return _Stream(begun, b"".join(held), whole=False, ended=False)
    return _Stream(begun, b"".join(held), whole=True, ended=all(behind[:1]))


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
        raise Damaged(DAMAGED)
    waiting = {each for rows in commits for each in rows.by_key(ORDERS)}
    [(known,)] = database.execute(_KNOWN, (json.dumps([*waiting]),))
    events = [each.seq for rows in commits for each in rows.of(EVENTS)]
    return Summary(orders + len(waiting) - known, max(events, default=seq))


class JournalStream:
    """Where the next commit goes: the stream from its beginning on, or behind the last commit.

    Args:
        after: seq of the last event that is in its table when the stream begins.
    """

    def __init__(self, after: int) -> None:
        self._after = after.to_bytes(_AFTER, "big")
        self._place = self._next = _Place(0, b"", b"")

    def write(self, body: bytes) -> "JournalWrite":
        """Say how a commit is written; then comes :meth:`note_written`.

        Args:
            body: as :meth:`hub.store.rows.Rows.encode` gives it.
        """
        most = len(self._place.begun) + _LENGTH + len(body) + len(body) // 1000 + _ZLIB
        return JournalWrite(most // _HELD + 1, partial(self._fill_slots, body))

    def note_written(self) -> None:
        """Note that the commit is durable: the next one goes behind it."""
        self._place = self._next

    def clear(self) -> "JournalWrite":
        """Say how it is written that nothing waits: then no slot need be read at the next start."""
        rest = self._after + bytes(_HELD)
        return JournalWrite(1, lambda: iter([(0, _checksum(0, rest) + rest)]))

    def _fill_slots(self, body: bytes) -> Iterator[tuple[int, bytes]]:
        slot, begun, before = self._place
        packer = zlib.compressobj(_LEVEL, zdict=before) if before else zlib.compressobj(_LEVEL)
        packed = packer.compress(body) + packer.flush()
        before = (before + body)[-_LOOK_BACK:]
        stream = begun + len(packed).to_bytes(_LENGTH, "big") + packed
        for at in range(0, len(stream), _HELD):
            held = stream[at : at + _HELD]
            rest = self._after + held.ljust(_HELD, b"\0")
            yield slot, _checksum(slot, rest) + rest
            full = len(held) == _HELD
            self._next = _Place(slot + full, b"" if full else held, before)
            slot += 1


class JournalWrite(Sequence[object]):
    """The one statement that writes a commit, in a transaction of its own, and its values.

    The values are made when the first of them is asked for: SQLite asks in the connection's thread,
    and compressing takes its time.

    Args:
        count: slots that are named in the statement, no fewer than the commit reaches into.
        fill: goes through those, as they are to be written.

    Attributes:
        slots: how many it has written, once it is.
    """

    def __init__(self, count: int, fill: Callable[[], Iterator[tuple[int, bytes]]]) -> None:
        self.sql = _write_sql(count)
        self._count = count
        self._fill = fill
        self._values: list[object] = []
        self.slots = count

    def __len__(self) -> int:
        return 2 * self._count

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as Sequence has it
        if not self._values:
            slots = [*self._fill()]
            self.slots = len(slots)
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
    """Where the next commit begins: in which slot, what that holds already, and what is before."""

    slot: int
    begun: bytes
    before: bytes


def is_gapless(events: Sequence[EventRow], last: int) -> bool:
    """Whether events follow on a seq, and one on the other."""
    return [each.seq for each in events] == list(range(last + 1, last + 1 + len(events)))


def _checksum(slot: int, rest: bytes) -> bytes:
    digest = blake2b(digest_size=_SUM, salt=slot.to_bytes(_SUM, "big", signed=True))
    for at in range(0, len(rest), _AT_ONCE):
        digest.update(rest[at : at + _AT_ONCE])
    return digest.digest()
