"""What other systems export, and what owners write, is read as the file beside each says."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from hub.menu.files.drafts import DraftChoice, DraftDish, MenuDraft
from hub.menu.files.reading import read_other_json, read_sheets
from hub.wire import strict_json

FOLDER = Path(__file__).parents[3] / "data" / "menus"
FILES = sorted(
    each for each in FOLDER.iterdir() if not each.name.endswith((".expected.json", ".md"))
)

_CHOICE = (
    "price_minor",
    "is_whole_price",
    "kitchen_name",
    "plu",
    "allergens",
    "station",
    "default",
)
_DISH = (
    "category",
    "stations",
    "price_minor",
    "names",
    "plu",
    "kitchen_name",
    "allergens",
    "diets",
    "minutes",
    "available",
    "unit",
)


def show_draft(draft: MenuDraft) -> dict[str, Any]:
    # What is empty or was not said is left out.
    return {
        "system": draft.system,
        "currency": draft.currency,
        "dishes": [show_dish(each) for each in draft.dishes],
        "notes": [[each.where, each.value, each.message] for each in draft.notes],
        "passed_over": draft.passed_over,
    }


def show_dish(dish: DraftDish) -> dict[str, Any]:
    choices = [_show_choice(each) for each in dish.choices or ()]
    groups = {
        name: [group.min, group.max]
        for name, group in dish.groups.items()
        if (group.min, group.max) != (None, None)
    }
    shown = {"name": dish.name, **_filled(dish, _DISH)}
    return (
        shown | ({"choices": choices} if choices else {}) | ({"groups": groups} if groups else {})
    )


def _show_choice(choice: DraftChoice) -> dict[str, Any]:
    group = {"group": choice.group} if choice.group else {}
    return {"name": choice.name, **group, **_filled(choice, _CHOICE)}


def _filled(of: DraftDish | DraftChoice, names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: getattr(of, name) for name in names}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in found.items()
        if value not in (UNSET, None, (), "", False) or (name == "available" and value is False)
    }


def read(path: Path) -> MenuDraft:
    data = path.read_bytes()
    if path.suffix != ".json":
        return read_sheets(data, None)
    draft = read_other_json(strict_json.parse(data), None)
    assert draft is not None
    return draft


@pytest.mark.parametrize("path", FILES, ids=[each.name for each in FILES])
def test_a_file_is_read_as_it_is_said_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text())

    assert show_draft(read(path)) == expected


def test_there_is_a_file_of_each_system() -> None:
    systems = {read(each).system for each in FILES}

    assert systems == {
        "",
        "Clover",
        "GloriaFood",
        "Loyverse",
        "Odoo",
        "Square",
        "Toast",
        "WooCommerce",
    }
