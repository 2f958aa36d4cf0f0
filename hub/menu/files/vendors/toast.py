"""Toast's menu manager export: dishes and their modifiers as rows of one file."""

from hub.menu.files.drafts import DraftChoice, DraftDish, MenuDraft
from hub.menu.files.sheets import Sheet
from hub.menu.files.vendors.records import (
    ExportRow,
    has_headings,
    pass_over_columns,
    read_records,
    split,
)

_READ = (
    "Entity type",
    "Name",
    "POS name",
    "Menu group",
    "Modifier group",
    "Base price",
    "Price",
    "PLU",
    "Prep stations",
    "Archived",
    "Pricing strategy",
)


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such an export."""
    return has_headings(sheet, "Entity type", "Name", "Menu group")


def read(sheet: Sheet, currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("Toast")
    draft.has_all_choices = True
    choices: dict[str, list[DraftChoice]] = {}
    dishes: dict[tuple[str, str], DraftDish] = {}
    groups: dict[tuple[str, str], tuple[str, ...]] = {}
    for record in read_records(sheet):
        kind, name = record.text("Entity type").casefold(), record.text("Name")
        key = (record.text("Toast GUID") or name, name)
        if record.text("Archived").casefold() in {"yes", "true"}:
            draft.pass_over(f"{name} ({record.place}), which is archived")
        elif kind == "modifier":
            for group in split(record.text("Modifier group"), ";"):
                choices.setdefault(group, []).append(_choice(record, group, currency, draft))
        elif kind in {"menu item", "item"} and key in dishes:
            _note_second(record, dishes[key], draft)
        elif kind in {"menu item", "item"} and name:
            dishes[key] = _dish(record, currency, draft)
            groups[key] = split(record.text("Modifier group"), ";")
        elif name:
            draft.pass_over(f"{name} ({record.place}), which is a {kind or 'row of no type'}")
    for key, dish in dishes.items():
        for group in groups[key]:
            dish.add_group(group, choices.get(group, ()), draft)
    draft.dishes = list(dishes.values())
    pass_over_columns(sheet, _READ, draft)
    return draft


def _choice(record: ExportRow, group: str, currency: str | None, draft: MenuDraft) -> DraftChoice:
    plu = record.text("PLU")
    return DraftChoice(
        name=record.text("Name"),
        group=group,
        price_minor=record.price(draft, currency, "Base price", "Price"),
        kitchen_name=record.text("POS name"),
        plu=(plu,) if plu else (),
        station=next(iter(split(record.text("Prep stations"))), ""),
    )


def _dish(record: ExportRow, currency: str | None, draft: MenuDraft) -> DraftDish:
    plu = record.text("PLU")
    return DraftDish(
        place=record.place,
        name=record.text("Name"),
        category=record.text("Menu group", "Menu") or None,
        stations=split(record.text("Prep stations")),
        price_minor=record.price(draft, currency, "Base price", "Price"),
        plu=(plu,) if plu else (),
        kitchen_name=record.text("POS name"),
    )


def _note_second(record: ExportRow, dish: DraftDish, draft: MenuDraft) -> None:
    where = " / ".join(filter(None, (record.text("Menu"), record.text("Menu group"))))
    value = f"{dish.name} {record.text('Base price', 'Price')} in {where}"
    words = (
        f"the same dish as in {dish.place}, with another menu or price: taken once, as it is there"
    )
    draft.note(record.place, value, words)
