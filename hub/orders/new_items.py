"""From what a client asks for to lines that a kitchen can cook: names, stations, allergens.

What the menu knows is copied onto the line, so that a later change of the menu does not rewrite an
order that has been taken.
"""

from collections.abc import Callable, Sequence

from hub.domain.errors import Code, Refusal, bad_fields
from hub.domain.menu import Menu, MenuItem
from hub.domain.orders import Item, Modifier
from hub.domain.times import Instant
from hub.wire.requests import NewItem, NewModifier


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
        modifiers = _make_modifiers(line.modifiers, dish, path, problems)
        if dish is not None and not dish.available:
            sold_out[path] = dish.name
        items.append(
            Item(
                id=(line.id or new_id()).lower(),
                menu_item_id=None if dish is None else dish.id,
                name=dish.name if dish is not None and line.name is None else line.name or "",
                quantity=line.quantity,
                notes=line.notes,
                modifiers=modifiers,
                allergens=() if dish is None else dish.allergens,
                station=None if dish is None else dish.station,
                course=line.course,
                created_at=now,
            )
        )
    if problems:
        raise bad_fields(problems.items())
    if sold_out:
        names = ", ".join(dict.fromkeys(sold_out.values()))
        raise Refusal(Code.ITEM_UNAVAILABLE, f"Sold out: {names}.", sold_out)
    return tuple(items)


def _find_dish(line: NewItem, menu: Menu, path: str, problems: dict[str, str]) -> MenuItem | None:
    if line.menu_item_id is not None:
        dish = menu.items.get(line.menu_item_id.lower())
        if dish is None:
            problems[f"{path}.menu_item_id"] = "no such dish on the menu"
        return dish
    if line.name is None:
        problems[path] = "needs a menu_item_id or a name"
        return None
    return menu.find_by_name(line.name)


def _make_modifiers(
    wanted: Sequence[NewModifier], dish: MenuItem | None, path: str, problems: dict[str, str]
) -> tuple[Modifier, ...]:
    modifiers: list[Modifier] = []
    for index, each in enumerate(wanted):
        here = f"{path}.modifiers[{index}]"
        name = each.name
        if each.modifier_id is not None:
            known = None if dish is None else dish.modifier(each.modifier_id.lower())
            if known is None:
                problems[f"{here}.modifier_id"] = "the dish has no such modifier"
                continue
            name = name or known.name
        if name is None:
            problems[here] = "needs a modifier_id or a name"
            continue
        modifiers.append(Modifier(name))
    return tuple(modifiers)
