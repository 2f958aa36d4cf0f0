"""Dishes and modifiers in the crew's language, where the menu has a name in it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from display.state.settings import DishNames
from hub.domain.earlier import EarlierLine
from hub.domain.order_details import Combo, Modifier
from hub.domain.orders import Item, Order

T = TypeVar("T", Item, Combo)
_NONE: Mapping[str, str] = MappingProxyType({})
_BETWEEN = " · "


class MenuNames(msgspec.Struct, frozen=True):
    """What the menu calls things in one language, by what the house calls them.

    Attributes:
        dishes: by the name of the dish.
        modifiers: by the name of the modifier.
    """

    dishes: Mapping[str, str] = _NONE
    modifiers: Mapping[str, str] = _NONE


def name_order(order: Order, names: MenuNames, how: DishNames) -> Order:
    """Name what is ordered as the crew does; an order of which nothing is named otherwise as it is.

    Args:
        order: as the hub has it.
        names: what the menu says.
        how: the crew's name alone, or the house's beside it.
    """
    items = tuple(name_item(each, names, how) for each in order.items)
    held = tuple(name_item(each, names, how) for each in order.held or ())
    groups = tuple(name_item(each, names, how) for each in order.groups or ())
    pairs = ((items, order.items), (held, order.held or ()), (groups, order.groups or ()))
    if all(one is other for new, old in pairs for one, other in zip(new, old, strict=True)):
        return order
    return replace(order, items=items, held=held or order.held, groups=groups or order.groups)


def name_item(item: T, names: MenuNames, how: DishNames) -> T:
    """Name a line of an order as the crew does; as it is where the menu has no name for it."""
    changes: dict[str, Any] = {}
    # What a till calls otherwise than the menu is not that dish only.
    found = names.dishes.get(_without_amount(item))
    if found is not None:
        changes["kitchen_name"] = _show(found, item.kitchen_name or item.name, how)
    modifiers = _name_modifiers(item.modifiers or (), names)
    if modifiers != (item.modifiers or ()):
        changes["modifiers"] = modifiers
    earlier: EarlierLine | UnsetType = getattr(item, "was", UNSET)
    if earlier:
        was = _name_earlier(earlier, item, names, how, named=found is not None)
        if was != earlier:
            changes["was"] = was
    return replace(item, **changes) if changes else item


def part_names(item: T, how: DishNames) -> tuple[T, str]:
    """Part what a dish is called in two languages: as the crew calls it, and the house's name.

    The latter is "" where a dish has one name.
    """
    if how is not DishNames.BOTH or not item.kitchen_name:
        return item, ""
    crew, between, house = item.kitchen_name.partition(_BETWEEN)
    return (replace(item, kitchen_name=crew), house) if between else (item, "")


def name_dish(name: str, names: MenuNames, how: DishNames) -> str:
    """Name a dish of the menu."""
    found = names.dishes.get(name)
    return name if found is None else _show(found, name, how)


def _name_earlier(
    was: EarlierLine, item: Item | Combo, names: MenuNames, how: DishNames, *, named: bool
) -> EarlierLine:
    if was.modifiers:
        was = replace(was, modifiers=_name_modifiers(was.modifiers, names))
    if not was.name:
        # The crew knows it by one name, whatever cooks of the house have called it.
        return replace(was, kitchen_name=UNSET) if named else was
    earlier = names.dishes.get(was.name)
    if earlier is not None:
        return replace(was, kitchen_name=_show(earlier, was.name, how))
    if not named or was.kitchen_name is not UNSET:
        return was
    return replace(was, kitchen_name=item.kitchen_name or None)


def _name_modifiers(modifiers: tuple[Modifier, ...], names: MenuNames) -> tuple[Modifier, ...]:
    if not names.modifiers:
        return modifiers
    return tuple(_name_modifier(each, names) for each in modifiers)


def _name_modifier(change: Modifier, names: MenuNames) -> Modifier:
    name = names.modifiers.get(change.name, change.name)
    within = _name_modifiers(change.modifiers or (), names)
    if name == change.name and within == (change.modifiers or ()):
        return change
    return replace(change, name=name, modifiers=within or change.modifiers)


def _without_amount(item: Item | Combo) -> str:
    # Of what is weighed the name carries how much, for older screens.
    return item.name.rpartition(" (")[0] if item.amount and item.name.endswith(")") else item.name


def _show(crew: str, house: str, how: DishNames) -> str:
    return f"{crew}{_BETWEEN}{house}" if how is DishNames.BOTH and crew != house else crew
