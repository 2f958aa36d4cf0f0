"""The registry of tables: every kind of row that a change can write, and how it goes in.

A new table is a row type (``row_types.py``), a :class:`Table` here, a migration in
``hub/store/migrations``, and what reads it (``reads.py``).
"""

from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from hub.store.row_types import (
    AnswerRow,
    CursorRow,
    DocumentRow,
    EpochRow,
    EventRow,
    FormerEntry,
    ItemRow,
    KeyRow,
    MenuRow,
    MetaRow,
    MovedEvents,
    MovedKeys,
    MovedNotes,
    MovedOrder,
    OldAnswer,
    OldKeys,
    OrderRow,
    PersonRow,
    RawNoteRow,
    RetimedOrder,
    ScreenSettingsRow,
    SeenRow,
    SessionRow,
    StockRow,
    TimerRow,
    TokenRow,
)

R = TypeVar("R", bound=tuple[Any, ...])


class Table(Generic[R]):
    """How rows of one kind are written.

    Args:
        name: of the table in SQLite.
        row: the type of the rows. Its fields are the table's columns, by their names.
        key: the columns that a row is known by: a later row of the same key takes its place. With
            none, each row stands for itself, and the table refuses one that it has already.
        updates: the columns that a later row changes; all but the key where nothing is said.
        text: columns that hold text and get it as UTF-8 bytes.
        journalled: whether a kitchen writes it all day, so that it goes through the journal. What
            reads the table has to look into :class:`hub.store.journal.Unflushed` too then.
        instead: statements that are run for each row in place of inserting it; the fields of the
            row stand for their numbered marks.
    """

    def __init__(
        self,
        name: str,
        row: type[R],
        *,
        key: tuple[str, ...] = (),
        updates: tuple[str, ...] | None = None,
        text: tuple[str, ...] = (),
        journalled: bool = False,
        instead: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.row = row
        self.journalled = journalled
        self.instead = instead
        self.key_of: attrgetter[Any] | None = attrgetter(*key) if key else None
        columns = tuple(row.__annotations__)
        marks = ", ".join("CAST(? AS TEXT)" if each in text else "?" for each in columns)
        self._insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES "  # noqa: S608 - constants
        self._one = f"({marks})"
        self._then = ""
        self.delete = ""
        if key:
            changed = updates or tuple(each for each in columns if each not in key)
            setting = ", ".join(f"{each} = excluded.{each}" for each in changed)
            self._then = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {setting}"
            where = " AND ".join(f"{each} = ?" for each in key)
            self.delete = f"DELETE FROM {name} WHERE {where}"  # noqa: S608 - constants

    @lru_cache(maxsize=512)  # noqa: B019 - there are as many tables as the registry has
    def insert(self, count: int) -> str:
        """Write the statement that inserts so many rows.

        Few different lengths come up, so that sqlite3's own cache of prepared statements holds
        them.
        """
        return self._insert + ", ".join([self._one] * count) + self._then


ORDERS = Table(
    "orders",
    OrderRow,
    key=("number",),
    updates=("active", "status", "body", "sum", "updated_at"),
    text=("body",),
    journalled=True,
)
ITEMS = Table("items", ItemRow, journalled=True)
EVENTS = Table("events", EventRow, text=("payload",), journalled=True)
ANSWERS = Table("answers", AnswerRow, text=("body",), journalled=True)
# A statement of its own: other changes of an order leave the history's index of times alone.
RETIMED = Table(
    "orders",
    RetimedOrder,
    key=("number",),
    instead=("UPDATE orders SET created_at = ?2 WHERE number = ?1",),
)
# Where a key was used once more after it had been forgotten, the later answer counts.
OLD_KEYS = Table(
    "old_keys",
    OldKeys,
    instead=(
        (
            "INSERT OR REPLACE INTO old_keys (token, key, at) "
            "SELECT token, key, at FROM answers WHERE at >= ? AND at < ? ORDER BY at"
        ),
    ),
)
FORGOTTEN = Table(
    "answers",
    OldAnswer,
    instead=(
        "DELETE FROM answers WHERE at = ?1 AND token = ?2 AND key = ?3",
        "DELETE FROM old_keys WHERE at = ?1 AND token = ?2 AND key = ?3",
    ),
)
MENU = Table("menu", MenuRow, key=("kind", "id"), text=("body",))
TOKENS = Table("tokens", TokenRow, key=("id",))
SESSIONS = Table("sessions", SessionRow, key=("id",))
SEEN = Table("seen", SeenRow, key=("token",))
META = Table("meta", MetaRow, key=("name",))
# An order that was changed since it was read for the archive stays, and its lines with it.
MOVED_ORDERS = Table(
    "orders",
    MovedOrder,
    instead=("DELETE FROM orders WHERE number = ? AND active = 0 AND body = CAST(? AS TEXT)",),
)
MOVED_ITEMS = Table(
    "items",
    ItemRow,
    instead=(
        (
            "DELETE FROM items WHERE id = ?1 AND number = ?2 "
            "AND NOT EXISTS (SELECT 1 FROM orders WHERE number = ?2)"
        ),
    ),
)
MOVED_EVENTS = Table(
    "events", MovedEvents, instead=("DELETE FROM events WHERE seq BETWEEN ? AND ?",)
)
# A line that goes from one order to another; it is in its table, or in the journal before.
LINE_MOVES = Table("items", ItemRow, key=("id",), journalled=True)
EPOCHS = Table("epochs", EpochRow, key=("epoch",))
CURSORS = Table("cursors", CursorRow, key=("name",), journalled=True)
TIMERS = Table("timers", TimerRow, key=("kind", "id"), text=("body",), journalled=True)
DOCUMENTS = Table("documents", DocumentRow, key=("name",), text=("body",))
STOCK = Table("stock", StockRow, key=("dish",), journalled=True)
FORMER_MENU = Table("former_menu", FormerEntry, key=("kind", "id"), text=("body",))

ORDER_KEYS = Table("order_keys", KeyRow, key=("source", "external_id"), journalled=True)
# Behind the table of keys, so that those go too that come to it in the same transaction.
MOVED_KEYS = Table(
    "order_keys",
    MovedKeys,
    instead=(
        (
            "DELETE FROM order_keys WHERE number = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM orders WHERE number = ?1)"
        ),
    ),
)
RAW_NOTES = Table("raw_notes", RawNoteRow, key=("number", "version"), journalled=True)
MOVED_NOTES = Table(
    "raw_notes",
    MovedNotes,
    instead=(
        (
            "DELETE FROM raw_notes WHERE number = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM orders WHERE number = ?1)"
        ),
    ),
)

PEOPLE = Table("people", PersonRow, key=("id",))
SCREEN_SETTINGS = Table("screen_settings", ScreenSettingsRow, key=("token",))

TABLES: tuple[Table[Any], ...] = (
    ORDERS,
    ITEMS,
    EVENTS,
    ANSWERS,
    RETIMED,
    OLD_KEYS,
    FORGOTTEN,
    MENU,
    TOKENS,
    SESSIONS,
    SEEN,
    META,
    MOVED_ORDERS,
    MOVED_ITEMS,
    MOVED_EVENTS,
    EPOCHS,
    CURSORS,
    TIMERS,
    LINE_MOVES,
    DOCUMENTS,
    STOCK,
    FORMER_MENU,
    ORDER_KEYS,
    MOVED_KEYS,
    RAW_NOTES,
    MOVED_NOTES,
    PEOPLE,
    SCREEN_SETTINGS,
)
"""All of them, in the order in which they are written. A change that is encoded tells them apart by
their places here, and journals of released versions are read so: add new ones at the end only."""
