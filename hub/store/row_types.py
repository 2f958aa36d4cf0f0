"""The kinds of rows that a change can write; what of them is written how says ``tables.py``."""

from typing import NamedTuple


class OrderRow(NamedTuple):
    """One order: ``body`` is its JSON, ``request`` the digest behind a client-chosen id.

    ``sum`` is what stands beside it on disk, in a row that was read. ``sender`` is whose token the
    order came with, as far as it is known and was asked for. ``updated_at`` is when it was changed
    last; it is read off the body when the row goes into its table.
    """

    number: int
    id: str
    active: bool
    status: str
    created_at: str
    session_id: str | None
    request: bytes | None
    body: bytes
    sum: int | None = None
    sender: str | None = None
    updated_at: str | None = None


ORDER_COLUMNS = (
    "number, id, active, status, created_at, session_id, request, CAST(body AS BLOB), sum"
)
"""The columns of an :class:`OrderRow`, in a file of any age; without who sent it."""


class ItemRow(NamedTuple):
    """Which order holds a line."""

    id: str
    number: int


class EventRow(NamedTuple):
    """One line of the log; ``at`` in Unix milliseconds.

    ``live`` is what the sums of the live orders add up to after it, in the last one of a
    transaction that goes to the tables.
    """

    seq: int
    type: str
    at: int
    order_id: str | None
    session_id: str | None
    actor: str | None
    payload: bytes
    live: int | None = None


class AnswerRow(NamedTuple):
    """The answer to remember for an Idempotency-Key; ``at`` in Unix milliseconds."""

    token: str
    key: str
    request: bytes
    status: int
    version: int | None
    at: int
    body: bytes


class OldAnswer(NamedTuple):
    """An answer to forget: when it was given, and for which key."""

    at: int
    token: str
    key: str


class OldKeys(NamedTuple):
    """Answers, given since a time and before another, whose keys memory lets go of."""

    since: int
    before: int


class MenuRow(NamedTuple):
    """An entry of the menu: ``kind`` is category, station or item, ``body`` its JSON."""

    kind: str
    id: str
    body: bytes


class FormerEntry(NamedTuple):
    """An entry of the menu as it was before the last import; without a body, it was not there.

    ``available`` is 1 where the import left the dish to be ordered, 0 where it left it sold out.
    """

    kind: str
    id: str
    body: bytes
    available: int


class TokenRow(NamedTuple):
    """One device's token, by its digest."""

    id: str
    digest: bytes
    name: str
    role: str
    session_id: str | None
    created_at: str
    revoked_at: str | None


class SessionRow(NamedTuple):
    """Guests at a table."""

    id: str
    table_number: str
    created_at: str
    closed_at: str | None


class PersonRow(NamedTuple):
    """One of the people of the house; ``pin`` is what is kept of their PIN, if they have one."""

    id: str
    name: str
    role: str
    pin: bytes | None
    created_at: str


class ScreenSettingsRow(NamedTuple):
    """What a manager has set at a screen, and what it goes by, both as JSON."""

    token: str
    wanted: str
    told: str | None


class SeenRow(NamedTuple):
    """A device's last request; ``at`` in Unix milliseconds, ``stations`` that it shows as JSON."""

    token: str
    at: int
    address: str
    stations: str | None


class MetaRow(NamedTuple):
    """A fact that the branch's file says of itself."""

    name: str
    value: str


class MovedOrder(NamedTuple):
    """An order that is in an archive as it stands here."""

    number: int
    body: bytes


class MovedKeys(NamedTuple):
    """The keys of an order that is in an archive."""

    number: int


class MovedEvents(NamedTuple):
    """Events that are in an archive: the first and the last of them."""

    first: int
    last: int


class RetimedOrder(NamedTuple):
    """An order that was taken by a clock that was wrong: when it really was taken."""

    number: int
    created_at: str


class EpochRow(NamedTuple):
    """A run of the event log: which event it begins behind, when (Unix ms), why, and where.

    ``why`` is created, restored, recovered or moved; ``machine`` tells one hub's machine from
    another.
    """

    epoch: str
    after: int
    at: int
    why: str
    machine: str


class CursorRow(NamedTuple):
    """How far a follower has come: everything through ``seq`` has been handled."""

    name: str
    seq: int


class TimerRow(NamedTuple):
    """Something that is due at a time of the hub's; ``due`` and ``made`` in Unix milliseconds."""

    kind: str
    id: str
    due: int
    made: int
    body: bytes


class DocumentRow(NamedTuple):
    """Something that a branch keeps whole, as JSON."""

    name: str
    body: bytes


class StockRow(NamedTuple):
    """How many of a dish are left."""

    dish: str
    remaining: int


class RawNoteRow(NamedTuple):
    """The whole of texts that were cut, with the order's version that they came with."""

    number: int
    version: int
    text: str


class MovedNotes(NamedTuple):
    """The notes of an order that is in an archive."""

    number: int


class KeyRow(NamedTuple):
    """A key under which another system knows an order; ``at`` in Unix milliseconds.

    ``number`` is 0 for an order that was cancelled before it came, with its ``reason``.
    """

    source: str
    external_id: str
    number: int
    at: int
    reason: str = ""
