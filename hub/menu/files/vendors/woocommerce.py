"""WooCommerce's product export: variations name their parent by SKU or by id."""

import html
import re

from hub.menu.files.drafts import VARIATION, DraftChoice, DraftDish, DraftGroup, MenuDraft
from hub.menu.files.sheets import Sheet, text_of
from hub.menu.files.vendors.records import ExportRow, has_headings, pass_over_columns, read_records

_READ = (
    "ID",
    "Type",
    "SKU",
    "Name",
    "Published",
    "In stock?",
    "Regular price",
    "Categories",
    "Parent",
    "Attribute 1 name",
    "Attribute 1 value(s)",
)
_TAG = re.compile(r"<[^>]{0,200}>")
_NO_CATEGORY = {"uncategorized", "sin categoria", "unkategorisiert", "non classe"}


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such an export."""
    return has_headings(sheet, "Type", "Name", "Published", "Regular price", "Parent")


def read(sheet: Sheet, currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("WooCommerce")
    draft.has_all_choices = True
    dishes: list[DraftDish] = []
    by_key: dict[str, DraftDish] = {}
    variations: list[ExportRow] = []
    for record in read_records(sheet):
        if record.text("Type").startswith("variation"):
            variations.append(record)
            continue
        dish = _dish(record, currency, draft)
        if dish is None:
            continue
        dishes.append(dish)
        by_key[f"id:{record.text('ID')}"] = dish
        if record.text("SKU"):
            by_key[record.text("SKU")] = dish
    for record in variations:
        parent = by_key.get(record.text("Parent"))
        if parent is None:
            words = "a variation of what is not taken or not in the file: passed over"
            draft.note(record.place, record.text("Name"), words)
        else:
            _add_variation(parent, record, currency, draft)
    draft.dishes = dishes
    pass_over_columns(sheet, _READ, draft)
    return draft


def _dish(record: ExportRow, currency: str | None, draft: MenuDraft) -> DraftDish | None:
    name, kind = _plain(record.text("Name")), record.text("Type").casefold()
    if record.text("Published") not in {"1", ""}:
        draft.pass_over(f"{name} ({record.place}), which is not published")
        return None
    if not name:
        draft.note(record.place, "", "no name: passed over")
        return None
    if "grouped" in kind or "external" in kind:
        words = "a grouped product: its parts and its price are not in the file"
        draft.note(record.place, f"{name} ({kind})", words)
    categories = [each.strip() for each in record.text("Categories").split(",") if each.strip()]
    if len(categories) > 1:
        words = "several categories: the first is taken"
        draft.note(record.place_of("Categories"), record.text("Categories"), words)
    category = _plain(categories[0]).split(">")[-1].strip() if categories else None
    sku = record.text("SKU")
    return DraftDish(
        place=record.place,
        name=name,
        category=None if category is None or category.casefold() in _NO_CATEGORY else category,
        price_minor=record.price(draft, currency, "Regular price"),
        plu=(sku,) if sku else (),
        available=record.text("In stock?") not in {"0", "no"},
    )


def _add_variation(
    parent: DraftDish, record: ExportRow, currency: str | None, draft: MenuDraft
) -> None:
    group = record.text("Attribute 1 name") or VARIATION
    name = _plain(record.text("Attribute 1 value(s)")) or _plain(record.text("Name"))
    price = record.price(draft, currency, "Regular price")
    sku = record.text("SKU")
    if not parent.price_minor:
        parent.price_minor = price
    parent.groups = {**parent.groups, group: DraftGroup(min=1, max=1)}
    parent.add_choice(
        DraftChoice(
            name=name,
            group=group,
            price_minor=price,
            is_whole_price=True,
            plu=(sku,) if sku else (),
        )
    )


def _plain(text: str) -> str:
    return text_of(_TAG.sub("", html.unescape(text)).replace("\u00a0", " "))
