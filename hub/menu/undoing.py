"""The menu as it was before the last import, with what was changed since on the rest of it."""

from collections.abc import Container, Generator, Iterable
from typing import TypeVar

import msgspec

from hub.domain.menu import Category, Menu, MenuItem, Station, place_of
from hub.menu.entries import check_places, list_stations_used
from hub.menu.whole_menu import check_unique
from hub.store.row_types import FormerEntry
from hub.store.rows import decode_menu
from hub.wire.menu_responses import MenuView

E = TypeVar("E", Category, Station, MenuItem)


def restore(before: Menu, former: Iterable[FormerEntry]) -> Generator[None, None, MenuView]:
    """Take back what the last import has changed, a dish at a time.

    A dish that was sold out since, or brought back, stays so. A category or a station that the
    import had brought stays if something stands under it by now.

    Args:
        before: the menu as it is.
        former: the entries that the import has changed, as they were.

    Raises:
        Refusal: BAD_REQUEST; what was changed since contradicts it.
    """
    categories, stations, items = (
        dict(before.categories),
        dict(before.stations),
        dict(before.items),
    )
    brought: list[tuple[str, str]] = []
    for row in former:
        if not row.body:
            brought.append((row.kind, row.id))
            continue
        [entry] = decode_menu([(row.kind, row.body)])
        now = before.items.get(row.id)
        if isinstance(entry, MenuItem) and now and now.available is not bool(row.available):
            entry = msgspec.structs.replace(entry, available=now.available)
        if isinstance(entry, MenuItem):
            items[row.id] = entry
        elif isinstance(entry, Station):
            stations[row.id] = entry
        else:
            categories[row.id] = entry
        yield
    _take_away("item", items, brought, set())
    _take_away("category", categories, brought, {each.category for each in items.values()})
    used = list_stations_used(Menu(categories.values(), stations.values(), items.values()))
    _take_away("station", stations, brought, set(used))
    after = Menu(categories.values(), stations.values())
    for item in items.values():
        check_places(item, after)
        yield
    check_unique([*categories.values()], [*stations.values()], [*items.values()])
    return MenuView(
        categories=tuple(sorted(categories.values(), key=place_of)),
        stations=tuple(sorted(stations.values(), key=place_of)),
        items=tuple(sorted(items.values(), key=place_of)),
    )


def _take_away(
    kind: str,
    entries: dict[str, E],
    brought: Iterable[tuple[str, str]],
    used: Container[str | None],
) -> None:
    for each, entry_id in brought:
        if each == kind and entry_id not in used:
            entries.pop(entry_id, None)
