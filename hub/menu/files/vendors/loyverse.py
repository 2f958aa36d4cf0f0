"""Loyverse's item export: variants in rows of one handle, modifiers and taxes as columns."""

import re

from hub.menu.files.drafts import VARIATION, DraftChoice, DraftDish, DraftGroup, MenuDraft
from hub.menu.files.headings import fold_heading
from hub.menu.files.sheets import Sheet, text_of
from hub.menu.files.vendors.records import (
    ExportRow,
    fold_headings,
    has_headings,
    pass_over_columns,
    read_records,
)

_PRICE = re.compile(r"(default price|price \[.*\])")
_FOR_SALE = re.compile(r"available for sale( \[.*\])?")
_MODIFIER = re.compile(r'modifier - "?(.*?)"?')
_OPTIONS = (1, 2, 3)
_READ = ("Handle", "SKU", "Name", "Category", "Sold by weight")


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such an export."""
    return has_headings(sheet, "Handle", "Name", "Option 1 name", "Sold by weight")


def read(sheet: Sheet, currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("Loyverse")
    headings = [text_of(each) for each in sheet.rows[0]]
    prices = _matching(sheet, headings, _PRICE)
    for_sale = _matching(sheet, headings, _FOR_SALE)
    options = [f"Option {each} {what}" for each in _OPTIONS for what in ("name", "value")]
    dishes: dict[str, DraftDish] = {}
    names: dict[str, list[str]] = {}
    for record in read_records(sheet):
        handle = record.text("Handle", "Name") or (list(dishes)[-1] if dishes else "")
        price = record.price(draft, currency, *prices)
        if handle not in dishes:
            dish = dishes[handle] = _dish(record, price)
            names[handle] = [record.text(f"Option {each} name") for each in _OPTIONS]
            if for_sale:
                dish.available = any(record.text(each).upper() != "N" for each in for_sale)
            if not dish.name:
                draft.refuse(record.place_of("Name"), handle, "no name; write one")
        _add_variant(dishes[handle], record, price, names[handle])
    draft.dishes = list(dishes.values())
    _note_modifiers(sheet, headings, draft)
    modifiers = [each for each in headings if _MODIFIER.fullmatch(fold_heading(each))]
    pass_over_columns(sheet, [*_READ, *options, *prices, *for_sale, *modifiers], draft)
    return draft


def _matching(sheet: Sheet, headings: list[str], pattern: re.Pattern[str]) -> list[str]:
    return [
        heading
        for heading, folded in zip(headings, fold_headings(sheet), strict=True)
        if pattern.fullmatch(folded)
    ]


def _dish(record: ExportRow, price: int | None) -> DraftDish:
    sku = record.text("SKU")
    dish = DraftDish(
        place=record.place,
        name=record.text("Name"),
        category=record.text("Category") or None,
        price_minor=price,
        plu=(sku,) if sku else (),
    )
    if record.text("Sold by weight").upper() == "Y":
        dish.unit = "kg"
    return dish


def _add_variant(dish: DraftDish, record: ExportRow, price: int | None, names: list[str]) -> None:
    values = [record.text(f"Option {each} value") for each in _OPTIONS]
    filled = [(name, value) for name, value in zip(names, values, strict=True) if value]
    if not filled:
        return
    sku = record.text("SKU")
    group = " / ".join(name for name, _ in filled if name) or VARIATION
    dish.groups = {**dish.groups, group: DraftGroup(min=1, max=1)}
    dish.add_choice(
        DraftChoice(
            name=" / ".join(value for _, value in filled),
            group=group,
            price_minor=price,
            is_whole_price=True,
            plu=(sku,) if sku and sku not in (dish.plu or ()) else (),
        )
    )


def _note_modifiers(sheet: Sheet, headings: list[str], draft: MenuDraft) -> None:
    used = [
        each
        for each in headings
        if _MODIFIER.fullmatch(fold_heading(each))
        and any(record.text(each).upper() == "Y" for record in read_records(sheet))
    ]
    if used:
        quoted = ", ".join(f"\u201c{each}\u201d" for each in used)
        words = "the file says which dishes have them, not what is in them; add the choices by hand"
        draft.note(f"columns {quoted}", "Y", words)
