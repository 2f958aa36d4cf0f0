"""What a dish can be ordered with, and which of it somebody means. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from hub.domain.menu import Menu, MenuItem, MenuModifier, ModifierGroup
from hub.domain.names import fold


class Choice(NamedTuple):
    """A modifier that a dish can be ordered with, and the group that it is in, if it is in one."""

    modifier: MenuModifier
    group: ModifierGroup | None


def list_choices(menu: Menu, dish: MenuItem) -> Iterator[Choice]:
    """Go through what a dish can be ordered with: its own list, its groups, its category's."""
    for modifier in dish.modifiers:
        yield Choice(modifier, None)
    category = None if dish.category is None else menu.categories.get(dish.category)
    shared = () if category is None else category.modifier_groups or ()
    for group in (*(dish.modifier_groups or ()), *shared):
        for modifier in group.items:
            yield Choice(modifier, group)


def find_modifier(
    menu: Menu,
    dish: MenuItem,
    *,
    modifier_id: str | None = None,
    plu: str | None = None,
    name: str | None = None,
    group: str | None = None,
) -> Choice | None:
    """Find a modifier of a dish by the first of these that finds just one.

    Args:
        menu: that the dish is on.
        dish: that is ordered with it.
        modifier_id: its id, in lower case.
        plu: a till's number of it.
        name: as it stands on the menu, or the same but for case, accents, apostrophes, hyphens and
            spaces.
        group: the name of the group that is meant, where several have the PLU or the name.
    """
    choices = list(list_choices(menu, dish))
    if modifier_id is not None:
        for each in choices:
            if each.modifier.id == modifier_id:
                return each
    found = _find_by_plu(choices, plu, group)
    return found or (None if name is None else _find_by_name(choices, name, group))


def _find_by_plu(choices: list[Choice], plu: str | None, group: str | None) -> Choice | None:
    if plu is None:
        return None
    return _choose([each for each in choices if plu in (each.modifier.plu or ())], group)


def _find_by_name(choices: list[Choice], name: str, group: str | None) -> Choice | None:
    found = [each for each in choices if each.modifier.name == name]
    if not found:
        wanted = fold(name)
        found = [each for each in choices if fold(each.modifier.name) == wanted]
    return _choose(found, group)


def _choose(found: list[Choice], group: str | None) -> Choice | None:
    # Several of one name: none of them can be meant by it alone.
    if len(found) > 1 and group is not None:
        wanted = fold(group)
        found = [each for each in found if each.group and fold(each.group.name) == wanted]
    return found[0] if len(found) == 1 else None
