"""From what a client asks for to lines that a kitchen can cook: names, stations, allergens.

What the menu knows is copied onto the line, so that a later change of the menu does not rewrite an
order that has been taken.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from hub.domain.choices import find_modifier
from hub.domain.errors import Code, Refusal, bad_fields
from hub.domain.menu import Menu, MenuItem
from hub.domain.order_details import IfOut, LineDetails, Modifier, OrderDetails, SenderKey
from hub.domain.orders import Item
from hub.domain.times import Instant, instant, milliseconds
from hub.wire.order_requests import NewIfOut, NewItem, NewModifier, NewOrder, NewSenderKey

_ORDER_DETAILS = OrderDetails.__struct_fields__
_TIMES = frozenset({"due_at", "promised_at", "taken_at"})
_LINE_DETAILS = LineDetails.__struct_fields__
_MODIFIER_DETAILS = ("quantity", "kind", "group", "portion", "instead_of", "modifier_id", "plu")


def make_items(
    lines: Sequence[NewItem], menu: Menu, new_id: Callable[[], str], now: Instant
) -> tuple[Item, ...]:
    """Make the lines of an order.

    Args:
        lines: as the client sent them.
        menu: the menu as it stands.
        new_id: makes an id for each line that came without one.
        now: the time at which the order is taken.

    Raises:
        Refusal: BAD_REQUEST naming every field that does not fit, or ITEM_UNAVAILABLE naming every
            dish that is sold out.
    """
    problems: dict[str, str] = {}
    sold_out: dict[str, str] = {}
    items: list[Item] = []
    for index, line in enumerate(lines):
        path = f"items[{index}]"
        dish = _find_dish(line, menu, path, problems)
        modifiers = _make_modifiers(line.modifiers, dish, menu, path, problems)
        if dish is not None and not dish.available:
            sold_out[path] = dish.name
        name = dish.name if dish is not None and line.name is None else line.name or ""
        if line.amount is not None:
            name = f"{name} ({line.amount:g}{'' if line.unit is None else f' {line.unit}'})"
        items.append(
            Item(
                id=(line.id or new_id()).lower(),
                menu_item_id=None if dish is None else dish.id,
                name=name,
                quantity=_count_pieces(line, path, problems),
                notes=line.notes,
                modifiers=modifiers,
                allergens=() if dish is None else dish.allergens,
                station=None if dish is None else dish.station,
                course=line.course,
                created_at=now,
                **_read_details(line, _LINE_DETAILS),
            )
        )
    if problems:
        raise bad_fields(problems.items())
    if sold_out:
        names = ", ".join(dict.fromkeys(sold_out.values()))
        raise Refusal(Code.ITEM_UNAVAILABLE, f"Sold out: {names}.", sold_out)
    return tuple(items)


def read_order_details(new: NewOrder) -> dict[str, Any]:
    """Take over what a sender says of an order; what was left out, or is null, is left out.

    Raises:
        Refusal: BAD_REQUEST naming every time that is none.
    """
    details = _read_details(new, _ORDER_DETAILS)
    problems: dict[str, str] = {}
    for name in _TIMES & details.keys():
        try:
            details[name] = instant(milliseconds(details[name]))
        except (ValueError, OverflowError) as error:
            problems[name] = f"is no time: {error}"
    if problems:
        raise bad_fields(problems.items())
    return details


def longest_target(items: Sequence[Item], menu: Menu) -> float | None:
    """Return how many minutes the slowest dish of an order should take; None when nobody says."""
    dishes = (menu.items.get(item.menu_item_id) for item in items if item.menu_item_id)
    targets = (dish.target_minutes for dish in dishes if dish is not None)
    return max((each for each in targets if each is not None), default=None)


def _read_details(said: msgspec.Struct, names: Sequence[str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name in names:
        value = getattr(said, name, None)
        if value is not None:
            details[name] = _to_domain(value)
    return details


def _to_domain(value: Any) -> Any:  # noqa: ANN401 - a field of a request
    if isinstance(value, NewIfOut):
        return IfOut(value.do, msgspec.UNSET if value.text is None else value.text)
    if isinstance(value, tuple):
        return tuple(
            SenderKey(each.source, each.external_id) if isinstance(each, NewSenderKey) else each
            for each in value
        )
    return value


def _count_pieces(line: NewItem, path: str, problems: dict[str, str]) -> int:
    if line.quantity is not None:
        return line.quantity
    if line.amount is not None:
        return max(1, math.ceil(line.amount))
    problems[f"{path}.quantity"] = "required, unless there is an amount"
    return 1


def _find_dish(line: NewItem, menu: Menu, path: str, problems: dict[str, str]) -> MenuItem | None:
    if line.menu_item_id is not None:
        dish = menu.items.get(line.menu_item_id.lower())
        if dish is None:
            problems[f"{path}.menu_item_id"] = "no such dish on the menu"
        return dish
    if line.name is None:
        problems[path] = "needs a menu_item_id or a name"
        return None
    return menu.find_dish(name=line.name)


def _make_modifiers(
    asked: Sequence[NewModifier],
    dish: MenuItem | None,
    menu: Menu,
    path: str,
    problems: dict[str, str],
) -> tuple[Modifier, ...]:
    modifiers: list[Modifier] = []
    for index, each in enumerate(asked):
        here = f"{path}.modifiers[{index}]"
        name = each.name
        if each.modifier_id is not None:
            chosen = each.modifier_id.lower()
            known = None if dish is None else find_modifier(menu, dish, modifier_id=chosen)
            if known is None:
                problems[f"{here}.modifier_id"] = "the dish has no such modifier"
                continue
            name = name or known.modifier.name
        if name is None:
            problems[here] = "needs a modifier_id or a name"
            continue
        inner = _make_modifiers(each.modifiers, dish, menu, here, problems)
        details = _read_details(each, _MODIFIER_DETAILS)
        modifiers.append(Modifier(name, **details, modifiers=inner or msgspec.UNSET))
    return tuple(modifiers)
