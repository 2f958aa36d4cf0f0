"""The menu: what can be ordered, where it is made, and what is sold out. Pure and frozen."""

import unicodedata
from bisect import insort
from collections.abc import Generator, Iterable, Mapping
from typing import TypeVar

import msgspec

from hub.domain.errors import bad_field


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the kitchen with its own screen. ``id`` is a short word such as ``grill``."""

    id: str
    name: str
    position: int = 0


MAX_DISHES = 20_000
MAX_HEADINGS = 1_000
"""Categories of a menu at the most, and stations."""

MAX_PARTS = 200_000
"""Modifiers and allergens that all dishes of a menu have together at the most."""

_NAMED = 12
"""Stations that an error message lists at the most."""


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of the menu. ``id`` is a short word such as ``starters``."""

    id: str
    name: str
    position: int = 0


class MenuModifier(msgspec.Struct, frozen=True, kw_only=True):
    """A change that a dish can be ordered with."""

    id: str
    name: str


class MenuItem(msgspec.Struct, frozen=True, kw_only=True):
    """One dish. ``station`` None sends it to every station; ``available`` False is an 86.

    ``price_minor`` is in the smallest unit of the branch's currency; ``target_minutes`` is how long
    the dish should take from order to ready.
    """

    id: str
    name: str
    category: str | None = None
    station: str | None = None
    price_minor: int | None = None
    allergens: tuple[str, ...] = ()
    modifiers: tuple[MenuModifier, ...] = ()
    target_minutes: float | None = None
    available: bool = True

    def modifier(self, modifier_id: str) -> MenuModifier | None:
        """Find one of the dish's own modifiers."""
        for modifier in self.modifiers:
            if modifier.id == modifier_id:
                return modifier
        return None


class Menu:
    """The whole menu at one moment. Never changed in place; every edit makes a new one.

    Attributes:
        parts: how many modifiers and allergens its dishes have in all.
    """

    def __init__(
        self,
        categories: Iterable[Category] = (),
        stations: Iterable[Station] = (),
        items: Iterable[MenuItem] = (),
    ) -> None:
        self._categories = {each.id: each for each in categories}
        self._stations = {each.id: each for each in stations}
        self._items: dict[str, MenuItem] = {}
        self._named: dict[str, tuple[str, ...]] = {}
        self.parts = 0
        for item in items:
            self._items[item.id] = item
            self._enter(item)

    @classmethod
    def in_steps(
        cls, categories: Iterable[Category], stations: Iterable[Station], items: Iterable[MenuItem]
    ) -> Generator[None, None, "Menu"]:
        """Put a menu together a dish at a time, for whoever has other things to do in between."""
        menu = cls(categories, stations)
        for item in items:
            menu._items[item.id] = item
            menu._enter(item)
            yield
        return menu

    @property
    def categories(self) -> Mapping[str, Category]:
        """The headings, by id, as they are listed."""
        return self._categories

    @property
    def stations(self) -> Mapping[str, Station]:
        """The stations, by id, as they are listed."""
        return self._stations

    @property
    def items(self) -> Mapping[str, MenuItem]:
        """The dishes, by id, as they are listed."""
        return self._items

    @property
    def empty(self) -> bool:
        """Whether nothing can be ordered from it yet."""
        return not self._items

    def find_by_name(self, name: str) -> MenuItem | None:
        """Find the one dish of that name, upper and lower case and spacing aside."""
        # Two dishes of one name: neither can be meant by it alone.
        ids = self._named.get(plain(name), ())
        return self._items[ids[0]] if len(ids) == 1 else None

    def check_station(self, station: str | None) -> None:
        """Refuse a station that there is not: a misspelt one would see nothing.

        Raises:
            Refusal: BAD_REQUEST.
        """
        if station is not None and station not in self.stations:
            names = ", ".join(list(self.stations)[:_NAMED]) or "none are set up"
            raise bad_field("station", f"no such station; known: {names}")

    def edit(self, *, put: Iterable["Entry"] = (), drop: Iterable["Entry"] = ()) -> "Menu":
        """Return a menu with some entries put in (or replaced) and some taken out.

        What stays is taken over as it is: an 86 must not cost more the more dishes there are.
        """
        after = Menu()
        after._categories = dict(self._categories)
        after._stations = dict(self._stations)
        after._items = dict(self._items)
        after._named = dict(self._named)
        after.parts = self.parts
        for entry in drop:
            after._take_out(entry)
        for entry in put:
            after._put_in(entry)
        return after

    def _put_in(self, entry: "Entry") -> None:
        if isinstance(entry, MenuItem):
            before = self._items.get(entry.id)
            if before is not None:
                self._strike(before)
            self._enter(entry)
            self._items = _with(self._items, entry)
        elif isinstance(entry, Station):
            self._stations = _with(self._stations, entry)
        else:
            self._categories = _with(self._categories, entry)

    def _take_out(self, entry: "Entry") -> None:
        if isinstance(entry, MenuItem):
            known = self._items.pop(entry.id, None)
            if known is not None:
                self._strike(known)
        elif isinstance(entry, Station):
            self._stations.pop(entry.id, None)
        else:
            self._categories.pop(entry.id, None)

    def _enter(self, item: MenuItem) -> None:
        name = plain(item.name)
        self._named[name] = (*self._named.get(name, ()), item.id)
        self.parts += _parts(item)

    def _strike(self, item: MenuItem) -> None:
        name = plain(item.name)
        self.parts -= _parts(item)
        left = tuple(each for each in self._named[name] if each != item.id)
        if left:
            self._named[name] = left
        else:
            del self._named[name]


Entry = Category | Station | MenuItem
E = TypeVar("E", Category, Station, MenuItem)


def menu_of(entries: Iterable[Entry]) -> Menu:
    """Build a menu from its entries in any order."""
    categories: list[Category] = []
    stations: list[Station] = []
    items: list[MenuItem] = []
    for entry in entries:
        if isinstance(entry, Category):
            categories.append(entry)
        elif isinstance(entry, Station):
            stations.append(entry)
        else:
            items.append(entry)
    return Menu(
        sorted(categories, key=place_of),
        sorted(stations, key=place_of),
        sorted(items, key=place_of),
    )


def place_of(entry: Entry) -> tuple[int, str]:
    """Say by what an entry is sorted among its kind."""
    if isinstance(entry, MenuItem):
        return 0, entry.name.casefold()
    return entry.position, entry.name


def _with(table: dict[str, E], entry: E) -> dict[str, E]:
    """Put an entry into a sorted table, where it belongs."""
    before = table.get(entry.id)
    if before is not None and place_of(before) == place_of(entry):
        table[entry.id] = entry
        return table
    entries = [each for each in table.values() if each is not before]
    insort(entries, entry, key=place_of)
    return {each.id: each for each in entries}


def _parts(item: MenuItem) -> int:
    return len(item.modifiers) + len(item.allergens)


def plain(name: str) -> str:
    """Fold a dish's name for comparing: case, spacing and spelling of accents do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
