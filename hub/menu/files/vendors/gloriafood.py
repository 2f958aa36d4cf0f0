"""GloriaFood's menu (fetch_menu, JSON): sizes with a surcharge, groups of dishes and categories."""

from collections.abc import Iterator
from typing import Any

from hub.menu.files.drafts import DraftChoice, DraftDish, DraftGroup, MenuDraft
from hub.menu.files.prices import read_price
from hub.menu.files.sheets import text_of

_SIZE = "Size"
_DIETS = {"VEGETARIAN": "vegetarian", "VEGAN": "vegan", "HALAL": "halal", "KOSHER": "kosher"}


def recognises(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether a JSON value is such a menu."""
    return (
        isinstance(value, dict)
        and "restaurant_id" in value
        and any("items" in each for each in _objects(value.get("categories")))
    )


def read(value: Any, currency: str | None) -> MenuDraft:  # noqa: ANN401 - any JSON
    """Read its dishes."""
    draft = MenuDraft("GloriaFood")
    draft.has_all_choices = True
    named = value.get("currency")
    draft.currency = named if isinstance(named, str) else None
    for category in _objects(value.get("categories")):
        for item in _objects(category.get("items")):
            draft.dishes.append(_dish(category, item, currency or draft.currency, draft))
    return draft


def _dish(
    category: dict[str, Any], item: dict[str, Any], currency: str | None, draft: MenuDraft
) -> DraftDish:
    name = _text(item.get("name"))
    place = f"category {_text(category.get('name'))}, {name or 'a dish without a name'}"
    price = _price(item.get("price"), place, currency, draft)
    extras = item.get("extras") if isinstance(item.get("extras"), dict) else {}
    assert isinstance(extras, dict)  # noqa: S101 - for mypy, which does not follow the line above
    allergens = _objects(extras.get("menu_item_allergens_values"))
    number = item.get("id")
    dish = DraftDish(
        place=place,
        name=name,
        category=_text(category.get("name")) or None,
        price_minor=price,
        plu=(str(number),) if isinstance(number, int | str) and number else (),
        kitchen_name=_text(extras.get("menu_item_kitchen_internal_name")),
        allergens=tuple(filter(None, (_text(each.get("name")) for each in allergens))),
        available=item.get("active") is not False and category.get("active") is not False,
        choices=[],
    )
    if not dish.allergens:
        dish.allergens = ()
    tags = item.get("tags")
    diets = [_DIETS[each] for each in tags if each in _DIETS] if isinstance(tags, list) else []
    if diets:
        dish.diets = tuple(diets)
    for size in _objects(item.get("sizes")):
        surcharge = _price(size.get("price"), place, currency, draft) or 0
        dish.groups = {**dish.groups, _SIZE: DraftGroup(min=1, max=1)}
        dish.add_choice(
            DraftChoice(
                name=_text(size.get("name")),
                group=_SIZE,
                price_minor=surcharge,
                default=size.get("default") is True,
            )
        )
    for group in [*_objects(item.get("groups")), *_objects(category.get("groups"))]:
        _add_group(dish, group, currency, draft)
    return dish


def _add_group(
    dish: DraftDish, group: dict[str, Any], currency: str | None, draft: MenuDraft
) -> None:
    name = _text(group.get("name"))
    least, most = group.get("force_min"), group.get("force_max")
    least = least if isinstance(least, int) else 0
    dish.groups = {
        **dish.groups,
        name: DraftGroup(
            min=max(least, 1) if group.get("required") is True else least,
            max=most if isinstance(most, int) and most > 0 else None,
        ),
    }
    for option in _objects(group.get("options")):
        extras = option.get("extras")
        kitchen = (
            extras.get("menu_option_kitchen_internal_name") if isinstance(extras, dict) else ""
        )
        dish.add_choice(
            DraftChoice(
                name=_text(option.get("name")),
                group=name,
                price_minor=_price(option.get("price"), dish.place, currency, draft),
                kitchen_name=_text(kitchen),
                default=option.get("default") is True,
            )
        )


def _price(value: object, place: str, currency: str | None, draft: MenuDraft) -> int | None:
    if not isinstance(value, int | float | str):
        return None
    price = read_price(value, ".", currency)
    if price.remark:
        draft.note(place, text_of(value), price.remark)
    return price.minor


def _text(value: object) -> str:
    return text_of(value) if isinstance(value, str) else ""


def _objects(value: object) -> Iterator[dict[str, Any]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
