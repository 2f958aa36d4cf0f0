"""From what was sent to entries of the menu: dishes, their modifiers, headings, stations.

Ids come in as a function. What an entry says of others, such as its stations, is checked against
the menu that it is to stand on.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.errors import bad_field, conflict
from hub.domain.menu import (
    NOBODY,
    Category,
    Entry,
    Menu,
    MenuItem,
    MenuModifier,
    ModifierGroup,
    Station,
    identify,
)
from hub.domain.names import fold, plain
from hub.wire import requests
from hub.wire.requests import NewMenuItem, NewMenuModifier, NewModifierGroup

NewId = Callable[[], str]
T = TypeVar("T")


def make_dish(new: NewMenuItem, new_id: NewId, known: str | None = None) -> MenuItem:
    """Make a dish of what was sent.

    Args:
        new: what was sent.
        new_id: makes ids for what came without.
        known: the id that it has if it came without.

    Raises:
        Refusal: BAD_REQUEST or CONFLICT for what does not fit in itself.
    """
    dish = MenuItem(
        id=(new.id or known or new_id()).lower(),
        name=new.name,
        category=new.category,
        price_minor=new.price_minor,
        allergens=new.allergens,
        modifiers=_make_modifiers(new.modifiers, new_id, "modifiers"),
        target_minutes=new.target_minutes,
        available=new.available,
        plu=new.plu or UNSET,
        kitchen_name=_or_unset(new.kitchen_name),
        names=new.names or UNSET,
        modifier_groups=_make_groups(new.modifier_groups, new_id),
        diets=new.diets or UNSET,
        allergens_known=_or_unset(new.allergens_known),
        make_minutes=_or_unset(new.make_minutes),
        **_make_places(new.station or UNSET, new.stations or UNSET),
    )
    return say_allergens(dish)


def edit_dish(dish: MenuItem, new: requests.EditMenuItem, new_id: NewId) -> MenuItem:
    """Change a dish by what was sent; fields left out stay.

    Raises:
        Refusal: BAD_REQUEST or CONFLICT for what does not fit in itself.
    """
    fields = pick_given(new)
    for name in _OPTIONAL & fields.keys():
        # Null and nothing are the same, and stand nowhere.
        fields[name] = UNSET if fields[name] in (None, (), {}) else fields[name]
    if not isinstance(new.modifiers, UnsetType):
        fields["modifiers"] = _make_modifiers(new.modifiers, new_id, "modifiers")
    if new.modifier_groups:
        fields["modifier_groups"] = _make_groups(new.modifier_groups, new_id)
    if not isinstance(new.station, UnsetType) or not isinstance(new.stations, UnsetType):
        fields |= _make_places(new.station, new.stations)
    if not isinstance(new.allergens, UnsetType):
        fields.setdefault("allergens_known", UNSET)
    return say_allergens(msgspec.structs.replace(dish, **fields))


def say_allergens(dish: MenuItem) -> MenuItem:
    """Mark a dish without allergens of which nobody has said that it has none."""
    if dish.allergens or dish.allergens_known is not UNSET:
        return dish
    return msgspec.structs.replace(dish, allergens_known=False)


_OPTIONAL = frozenset(
    {"plu", "kitchen_name", "names", "modifier_groups", "diets", "allergens_known", "make_minutes"}
)


def _make_places(
    station: str | UnsetType | None, stations: Sequence[str] | UnsetType | None
) -> dict[str, Any]:
    """Say where a dish is made: by a list, or by the one station of earlier versions."""
    if not stations:
        return {"station": station or None, "stations": UNSET}
    if station and station != stations[0]:
        raise bad_field("station", "must be the first of the stations, or left out")
    _check_list(stations)
    return {"station": stations[0], "stations": tuple(stations) if len(stations) > 1 else UNSET}


def _check_list(stations: Sequence[str]) -> None:
    if len(set(stations)) < len(stations):
        raise bad_field("stations", "a station comes twice")
    if NOBODY in stations and len(stations) > 1:
        raise bad_field("stations", f"{NOBODY!r} stands alone")


def make_category(new: requests.NewCategory, new_id: NewId) -> Category:
    """Make a heading of what was sent.

    Raises:
        Refusal: BAD_REQUEST or CONFLICT for what does not fit in itself.
    """
    return Category(
        id=new.id,
        name=new.name,
        position=new.position,
        stations=_make_stations(new.stations),
        modifier_groups=_make_groups(new.modifier_groups, new_id),
    )


def edit_category(category: Category, new: requests.EditCategory, new_id: NewId) -> Category:
    """Change a heading by what was sent; fields left out stay.

    Raises:
        Refusal: BAD_REQUEST or CONFLICT for what does not fit in itself.
    """
    fields = pick_given(new)
    if "stations" in fields:
        fields["stations"] = _make_stations(new.stations or ())
    if "modifier_groups" in fields:
        fields["modifier_groups"] = _make_groups(new.modifier_groups or (), new_id)
    return msgspec.structs.replace(category, **fields)


def _make_stations(stations: Sequence[str]) -> tuple[str, ...] | UnsetType:
    _check_list(stations)
    return tuple(stations) or UNSET


def make_station(new: requests.NewStation) -> Station:
    """Make a station of what was sent.

    Raises:
        Refusal: BAD_REQUEST for the word that stands for nobody.
    """
    if new.id == NOBODY:
        raise bad_field("id", f"{NOBODY!r} stands for what is nobody's work")
    return Station(
        id=new.id,
        name=new.name,
        position=new.position,
        screen=new.screen,
        backup=_or_unset(new.backup),
    )


def edit_station(station: Station, new: requests.EditStation) -> Station:
    """Change a station by what was sent; fields left out stay."""
    fields = pick_given(new)
    if "backup" in fields:
        fields["backup"] = _or_unset(fields["backup"])
    return msgspec.structs.replace(station, **fields)


def pick_given(new: requests.Request) -> dict[str, Any]:
    """Return the fields of a request that were not left out."""
    fields = {name: getattr(new, name) for name in new.__struct_fields__}
    return {name: value for name, value in fields.items() if value is not UNSET}


def _make_modifiers(
    new: Sequence[NewMenuModifier], new_id: NewId, path: str
) -> tuple[MenuModifier, ...]:
    made = tuple(
        MenuModifier(
            id=(each.id or new_id()).lower(),
            name=each.name,
            price_minor=_or_unset(each.price_minor),
            allergens=each.allergens or UNSET,
            plu=each.plu or UNSET,
            station=_or_unset(each.station),
            names=each.names or UNSET,
        )
        for each in new
    )
    _check_told_apart([each.name for each in made], path)
    return made


def _make_groups(
    new: Sequence[NewModifierGroup], new_id: NewId
) -> tuple[ModifierGroup, ...] | UnsetType:
    made = tuple(
        _make_group(each, new_id, f"modifier_groups[{index}]") for index, each in enumerate(new)
    )
    _check_told_apart([each.name for each in made], "modifier_groups")
    return made or UNSET


def _make_group(new: NewModifierGroup, new_id: NewId, path: str) -> ModifierGroup:
    items = _make_modifiers(new.items, new_id, f"{path}.items")
    if new.max is not None and new.max < new.min:
        raise bad_field(f"{path}.max", "is less than min")
    ids = {each.id: each.id for each in items} | {fold(each.name): each.id for each in items}
    default: list[str] = []
    for index, each in enumerate(new.default):
        chosen = ids.get(each.lower()) or ids.get(fold(each))
        if chosen is None:
            raise bad_field(f"{path}.default[{index}]", "is none of the group's items")
        default.append(chosen)
    return ModifierGroup(
        id=(new.id or new_id()).lower(),
        name=new.name,
        min=new.min,
        max=_or_unset(new.max),
        default=tuple(dict.fromkeys(default)),
        ask=new.ask,
        items=items,
    )


def _check_told_apart(names: Sequence[str], path: str) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if plain(name) in seen:
            raise conflict(f"{path}[{index}].name", f"another one is called {name!r} too")
        seen.add(plain(name))


def check_places(entry: Entry, menu: Menu) -> None:
    """Refuse an entry that names a category or a station that is not there.

    Raises:
        Refusal: BAD_REQUEST.
    """
    category = entry.category if isinstance(entry, MenuItem) else None
    if category is not None and category not in menu.categories:
        raise bad_field("category", f"there is no category {category!r}")
    for field, station in _list_stations(entry):
        if station not in menu.stations and (station != NOBODY or field == "backup"):
            raise bad_field(field, f"there is no station {station!r}")
        if field == "backup" and station == entry.id:
            raise bad_field(field, "is the station itself")


def check_unused(station_id: str, menu: Menu) -> None:
    """Refuse to do without a station that others on the menu name.

    Raises:
        Refusal: CONFLICT.
    """
    for why, entries in (
        ("dishes are made at this station", menu.items),
        ("categories are made at this station", menu.categories),
        ("this station takes another one's place", menu.stations),
    ):
        for entry in entries.values():
            if any(station == station_id for _, station in _list_stations(entry)):
                raise conflict("id", why)


def list_stations_used(menu: Menu) -> Iterator[str]:
    """List the stations that entries of a menu name."""
    for entries in (menu.items, menu.categories, menu.stations):
        for entry in entries.values():
            yield from (station for _, station in _list_stations(entry))


def _list_stations(entry: Entry) -> Iterator[tuple[str, str]]:
    """Go through the fields of an entry that name a station, and which."""
    if isinstance(entry, Station):
        if entry.backup:
            yield "backup", entry.backup
        return
    if isinstance(entry, MenuItem):
        if entry.station is not None:
            yield "station", entry.station
        yield from (("modifiers", each.station) for each in entry.modifiers if each.station)
    yield from (("stations", each) for each in entry.stations or ())
    for group in entry.modifier_groups or ():
        yield from (("modifier_groups", each.station) for each in group.items if each.station)


def check_name(dish: MenuItem, before: MenuItem | None, menu: Menu) -> None:
    """Refuse a dish that has become another one's twin: nothing would tell the two apart.

    Args:
        dish: as it is to be.
        before: as it is; None for a new one. Twins of earlier versions may be edited.
        menu: that it is to stand on.

    Raises:
        Refusal: CONFLICT.
    """
    if before is not None and identify(before) == identify(dish):
        return
    if menu.find_twin(dish) is not None:
        where = "here" if dish.category is None else f"in the category {dish.category!r}"
        raise conflict("name", f"another dish {where} is called {dish.name!r} too")


def _or_unset(value: T | None) -> T | UnsetType:
    return UNSET if value is None else value
