"""A whole menu: made of what a client sends, so that it fits together, and written out again.

Ids come in as a function; nothing here knows where the menu is kept or who asked.
"""

import asyncio
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
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
    E,
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
from hub.menu.files.assembling import assemble
from hub.menu.files.reading import read_other_json, read_sheets
from hub.menu.files.sniffing import FileKind, decode, sniff_kind
from hub.wire import strict_json
from hub.wire.menu_responses import FileReport, MenuView
from hub.wire.requests import NewMenuItem, WholeMenu

_encode = msgspec.json.Encoder().encode


class MenuFile(NamedTuple):
    """A whole menu as it came.

    Attributes:
        file: what came; one that is longer than a page has a descriptor.
        size: bytes.
        is_json: whether it is said to be JSON; what else it is, is told by what is in it.
        currency: the ISO code that prices are in; None if nobody has said.
        keep: whether what it lacks stays on the menu.
    """

    file: IO[bytes]
    size: int
    is_json: bool
    currency: str | None = None
    keep: bool = False

    def read(self, most: int = -1) -> bytes:
        """Read all of it, or its first bytes.

        Args:
            most: bytes; all of them if it is below nothing.
        """
        self.file.seek(0)
        return self.file.read(most)


class MenuOutput:
    """Keeps what was written of the last menu that was asked for.

    A menu of thousands of dishes takes longer to write than the loop may be held for, and tablets
    ask for it together, after each change.
    """

    def __init__(self) -> None:
        self._menu: Menu | None = None
        self._writing: asyncio.Task[bytes] | None = None

    async def write(self, menu: Menu) -> bytes:
        """Show a menu, as it was when it was asked for."""
        if self._writing is None or self._menu is not menu or self._writing.cancelled():
            self._menu = menu
            self._writing = asyncio.create_task(in_slices(_join(write_json(menu))))
        # Whoever goes away meanwhile leaves the others waiting for it.
        return await asyncio.shield(self._writing)


class ReadMenu(NamedTuple):
    """A menu that was read, and what its owner is told of the file."""

    menu: MenuView
    report: FileReport = FileReport()


def read_menu_file(file: MenuFile, before: Menu, new_id: NewId) -> ReadMenu:
    """Read a whole menu from a file.

    Args:
        file: as it came.
        before: the menu that it takes the place of.
        new_id: makes ids for what comes without.

    Raises:
        Refusal: BAD_REQUEST naming what does not fit.
    """
    data = file.read()
    if file.is_json or sniff_kind(data) is FileKind.JSON:
        value = strict_json.parse(data if file.is_json else decode(data).encode())
        draft = read_other_json(value, file.currency)
        if draft is None:
            whole = strict_json.convert(value, WholeMenu)
            return ReadMenu(make_menu(whole, before, new_id, keep=file.keep))
    else:
        draft = read_sheets(data, file.currency)
    whole = assemble(draft, before, new_id)
    if draft.mistakes:
        raise bad_fields(draft.mistakes.items())
    if not draft.dishes:
        raise bad_field("file", "holds no dish; nothing was changed")
    return ReadMenu(make_menu(whole, before, new_id, keep=file.keep), draft.report())


def _join(parts: Iterator[bytes]) -> Generator[None, None, bytes]:
    written: list[bytes] = []
    for part in parts:
        written.append(part)
        yield
    return b"".join(written)


def make_menu(whole: WholeMenu, before: Menu, new_id: NewId, *, keep: bool = False) -> MenuView:
    """Make the entries of a whole menu, sorted as they are shown.

    A dish without an id keeps the id of the dish of that name (and category, where the menu is to
    have several of the name), if there was one.

    Args:
        whole: as it was sent.
        before: the menu that it takes the place of.
        new_id: makes ids for what came without.
        keep: whether what was there, and was not sent, stays.

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
    if keep:
        categories.extend(_list_missing(before.categories, categories))
        stations.extend(_list_missing(before.stations, stations))
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
    if keep:
        # Under another id, what comes is the dish that was there all the same.
        known_as = set(map(identify, items))
        missing = _list_missing(before.items, items)
        items.extend(each for each in missing if identify(each) not in known_as)
    check_unique(categories, stations, items)
    check_size(before, Menu(categories, stations, items))
    return MenuView(
        categories=tuple(sorted(categories, key=place_of)),
        stations=tuple(sorted(stations, key=place_of)),
        items=tuple(sorted(items, key=place_of)),
    )


def _list_missing(before: Mapping[str, E], after: Sequence[E]) -> Iterator[E]:
    there = {each.id for each in after}
    return (each for key, each in before.items() if key not in there)


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


def write_json(menu: Menu) -> Iterator[bytes]:
    """Write a menu as the API shows it, an entry at a time."""
    before = b"{"
    for name in ("categories", "stations", "items"):
        yield before + b'"%b":[' % name.encode()
        between = b""
        for entry in getattr(menu, name).values():
            yield between + _encode(entry)
            between = b","
        before = b"],"
    yield b"]}"


def check_unique(
    categories: Sequence[Category], stations: Sequence[Station], items: Sequence[MenuItem]
) -> None:
    """Refuse entries that nothing tells apart.

    Raises:
        Refusal: BAD_REQUEST.
    """
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
