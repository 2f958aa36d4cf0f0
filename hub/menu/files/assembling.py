"""What was read of a file becomes a whole menu, on top of the one that there is.

What the file has no word for stays as it is on the dishes that are recognised. Every mistake that
is found here is named by the row and column that its owner finds it at.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import UNSET, to_builtins

from hub.domain.errors import Refusal
from hub.domain.menu import MAX_DISHES, NOBODY, Menu, MenuItem, MenuModifier
from hub.domain.names import plain
from hub.menu.files.drafts import DraftChoice, DraftDish, DraftGroup, MenuDraft, shorten
from hub.menu.files.headings import Column
from hub.menu.files.recognising import recognise
from hub.menu.files.short_names import ShortNames
from hub.wire.requests import NewCategory, NewMenuItem, NewStation, WholeMenu
from hub.wire.strict_json import convert

NewId = Callable[[], str]

_COLUMN_OF = {
    "stations": "station",
    "modifier_groups": "choice",
    "target_minutes": "target_minutes",
}
_BOUND = re.compile(r"expected (str|array|object) of length <= (\d+)")


def assemble(draft: MenuDraft, before: Menu, new_id: NewId) -> WholeMenu:
    """Make a whole menu of a draft; what is wrong goes into the draft's mistakes.

    Args:
        draft: what was read.
        before: the menu that it takes the place of.
        new_id: makes ids for what is new.
    """
    return _Assembler(draft, before, new_id).assemble()


class _Assembler:
    def __init__(self, draft: MenuDraft, before: Menu, new_id: NewId) -> None:
        self._draft = draft
        self._before = before
        self._new_id = new_id
        self._categories = ShortNames(before.categories, "category", exact=draft.exact)
        self._stations = ShortNames(before.stations, "station", exact=draft.exact)

    def assemble(self) -> WholeMenu:
        draft, before = self._draft, self._before
        if len(draft.dishes) > MAX_DISHES:
            words = f"a menu has at most {MAX_DISHES} dishes; this file has {len(draft.dishes)}"
            draft.refuse("file", "", words)
            return WholeMenu()
        named = [self._find_category(dish) for dish in draft.dishes]
        known = recognise(draft.dishes, named, before)
        items: list[NewMenuItem] = []
        for dish, category, item in zip(draft.dishes, named, known, strict=True):
            if draft.is_hopeless:
                break
            fields = self._fields(dish, category, item)
            try:
                items.append(convert(fields, NewMenuItem))
            except Refusal as refusal:
                for path, words in refusal.details.items():
                    self._refuse_field(dish, path, words)
        self._check_twins(items)
        return WholeMenu(
            categories=(
                *(convert(to_builtins(each), NewCategory) for each in before.categories.values()),
                *(
                    NewCategory(id=short, name=name[:120], position=at)
                    for at, (short, name) in enumerate(
                        self._categories.new(), len(before.categories)
                    )
                ),
            ),
            stations=(
                *(convert(to_builtins(each), NewStation) for each in before.stations.values()),
                *(
                    NewStation(id=short, name=name[:120], position=at)
                    for at, (short, name) in enumerate(self._stations.new(), len(before.stations))
                ),
            ),
            items=tuple(items),
        )

    def _find_category(self, dish: DraftDish) -> str | None:
        if dish.category is UNSET:
            known = None if dish.id is None else self._before.items.get(dish.id)
            known = known or self._before.find_dish(name=dish.name)
            return None if known is None else known.category
        return self._categories.find(dish.category) if dish.category else None

    def _fields(
        self, dish: DraftDish, category: str | None, item: MenuItem | None
    ) -> dict[str, Any]:
        fields: dict[str, Any] = {} if item is None else to_builtins(item)
        fields["id"] = dish.id or (self._new_id() if item is None else item.id)
        fields["name"] = dish.name
        fields["category"] = category
        if dish.stations is not UNSET:
            stations = [self._find_station(each) for each in dish.stations]
            # A file of an earlier version names the first of several only.
            is_old = self._draft.exact and Column.STATIONS.value not in dish.columns
            if not (is_old and stations == [fields.get("station")]):
                fields["station"] = None
                fields["stations"] = stations
        _copy_said(fields, dish)
        if dish.choices is not UNSET:
            self._add_choices(fields, dish, dish.choices, item)
        if dish.unit:
            self._draft.pass_over(
                f"the unit \u201c{shorten(dish.unit)}\u201d of {shorten(dish.name)}: "
                "tills say how much with each order"
            )
        return fields

    def _find_station(self, text: str) -> str:
        return text if text == NOBODY else self._stations.find(text)

    def _add_choices(
        self,
        fields: dict[str, Any],
        dish: DraftDish,
        choices: Sequence[DraftChoice],
        item: MenuItem | None,
    ) -> None:
        base = _find_base(fields.get("price_minor"), choices)
        if fields.get("price_minor") is None and base is not None:
            fields["price_minor"] = base
        flat = [each for each in choices if not each.group]
        if flat or "modifiers" in dish.columns or self._draft.has_all_choices:
            known = () if item is None else item.modifiers
            fields["modifiers"] = self._modifiers(dish, flat, known, base)
        names = list(dict.fromkeys([*dish.groups, *(each.group for each in choices)]))
        before = {plain(each.name): each for each in (item and item.modifier_groups) or ()}
        made: list[dict[str, Any]] = []
        for name in filter(None, names):
            group = before.pop(plain(name), None)
            told = dish.groups.get(name, DraftGroup())
            of_group = [each for each in choices if each.group == name]
            items = self._modifiers(dish, of_group, () if group is None else group.items, base)
            made.append(
                {
                    "id": self._new_id() if group is None else group.id,
                    "name": name,
                    "min": told.min or 0,
                    "max": told.max or None,
                    "ask": bool(told.ask),
                    "default": [each.name for each in of_group if each.default],
                    "items": items,
                }
            )
        kept = (
            [] if self._draft.has_all_choices else [to_builtins(each) for each in before.values()]
        )
        fields["modifier_groups"] = made + kept

    def _modifiers(
        self,
        dish: DraftDish,
        choices: Sequence[DraftChoice],
        known: Sequence[MenuModifier],
        base: int | None,
    ) -> list[dict[str, Any]]:
        """Make modifiers; one stays the one that it is as long as it keeps its name."""
        by_name = {plain(each.name): each for each in known}
        made: dict[str, dict[str, Any]] = {}
        for choice in choices:
            if plain(choice.name) in made:
                self._draft.note(dish.place, choice.name, "stands twice in this dish: taken once")
                continue
            before = by_name.get(plain(choice.name))
            fields: dict[str, Any] = {} if before is None else to_builtins(before)
            fields["id"] = choice.id or (self._new_id() if before is None else before.id)
            fields["name"] = choice.name
            if choice.price_minor is not None or choice.group:
                fields["price_minor"] = self._find_surcharge(dish, choice, base)
            if choice.plu or choice.group:
                fields["plu"] = list(choice.plu)
            if choice.allergens or choice.group:
                fields["allergens"] = list(choice.allergens)
            if choice.station:
                fields["station"] = self._stations.find(choice.station)
            elif choice.group:
                fields.pop("station", None)
            made[plain(choice.name)] = fields
        return list(made.values())

    def _find_surcharge(self, dish: DraftDish, choice: DraftChoice, base: int | None) -> int | None:
        price = choice.price_minor
        if price is None or not choice.is_whole_price or base is None:
            return price
        if price < base:
            words = "costs less than the dish itself, which the menu has no way to say: no price"
            self._draft.note(dish.place, choice.name, words)
            return None
        return price - base

    def _check_twins(self, items: Sequence[NewMenuItem]) -> None:
        """Name dishes that nothing would tell apart, and ids that come twice."""
        places: dict[object, str] = {}
        for dish, item in zip(self._draft.dishes, items, strict=False):
            for key, words in (
                (item.id, "has the same id as {}: leave one of the two ids empty"),
                (
                    (plain(item.name), item.category),
                    "is the same dish as in {}: rename one, or give it another category",
                ),
            ):
                if key in places:
                    self._draft.refuse(dish.place, dish.name, words.format(places[key]))
                    break
                places[key] = dish.place

    def _refuse_field(self, dish: DraftDish, path: str, words: str) -> None:
        field = re.split(r"[.\[]", path)[0]
        column = dish.columns.get(_COLUMN_OF.get(field, field), field)
        bound = _BOUND.match(words)
        if bound is not None:
            what = "letters" if bound[1] == "str" else "parts"
            words = f"too long: at most {bound[2]} {what}; shorten it"
        self._draft.refuse(f"{dish.place}, {column}", "", words)


def _copy_said(fields: dict[str, Any], dish: DraftDish) -> None:
    """Put what the file says in the place of what the menu has."""
    for name, value in (
        ("price_minor", dish.price_minor),
        ("plu", dish.plu),
        ("diets", dish.diets),
        ("target_minutes", dish.minutes),
        ("make_minutes", dish.make_minutes),
        ("available", dish.available),
    ):
        if value is not UNSET:
            fields[name] = list(value) if isinstance(value, tuple) else value
    if dish.kitchen_name is not UNSET:
        fields["kitchen_name"] = dish.kitchen_name or None
    if dish.names is not UNSET:
        fields["names"] = dish.names or None
    if dish.allergens is not UNSET:
        if list(dish.allergens) != list(fields.get("allergens", ())):
            fields.pop("allergens_known", None)
        fields["allergens"] = list(dish.allergens)
    if dish.allergens_known is not UNSET:
        fields["allergens_known"] = dish.allergens_known


def _find_base(price: int | None, choices: Sequence[DraftChoice]) -> int | None:
    """Say what variations are counted from: the dish's price, else the lowest of theirs."""
    if price is not None:
        return price
    whole = [each.price_minor for each in choices if each.is_whole_price]
    return min((each for each in whole if each is not None), default=None)
