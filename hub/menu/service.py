"""The menu's use cases: what can be ordered, what is sold out, and moving the whole of it."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Generator, Iterator
from typing import NamedTuple, TypeVar

import msgspec

from hub import ids
from hub.background import in_slices
from hub.clock.wall_clock import Clock
from hub.commit.change import Change
from hub.commit.command import Command, Json, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, bad_field, conflict, not_found
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
from hub.menu.reader_process import read_menu
from hub.menu.whole_menu import (
    MenuFile,
    MenuOutput,
    check_size,
    make_menu,
    write_csv,
    write_json,
)
from hub.store import reads
from hub.store.rows import Rows, encode_menu_entry, menu_key
from hub.store.store import Store
from hub.store.tables import MENU
from hub.wire import requests
from hub.wire.events import Draft, MenuAction, availability_draft, menu_draft
from hub.wire.responses import Gone, MenuImported, MenuView

MAX_TOLD = 5_000
"""Dishes that one import may have sold out or bring back: every screen is told of each at once."""

_REPLACING = 4
"""Whole menus that wait for their turn at the most; each may be megabytes."""

_ATTEMPTS = 3
"""Times that a whole menu is read, if the menu that it replaces is changed meanwhile."""

_TRY_AGAIN = 5

T = TypeVar("T")
E = TypeVar("E", Category, Station, MenuItem)


class MenuService:
    """Reads and edits the menu. Readers get the committed one; edits build on the latest.

    Args:
        store: where the menu is read from.
        writer: commits the changes.
        clock: the hub's time.
        stations_in_use: lists the stations that lines of open orders are for.
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
        self._menu = self._latest = Menu()
        self._turn = asyncio.Lock()
        self._replacing = 0
        self._as_json, self._as_csv = MenuOutput(write_json), MenuOutput(write_csv)

    @property
    def menu(self) -> Menu:
        """The menu as it is committed."""
        return self._menu

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

    async def spreadsheet(self) -> bytes:
        """Show the dishes as CSV."""
        return await self._as_csv.write(self._menu)

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

    async def set_availability(
        self, command: Command, item_id: str, *, available: bool
    ) -> Outcome[MenuItem]:
        """Mark a dish sold out (86) or back.

        Raises:
            Refusal: NOT_FOUND.
        """
        before = _require(self._latest.items.get(item_id), "dish")
        item = msgspec.structs.replace(before, available=available)
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
        _check_idle(station_id, self._stations_in_use())
        return await self._drop(command, station)

    async def replace(self, command: Command, whole: requests.WholeMenu) -> Outcome[MenuImported]:
        """Put a whole menu in the place of the one there is, all or nothing.

        A dish without an id keeps the id of the dish of that name, if there was one.

        Raises:
            Refusal: BAD_REQUEST naming what does not fit, CONFLICT for a station that open orders
                still need.
        """

        async def make(before: Menu) -> MenuView:
            return make_menu(whole, before, self._new_id)

        return await self._replace(command, make)

    async def import_file(self, command: Command, file: MenuFile) -> Outcome[MenuImported]:
        """Put the whole menu that a file holds in the place of the one there is, all or nothing.

        Raises:
            Refusal: as for :meth:`replace`; RATE_LIMITED while others wait to do the same.
        """
        return await self._replace(
            command, lambda before: read_menu(file, before, self._clock.now())
        )

    async def _replace(
        self, command: Command, make: Callable[[Menu], Awaitable[MenuView]]
    ) -> Outcome[MenuImported]:
        if self._replacing >= _REPLACING:
            raise Refusal(
                Code.RATE_LIMITED, "Other menus are being read. Try again.", retry_after=_TRY_AGAIN
            )
        self._replacing += 1
        try:
            async with self._turn:
                for _ in range(_ATTEMPTS):
                    before = self._latest
                    new = await make(before)
                    staged = await in_slices(_stage(before, new))
                    if self._latest is before:
                        return await self._put_in_place(command, staged)
        finally:
            self._replacing -= 1
        raise conflict("menu", "the menu was changed each time that it was read; send it again")

    async def _put_in_place(self, command: Command, staged: "_Staged") -> Outcome[MenuImported]:
        """Commit a menu that was made to follow the latest one. Nothing is awaited on the way."""
        change = self._writer.begin(command.who.id)
        if staged.stations_gone:
            in_use = self._stations_in_use()
            for station in staged.stations_gone:
                _check_idle(station, in_use)
        change.rows.merge(staged.rows)
        change.tell(*staged.drafts, menu_draft(MenuAction.REPLACED, "menu"))
        menu = staged.menu
        counts = MenuImported(
            categories=len(menu.categories), stations=len(menu.stations), items=len(menu.items)
        )
        return await self._commit(command, change, menu, Outcome(counts))

    def _new_id(self) -> str:
        return ids.new_id(self._clock.now())

    async def _put(self, command: Command, entry: E, before: E | None = None) -> Outcome[E]:
        change = self._writer.begin(command.who.id)
        row = encode_menu_entry(entry)
        change.put(MENU, row)
        if before is None:
            change.tell(menu_draft(MenuAction.ADDED, row.kind, entry))
        else:
            change.tell(*_make_drafts(row.kind, before, entry))
        after = self._latest.edit(put=[entry])
        check_size(self._latest, after)
        outcome = Outcome(entry, created=before is None)
        return await self._commit(command, change, after, outcome)

    async def _drop(self, command: Command, entry: Entry) -> Outcome[Gone]:
        change = self._writer.begin(command.who.id)
        key = menu_key(entry)
        change.remove(MENU, key)
        change.tell(menu_draft(MenuAction.REMOVED, key[0], entry))
        after = self._latest.edit(drop=[entry])
        return await self._commit(command, change, after, Outcome(Gone(id=entry.id)))

    async def _commit(
        self, command: Command, change: Change, after: Menu, outcome: Outcome[T]
    ) -> Outcome[T]:
        def take() -> None:
            self._menu = after

        self._latest = after
        change.then(take)
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome


class _Staged(NamedTuple):
    """A menu ready to take the place of another one, and all that follows from that."""

    menu: Menu
    rows: Rows
    stations_gone: list[str]
    drafts: list[Draft]


def _stage(before: Menu, new: MenuView) -> Generator[None, None, _Staged]:
    rows = Rows()
    entries: list[Entry] = [*new.categories, *new.stations, *new.items]
    for entry in entries:
        rows.put(MENU, encode_menu_entry(entry))
        yield
    stations_gone: list[str] = []
    for entry in _list_entries(before):
        key = menu_key(entry)
        if key not in rows.by_key(MENU):
            rows.remove(MENU, key)
            if isinstance(entry, Station):
                stations_gone.append(entry.id)
        yield
    drafts: list[Draft] = []
    for item in new.items:
        known = before.items.get(item.id)
        if known is not None and known.available is not item.available:
            drafts.append(availability_draft(item))
            if len(drafts) > MAX_TOLD:
                why = f"at most {MAX_TOLD} dishes can be sold out or come back in one import"
                raise bad_field("items", why)
        yield
    menu = yield from Menu.in_steps(new.categories, new.stations, new.items)
    return _Staged(menu, rows, stations_gone, drafts)


def _make_drafts(kind: str, before: Entry, after: Entry) -> Iterator[Draft]:
    if isinstance(before, MenuItem) and isinstance(after, MenuItem):
        if after.available is not before.available:
            yield availability_draft(after)
        before = msgspec.structs.replace(before, available=after.available)
    if after != before:
        yield menu_draft(MenuAction.CHANGED, kind, after)


def _check_idle(station_id: str, in_use: Container[str | None]) -> None:
    if station_id in in_use:
        raise conflict("id", f"open orders have lines for the station {station_id!r}")


def _list_entries(menu: Menu) -> list[Entry]:
    return [*menu.categories.values(), *menu.stations.values(), *menu.items.values()]


def _require(found: E | None, what: str) -> E:
    if found is None:
        raise not_found(what)
    return found
