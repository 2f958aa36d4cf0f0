"""A whole menu: made of what a client sends, so that it fits together, and written out again.

Ids come in as a function; nothing here knows where the menu is kept or who asked.
"""

import asyncio
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import msgspec

from hub.background import in_slices
from hub.domain.errors import Refusal, bad_field
from hub.domain.menu import (
    MAX_DISHES,
    MAX_HEADINGS,
    MAX_PARTS,
    Category,
    Entry,
    Menu,
    MenuItem,
    MenuModifier,
    Station,
    place_of,
    plain,
)
from hub.wire import strict_json
from hub.wire.requests import NewMenuItem, NewMenuModifier, WholeMenu
from hub.wire.responses import MenuView
from hub.wire.spreadsheet import menu_lines, read_menu

NewId = Callable[[], str]
Steps = Generator[None, None, bytes]

_encode = msgspec.json.Encoder().encode


class MenuFile(NamedTuple):
    """A whole menu as it came: bytes, and whether they are CSV or JSON."""

    data: bytes
    is_csv: bool


class MenuOutput:
    """Keeps what was written of the last menu that was asked for.

    A menu of thousands of dishes takes longer to write than the loop may be held for, and tablets
    ask for it together, after each change.

    Args:
        write: writes a menu, in steps.
    """

    def __init__(self, write: Callable[[Menu], Steps]) -> None:
        self._write = write
        self._menu: Menu | None = None
        self._writing: asyncio.Task[bytes] | None = None

    async def write(self, menu: Menu) -> bytes:
        """Show a menu, as it was when it was asked for."""
        if self._writing is None or self._menu is not menu or self._writing.cancelled():
            self._menu = menu
            self._writing = asyncio.create_task(in_slices(self._write(menu)))
        # Whoever goes away meanwhile leaves the others waiting for it.
        return await asyncio.shield(self._writing)


def read_menu_file(file: MenuFile, before: Menu, new_id: NewId) -> MenuView:
    """Read a whole menu from a file.

    Args:
        file: as it came.
        before: the menu that it takes the place of.
        new_id: makes ids for what comes without.

    Raises:
        Refusal: BAD_REQUEST naming what does not fit.
    """
    if file.is_csv:
        whole = read_menu(strict_json.text_of(file.data), before)
    else:
        whole = strict_json.convert(strict_json.parse(file.data), WholeMenu)
    return make_menu(whole, before, new_id)


def make_menu(whole: WholeMenu, before: Menu, new_id: NewId) -> MenuView:
    """Make the entries of a whole menu, sorted as they are shown.

    A dish without an id keeps the id of the dish of that name, if there was one.

    Raises:
        Refusal: BAD_REQUEST naming what does not fit together, or saying that it is too much.
    """
    categories = [Category(id=c.id, name=c.name, position=c.position) for c in whole.categories]
    stations = [Station(id=s.id, name=s.name, position=s.position) for s in whole.stations]
    places = Menu(categories, stations)
    items: list[MenuItem] = []
    for number, new in enumerate(whole.items):
        known = None if new.id is not None else before.find_by_name(new.name)
        item = make_dish(new, new_id, None if known is None else known.id)
        check_places(item, places, f"items[{number}].")
        items.append(item)
    _check_unique(categories, stations, items)
    check_size(before, Menu(categories, stations, items))
    return MenuView(
        categories=tuple(sorted(categories, key=place_of)),
        stations=tuple(sorted(stations, key=place_of)),
        items=tuple(sorted(items, key=place_of)),
    )


def view_menu(menu: Menu) -> MenuView:
    """Return the whole menu as the API shows it."""
    return MenuView(
        categories=tuple(menu.categories.values()),
        stations=tuple(menu.stations.values()),
        items=tuple(menu.items.values()),
    )


def make_dish(new: NewMenuItem, new_id: NewId, known: str | None = None) -> MenuItem:
    """Make a dish of what was sent.

    Args:
        new: what was sent.
        new_id: makes ids for what came without.
        known: the id that it has if it came without.
    """
    return MenuItem(
        id=(new.id or known or new_id()).lower(),
        name=new.name,
        category=new.category,
        station=new.station,
        price_minor=new.price_minor,
        allergens=new.allergens,
        modifiers=make_modifiers(new.modifiers, new_id),
        target_minutes=new.target_minutes,
        available=new.available,
    )


def make_modifiers(new: Sequence[NewMenuModifier], new_id: NewId) -> tuple[MenuModifier, ...]:
    """Make a dish's modifiers of what was sent."""
    return tuple(MenuModifier(id=(each.id or new_id()).lower(), name=each.name) for each in new)


def check_places(item: MenuItem, menu: Menu, path: str = "") -> None:
    """Refuse a dish whose category or station is not there.

    Raises:
        Refusal: BAD_REQUEST.
    """
    if item.category is not None and item.category not in menu.categories:
        raise bad_field(f"{path}category", f"there is no category {item.category!r}")
    if item.station is not None and item.station not in menu.stations:
        raise bad_field(f"{path}station", f"there is no station {item.station!r}")


def check_size(before: Menu, after: Menu) -> None:
    """Refuse a menu that has grown beyond what a hub can hold and a tablet can take.

    One that is too large already may be edited all the same, and become smaller.

    Raises:
        Refusal: BAD_REQUEST.
    """
    for field, most, was, is_ in (
        ("categories", MAX_HEADINGS, len(before.categories), len(after.categories)),
        ("stations", MAX_HEADINGS, len(before.stations), len(after.stations)),
        ("items", MAX_DISHES, len(before.items), len(after.items)),
        ("modifiers and allergens", MAX_PARTS, before.parts, after.parts),
    ):
        if is_ > most and is_ > was:
            raise bad_field(field, f"a menu has at most {most} of them in all")


def write_json(menu: Menu) -> Steps:
    """Write a menu as the API shows it."""
    pieces: list[bytes] = []
    before = b"{"
    for name in ("categories", "stations", "items"):
        pieces.append(before + b'"%b":[' % name.encode())
        between = b""
        for entry in getattr(menu, name).values():
            pieces.append(between + _encode(entry))
            between = b","
            yield
        before = b"],"
    return b"".join((*pieces, b"]}"))


def write_csv(menu: Menu) -> Steps:
    """Write the dishes of a menu as a spreadsheet."""
    written: list[bytes] = []
    for line in menu_lines(menu.items.values()):
        written.append(line.encode())
        yield
    return b"".join(written)


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
                raise _make_refusal(f"{what}[{index}].id", entry.id)
            seen.add(entry.id)
    names: set[str] = set()
    for index, item in enumerate(items):
        name = plain(item.name)
        if name in names:
            raise _make_refusal(f"items[{index}].name", item.name)
        names.add(name)


def _make_refusal(field: str, value: str) -> Refusal:
    return bad_field(field, f"{value!r} comes twice")
