"""What hypothesis draws of menus: dishes with all that may be said of them."""

import re
from typing import Any

import msgspec
from hypothesis import strategies as st

from hub.domain.menu import (
    Category,
    MenuItem,
    MenuModifier,
    ModifierGroup,
    Station,
    identify,
)
from hub.domain.names import plain
from hub.menu.entries import say_allergens
from hub.wire import text_rules
from hub.wire.menu_responses import MenuView

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12
).filter(lambda text: re.search(text_rules.ONE_LINE, text) is not None)
"""What a name on a menu may be: nearly anything that can be seen."""

slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)
"""Short words such as ``grill``."""


def _uuids() -> st.SearchStrategy[str]:
    return st.uuids().map(str)


def _unset_or(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.just(msgspec.UNSET) | strategy


def _lists() -> st.SearchStrategy[Any]:
    return _unset_or(st.lists(names, min_size=1, max_size=2).map(tuple))


def _modifiers() -> st.SearchStrategy[tuple[MenuModifier, ...]]:
    modifier = st.builds(
        MenuModifier,
        id=_uuids(),
        name=names,
        price_minor=_unset_or(st.integers(0, 1000)),
        allergens=_lists(),
        plu=_lists(),
    )
    return st.lists(modifier, max_size=2, unique_by=lambda m: plain(m.name)).map(tuple)


def _groups() -> st.SearchStrategy[Any]:
    group = st.builds(
        ModifierGroup,
        id=_uuids(),
        name=names,
        min=st.integers(0, 2),
        max=_unset_or(st.integers(2, 3)),
        ask=st.booleans(),
        items=_modifiers(),
    )
    groups = st.lists(group, min_size=1, max_size=2, unique_by=lambda g: plain(g.name))
    return _unset_or(groups.map(tuple))


def _dishes() -> st.SearchStrategy[MenuItem]:
    dishes = st.builds(
        MenuItem,
        id=_uuids(),
        name=names,
        category=st.none() | slugs,
        station=st.none() | slugs,
        price_minor=st.none() | st.integers(0, 100_000_000),
        allergens=st.lists(names, max_size=3).map(tuple),
        modifiers=_modifiers(),
        target_minutes=st.none() | st.floats(0, 600, exclude_min=True),
        available=st.booleans(),
        plu=_lists(),
        kitchen_name=_unset_or(names),
        names=_unset_or(st.dictionaries(st.sampled_from(["de", "pt-BR"]), names, min_size=1)),
        modifier_groups=_groups(),
        diets=_lists(),
        allergens_known=_unset_or(st.booleans()),
        make_minutes=_unset_or(st.floats(0, 600, exclude_min=True)),
    )
    return dishes.map(say_allergens)


@st.composite
def menus(draw: st.DrawFn) -> MenuView:
    """Draw a whole menu, every category and station that its dishes name included."""
    items = draw(st.lists(_dishes(), max_size=3, unique_by=(lambda item: item.id, identify)))
    categories = sorted({item.category for item in items if item.category is not None})
    stations = sorted({item.station for item in items if item.station is not None})
    return MenuView(
        categories=tuple(
            Category(id=each, name=draw(names), modifier_groups=draw(_groups()))
            for each in categories
        ),
        stations=tuple(Station(id=each, name=draw(names)) for each in stations),
        items=tuple(items),
    )
