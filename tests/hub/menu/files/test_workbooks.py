"""Workbooks: what they may unpack to is bounded, and what is none is told in words."""

import io
import zipfile
from pathlib import Path

import pytest

from hub.domain.errors import Refusal
from hub.menu.files import workbooks
from hub.menu.files.workbooks import read_workbook
from tests.support.menu_files import with_part

FOLDER = Path(__file__).parents[3] / "data" / "menus"
XLSX = (FOLDER / "owner-english.xlsx").read_bytes()
ODS = (FOLDER / "owner-swiss.ods").read_bytes()


@pytest.mark.parametrize(("book", "row_of_headings"), [(XLSX, 3), (ODS, 1)], ids=["xlsx", "ods"])
def test_rows_have_the_numbers_that_an_owner_sees(book: bytes, row_of_headings: int) -> None:
    [sheet] = read_workbook(book)

    assert sheet.name == ""
    [heading] = [at for at, row in enumerate(sheet.rows, 1) if row and row[0] in {"Dish", "Speise"}]
    assert heading == row_of_headings


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 2**20)
    bomb = with_part(XLSX, "xl/worksheets/sheet2.xml", b" " * (2**20 + 1))

    assert len(bomb) < 2**14
    with pytest.raises(Refusal, match="unpacks to more than 1 MiB"):
        read_workbook(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_words_of_its_own_is_refused(encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!doctype lolz [<!ENTITY lol "lol">]><x>&lol;</x>'
    bomb = with_part(ODS, "content.xml", laughs.encode(encoding))

    with pytest.raises(Refusal, match="declares words of its own"):
        read_workbook(bomb)


@pytest.mark.parametrize(
    ("book", "word"),
    [
        (XLSX[: len(XLSX) // 2], "damaged"),
        (with_part(ODS, "content.xml", b"<a></b>"), "damaged"),
        (with_part(XLSX, "word/document.xml", b"<w/>"), "text document"),
        (with_part(XLSX, "xl/workbook.bin", b""), "xlsb"),
    ],
    ids=["cut", "no sheets", "docx", "xlsb"],
)
def test_what_is_no_workbook_is_told_in_words(book: bytes, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        read_workbook(book)


def test_a_zip_file_of_something_else_is_told() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("menu.csv", "name\nsoup\n")

    with pytest.raises(Refusal, match="unpack it"):
        read_workbook(file.getvalue())
