"""A whole menu in the place of the one there is: what becomes of it, and the way back."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Generator, Iterable, Iterator
from typing import NamedTuple

from hub import ids
from hub.background import in_slices
from hub.clock.wall_clock import Clock
from hub.commit.command import Command, Outcome, Stream
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, bad_field, conflict
from hub.domain.menu import Entry, Menu, MenuItem, Station
from hub.menu.differences import DifferenceCounter
from hub.menu.files.prices import minor_digits
from hub.menu.files.writing import AMERICA, EUROPE, PLAIN, write_csv, write_rows
from hub.menu.files.xlsx_writing import write_xlsx
from hub.menu.reader_process import read_menu
from hub.menu.service import MenuService, check_idle, has_flipped
from hub.menu.undoing import restore
from hub.menu.whole_menu import MenuFile, ReadMenu, make_menu, write_json
from hub.store import reads
from hub.store.row_types import FormerEntry
from hub.store.rows import Rows, encode_menu_entry, menu_key
from hub.store.store import Store
from hub.store.tables import FORMER_MENU, MENU
from hub.wire import requests
from hub.wire.events import Draft
from hub.wire.menu_drafts import availability_draft, menu_draft
from hub.wire.menu_payloads import MenuAction
from hub.wire.menu_responses import (
    FileReport,
    MenuChanges,
    MenuCurrency,
    MenuImported,
    MenuView,
    PriceLeap,
)
from hub.wire.requests import Audience, MenuFormat

MAX_TOLD = 5_000
"""Dishes that one import may have sold out or bring back: every screen is told of each at once."""

_REPLACING = 4
"""Whole menus that wait for their turn at the most; each may be megabytes."""

_ATTEMPTS = 3
"""Times that a whole menu is read, if the menu that it replaces is changed meanwhile."""

_TRY_AGAIN = 5

JSON = "application/json"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DIALECTS = {Audience.PROGRAMS: PLAIN, Audience.AMERICA: AMERICA, Audience.EUROPE: EUROPE}


class MenuImports:
    """Puts whole menus in place of the one there is, and takes the last one back.

    Args:
        menu: the menu.
        store: where the former menu is read from.
        writer: commits the changes.
        clock: the hub's time.
        stations_in_use: lists the stations that lines of open orders are for.
        currency: the ISO code that prices are in; None if it is not set.
    """

    def __init__(
        self,
        menu: MenuService,
        store: Store,
        writer: Writer,
        clock: Clock,
        stations_in_use: Callable[[], Container[str | None]],
        currency: str | None = None,
    ) -> None:
        self._menu = menu
        self._store = store
        self._writer = writer
        self._clock = clock
        self._stations_in_use = stations_in_use
        self._currency = currency
        self._turn = asyncio.Lock()
        self._replacing = 0

    async def replace(self, command: Command, whole: requests.WholeMenu) -> Outcome[MenuImported]:
        """Put a whole menu in the place of the one there is, all or nothing.

        A dish without an id keeps the id of the dish of that name, if there was one.

        Raises:
            Refusal: BAD_REQUEST naming what does not fit, CONFLICT for a station that open orders
                still need.
        """

        async def make(before: Menu) -> ReadMenu:
            return ReadMenu(make_menu(whole, before, self._new_id))

        return await self._replace(command, make, dry_run=False)

    async def put(self, command: Command, read: ReadMenu) -> Outcome[MenuImported]:
        """Put a menu that was read already in the place of the one there is.

        Raises:
            Refusal: CONFLICT for a station that open orders still need.
        """

        async def make(_: Menu) -> ReadMenu:
            return read

        return await self._replace(command, make, dry_run=False)

    @property
    def currency(self) -> MenuCurrency:
        """What the prices of the menu are in."""
        return MenuCurrency(code=self._currency, digits=minor_digits(self._currency))

    async def import_file(
        self, command: Command, file: MenuFile, *, dry_run: bool = False
    ) -> Outcome[MenuImported]:
        """Put the whole menu that a file holds in the place of the one there is, all or nothing.

        Args:
            command: who asks.
            file: as it came.
            dry_run: only say what would become of the menu.

        Raises:
            Refusal: as for :meth:`replace`; RATE_LIMITED while others wait to do the same.
        """
        file = file._replace(currency=file.currency or self._currency)
        return await self._replace(
            command, lambda before: read_menu(file, before, self._clock.now()), dry_run=dry_run
        )

    def export(self, written_as: MenuFormat, audience: Audience) -> Stream:
        """Write the whole menu as it is now, while it is sent.

        Args:
            written_as: a workbook and a CSV hold its dishes only.
            audience: of a CSV.
        """
        menu = self._menu.menu
        if written_as is MenuFormat.XLSX:
            rows = write_rows(menu, for_people=True, currency=self._currency)
            return Stream(write_xlsx(rows), XLSX)
        if written_as is MenuFormat.CSV:
            return Stream(write_csv(menu, _DIALECTS[audience], self._currency), CSV)
        return Stream(_wrap(write_json(menu)), JSON)

    async def undo(self, command: Command, *, dry_run: bool = False) -> Outcome[MenuImported]:
        """Take the last import back, or the last undo.

        What was changed since on dishes that the import left alone stays. A dish that was sold out,
        or brought back, since the import stays so.

        Raises:
            Refusal: CONFLICT when there is nothing to take back, or what was changed since
                contradicts it.
        """

        async def make(before: Menu) -> ReadMenu:
            former = await reads.former_menu(self._store)
            if not former:
                raise conflict("menu", "no import is there to be undone")
            return ReadMenu(await in_slices(restore(before, former)))

        return await self._replace(command, make, dry_run=dry_run)

    async def _replace(
        self, command: Command, make: Callable[[Menu], Awaitable[ReadMenu]], *, dry_run: bool
    ) -> Outcome[MenuImported]:
        if self._replacing >= _REPLACING:
            raise Refusal(
                Code.RATE_LIMITED, "Other menus are being read. Try again.", retry_after=_TRY_AGAIN
            )
        self._replacing += 1
        try:
            async with self._turn:
                for _ in range(_ATTEMPTS):
                    before = self._menu.latest
                    read = await make(before)
                    former = await reads.former_keys(self._store)
                    staged = await in_slices(_stage(before, read.menu, former))
                    if dry_run:
                        self._check_stations(staged)
                        return Outcome(_describe(staged, read.report, dry_run=True))
                    if self._menu.latest is before:
                        return await self._put_in_place(command, staged, read.report)
        finally:
            self._replacing -= 1
        raise conflict("menu", "the menu was changed each time that it was read; send it again")

    async def _put_in_place(
        self, command: Command, staged: "_Staged", report: FileReport
    ) -> Outcome[MenuImported]:
        """Commit a menu that was made to follow the latest one. Nothing is awaited on the way."""
        change = self._writer.begin(command.who.actor)
        self._check_stations(staged)
        change.rows.merge(staged.rows)
        for dish_id in staged.flipped:
            self._menu.on_flip(change, dish_id)
        change.tell(*staged.flipped.values(), menu_draft(MenuAction.REPLACED, "menu"))
        described = _describe(staged, report, dry_run=False)
        return await self._menu.commit(command, change, staged.menu, Outcome(described))

    def _check_stations(self, staged: "_Staged") -> None:
        if staged.stations_gone:
            in_use = self._stations_in_use()
            for station in staged.stations_gone:
                check_idle(station, in_use)

    def _new_id(self) -> str:
        return ids.new_id(self._clock.now())


class _Staged(NamedTuple):
    """A menu ready to take the place of another one, and all that follows from that."""

    menu: Menu
    rows: Rows
    stations_gone: list[str]
    flipped: dict[str, Draft]
    changes: MenuChanges
    price_leaps: tuple[PriceLeap, ...]


def _stage(
    before: Menu, new: MenuView, former: Iterable[tuple[str, str]]
) -> Generator[None, None, _Staged]:
    menu = yield from Menu.in_steps(new.categories, new.stations, new.items)
    rows = Rows()
    counters = {name: DifferenceCounter() for name in ("categories", "stations", "items")}
    flipped: dict[str, Draft] = {}
    stations_gone: list[str] = []
    for name, counter in counters.items():
        known, after = getattr(before, name), getattr(menu, name)
        for entry in counter.compare(known, after):
            rows.put(MENU, encode_menu_entry(entry))
            rows.put(FORMER_MENU, _remember(entry, known.get(entry.id)))
            if isinstance(entry, MenuItem) and has_flipped(known.get(entry.id), entry):
                flipped[entry.id] = availability_draft(entry)
            if len(flipped) > MAX_TOLD:
                why = f"at most {MAX_TOLD} dishes can be sold out or come back in one import"
                raise bad_field("items", why)
            yield
        for entry in known.values():
            if entry.id not in after:
                counter.remove(entry.name)
                rows.remove(MENU, menu_key(entry))
                rows.put(FORMER_MENU, FormerEntry(*encode_menu_entry(entry), available=0))
                if isinstance(entry, Station):
                    stations_gone.append(entry.id)
            yield
    # An import that changes nothing leaves the one before it to be taken back.
    written = rows.by_key(FORMER_MENU)
    gone = [key for key in former if key not in written] if written else []
    for key in gone:
        rows.remove(FORMER_MENU, key)
        yield
    changes = MenuChanges(
        dishes=counters["items"].count(),
        categories=counters["categories"].count(),
        stations=counters["stations"].count(),
    )
    leaps = counters["items"].price_leaps
    return _Staged(menu, rows, stations_gone, flipped, changes, leaps)


def _remember(entry: Entry, before: Entry | None) -> FormerEntry:
    kind, entry_id = menu_key(entry)
    body = b"" if before is None else encode_menu_entry(before).body
    return FormerEntry(kind, entry_id, body, available=int(_is_available(entry)))


def _is_available(entry: Entry) -> bool:
    return isinstance(entry, MenuItem) and entry.available


def _wrap(parts: Iterator[bytes]) -> Iterator[bytes]:
    yield b'{"success":true,"data":'
    yield from parts
    yield b"}"


def _describe(staged: _Staged, report: FileReport, *, dry_run: bool) -> MenuImported:
    menu = staged.menu
    return MenuImported(
        categories=len(menu.categories),
        stations=len(menu.stations),
        items=len(menu.items),
        dry_run=dry_run,
        changes=staged.changes,
        price_leaps=staged.price_leaps,
        file=report,
    )
