"""Spreadsheets as owners save them: each goes in, or is refused in words that can be acted on."""

import io
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.domain.errors import Refusal
from hub.domain.menu import Menu, MenuItem
from hub.ids import new_id
from hub.menu.files.xlsx_writing import write_xlsx
from hub.menu.whole_menu import MenuFile, read_menu_file
from tests.support.branch import OPENING_TIME

FOLDER = Path(__file__).parents[3] / "data" / "menus"

HEADINGS = ["Name", "Category", "Price", "Station", "Allergens"]
ROWS = [
    ["Soup, hot", "Starters", "6.50", "Hot", "celery, milk"],
    ["Crème brûlée", "Desserts", "7.00", "Cold", "egg"],
]
GERMAN = [
    ["Gericht", "Kategorie", "Preis", "Posten", "Allergene"],
    ["Soup, hot", "Starters", "6,50 €", "Hot", "celery, milk"],
    ["Crème brûlée", "Desserts", "7,– €", "Cold", "egg"],
]
BOTH: set[tuple[str, str | None, int | None]] = {
    ("Soup, hot", "starters", 650),
    ("Crème brûlée", "desserts", 700),
}


class Variant(NamedTuple):
    """One spreadsheet: what is odd about it, its bytes, and the word that it is refused with."""

    what: str
    data: bytes
    refused: str = ""
    dishes: set[tuple[str, str | None, int | None]] = BOTH


def table(rows: list[list[str]], separator: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    for row in rows:
        cells = (
            f'"{each}"' if any(mark in each for mark in (separator, '"', "\n")) else each
            for each in row
        )
        text.write(separator.join(cells) + end)
    return text.getvalue()


def csv_as(encoding: str, separator: str = ",", rows: list[list[str]] | None = None) -> bytes:
    return table(rows or [HEADINGS, *ROWS], separator).encode(encoding)


def book(rows: list[list[str | float | None]]) -> bytes:
    return b"".join(write_xlsx([rows]))


def without(column: int) -> list[list[str]]:
    return [[*row[:column], *row[column + 1 :]] for row in [HEADINGS, *ROWS]]


TITLE = [["Menu of the Copper Kettle", "", "", "", ""], ["", "", "", "", ""]]
VARIANTS = [
    Variant("comma, UTF-8", csv_as("utf-8")),
    Variant("comma, UTF-8 with a byte order mark", csv_as("utf-8-sig")),
    Variant("semicolon, Windows-1252, decimal commas, German", csv_as("cp1252", ";", GERMAN)),
    Variant("semicolon, UTF-8 with a byte order mark", csv_as("utf-8-sig", ";", GERMAN)),
    Variant("tab, UTF-16 (Excel's Unicode text)", csv_as("utf-16", "\t")),
    Variant("tab, UTF-8", csv_as("utf-8", "\t", GERMAN)),
    Variant("tab, UTF-16 big end first, no mark", csv_as("utf-16-be", "\t")),
    Variant("|, UTF-8", csv_as("utf-8", "|")),
    Variant("sep=; in the first line", b"sep=;\r\n" + csv_as("utf-8", ";")),
    Variant("lines that end with CR alone", table([HEADINGS, *ROWS], end="\r").encode()),
    Variant("headings in capitals with blanks", csv_as("utf-8", rows=[
        [f" {each.upper()} " for each in HEADINGS], *ROWS])),
    Variant("headings in French, Windows-1252", csv_as("cp1252", ";", [
        ["Nom du plat", "Catégorie", "Prix", "Poste", "Allergènes"], *GERMAN[1:]])),
    Variant("headings in Chinese, GB 18030", csv_as("gb18030", rows=[
        ["菜名", "分类", "价格", "档口", "过敏原"], *ROWS])),
    Variant("headings in Arabic, Windows-1256", csv_as("cp1256", rows=[
        ["الاسم", "الفئة", "السعر", "المحطة", "الحساسية"],
        ["Soup, hot", "Starters", "6.50", "Hot", ""]]),
        dishes={("Soup, hot", "starters", 650)}),
    Variant("a title above, empty rows between", csv_as("utf-8", rows=[
        *TITLE, HEADINGS, ROWS[0], [""] * 5, ROWS[1], [""] * 5])),
    Variant("categories in rows of their own", csv_as("utf-8", rows=[
        ["Dish", "Price"], ["Starters", ""], ["Soup, hot", "6.50"],
        ["Desserts", ""], ["Crème brûlée", "7"]])),
    Variant("further columns", csv_as("utf-8", rows=[
        [*row, "x"] for row in ([*HEADINGS[:4], "Colour"], *ROWS)])),
    Variant("a workbook with prices as numbers", book([
        [*HEADINGS], ["Soup, hot", "Starters", 6.5, "Hot", None],
        ["Crème brûlée", "Desserts", 7, "Cold", None]])),
    Variant("a workbook with prices as text", book([
        [*HEADINGS], ["Soup, hot", "Starters", "£6.50", "Hot", None],
        ["Crème brûlée", "Desserts", "£7", "Cold", None]])),
    Variant("OpenDocument", (FOLDER / "owner-swiss.ods").read_bytes(), dishes={
        ("Nüsslisalat", "vorspeisen", 1350), ("Rösti", "hauptgange", 1900),
        ("Cordon bleu", "hauptgange", 3300), ("Raclette", "hauptgange", 2900)}),
    Variant("neither headings nor columns", "Soup 6.50\nCrème brûlée ..... 7\n".encode(),
        dishes={("Soup", None, 650), ("Crème brûlée", None, 700)}),
    Variant("a price that is a word", csv_as("utf-8", rows=[
        HEADINGS, [*ROWS[0][:2], "market price", *ROWS[0][3:]]]),
        dishes={("Soup, hot", "starters", None)}),
    Variant("the same dish twice", csv_as("utf-8", rows=[HEADINGS, ROWS[0], ROWS[0]]),
        refused="rename one, or give it another category"),
    Variant("a row without a name", csv_as("utf-8", rows=[
        HEADINGS, ROWS[0], ["", "Starters", "5", "", ""]]),
        refused="write it, or delete the row"),
    Variant("no heading for the names", csv_as("utf-8", rows=without(0)),
        refused="call one of them name"),
    Variant("words that are no headings", b"red,green\nround,square\n",
        refused="write headings above the dishes"),
    Variant("a quotation mark that is never closed", b'name,price\n"Soup,5\nStew,6\n',
        refused="quotation mark"),
    Variant("an old Excel file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        refused="save it as .xlsx"),
    Variant("a PDF", b"%PDF-1.7 ...", refused="save it as .xlsx"),
    Variant("an empty file", b"\r\n", refused="is empty"),
]  # fmt: skip


def read(data: bytes) -> list[MenuItem]:
    file = MenuFile(BytesIO(data), len(data), is_json=False)
    return list(read_menu_file(file, Menu(), lambda: new_id(OPENING_TIME)).menu.items)


def show(items: list[MenuItem]) -> set[tuple[str, str | None, int | None]]:
    return {(each.name, each.category, each.price_minor) for each in items}


@pytest.mark.parametrize(
    "variant",
    [each for each in VARIANTS if not each.refused],
    ids=lambda each: each.what,
)
def test_a_spreadsheet_goes_in(variant: Variant) -> None:
    assert show(read(variant.data)) == variant.dishes


@pytest.mark.parametrize(
    "variant",
    [each for each in VARIANTS if each.refused],
    ids=lambda each: each.what,
)
def test_a_spreadsheet_that_cannot_go_in_is_refused_with_what_to_do(variant: Variant) -> None:
    with pytest.raises(Refusal) as refused:
        read(variant.data)

    assert variant.refused in refused.value.message


def test_28_of_them_at_least_are_tried() -> None:
    assert len({each.what for each in VARIANTS}) >= 28
