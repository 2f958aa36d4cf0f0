"""Square's item library export: a row a variation."""

from hub.menu.files.drafts import VARIATION, DraftChoice, DraftDish, MenuDraft
from hub.menu.files.headings import fold_heading
from hub.menu.files.sheets import Sheet, cell_at, text_of
from hub.menu.files.vendors.records import (
    ExportRow,
    has_headings,
    pass_over_columns,
    read_records,
    split,
)

_READ = (
    "Item Name",
    "Variation Name",
    "SKU",
    "Categories",
    "Category",
    "Reporting Category",
    "Price",
    "Archived",
)
_SET = "modifier set - "
_DEFAULT = "regular"
_NO_NUMBER = "variable"


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such an export."""
    return has_headings(sheet, "Item Name", "Variation Name", "Price")


def read(sheet: Sheet, currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("Square")
    dishes: dict[str, DraftDish] = {}
    for record in read_records(sheet):
        name = record.text("Item Name")
        if not name:
            draft.note(record.place, "", "no item name: passed over")
        elif record.text("Archived").upper() in {"Y", "YES"}:
            draft.pass_over(f"{name} ({record.place}), which is archived")
        else:
            _add(dishes, record, name, currency, draft)
    draft.dishes = list(dishes.values())
    sets = [text_of(each) for each in sheet.rows[0] if fold_heading(text_of(each)).startswith(_SET)]
    used = [each for each in sets if _is_used(sheet, each)]
    if used:
        quoted = ", ".join(f"\u201c{each}\u201d" for each in used)
        words = (
            "the file says which dishes have the set, not what is in it; add the choices by hand"
        )
        draft.note(f"columns {quoted}", "Y", words)
    pass_over_columns(sheet, [*_READ, *sets], draft)
    return draft


def _add(
    dishes: dict[str, DraftDish],
    record: ExportRow,
    name: str,
    currency: str | None,
    draft: MenuDraft,
) -> None:
    is_open = record.text("Price").casefold() == _NO_NUMBER
    price = None if is_open else record.price(draft, currency, "Price")
    category = next(
        iter(split(record.text("Categories", "Category", "Reporting Category"), ",")), None
    )
    dish = dishes.get(name)
    sku = record.text("SKU")
    if dish is None:
        dish = dishes[name] = DraftDish(
            place=record.place, name=name, category=category, price_minor=price
        )
        dish.plu = (sku,) if sku else ()
    variation = record.text("Variation Name")
    if variation and variation.casefold() != _DEFAULT:
        dish.add_choice(
            DraftChoice(
                name=variation,
                group=VARIATION,
                price_minor=price,
                is_whole_price=True,
                plu=(sku,) if sku and sku not in (dish.plu or ()) else (),
            )
        )


def _is_used(sheet: Sheet, heading: str) -> bool:
    at = [text_of(each) for each in sheet.rows[0]].index(heading)
    return any(text_of(cell_at(row, at)).upper() == "Y" for row in sheet.rows[1:])
