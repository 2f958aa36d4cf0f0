"""The menu's use cases: what can be ordered, what is sold out, and moving the whole of it."""

from collections.abc import Callable, Container, Iterator
from typing import TypeVar

import msgspec

from hub import ids
from hub.clock.wall_clock import Clock
from hub.commit.change import Change
from hub.commit.command import Command, Json, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import conflict, not_found
from hub.domain.menu import Category, Entry, Menu, MenuItem, Station, menu_of
from hub.menu.entries import (
    check_name,
    check_places,
    check_unused,
    edit_category,
    edit_dish,
    edit_station,
    make_category,
    make_dish,
    make_station,
    say_allergens,
)
from hub.menu.whole_menu import (
    MenuOutput,
    check_size,
)
from hub.store import reads
from hub.store.rows import encode_menu_entry, menu_key
from hub.store.store import Store
from hub.store.tables import MENU
from hub.wire import requests
from hub.wire.events import Draft
from hub.wire.menu_drafts import availability_draft, menu_draft
from hub.wire.menu_payloads import MenuAction
from hub.wire.menu_responses import MenuView
from hub.wire.responses import Gone

T = TypeVar("T")
E = TypeVar("E", Category, Station, MenuItem)


class MenuService:
    """Reads and edits the menu. Readers get the committed one; edits build on the latest.

    Args:
        store: where the menu is read from.
        writer: commits the changes.
        clock: the hub's time.
        stations_in_use: lists the stations that lines of open orders are for.

    Attributes:
        on_flip: told the id of each dish that an edit sells out or brings back, with its change.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        clock: Clock,
        stations_in_use: Callable[[], Container[str | None]],
    ) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._stations_in_use = stations_in_use
        self.on_flip: Callable[[Change, str], None] = _do_nothing
        self._menu = self._latest = Menu()
        self._as_json = MenuOutput()

    @property
    def menu(self) -> Menu:
        """The menu as it is committed."""
        return self._menu

    @property
    def latest(self) -> Menu:
        """The menu with every edit that is on its way to the disk: what edits build on."""
        return self._latest

    async def load(self) -> None:
        """Read the menu from disk, in place of whatever was in memory."""
        entries = await reads.menu(self._store)
        # Earlier versions did not ask whether anybody knows what is in a dish.
        said = (say_allergens(each) if isinstance(each, MenuItem) else each for each in entries)
        self._menu = self._latest = menu_of(said)

    def forget_staged(self) -> None:
        """Drop every edit that did not reach the disk."""
        self._latest = self._menu

    async def view(self) -> Outcome[Json[MenuView]]:
        """Show the whole menu."""
        return Outcome(Json(await self._as_json.write(self._menu)))

    def item(self, item_id: str) -> MenuItem:
        """Show one dish.

        Raises:
            Refusal: NOT_FOUND.
        """
        return _require(self._menu.items.get(item_id), "dish")

    async def add_item(self, command: Command, new: requests.NewMenuItem) -> Outcome[MenuItem]:
        """Put a dish on the menu.

        Raises:
            Refusal: CONFLICT when the id is taken, or the name in its category; BAD_REQUEST for an
                unknown station or category.
        """
        item = make_dish(new, self._new_id)
        check_places(item, self._latest)
        if item.id in self._latest.items:
            raise conflict("id", "another dish has it")
        check_name(item, None, self._latest)
        return await self._put(command, item)

    async def edit_item(
        self, command: Command, item_id: str, new: requests.EditMenuItem
    ) -> Outcome[MenuItem]:
        """Change a dish; fields left out stay.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST for an unknown station or category, CONFLICT for a name
                that another dish of its category has.
        """
        before = _require(self._latest.items.get(item_id), "dish")
        item = edit_dish(before, new, self._new_id)
        check_places(item, self._latest)
        check_name(item, before, self._latest)
        return await self._put(command, item, before)

    async def drop_item(self, command: Command, item_id: str) -> Outcome[Gone]:
        """Take a dish off the menu; orders keep what they copied from it.

        Raises:
            Refusal: NOT_FOUND.
        """
        return await self._drop(command, _require(self._latest.items.get(item_id), "dish"))

    async def add_category(self, command: Command, new: requests.NewCategory) -> Outcome[Category]:
        """Add a heading.

        Raises:
            Refusal: CONFLICT when the id is taken, BAD_REQUEST for an unknown station.
        """
        if new.id in self._latest.categories:
            raise conflict("id", "another category has it")
        category = make_category(new, self._new_id)
        check_places(category, self._latest)
        return await self._put(command, category)

    async def edit_category(
        self, command: Command, category_id: str, new: requests.EditCategory
    ) -> Outcome[Category]:
        """Change a heading; fields left out stay.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST for an unknown station.
        """
        before = _require(self._latest.categories.get(category_id), "category")
        category = edit_category(before, new, self._new_id)
        check_places(category, self._latest)
        return await self._put(command, category, before)

    async def drop_category(self, command: Command, category_id: str) -> Outcome[Gone]:
        """Take a heading away.

        Raises:
            Refusal: NOT_FOUND, CONFLICT while dishes stand under it.
        """
        category = _require(self._latest.categories.get(category_id), "category")
        if any(item.category == category_id for item in self._latest.items.values()):
            raise conflict("id", "dishes stand under this category")
        return await self._drop(command, category)

    async def add_station(self, command: Command, new: requests.NewStation) -> Outcome[Station]:
        """Add a station.

        Raises:
            Refusal: CONFLICT when the id is taken, BAD_REQUEST for an unknown backup.
        """
        if new.id in self._latest.stations:
            raise conflict("id", "another station has it")
        station = make_station(new)
        check_places(station, self._latest)
        return await self._put(command, station)

    async def edit_station(
        self, command: Command, station_id: str, new: requests.EditStation
    ) -> Outcome[Station]:
        """Change a station; fields left out stay.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST for an unknown backup.
        """
        before = _require(self._latest.stations.get(station_id), "station")
        station = edit_station(before, new)
        check_places(station, self._latest)
        return await self._put(command, station, before)

    async def drop_station(self, command: Command, station_id: str) -> Outcome[Gone]:
        """Take a station away.

        Raises:
            Refusal: NOT_FOUND, CONFLICT while dishes, categories, other stations or lines of open
                orders are for it.
        """
        station = _require(self._latest.stations.get(station_id), "station")
        check_unused(station_id, self._latest)
        check_idle(station_id, self._stations_in_use())
        return await self._drop(command, station)

    def _new_id(self) -> str:
        return ids.new_id(self._clock.now())

    async def _put(self, command: Command, entry: E, before: E | None = None) -> Outcome[E]:
        change = self._writer.begin(command.who.actor)
        row = encode_menu_entry(entry)
        change.put(MENU, row)
        if before is None:
            change.tell(menu_draft(MenuAction.ADDED, row.kind, entry))
        else:
            change.tell(*_make_drafts(row.kind, before, entry))
            if has_flipped(before, entry):
                self.on_flip(change, entry.id)
        after = self._latest.edit(put=[entry])
        check_size(self._latest, after)
        outcome = Outcome(entry, created=before is None)
        return await self.commit(command, change, after, outcome)

    async def _drop(self, command: Command, entry: Entry) -> Outcome[Gone]:
        change = self._writer.begin(command.who.actor)
        key = menu_key(entry)
        change.remove(MENU, key)
        change.tell(menu_draft(MenuAction.REMOVED, key[0], entry))
        after = self._latest.edit(drop=[entry])
        return await self.commit(command, change, after, Outcome(Gone(id=entry.id)))

    async def commit(
        self, command: Command, change: Change, after: Menu, outcome: Outcome[T]
    ) -> Outcome[T]:
        """Commit a change that leaves a menu behind; nothing may be awaited since it was made."""
        self._follow(change, after)
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome

    def stage(self, change: Change, dish: MenuItem) -> None:
        """Add a dish as it is now to a change that somebody else commits, and tells of."""
        if dish != self._latest.items.get(dish.id):
            change.put(MENU, encode_menu_entry(dish))
            self._follow(change, self._latest.edit(put=[dish]))

    def _follow(self, change: Change, after: Menu) -> None:
        def take() -> None:
            self._menu = after

        self._latest = after
        change.then(take)


def _make_drafts(kind: str, before: Entry, after: Entry) -> Iterator[Draft]:
    if isinstance(before, MenuItem) and isinstance(after, MenuItem):
        if has_flipped(before, after):
            yield availability_draft(after)
        before = msgspec.structs.replace(before, available=after.available)
    if after != before:
        yield menu_draft(MenuAction.CHANGED, kind, after)


def _do_nothing(change: Change, dish_id: str) -> None:
    pass


def has_flipped(before: Entry | None, after: Entry) -> bool:
    """Whether a dish is sold out or has come back."""
    return (
        isinstance(before, MenuItem)
        and isinstance(after, MenuItem)
        and before.available is not after.available
    )


def check_idle(station_id: str, in_use: Container[str | None]) -> None:
    """Refuse to do without a station that open orders have lines for.

    Raises:
        Refusal: CONFLICT.
    """
    if station_id in in_use:
        raise conflict("id", f"open orders have lines for the station {station_id!r}")


def _require(found: E | None, what: str) -> E:
    if found is None:
        raise not_found(what)
    return found
