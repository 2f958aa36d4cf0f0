"""From what a client asks for to lines that a kitchen can cook: names, stations, allergens.

What the menu knows is copied onto the line, so that a later change of the menu does not rewrite an
order that has been taken.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from hub.domain.choices import list_choices
from hub.domain.menu import NOBODY, Menu, MenuItem
from hub.domain.order_details import IfOut, LineDetails, Modifier, OrderDetails, SenderKey
from hub.domain.orders import Item
from hub.domain.routing import LineFacts, Routing
from hub.domain.times import Instant, instant, milliseconds
from hub.orders.door import Door
from hub.orders.line_stations import freeze_target, place_at
from hub.orders.netting import net_lines
from hub.wire.order_requests import NewIfOut, NewItem, NewModifier, NewOrder, NewSenderKey
from hub.wire.order_tidying import MAX_MODIFIERS, MAX_NESTING

Route = Callable[[LineFacts], Routing]
"""Says where a line of one order is made, by the rules and the menu of this moment."""

_TIMES = frozenset({"due_at", "promised_at", "taken_at"})
_UNNAMED = "?"


class _Details:
    """Takes over what a sender says of some fields; what was left out, or is null, is left out.

    Args:
        kind: what it says it in.
        names: the fields; those that ``kind`` does not have are left out.
    """

    def __init__(self, kind: type[msgspec.Struct], names: Iterable[str]) -> None:
        self._names = tuple(each for each in names if each in kind.__struct_fields__)
        self._get = attrgetter(*self._names)
        self._nothing = (None,) * len(self._names)

    def read(self, said: msgspec.Struct) -> dict[str, Any]:
        """Return the fields that something is said of, as the domain has them."""
        values = self._get(said)
        if values == self._nothing:
            return {}
        named = zip(self._names, values, strict=True)
        return {name: _to_domain(value) for name, value in named if value is not None}


_ORDER_DETAILS = _Details(NewOrder, OrderDetails.__struct_fields__)
_LINE_DETAILS = _Details(NewItem, LineDetails.__struct_fields__)
_MODIFIER_DETAILS = _Details(
    NewModifier, ("quantity", "kind", "group", "portion", "instead_of", "modifier_id", "plu")
)


def make_items(
    lines: Sequence[NewItem],
    menu: Menu,
    new_id: Callable[[], str],
    now: Instant,
    door: Door,
    route: Route | None = None,
    paths: Sequence[str] = (),
) -> tuple[Item, ...]:
    """Make the lines of an order.

    Args:
        lines: as the client sent them.
        menu: the menu as it stands.
        new_id: makes an id for each line that came without one.
        now: the time at which the order is taken.
        door: says, or refuses, what is odd about them.
        route: says where a line is made whose sender does not; None for where its dish is.
        paths: where each line stands in the request; as many items where nothing is said.

    Raises:
        Refusal: BAD_REQUEST naming every field that does not fit, or ITEM_UNAVAILABLE naming every
            dish that is sold out.
    """
    items: list[Item] = []
    choices = _Choices(menu)
    places = paths or [f"items[{index}]" for index in range(len(lines))]
    for index, line in net_lines(lines, door, places):
        path = places[index]
        dish = _find_dish(line, menu, path, door)
        _check_modifiers(line, path, door)
        modifiers = _make_modifiers(line.modifiers, choices.of(dish), path, door)
        sold_out = dish is not None and not dish.available
        if dish is not None and sold_out and not door.takes_sold_out(path, dish.name):
            continue
        name = line.name or (dish.name if dish is not None else _call(line, path, door))
        if line.amount is not None:
            name = f"{name} ({line.amount:g}{'' if line.unit is None else f' {line.unit}'})"
        _check_stations(line, menu, path, door)
        items.append(
            Item(
                id=(line.id or new_id()).lower(),
                menu_item_id=None if dish is None else dish.id,
                name=name,
                quantity=_count_pieces(line, path, door),
                notes=line.notes,
                modifiers=modifiers,
                allergens=() if dish is None else dish.allergens,
                course=line.course,
                created_at=now,
                flags=_flag(sold_out=sold_out, unknown=dish is None and not menu.empty),
                **place_at(_find_stations(line, LineFacts(dish, name, modifiers), route), menu),
                **freeze_target(dish),
                **_LINE_DETAILS.read(line),
            )
        )
    door.check(len(items))
    return tuple(items)


def read_order_details(new: NewOrder, door: Door) -> dict[str, Any]:
    """Take over what a sender says of an order; what was left out, or is null, is left out.

    Args:
        new: what it says.
        door: says, or refuses, a time that is none.
    """
    details = _ORDER_DETAILS.read(new)
    for name in _TIMES.intersection(details):
        try:
            details[name] = instant(milliseconds(details[name]))
        except (ValueError, OverflowError) as error:
            door.odd("not_understood", name, f"is no time: {error}")
            del details[name]
    return details


def longest_target(items: Sequence[Item], menu: Menu) -> float | None:
    """Return how many minutes the slowest dish of an order should take; None when nobody says."""
    dishes = (menu.items.get(item.menu_item_id) for item in items if item.menu_item_id)
    targets = (dish.target_minutes for dish in dishes if dish is not None)
    return max((each for each in targets if each is not None), default=None)


def read_keys(new: NewOrder) -> tuple[tuple[str, str], ...]:
    """List the keys under which an order comes: source and external id of each."""
    keys = [(each.source, each.external_id) for each in new.also_known_as or ()]
    if new.source is not None and new.external_id is not None:
        keys.insert(0, (new.source, new.external_id))
    return tuple(dict.fromkeys(keys))


def _to_domain(value: Any) -> Any:  # noqa: ANN401 - a field of a request
    if isinstance(value, NewIfOut):
        return IfOut(value.do, msgspec.UNSET if value.text is None else value.text)
    if isinstance(value, tuple):
        return tuple(
            SenderKey(each.source, each.external_id) if isinstance(each, NewSenderKey) else each
            for each in value
        )
    return value


def _flag(*, sold_out: bool, unknown: bool) -> tuple[str, ...] | msgspec.UnsetType:
    if not sold_out and not unknown:
        return msgspec.UNSET
    return ("sold_out",) * sold_out + ("not_on_menu",) * unknown


def _call(line: NewItem, path: str, door: Door) -> str:
    """Say what a line without a name is called on the ticket."""
    door.odd("no_name", path, "needs a menu_item_id or a name")
    return line.plu or _UNNAMED


def _check_stations(line: NewItem, menu: Menu, path: str, door: Door) -> None:
    for each in line.stations or ():
        if each != NOBODY and each not in menu.stations:
            door.odd("unknown_station", f"{path}.stations", f"there is no station {each}")


def _find_stations(line: NewItem, facts: LineFacts, route: Route | None) -> Sequence[str]:
    """Say where a line is made: where its sender says, or else the rules and the menu."""
    if line.stations is not None:
        return line.stations
    if route is not None:
        return route(facts).stations
    return () if facts.dish is None else facts.dish.made_at


def _count_pieces(line: NewItem, path: str, door: Door) -> int:
    if line.quantity is not None:
        return line.quantity
    if line.amount is not None:
        return max(1, math.ceil(line.amount))
    door.refuse(f"{path}.quantity", "required, unless there is an amount")
    return 1


def _find_dish(line: NewItem, menu: Menu, path: str, door: Door) -> MenuItem | None:
    if line.menu_item_id is not None:
        dish = menu.items.get(line.menu_item_id.lower())
        if dish is not None:
            return dish
        door.odd("unknown_menu_item", f"{path}.menu_item_id", "no such dish on the menu")
    dish = menu.find_dish(plu=line.plu, name=line.name)
    if dish is None and not menu.empty:
        door.unusual("not_on_menu", path, "is on no menu: no station of its own, no allergens")
    return dish


class _Choices:
    """The modifiers of dishes by their ids and PLUs, each dish's put together once a request."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu
        self._names: dict[str, Mapping[str, str]] = {}

    def of(self, dish: MenuItem | None) -> Mapping[str, str]:
        """Return the names of a dish's modifiers."""
        if dish is None:
            return {}
        if dish.id not in self._names:
            names: dict[str, str] = {}
            for modifier, _ in list_choices(self._menu, dish):
                names[modifier.id] = modifier.name
                for plu in modifier.plu or ():
                    names.setdefault(plu, modifier.name)
            self._names[dish.id] = names
        return self._names[dish.id]


def _check_modifiers(line: NewItem, path: str, door: Door) -> None:
    """Refuse more modifiers, or deeper ones, than a line may have."""
    count, row = 0, line.modifiers
    for _ in range(MAX_NESTING):
        if not row:
            break
        count += len(row)
        row = tuple([inner for each in row for inner in each.modifiers])
    if row:
        door.refuse(f"{path}.modifiers", f"at most {MAX_NESTING} inside one another")
    elif count > MAX_MODIFIERS:
        door.refuse(f"{path}.modifiers", f"at most {MAX_MODIFIERS} a line in all")


def _make_modifiers(
    asked: Sequence[NewModifier], known: Mapping[str, str], path: str, door: Door
) -> tuple[Modifier, ...]:
    if not asked:
        return ()
    modifiers: list[Modifier] = []
    for index, each in enumerate(asked):
        here = f"{path}.modifiers[{index}]"
        modifier_id = None if each.modifier_id is None else each.modifier_id.lower()
        if modifier_id is not None and modifier_id not in known:
            door.odd("unknown_modifier", f"{here}.modifier_id", "the dish has no such modifier")
        name = each.name or known.get(modifier_id or "") or known.get(each.plu or "")
        if name is None:
            door.odd("no_name", here, "needs a modifier_id or a name")
            name = each.plu or _UNNAMED
        inner = _make_modifiers(each.modifiers, known, here, door)
        details = _MODIFIER_DETAILS.read(each)
        modifiers.append(Modifier(name, **details, modifiers=inner or msgspec.UNSET))
    return tuple(modifiers)
