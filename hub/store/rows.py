"""What one transaction writes: rows of any tables, as bytes and as SQLite's statements.

Every row that SQLite steps through on its own hands the interpreter's lock back and forth between
the connection's thread and the loop, and waits for it while the loop is busy. So many rows of one
table go in with one statement, and cost that once.
"""

from collections.abc import Awaitable, Collection, Hashable, Iterable, Iterator, Mapping
from itertools import chain, islice
from types import GenericAlias
from typing import Any, NamedTuple, TypeVar

import aiosqlite
import msgspec

from hub.domain.menu import Category, Entry, MenuItem, Station
from hub.domain.orders import Order
from hub.store.row_types import MenuRow
from hub.store.tables import EVENTS, ORDERS, TABLES, Table

R = TypeVar("R", bound=tuple[Any, ...])

_Key = Hashable
_REMOVED_AT = 4
"""Where what is removed stands among the encoded tables: behind those of the first version."""

_PLACES = {table: place for place, table in enumerate(TABLES)}

_ROWS_AT_ONCE = 32
"""Rows of one statement at the most; keeps the variables far below SQLite's limit of 999."""

# An order that changes without an event; nothing else writes to an event again.
_LIVE = "UPDATE events SET live = ? WHERE seq = (SELECT max(seq) FROM events)"


class Sums(NamedTuple):
    """The sums that one transaction writes: of its orders by number, and of all live ones."""

    of_rows: dict[int, int]
    live: int


class Rows:
    """Everything that one transaction writes; later rows of the same key replace earlier ones.

    Attributes:
        made_here: ids of new lines that the hub has made itself, so that no other line has them.
    """

    __slots__ = ("_keyed", "_listed", "made_here")

    def __init__(self) -> None:
        self.made_here: set[str] = set()
        self._keyed: dict[Table[Any], dict[_Key, Any]] = {}
        self._listed: dict[Table[Any], list[Any]] = {}

    def put(self, table: Table[R], *rows: R) -> None:
        """Add rows to a table, or put them in the place of those with the same key."""
        if table.key_of is None:
            self._listed.setdefault(table, []).extend(rows)
        else:
            keyed = self._keyed.setdefault(table, {})
            for row in rows:
                keyed[table.key_of(row)] = row

    def remove(self, table: Table[Any], key: _Key) -> None:
        """Take the row of a key out of a table that has keys."""
        self._keyed.setdefault(table, {})[key] = None

    def of(self, table: Table[R]) -> Collection[R]:
        """List the rows that go into a table, in order."""
        if table.key_of is None:
            return self._listed.get(table, ())
        return [row for row in self._keyed.get(table, {}).values() if row is not None]

    def by_key(self, table: Table[R]) -> Mapping[Any, R | None]:
        """Return the rows of a table by their keys; None where one is removed."""
        return self._keyed.get(table, {})

    def list_removed(self, table: Table[Any]) -> list[_Key]:
        """List the keys of the rows that are taken out of a table."""
        return [key for key, row in self._keyed.get(table, {}).items() if row is None]

    @property
    def tables(self) -> set[Table[Any]]:
        """The tables that this writes to."""
        return {*self._keyed, *self._listed}

    @property
    def is_journalled(self) -> bool:
        """Whether this is nothing but what a kitchen writes all day."""
        return all(table.journalled for table in self.tables)

    @property
    def is_empty(self) -> bool:
        """Whether this writes nothing at all."""
        return not (any(self._keyed.values()) or any(self._listed.values()))

    def merge(self, other: "Rows") -> None:
        """Take another's rows in, as having come later."""
        for table, keyed in other._keyed.items():  # noqa: SLF001 - of the same class
            self._keyed.setdefault(table, {}).update(keyed)
        for table, listed in other._listed.items():  # noqa: SLF001 - of the same class
            self._listed.setdefault(table, []).extend(listed)
        self.made_here |= other.made_here

    def without_older(self, later: "Rows") -> "Rows":
        """Leave out rows that others have taken the place of, in what holds these as well."""
        latest = Rows()
        for table, keyed in self._keyed.items():
            known = later._keyed.get(table, {})  # noqa: SLF001 - of the same class
            latest._keyed[table] = {
                key: row for key, row in keyed.items() if known.get(key, self) is row
            }
        latest._listed = self._listed
        return latest

    def drop(self, first: "Rows") -> None:
        """Take rows out again; those without keys are the first ones that were put in."""
        for table, keyed in first._keyed.items():  # noqa: SLF001 - of the same class
            for key in keyed:
                del self._keyed[table][key]
        for table, listed in first._listed.items():  # noqa: SLF001 - of the same class
            del self._listed[table][: len(listed)]

    def encode(self) -> bytes:
        """Write all of it in bytes, whatever the tables; :func:`decode_rows` reads them."""
        whole: list[Collection[Any]] = [()] * len(TABLES)
        removed: list[tuple[int, _Key]] = []
        for table, keyed in self._keyed.items():
            place = _PLACES[table]
            whole[place] = some = self.of(table)
            if len(some) < len(keyed):
                removed += [(place, key) for key in self.list_removed(table)]
        for table, listed in self._listed.items():
            whole[_PLACES[table]] = listed
        whole.insert(_REMOVED_AT, removed)
        while whole and not whole[-1]:
            whole.pop()
        return _encode_whole(whole)


def decode_rows(body: bytes) -> Rows:
    """Read back what :meth:`Rows.encode` wrote, in this version or one before it.

    Raises:
        msgspec.MsgspecError: it is something else.
    """
    whole = list(msgspec.structs.astuple(_decode_whole(body)))
    removed = whole.pop(_REMOVED_AT)
    rows = Rows()
    for table, some in zip(TABLES, whole, strict=True):
        if some:
            rows.put(table, *some)
    for place, key in removed:
        # What was a tuple comes back as a list.
        rows.remove(TABLES[place], tuple(key) if isinstance(key, list) else key)
    return rows


def make_statements(
    connection: aiosqlite.Connection, rows: Rows, sums: Sums
) -> Iterator[Awaitable[object]]:
    """Say what to ask of the connection, in this order, to write everything.

    Args:
        connection: where to write; the caller has the transaction.
        rows: what to write.
        sums: of the orders.
    """
    for table in TABLES:
        if table not in rows.tables:
            continue
        if gone := rows.list_removed(table):
            keys = [key if isinstance(key, tuple) else (key,) for key in gone]
            yield connection.executemany(table.delete, keys)
        some = rows.of(table)
        if table.instead and some:
            for sql in table.instead:
                yield connection.executemany(sql, some)
        elif some:
            yield from _insert(connection, table, _add_sums(table, some, sums))
    if rows.of(ORDERS) and not rows.of(EVENTS):
        yield connection.executemany(_LIVE, [(sums.live,)])


def _add_sums(table: Table[Any], rows: Iterable[Any], sums: Sums) -> Iterable[Any]:
    if table is ORDERS:
        return (
            row._replace(sum=sums.of_rows[row.number], updated_at=read_change(row.body))
            for row in rows
        )
    if table is EVENTS:
        *others, last = rows
        return [*others, last._replace(live=sums.live)]
    return rows


def _insert(
    connection: aiosqlite.Connection, table: Table[Any], rows: Iterable[Any]
) -> Iterable[Awaitable[object]]:
    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield connection.execute(table.insert(len(some)), list(chain.from_iterable(some)))


def _fields() -> list[tuple[str, Any, Any]]:
    nothing: Any = msgspec.field(default_factory=list)
    fields: list[tuple[str, Any, Any]] = [
        (f"table_{place}", GenericAlias(list, (table.row,)), nothing)
        for place, table in enumerate(TABLES)
    ]
    fields.insert(_REMOVED_AT, ("removed", list[tuple[int, Any]], nothing))
    return fields


_encode_whole = msgspec.msgpack.Encoder().encode
_decode_whole = msgspec.msgpack.Decoder(
    msgspec.defstruct("_Whole", _fields(), array_like=True)
).decode

_KINDS: dict[str, type[Entry]] = {"category": Category, "station": Station, "item": MenuItem}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}
_encode = msgspec.json.Encoder().encode


class _Dated(msgspec.Struct):
    updated_at: str | None = None


_dated = msgspec.json.Decoder(_Dated).decode
_order = msgspec.json.Decoder(Order).decode


def menu_key(entry: Entry) -> tuple[str, str]:
    """Say where an entry of the menu is kept: its kind and its id."""
    return _KIND_OF[type(entry)], entry.id


def encode_menu_entry(entry: Entry) -> MenuRow:
    """Write an entry of the menu for its table."""
    return MenuRow(*menu_key(entry), _encode(entry))


def decode_menu(rows: Iterable[tuple[str, str | bytes]]) -> list[Entry]:
    """Read (kind, body) rows back as entries of the menu."""
    return [msgspec.json.decode(body, type=_KINDS[kind]) for kind, body in rows]


def read_change(body: bytes) -> str | None:
    """Read off an order's row when it was changed last; None where it does not say."""
    try:
        return _dated(body).updated_at
    except msgspec.MsgspecError:
        return None


def decode_order(body: bytes) -> Order:
    """Read an order back from its row."""
    return _order(body)
