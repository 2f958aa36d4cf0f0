"""The menu's use cases: what can be ordered, what is sold out, and moving the whole of it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from hub import ids
from hub.domain.errors import Code, Refusal, bad_field, not_found
from hub.domain.menu import Category, Entry, Menu, MenuItem, MenuModifier, menu_of, plain
from hub.domain.stations import Station
from hub.kitchen.asking import Ask
from hub.kitchen.committing import Committing
from hub.kitchen.menu_shown import Shown, as_csv, as_json
from hub.protocol import requests
from hub.protocol.answers import Answer, Gone, MenuImported, MenuView, success
from hub.protocol.events import Draft, availability_draft
from hub.store import reads
from hub.store.rows import Rows, menu_body, menu_key
from hub.store.store import Store

E = TypeVar("E", Category, Station, MenuItem)


class MenuDesk:
    """Reads and edits the menu. Readers get the committed one; edits build on the latest.

    Args:
        store: where the menu is read from.
        committing: commits the changes.
        station_in_use: whether a line of an open order is for that station.
    """

    def __init__(
        self, store: Store, committing: Committing, station_in_use: Callable[[str], bool]
    ) -> None:
        self._store = store
        self._committing = committing
        self._station_in_use = station_in_use
        self._menu = self._latest = Menu()
        self._as_json, self._as_csv = Shown(as_json), Shown(as_csv)

    @property
    def menu(self) -> Menu:
        """The menu as it is committed."""
        return self._menu

    async def load(self) -> None:
        """Read the menu from disk, in place of whatever was in memory."""
        self._menu = self._latest = menu_of(await reads.menu(self._store))

    def forget_staged(self) -> None:
        """Drop every edit that did not reach the disk."""
        self._latest = self._menu

    async def view(self) -> Answer:
        """Show the whole menu."""
        return await self._as_json.of(self._menu)

    async def spreadsheet(self) -> Answer:
        """Show the dishes as CSV."""
        return await self._as_csv.of(self._menu)

    def whole(self) -> MenuView:
        """Return the whole menu as the API shows it."""
        menu = self._menu
        return MenuView(
            categories=tuple(menu.categories.values()),
            stations=tuple(menu.stations.values()),
            items=tuple(menu.items.values()),
        )

    def item(self, item_id: str) -> Answer:
        """Show one dish.

        Raises:
            Refusal: NOT_FOUND.
        """
        return success(_entry(self._menu.items.get(item_id), "dish"))

    async def add_item(self, ask: Ask, new: requests.NewMenuItem) -> Answer:
        """Put a dish on the menu.

        Raises:
            Refusal: CONFLICT when the id is taken, BAD_REQUEST for an unknown station or category.
        """
        item = self._item_of(new)
        if item.id in self._latest.items:
            raise _taken("id", "another dish has it")
        return await self._put(ask, [item], status=201, shown=item)

    async def edit_item(self, ask: Ask, item_id: str, new: requests.EditMenuItem) -> Answer:
        """Change a dish; fields left out stay.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST for an unknown station or category.
        """
        before = _entry(self._latest.items.get(item_id), "dish")
        fields = _given(new)
        if new.modifiers is not msgspec.UNSET:
            fields["modifiers"] = self._modifiers(new.modifiers)
        item = msgspec.structs.replace(before, **fields)
        self._check_places(item, self._latest)
        drafts = [availability_draft(item)] if item.available is not before.available else []
        return await self._put(ask, [item], shown=item, drafts=drafts)

    async def set_availability(self, ask: Ask, item_id: str, *, available: bool) -> Answer:
        """Mark a dish sold out (86) or back.

        Raises:
            Refusal: NOT_FOUND.
        """
        before = _entry(self._latest.items.get(item_id), "dish")
        item = msgspec.structs.replace(before, available=available)
        drafts = [] if before.available is available else [availability_draft(item)]
        return await self._put(ask, [item], shown=item, drafts=drafts)

    async def drop_item(self, ask: Ask, item_id: str) -> Answer:
        """Take a dish off the menu; orders keep what they copied from it.

        Raises:
            Refusal: NOT_FOUND.
        """
        return await self._drop(ask, _entry(self._latest.items.get(item_id), "dish"))

    async def add_category(self, ask: Ask, new: requests.NewCategory) -> Answer:
        """Add a heading.

        Raises:
            Refusal: CONFLICT when the id is taken.
        """
        if new.id in self._latest.categories:
            raise _taken("id", "another category has it")
        category = Category(id=new.id, name=new.name, position=new.position)
        return await self._put(ask, [category], status=201, shown=category)

    async def edit_category(self, ask: Ask, category_id: str, new: requests.EditCategory) -> Answer:
        """Change a heading; fields left out stay.

        Raises:
            Refusal: NOT_FOUND.
        """
        before = _entry(self._latest.categories.get(category_id), "category")
        category = msgspec.structs.replace(before, **_given(new))
        return await self._put(ask, [category], shown=category)

    async def drop_category(self, ask: Ask, category_id: str) -> Answer:
        """Take a heading away.

        Raises:
            Refusal: NOT_FOUND, CONFLICT while dishes stand under it.
        """
        category = _entry(self._latest.categories.get(category_id), "category")
        if any(item.category == category_id for item in self._latest.items.values()):
            raise _taken("id", "dishes stand under this category")
        return await self._drop(ask, category)

    async def add_station(self, ask: Ask, new: requests.NewStation) -> Answer:
        """Add a station.

        Raises:
            Refusal: CONFLICT when the id is taken.
        """
        if new.id in self._latest.stations:
            raise _taken("id", "another station has it")
        station = Station(id=new.id, name=new.name, position=new.position)
        return await self._put(ask, [station], status=201, shown=station)

    async def edit_station(self, ask: Ask, station_id: str, new: requests.EditStation) -> Answer:
        """Change a station's name or place in lists; fields left out stay.

        Raises:
            Refusal: NOT_FOUND.
        """
        before = _entry(self._latest.stations.get(station_id), "station")
        station = msgspec.structs.replace(before, **_given(new))
        return await self._put(ask, [station], shown=station)

    async def drop_station(self, ask: Ask, station_id: str) -> Answer:
        """Take a station away.

        Raises:
            Refusal: NOT_FOUND, CONFLICT while dishes or lines of open orders are for it.
        """
        station = _entry(self._latest.stations.get(station_id), "station")
        if any(item.station == station_id for item in self._latest.items.values()):
            raise _taken("id", "dishes are made at this station")
        self._check_idle(station_id)
        return await self._drop(ask, station)

    async def replace(self, ask: Ask, whole: requests.WholeMenu) -> Answer:
        """Put a whole menu in the place of the one there is, all or nothing.

        A dish without an id keeps the id of the dish of that name, if there was one.

        Raises:
            Refusal: BAD_REQUEST naming what does not fit, CONFLICT for a station that open orders
                still need.
        """
        categories = [Category(id=c.id, name=c.name, position=c.position) for c in whole.categories]
        stations = [Station(id=s.id, name=s.name, position=s.position) for s in whole.stations]
        places = Menu(categories, stations)
        items = [self._item_of(new, places, f"items[{n}].") for n, new in enumerate(whole.items)]
        entries: list[Entry] = [*categories, *stations, *items]
        _check_unique(categories, stations, items)
        kept = {menu_key(entry) for entry in entries}
        gone = [entry for entry in _entries(self._latest) if menu_key(entry) not in kept]
        for entry in gone:
            if isinstance(entry, Station):
                self._check_idle(entry.id)
        drafts = [
            availability_draft(item)
            for item in items
            if (before := self._latest.items.get(item.id)) is not None
            and before.available is not item.available
        ]
        counts = MenuImported(categories=len(categories), stations=len(stations), items=len(items))
        return await self._put(ask, entries, drop=gone, shown=counts, drafts=drafts)

    def _item_of(
        self, new: requests.NewMenuItem, places: Menu | None = None, path: str = ""
    ) -> MenuItem:
        named = None if places is None else self._latest.named(new.name)
        fallback = ids.new_id(self._committing.now()) if named is None else named.id
        item = MenuItem(
            id=(new.id or fallback).lower(),
            name=new.name,
            category=new.category,
            station=new.station,
            price_minor=new.price_minor,
            allergens=new.allergens,
            modifiers=self._modifiers(new.modifiers),
            target_minutes=new.target_minutes,
            available=new.available,
        )
        self._check_places(item, places or self._latest, path)
        return item

    def _modifiers(self, new: Sequence[requests.NewMenuModifier]) -> tuple[MenuModifier, ...]:
        now = self._committing.now()
        return tuple(
            MenuModifier(id=(each.id or ids.new_id(now)).lower(), name=each.name) for each in new
        )

    @staticmethod
    def _check_places(item: MenuItem, menu: Menu, path: str = "") -> None:
        if item.category is not None and item.category not in menu.categories:
            raise bad_field(f"{path}category", f"there is no category {item.category!r}")
        if item.station is not None and item.station not in menu.stations:
            raise bad_field(f"{path}station", f"there is no station {item.station!r}")

    def _check_idle(self, station_id: str) -> None:
        if self._station_in_use(station_id):
            raise _taken("id", f"open orders have lines for the station {station_id!r}")

    async def _put(
        self,
        ask: Ask,
        put: Sequence[Entry],
        *,
        shown: object,
        status: int = 200,
        drop: Sequence[Entry] = (),
        drafts: Sequence[Draft] = (),
    ) -> Answer:
        self._committing.check()
        rows = Rows()
        rows.menu = {menu_key(entry): None for entry in drop}
        rows.menu |= {menu_key(entry): menu_body(entry) for entry in put}
        after = self._latest = self._latest.changed(put=put, drop=drop)
        return await self._committing.commit(
            ask, rows, success(shown, status), landed=lambda: self._land(after), drafts=drafts
        )

    async def _drop(self, ask: Ask, entry: Entry) -> Answer:
        return await self._put(ask, [], drop=[entry], shown=Gone(id=entry.id))

    def _land(self, after: Menu) -> None:
        self._menu = after


def _entries(menu: Menu) -> list[Entry]:
    return [*menu.categories.values(), *menu.stations.values(), *menu.items.values()]


def _entry(found: E | None, what: str) -> E:
    if found is None:
        raise not_found(what)
    return found


def _given(new: requests.Request) -> dict[str, object]:
    fields = {name: getattr(new, name) for name in new.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not msgspec.UNSET}


def _check_unique(
    categories: Sequence[Category], stations: Sequence[Station], items: Sequence[MenuItem]
) -> None:
    tables: dict[str, Sequence[Entry]] = {
        "categories": categories,
        "stations": stations,
        "items": items,
    }
    for what, entries in tables.items():
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if entry.id in seen:
                raise bad_field(f"{what}[{index}].id", f"{entry.id!r} comes twice")
            seen.add(entry.id)
    names: set[str] = set()
    for index, item in enumerate(items):
        if plain(item.name) in names:
            raise bad_field(f"items[{index}].name", f"{item.name!r} comes twice")
        names.add(plain(item.name))


def _taken(field: str, why: str) -> Refusal:
    return Refusal(Code.CONFLICT, f"{field}: {why}", {field: why})
