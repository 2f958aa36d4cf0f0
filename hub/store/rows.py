"""Rows as they go to disk and come back: what one transaction writes."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from hub.domain.menu import Category, Entry, MenuItem, Station
from hub.domain.orders import Order


class OrderRow(NamedTuple):
    """One order: ``body`` is its JSON, ``request`` the digest behind a client-chosen id.

    ``sum`` is what stands beside it on disk, in a row that was read. ``sender`` is whose token the
    order came with, as far as it is known and was asked for.
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


ORDER_COLUMNS = (
    "number, id, active, status, created_at, session_id, request, CAST(body AS BLOB), sum"
)
"""The columns of an :class:`OrderRow`, in a file of any age; without who sent it."""


class ItemRow(NamedTuple):
    """Which order holds a line."""

    id: str
    number: int


class EventRow(NamedTuple):
    """One line of the log; ``at`` in Unix milliseconds."""

    seq: int
    type: str
    at: int
    order_id: str | None
    session_id: str | None
    actor: str | None
    payload: bytes


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


class TokenRow(NamedTuple):
    """One device's token, by its digest."""

    id: str
    digest: bytes
    name: str
    role: str
    session_id: str | None
    created_at: str
    revoked_at: str | None


class SeenRow(NamedTuple):
    """A device's last request; ``at`` in Unix milliseconds."""

    token: str
    at: int
    address: str


class SessionRow(NamedTuple):
    """Guests at a table."""

    id: str
    table_number: str
    created_at: str
    closed_at: str | None


class MovedOrder(NamedTuple):
    """An order that is in an archive as it stands here, and its lines' ids."""

    number: int
    body: bytes
    items: tuple[str, ...]


class MovedEvents(NamedTuple):
    """Events that are in an archive: the first and the last of them."""

    first: int
    last: int


class RetimedOrder(NamedTuple):
    """An order that was taken by a clock that was wrong: when it really was taken."""

    number: int
    created_at: str


class MenuKey(NamedTuple):
    """Where a menu entry is kept."""

    kind: str
    id: str


class Rows:
    """Everything that one transaction writes; later rows of the same key replace earlier ones."""

    __slots__ = (
        "answers",
        "events",
        "forgotten",
        "items",
        "menu",
        "meta",
        "moved_events",
        "moved_orders",
        "old_keys",
        "orders",
        "retimed",
        "seen",
        "sessions",
        "tokens",
    )

    def __init__(self) -> None:
        self.orders: dict[int, OrderRow] = {}
        self.items: list[ItemRow] = []
        self.events: list[EventRow] = []
        self.answers: list[AnswerRow] = []
        self.forgotten: list[OldAnswer] = []
        self.old_keys: list[OldKeys] = []
        self.menu: dict[MenuKey, bytes | None] = {}
        self.meta: dict[str, str] = {}
        self.retimed: dict[int, RetimedOrder] = {}
        self.tokens: dict[str, TokenRow] = {}
        self.sessions: dict[str, SessionRow] = {}
        self.seen: dict[str, SeenRow] = {}
        self.moved_orders: list[MovedOrder] = []
        self.moved_events: list[MovedEvents] = []

    @property
    def is_daily(self) -> bool:
        """Whether this is nothing but what a kitchen does all day: orders, events and answers."""
        rare = self.menu or self.meta or self.retimed or self.tokens or self.sessions or self.seen
        moved = self.old_keys or self.moved_orders or self.moved_events
        return not (rare or self.forgotten or moved)

    @property
    def is_empty(self) -> bool:
        """Whether this writes nothing at all."""
        return self.is_daily and not (self.orders or self.items or self.events or self.answers)

    def merge(self, other: "Rows") -> None:
        """Take another's rows in, as having come later."""
        self.orders.update(other.orders)
        self.items += other.items
        self.events += other.events
        self.answers += other.answers
        self.forgotten += other.forgotten
        self.old_keys += other.old_keys
        self.menu.update(other.menu)
        self.meta.update(other.meta)
        self.retimed.update(other.retimed)
        self.tokens.update(other.tokens)
        self.sessions.update(other.sessions)
        self.seen.update(other.seen)
        self.moved_orders += other.moved_orders
        self.moved_events += other.moved_events


_KINDS: dict[str, type[Entry]] = {"category": Category, "station": Station, "item": MenuItem}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}
_encode = msgspec.json.Encoder().encode
_order = msgspec.json.Decoder(Order).decode


def menu_key(entry: Entry) -> MenuKey:
    """Say where an entry of the menu is kept."""
    return MenuKey(_KIND_OF[type(entry)], entry.id)


def menu_body(entry: Entry) -> bytes:
    """Write an entry of the menu for its row."""
    return _encode(entry)


def menu_entries(rows: Iterable[tuple[str, str]]) -> list[Entry]:
    """Read (kind, body) rows back as entries of the menu."""
    return [msgspec.json.decode(body, type=_KINDS[kind]) for kind, body in rows]


def order_of(body: bytes) -> Order:
    """Read an order back from its row."""
    return _order(body)
