"""Clover's inventory workbook: items, modifier groups and categories in sheets of their own."""

from collections.abc import Sequence

from hub.menu.files.drafts import DraftChoice, DraftDish, MenuDraft
from hub.menu.files.headings import fold_heading
from hub.menu.files.sheets import Sheet, cell_at, place_of_cell, text_of
from hub.menu.files.vendors.records import (
    ExportRow,
    has_headings,
    pass_over_columns,
    read_records,
    split,
)

_ITEMS, _GROUPS, _CATEGORIES = "items", "modifier groups", "categories"
_READ = (
    "Clover ID",
    "Name",
    "Alternate Name",
    "Price",
    "Price Type",
    "Price Unit",
    "Product Code",
    "SKU",
    "Modifier Groups",
    "Printer Labels",
    "Labels",
    "Hidden",
    "Non-revenue item",
)
_YES = {"yes", "true", "1"}


def recognises(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook is such an export."""
    named = {fold_heading(each.name): each for each in sheets}
    return _ITEMS in named and has_headings(named[_ITEMS], "Name", "Price", "Price Type")


def read(sheets: Sequence[Sheet], currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("Clover")
    draft.has_all_choices = True
    named = {fold_heading(each.name): each for each in sheets}
    choices = _read_choices(named.get(_GROUPS), currency, draft)
    dishes: dict[str, DraftDish] = {}
    left_out: set[str] = set()
    for record in read_records(named[_ITEMS]):
        name = record.text("Name")
        if record.text("Hidden").casefold() in _YES:
            draft.pass_over(f"{name} ({record.place}), which is hidden")
            left_out.add(name)
        elif record.text("Non-revenue item").casefold() in _YES:
            draft.note(record.place, name, "marked as non-revenue, no dish: passed over")
            left_out.add(name)
        elif name:
            dishes[name] = _dish(record, choices, currency, draft)
    for name, category in _read_categories(named.get(_CATEGORIES), {*dishes, *left_out}, draft):
        if name in dishes and not dishes[name].category:
            dishes[name].category = category
    draft.dishes = list(dishes.values())
    pass_over_columns(named[_ITEMS], _READ, draft)
    for sheet in sheets:
        if fold_heading(sheet.name) not in {_ITEMS, _GROUPS, _CATEGORIES}:
            draft.pass_over(f"the sheet \u201c{sheet.name}\u201d")
    return draft


def _read_choices(
    sheet: Sheet | None, currency: str | None, draft: MenuDraft
) -> dict[str, list[DraftChoice]]:
    choices: dict[str, list[DraftChoice]] = {}
    for record in read_records(sheet) if sheet is not None else ():
        group, name = record.text("Modifier Group Name"), record.text("Modifier")
        if group and name:
            price = record.price(draft, currency, "Price")
            choice = DraftChoice(name=name, group=group, price_minor=price)
            choices.setdefault(group, []).append(choice)
    return choices


def _dish(
    record: ExportRow, choices: dict[str, list[DraftChoice]], currency: str | None, draft: MenuDraft
) -> DraftDish:
    plu = record.text("SKU", "Product Code")
    dish = DraftDish(
        place=record.place,
        name=record.text("Name"),
        category=None,
        stations=split(record.text("Printer Labels", "Labels")),
        price_minor=record.price(draft, currency, "Price"),
        plu=(plu,) if plu else (),
        kitchen_name=record.text("Alternate Name"),
    )
    if record.text("Price Type").casefold() == "per unit":
        dish.unit = record.text("Price Unit")
    for group in split(record.text("Modifier Groups")):
        dish.add_group(group, choices.get(group, ()), draft)
    return dish


def _read_categories(
    sheet: Sheet | None, known: set[str], draft: MenuDraft
) -> list[tuple[str, str]]:
    """Read which dish stands under which category: one column each, names below."""
    found: list[tuple[str, str]] = []
    if sheet is None or not sheet.rows:
        return found
    for at, heading in list(enumerate(sheet.rows[0]))[1:]:
        for number, row in enumerate(sheet.rows[1:], 2):
            name = text_of(cell_at(row, at))
            if name and name not in known:
                place = place_of_cell(sheet, number, at, text_of(heading))
                draft.note(place, name, "in a category, but no item of this name is in the file")
            elif name:
                found.append((name, text_of(heading)))
    return found
