"""A whole menu: made of what a client sends, so that it fits together, and written out again.

Ids come in as a function; nothing here knows where the menu is kept or who asked.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

import msgspec

from hub.background import in_slices
from hub.domain.errors import Refusal, bad_field, bad_fields
from hub.domain.menu import (
    MAX_DISHES,
    MAX_HEADINGS,
    MAX_PARTS,
    Category,
    Entry,
    Menu,
    MenuItem,
    Station,
    identify,
    place_of,
)
from hub.domain.names import plain
from hub.menu.entries import (
    NewId,
    check_places,
    make_category,
    make_dish,
    make_station,
)
from hub.wire import strict_json
from hub.wire.requests import NewMenuItem, WholeMenu
from hub.wire.responses import MenuView
from hub.wire.spreadsheet import menu_lines, read_menu

Steps = Generator[None, None, bytes]

_encode = msgspec.json.Encoder().encode


class MenuFile(NamedTuple):
    """A whole menu as it came.

    Attributes:
        file: what came; one that is longer than a page has a descriptor.
        size: bytes.
        is_json: whether it is said to be JSON; what else it is, is told by what is in it.
    """

    file: IO[bytes]
    size: int
    is_json: bool

    def read(self) -> bytes:
        """Read all of it."""
        self.file.seek(0)
        return self.file.read()


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
    if file.is_json:
        whole = strict_json.convert(strict_json.parse(file.read()), WholeMenu)
    else:
        whole = read_menu(strict_json.text_of(file.read()), before)
    return make_menu(whole, before, new_id)


def make_menu(whole: WholeMenu, before: Menu, new_id: NewId) -> MenuView:
    """Make the entries of a whole menu, sorted as they are shown.

    A dish without an id keeps the id of the dish of that name (and category, where the menu is to
    have several of the name), if there was one.

    Raises:
        Refusal: BAD_REQUEST naming what does not fit together, or saying that it is too much.
    """
    categories: list[Category] = []
    stations: list[Station] = []
    items: list[MenuItem] = []
    for number, category in enumerate(whole.categories):
        with _under(f"categories[{number}]."):
            categories.append(make_category(category, new_id))
    for number, station in enumerate(whole.stations):
        with _under(f"stations[{number}]."):
            stations.append(make_station(station))
    places = Menu(categories, stations)
    headings: Mapping[str, Sequence[Entry]] = {"categories": categories, "stations": stations}
    for kind, entries in headings.items():
        for number, entry in enumerate(entries):
            with _under(f"{kind}[{number}]."):
                check_places(entry, places)
    alike = Counter(plain(new.name) for new in whole.items)
    for number, new in enumerate(whole.items):
        with _under(f"items[{number}]."):
            known = _find_known(new, before, alone=alike[plain(new.name)] == 1)
            item = make_dish(new, new_id, known)
            check_places(item, places)
        items.append(item)
    _check_unique(categories, stations, items)
    check_size(before, Menu(categories, stations, items))
    return MenuView(
        categories=tuple(sorted(categories, key=place_of)),
        stations=tuple(sorted(stations, key=place_of)),
        items=tuple(sorted(items, key=place_of)),
    )


@contextmanager
def _under(path: str) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise bad_fields((path + field, why) for field, why in refusal.details.items()) from None


def _find_known(new: NewMenuItem, before: Menu, *, alone: bool) -> str | None:
    if new.id is not None:
        return None
    known = before.find_dish(name=new.name, category=new.category)
    if known is None or not (alone or known.category == new.category):
        return None
    return known.id


def view_menu(menu: Menu) -> MenuView:
    """Return the whole menu as the API shows it."""
    return MenuView(
        categories=tuple(menu.categories.values()),
        stations=tuple(menu.stations.values()),
        items=tuple(menu.items.values()),
    )


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
    names: set[tuple[str, str | None]] = set()
    for index, item in enumerate(items):
        if identify(item) in names:
            raise _make_refusal(f"items[{index}].name", item.name)
        names.add(identify(item))
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


def _make_refusal(field: str, value: str) -> Refusal:
    return bad_field(field, f"{value!r} comes twice")
