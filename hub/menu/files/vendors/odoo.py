"""Odoo's product list, exported with its labels in any of several languages or by field names."""

from hub.menu.files.drafts import DraftChoice, DraftDish, DraftGroup, MenuDraft
from hub.menu.files.headings import fold_heading
from hub.menu.files.sheets import Sheet, text_of
from hub.menu.files.vendors.records import ExportRow, fold_headings, pass_over_columns, read_records

_ID = ("External ID", "id", "Identifiant externe", "Externe ID", "ID externo", "ID esterno")
_NAME = ("Name", "Nom", "Nombre", "Nome")
_CODE = (
    "Internal Reference",
    "default_code",
    "Référence interne",
    "Interne Referenz",
    "Referencia interna",
    "Riferimento interno",
    "Referência Interna",
)
_PRICE = (
    "Sales Price",
    "list_price",
    "Prix de vente",
    "Verkaufspreis",
    "Precio de venta",
    "Prezzo di vendita",
    "Preço de Venda",
)
_CATEGORY = (
    "Point of Sale Category",
    "Point of Sale Categories",
    "pos_categ_ids",
    "Catégories du PdV",
    "Catégorie du PdV",
    "Kassenkategorie",
    "Categorías del PdV",
    "Categorie punto vendita",
    "Categorias do PDV",
)
_SOLD = (
    "Can be Sold",
    "Sales",
    "sale_ok",
    "Peut être vendu",
    "Kann verkauft werden",
    "Puede ser vendido",
)
_IN_POS = (
    "Available in POS",
    "available_in_pos",
    "Disponible dans le PdV",
    "Im Kassensystem verfügbar",
    "Disponible en el PdV",
    "Disponibile nel POS",
)
_ATTRIBUTE = ("Attributes / Attribute", "attribute_line_ids/attribute_id", "Attributs / Attribut")
_VALUES = ("Attributes / Values", "attribute_line_ids/value_ids", "Attributs / Valeurs")
_TYPE = (
    "Product Type",
    "type",
    "Type de produit",
    "Produktart",
    "Tipo de producto",
    "Tipo prodotto",
)
_COMBO = ("Combo Choices", "combo_ids", "Choix de combos")
_READ = (_ID, _NAME, _CODE, _PRICE, _CATEGORY, _SOLD, _IN_POS, _ATTRIBUTE, _VALUES, _TYPE, _COMBO)
_NO = {"no", "false", "0", "non", "nein", "falsch", "faux"}


def recognises(sheet: Sheet) -> bool:
    """Whether a sheet is such an export."""
    headings = set(fold_headings(sheet))
    return all(
        headings & {fold_heading(each) for each in names}
        for names in (_NAME, _PRICE, _IN_POS + _CATEGORY)
    ) and bool(headings & {fold_heading(each) for each in (*_ID, *_CODE)})


def read(sheet: Sheet, currency: str | None) -> MenuDraft:
    """Read its dishes."""
    draft = MenuDraft("Odoo")
    draft.has_all_choices = True
    taken = False
    for record in read_records(sheet):
        if record.text(*_NAME):
            dish = _dish(record, currency, draft)
            taken = dish is not None
            if dish is not None:
                draft.dishes.append(dish)
        if taken:
            _add_attribute(draft.dishes[-1], record)
    pass_over_columns(sheet, [name for names in _READ for name in names], draft)
    return draft


def _dish(record: ExportRow, currency: str | None, draft: MenuDraft) -> DraftDish | None:
    name = record.text(*_NAME)
    if not _says(record, _SOLD) or not _says(record, _IN_POS):
        draft.pass_over(f"{name} ({record.place}), which is not sold at the point of sale")
        return None
    kind = record.text(*_TYPE).casefold()
    if kind.startswith(("service", "dienst", "servic", "serviz")):
        draft.note(record.place, name, "a service, no dish: passed over")
        return None
    if record.text(*_COMBO):
        words = "the parts of the combo are not in the file: taken as a dish without them"
        draft.note(record.place_of(*_COMBO), record.text(*_COMBO), words)
    categories = [each.strip() for each in record.text(*_CATEGORY).split(",") if each.strip()]
    if len(categories) > 1:
        words = "several categories: the first is taken"
        draft.note(record.place_of(*_CATEGORY), record.text(*_CATEGORY), words)
    code = record.text(*_CODE)
    return DraftDish(
        place=record.place,
        name=name,
        category=categories[0].split("/")[-1].strip() if categories else None,
        price_minor=record.price(draft, currency, *_PRICE),
        plu=(code,) if code else (),
    )


def _says(record: ExportRow, headings: tuple[str, ...]) -> bool:
    return fold_heading(text_of(record.cell(*headings))) not in _NO


def _add_attribute(dish: DraftDish, record: ExportRow) -> None:
    group = record.text(*_ATTRIBUTE)
    for name in record.text(*_VALUES).split(","):
        if group and name.strip():
            dish.groups = {**dish.groups, group: DraftGroup(min=1, max=1)}
            dish.add_choice(DraftChoice(name=name.strip(), group=group))
