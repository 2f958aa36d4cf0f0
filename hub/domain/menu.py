"""The menu: what can be ordered, where it is made, and what is sold out. Pure and frozen."""

import unicodedata
from collections.abc import Iterable, Mapping

import msgspec

from hub.domain.errors import bad_field
from hub.domain.stations import Station

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
    """The whole menu at one moment. Never changed in place; every edit makes a new one."""

    def __init__(
        self,
        categories: Iterable[Category] = (),
        stations: Iterable[Station] = (),
        items: Iterable[MenuItem] = (),
    ) -> None:
        self.categories: Mapping[str, Category] = {each.id: each for each in categories}
        self.stations: Mapping[str, Station] = {each.id: each for each in stations}
        self.items: Mapping[str, MenuItem] = {each.id: each for each in items}
        self._by_name: dict[str, MenuItem | None] = {}
        for item in self.items.values():
            name = plain(item.name)
            # Two dishes of one name: neither can be meant by it alone.
            self._by_name[name] = None if name in self._by_name else item

    @property
    def empty(self) -> bool:
        """Whether nothing can be ordered from it yet."""
        return not self.items

    def named(self, name: str) -> MenuItem | None:
        """Find the one dish of that name, upper and lower case and spacing aside."""
        return self._by_name.get(plain(name))

    def check_station(self, station: str | None) -> None:
        """Refuse a station that there is not: a misspelt one would see nothing.

        Raises:
            Refusal: BAD_REQUEST.
        """
        if station is not None and station not in self.stations:
            names = ", ".join(list(self.stations)[:_NAMED]) or "none are set up"
            raise bad_field("station", f"no such station; known: {names}")

    def changed(self, *, put: Iterable["Entry"] = (), drop: Iterable["Entry"] = ()) -> "Menu":
        """Return a menu with some entries put in (or replaced) and some taken out."""
        tables: dict[type, dict[str, Entry]] = {
            Category: dict(self.categories),
            Station: dict(self.stations),
            MenuItem: dict(self.items),
        }
        for entry in drop:
            tables[type(entry)].pop(entry.id, None)
        for entry in put:
            tables[type(entry)][entry.id] = entry
        return menu_of(entry for table in tables.values() for entry in table.values())


Entry = Category | Station | MenuItem


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
        sorted(categories, key=lambda each: (each.position, each.name)),
        sorted(stations, key=lambda each: (each.position, each.name)),
        sorted(items, key=lambda each: each.name.casefold()),
    )


def plain(name: str) -> str:
    """Fold a dish's name for comparing: case, spacing and spelling of accents do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
