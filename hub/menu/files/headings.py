"""What the headings of a spreadsheet mean, in the languages that Galley speaks."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from hub.menu.files.prices import find_currency
from hub.menu.files.sheets import Cell, Row, text_of


class Column(Enum):
    """What a column of a menu holds."""

    ID = "id"
    NUMBER = "number"
    NAME = "name"
    KITCHEN_NAME = "kitchen_name"
    CATEGORY = "category"
    STATION = "station"
    STATIONS = "stations"
    PRICE = "price"
    PRICE_MINOR = "price_minor"
    PLU = "plu"
    ALLERGENS = "allergens"
    DIETS = "diets"
    MODIFIERS = "modifiers"
    MINUTES = "target_minutes"
    AVAILABLE = "available"
    UNIT = "unit"
    OTHER_NAME = "name in another language"
    ALLERGENS_KNOWN = "allergens_known"
    MAKE_MINUTES = "make_minutes"
    CHOICE_GROUP = "choice_group"
    CHOICE = "choice"
    CHOICE_PRICE = "choice_price"
    CHOICE_PRICE_MINOR = "choice_price_minor"
    CHOICE_PLU = "choice_plu"
    CHOICE_ALLERGENS = "choice_allergens"
    CHOICE_STATION = "choice_station"
    CHOICE_DEFAULT = "choice_default"
    CHOOSE_MIN = "choose_min"
    CHOOSE_MAX = "choose_max"
    CHOOSE_ASK = "choose_ask"
    REMARK = "remark"


SEVERAL = frozenset({Column.MODIFIERS, Column.OTHER_NAME})
"""What several columns may hold, each a part of it."""


# In the order of the interface's languages: en, es, fr, de, it, pt, zh, ar.
_WORDS = {
    Column.ID: "id, galley id",
    Column.NUMBER: "no, no., nr, nr., #, number, num, núm, numéro, n°, nº, nummer, numero, número, "
    "序号, 编号, رقم",
    Column.NAME: "name, dish, dish name, item, item name, menu item, product, product name, "
    "nombre, plato, producto, artículo, nombre del plato, "
    "nom, plat, produit, article, nom du plat, désignation, intitulé, "
    "gericht, speise, speisen, bezeichnung, artikel, produkt, gerichtname, artikelbezeichnung, "
    "nome, piatto, prodotto, articolo, portata, nome piatto, "
    "prato, produto, artigo, nome do prato, "
    "菜名, 菜品, 名称, 菜品名称, 商品名称, "
    "الاسم, اسم, الطبق, اسم الطبق, الصنف, اسم الصنف",
    Column.KITCHEN_NAME: "kitchen name, kitchen_name, short name, pos name, nombre de cocina, "
    "nombre corto, nom cuisine, nom court, küchenname, kurzname, nome cucina, nome breve, "
    "nome da cozinha, nome curto, 厨房名称, 简称, اسم المطبخ",
    Column.CATEGORY: "category, categories, section, group, menu section, course, "
    "categoría, categorías, sección, grupo, catégorie, catégories, rubrique, "
    "kategorie, kategorien, rubrik, warengruppe, gruppe, categoria, categorie, sezione, gruppo, "
    "reparto, categorias, seção, secção, "
    "分类, 类别, 类目, الفئة, فئة, القسم, التصنيف",
    Column.STATION: "station, kitchen station, prep station, prep stations, kitchen, "
    "printer, estación, estaciones, partida, cocina, puesto, poste, postes, cuisine, "
    "küche, posten, küchenposten, bereich, stazione, stazioni, partita, cucina, postazione, "
    "estação, estações, praça, cozinha, 档口, 工位, 厨房, المحطة, محطة, المطبخ",
    Column.PRICE: "price, prices, selling price, sales price, unit price, precio, precios, pvp, "
    "prix, prix de vente, tarif, preis, preise, verkaufspreis, vk, einzelpreis, bruttopreis, "
    "prezzo, prezzi, prezzo di vendita, preço, preços, preço de venda, "
    "价格, 单价, 售价, السعر, سعر, الثمن",
    Column.PRICE_MINOR: "price_minor",
    Column.PLU: "plu, sku, item code, product code, code, código, referencia, référence, "
    "artikelnummer, artikelnr, artikel-nr, art.-nr., bestellnummer, codice, referência, "
    "货号, 编码, الرمز, الكود",
    Column.ALLERGENS: "allergens, allergen, allergies, contains, alérgenos, alergenos, allergènes, "
    "allergène, allergene, allergen, allergenkennzeichnung, allergeni, alérgenos, alergénios, "
    "alergênicos, 过敏原, 过敏源, مسببات الحساسية, الحساسية",
    Column.DIETS: "diets, diet, dietary, dieta, dietas, régime, régimes, diät, ernährung, "
    "kostform, diete, 饮食, 膳食, الحمية",
    Column.MODIFIERS: "modifiers, modifier, extras, extra, options, option, add-ons, addons, "
    "modificadores, opciones, extra, suppléments, supplément, modificateurs, "
    "zutaten, beilagen, beilage, zusätze, optionen, wünsche, änderungen, "
    "modifiche, varianti, opzioni, aggiunte, contorni, adicionais, opções, acréscimos, "
    "加料, 选项, 配料, الإضافات, إضافات, خيارات",
    Column.MINUTES: "target_minutes, target minutes, minutes, prep time, prep minutes, "
    "minutos, tiempo, temps, durée, minuten, zubereitungszeit, dauer, minuti, tempo, "
    "分钟, 制作时间, الدقائق, دقائق",
    Column.AVAILABLE: "available, availability, in stock, active, disponible, activo, en stock, "
    "actif, verfügbar, lieferbar, aktiv, vorrätig, disponibile, attivo, disponível, ativo, "
    "可售, 有货, 上架, متوفر, متاح",
    Column.UNIT: "unit, unidad, unité, einheit, unità, unidade, 单位, الوحدة",
    Column.REMARK: "remarks, remark, notes, note, comment, comments, description, "
    "observaciones, notas, descripción, remarques, remarque, commentaire, "
    "bemerkung, bemerkungen, anmerkung, notiz, beschreibung, osservazioni, descrizione, "
    "observações, descrição, 备注, 说明, 描述, ملاحظات, الوصف",
}
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_LANGUAGE = re.compile(r"name[ _]?\(?([a-z]{2,3}(-[a-z0-9]{2,8}){0,3})\)?", re.IGNORECASE)
_COUNTED = re.compile(r"\s*\d+$")


def fold_heading(text: str) -> str:
    """Fold a heading for comparing: case, accents, blanks and underlines do not matter."""
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in bare if not unicodedata.combining(each))
    return " ".join(letters.casefold().replace("_", " ").split())


_MEANINGS = {fold_heading(column.value): column for column in Column} | {
    fold_heading(word): column
    for column, words in reversed(_WORDS.items())
    for word in words.split(", ")
}
SUMS = frozenset(
    map(
        fold_heading,
        ("total", "totals", "sum", "summe", "gesamt", "suma", "somme", "totale", "soma"),
    )
) | {"合计", "总计", "المجموع"}
"""What stands beside a sum at the end of a list."""


def meaning_of(heading: Cell) -> Column | None:
    """Say what a column holds by its heading; None for a heading that says nothing here.

    A number behind it counts columns of a kind ("Extra 2"); what stands in brackets, and a
    currency, say more of the same ("Price (EUR)").
    """
    text = text_of(heading)
    folded = fold_heading(text).rstrip(":*")
    if language_of(text) is not None:
        return Column.OTHER_NAME
    found = _MEANINGS.get(folded)
    if found is not None or not text or len(text) > 60:  # noqa: PLR2004 - no heading is longer
        return found
    shorter = _COUNTED.sub("", _BRACKETS.sub("", folded)).strip(" :*.")
    found = _MEANINGS.get(shorter)
    if found is None and find_currency(text) is not None:
        words = [each for each in shorter.split() if _MEANINGS.get(each) is Column.PRICE]
        found = Column.PRICE if words else None
    return found


def language_of(heading: Cell) -> str | None:
    """Find the language that a heading says names are in, as in "name (es)"; None for none."""
    found = _LANGUAGE.fullmatch(text_of(heading))
    return found[1] if found else None


def count_headings(row: Row) -> int:
    """Say how many cells of a row are headings that mean something, a dish's name among them.

    A row without a heading for names counts for nothing.
    """
    found = find_columns(row)
    return len(found) if Column.NAME in found.values() else 0


def find_columns(row: Row) -> dict[int, Column]:
    """Find what each column of a heading row holds, where it says."""
    meanings = ((at, meaning_of(cell)) for at, cell in enumerate(row))
    return {at: each for at, each in meanings if each is not None}


def currency_of(headings: Iterable[Cell]) -> str | None:
    """Find a currency that one of the headings of prices names."""
    for heading in headings:
        if meaning_of(heading) is Column.PRICE and (found := find_currency(text_of(heading))):
            return found
    return None
