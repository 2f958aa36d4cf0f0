"""What the hub answers about the menu, and about the house that sells from it. Pure."""

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.dining_tables import DiningTable
from hub.domain.menu import Category, MenuItem, Station
from hub.domain.routing import Because, RoutingRule, RuleMiss
from hub.domain.times import Instant


class MenuView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole menu."""

    categories: tuple[Category, ...]
    stations: tuple[Station, ...]
    items: tuple[MenuItem, ...]


class ImportNote(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of an imported file is told.

    Attributes:
        where: in the file, such as "row 7, column C (Price)".
        value: what stands there, shortened.
        message: how it was read, or why it was not, and what to do.
    """

    where: str
    value: str
    message: str


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of an imported file is told.

    Attributes:
        system: whose export the file is; empty for an owner's own.
        notes: what was read in one of several ways, or not at all; a hundred at most.
        notes_left_out: how many more there are.
        passed_over: what of the file is no part of a menu.
    """

    system: str = ""
    notes: tuple[ImportNote, ...] = ()
    notes_left_out: int = 0
    passed_over: tuple[str, ...] = ()


class MenuCurrency(msgspec.Struct, frozen=True, kw_only=True):
    """What the prices of the menu are in.

    Attributes:
        code: the ISO code; None where nobody has said.
        digits: decimals that it has: a price of 650 is 6.50 with two.
    """

    code: str | None
    digits: int


class ChangedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the menu that an import changes, and which of its fields.

    ``price_before`` and ``price_after`` are of a dish whose price changes, where it has one.
    """

    name: str
    fields: tuple[str, ...]
    price_before: int | UnsetType = UNSET
    price_after: int | UnsetType = UNSET


class PriceLeap(msgspec.Struct, frozen=True, kw_only=True):
    """A dish whose price becomes ten times what it was and more, or a tenth of it and less."""

    name: str
    price_before: int
    price_after: int


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one kind of entries; of each sort a hundred are named at most.

    Attributes:
        added, changed, removed, unchanged: how many.
        names_added, entries_changed, names_removed: which.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    names_added: tuple[str, ...] = ()
    entries_changed: tuple[ChangedEntry, ...] = ()
    names_removed: tuple[str, ...] = ()


class MenuChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a menu."""

    dishes: Differences = Differences()
    categories: Differences = Differences()
    stations: Differences = Differences()


class MenuImported(msgspec.Struct, frozen=True, kw_only=True):
    """What a menu has after an import, or would have after it.

    Attributes:
        categories, stations, items: how many.
        dry_run: whether nothing was changed.
        changes: what is added, changed and removed.
        file: what is to be said of the file.
        price_leaps: prices that somebody should look at, a hundred at most: most often a decimal
            point is missing.
    """

    categories: int
    stations: int
    items: int
    dry_run: bool = False
    changes: MenuChanges = MenuChanges()
    file: FileReport = FileReport()
    price_leaps: tuple[PriceLeap, ...] = ()


class SoldOut(msgspec.Struct, frozen=True, kw_only=True):
    """A dish that is sold out, or counted: until when, and how many are left."""

    menu_item_id: str
    name: str
    category: str | None
    available: bool
    left: int | UnsetType = UNSET
    until: Instant | UnsetType = UNSET


class OftenOrdered(msgspec.Struct, frozen=True, kw_only=True):
    """A dish, and how many of it were ordered in the last four weeks."""

    menu_item_id: str
    name: str
    quantity: int


class Routes(msgspec.Struct, frozen=True, kw_only=True):
    """The routing rules, in their order: the first that fits decides."""

    rules: tuple[RoutingRule, ...] = ()


class RouteShown(msgspec.Struct, frozen=True, kw_only=True):
    """Where a line would be made, and why.

    Attributes:
        stations: none for every screen.
        because: what decides it.
        rule: the place of the rule that does, from 1.
        message: the same for a person.
        menu_item_id: of the dish that is meant; None where the menu has none.
        misses: what does not fit of each rule before that one; of all rules where none decides.
    """

    stations: tuple[str, ...]
    because: Because
    rule: int | None
    message: str
    menu_item_id: str | None
    misses: tuple[RuleMiss, ...] = ()


class DiningTables(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of the house, as they are listed."""

    tables: tuple[DiningTable, ...] = ()


VOID_REASONS = (
    "Guest changed their mind",
    "Taken down wrong",
    "Sent twice",
    "Sold out",
    "Took too long",
    "Something was wrong with it",
)
"""Why a dish is taken off an order, where a house has no reasons of its own."""


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """Why a dish is taken off an order.

    ``default`` is whether these are those of every house: a page may say them in its own language.
    """

    void: tuple[str, ...]
    default: bool
