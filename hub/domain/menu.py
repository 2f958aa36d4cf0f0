"""The menu: what can be ordered, where it is made, and what is sold out. Pure and frozen.

What nobody has said is ``UNSET`` and stands on no wire and no disk, so that a menu of thousands of
dishes is no longer for it.
"""

from bisect import insort
from collections.abc import Generator, Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.errors import bad_field
from hub.domain.names import NameIndex, plain

NOBODY = "none"
"""The word that stands where stations do for what is nobody's work, such as a fee or a bag."""


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the kitchen. ``id`` is a short word such as ``grill``.

    Attributes:
        screen: whether it has one; at one without, lines are done with their order.
        backup: the station that takes its place.
    """

    id: str
    name: str
    position: int = 0
    screen: bool = True
    backup: str | UnsetType = UNSET


MAX_DISHES = 20_000
MAX_HEADINGS = 1_000
"""Categories of a menu at the most, and stations."""

MAX_PARTS = 400_000
"""Modifiers, allergens, diets, PLUs and names by language that a menu has in all at the most."""

_NAMED = 12
"""Stations that an error message lists at the most."""


class MenuModifier(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A change that a dish can be ordered with.

    Attributes:
        price_minor: what it adds to the price, in the smallest unit of the branch's currency.
        allergens: what it brings into the dish.
        plu: numbers that tills know it by.
        station: that has a hand in it too.
        names: what it is called in other languages, by their tags.
    """

    id: str
    name: str
    price_minor: int | UnsetType = UNSET
    allergens: tuple[str, ...] | UnsetType = UNSET
    plu: tuple[str, ...] | UnsetType = UNSET
    station: str | UnsetType = UNSET
    names: dict[str, str] | UnsetType = UNSET


class ModifierGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A heading that modifiers are chosen under, such as "How done?".

    Attributes:
        min: how many have to be chosen.
        max: how many may be; UNSET for any number.
        default: ids of those that are chosen when nobody says otherwise.
        ask: whether whoever takes the order is asked before it is sent.
        items: what can be chosen.
    """

    id: str
    name: str
    min: int = 0
    max: int | UnsetType = UNSET
    default: tuple[str, ...] = ()
    ask: bool = False
    items: tuple[MenuModifier, ...] = ()


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of the menu. ``id`` is a short word such as ``starters``.

    Attributes:
        stations: where its dishes are made that name none themselves.
        modifier_groups: what each of its dishes can be ordered with.
    """

    id: str
    name: str
    position: int = 0
    stations: tuple[str, ...] | UnsetType = UNSET
    modifier_groups: tuple[ModifierGroup, ...] | UnsetType = UNSET


class MenuItem(msgspec.Struct, frozen=True, kw_only=True):
    """One dish. ``station`` None sends it where its category is made; ``available`` False is an 86.

    Attributes:
        station: where it is made, or the first of several.
        price_minor: in the smallest unit of the branch's currency.
        target_minutes: how long it should take from order to ready.
        stations: where it is made, when that is not the one ``station``.
        plu: numbers that tills know it by.
        kitchen_name: what cooks call it.
        names: what it is called in other languages, by their tags.
        modifier_groups: what it can be ordered with, under headings.
        diets: whom it suits (vegan, halal).
        allergens_known: False where nobody has said what is in it; True where somebody has, though
            there is nothing to list.
        make_minutes: how long it takes to make.
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
    stations: tuple[str, ...] | UnsetType = UNSET
    plu: tuple[str, ...] | UnsetType = UNSET
    kitchen_name: str | UnsetType = UNSET
    names: dict[str, str] | UnsetType = UNSET
    modifier_groups: tuple[ModifierGroup, ...] | UnsetType = UNSET
    diets: tuple[str, ...] | UnsetType = UNSET
    allergens_known: bool | UnsetType = UNSET
    make_minutes: float | UnsetType = UNSET

    @property
    def made_at(self) -> tuple[str, ...]:
        """The stations that it names itself."""
        return self.stations or (() if self.station is None else (self.station,))


class Menu:
    """The whole menu at one moment. Never changed in place; every edit makes a new one.

    Attributes:
        parts: how many modifiers, allergens and the like it has in all.
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
        self._names = NameIndex()
        self._shares_names = False
        self.parts = sum(map(_count_parts, self._categories.values()))
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

    def find_dish(
        self,
        *,
        menu_item_id: str | None = None,
        plu: str | None = None,
        name: str | None = None,
        category: str | None = None,
    ) -> MenuItem | None:
        """Find a dish by the first of these that finds one.

        Args:
            menu_item_id: its id, in lower case.
            plu: a till's number of it.
            name: as it stands on the menu, or the same but for case, accents, apostrophes, hyphens
                and spaces.
            category: which one is meant, where several have the PLU or the name.
        """
        dish = None if menu_item_id is None else self._items.get(menu_item_id)
        if dish is None and plu is not None:
            dish = self._choose(self._names.find_by_plu(plu), category)
        if dish is None and name is not None:
            dish = self._choose(self._names.find_by_name(name), category)
        return dish

    def _choose(self, ids: tuple[str, ...], category: str | None) -> MenuItem | None:
        # Several of one name: none of them can be meant by it alone.
        if len(ids) > 1 and category is not None:
            ids = tuple(each for each in ids if self._items[each].category == category)
        return self._items[ids[0]] if len(ids) == 1 else None

    def find_twin(self, dish: MenuItem) -> MenuItem | None:
        """Find another dish of the same name in the same category; nothing tells the two apart."""
        for each in self._names.find_alike(dish.name):
            other = self._items[each]
            if each != dish.id and identify(other) == identify(dish):
                return other
        return None

    def backup_of(self, station: str | None) -> str | None:
        """Say which station with a screen takes another's place; None for none."""
        known = self.stations.get(station or "")
        backup = self.stations.get(known.backup or "") if known is not None else None
        return backup.id if backup is not None and backup.screen else None

    def check_station(self, station: str | None) -> None:
        """Refuse a station that there is not: a misspelt one would see nothing.

        Several have commas between them.

        Raises:
            Refusal: BAD_REQUEST.
        """
        asked = () if station is None else station.split(",")
        if not all(each in self.stations for each in asked):
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
        after._names = self._names
        after._shares_names = True
        after.parts = self.parts
        for entry in drop:
            after._take_out(entry)
        for entry in put:
            after._put_in(entry)
        return after

    def _put_in(self, entry: "Entry") -> None:
        if isinstance(entry, MenuItem):
            before = self._items.get(entry.id)
            if before is not None and _list_names(before) == _list_names(entry):
                self.parts += _count_parts(entry) - _count_parts(before)
            else:
                if before is not None:
                    self._strike(before)
                self._enter(entry)
            self._items = _with(self._items, entry)
        elif isinstance(entry, Station):
            self._stations = _with(self._stations, entry)
        else:
            known = self._categories.get(entry.id)
            self.parts += _count_parts(entry) - (0 if known is None else _count_parts(known))
            self._categories = _with(self._categories, entry)

    def _take_out(self, entry: "Entry") -> None:
        if isinstance(entry, MenuItem):
            known = self._items.pop(entry.id, None)
            if known is not None:
                self._strike(known)
        elif isinstance(entry, Station):
            self._stations.pop(entry.id, None)
        else:
            gone = self._categories.pop(entry.id, None)
            self.parts -= 0 if gone is None else _count_parts(gone)

    def _enter(self, item: MenuItem) -> None:
        self._own_names().add(item.id, *_list_names(item))
        self.parts += _count_parts(item)

    def _strike(self, item: MenuItem) -> None:
        self._own_names().remove(item.id, *_list_names(item))
        self.parts -= _count_parts(item)

    def _own_names(self) -> NameIndex:
        if self._shares_names:
            self._names = self._names.copy()
            self._shares_names = False
        return self._names


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


def identify(item: MenuItem) -> tuple[str, str | None]:
    """Say what tells a dish from all others in words: its name, and its category."""
    return plain(item.name), item.category


def _list_names(item: MenuItem) -> tuple[str, tuple[str, ...]]:
    return item.name, item.plu or ()


def _count_parts(entry: MenuItem | Category) -> int:
    groups = entry.modifier_groups or ()
    parts = sum(1 + len(group.default) + _count_all(group.items) for group in groups)
    if isinstance(entry, MenuItem):
        parts += _count_all(entry.modifiers) + len(entry.allergens)
        parts += sum(map(len, (entry.diets or (), entry.plu or (), entry.names or ())))
    return parts


def _count_all(modifiers: Iterable[MenuModifier]) -> int:
    return sum(1 + len(each.allergens or ()) + len(each.plu or ()) for each in modifiers)
