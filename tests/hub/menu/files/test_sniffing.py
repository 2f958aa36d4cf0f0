"""A file is known by what is in it: its kind, its letters and its separators."""

import pytest

from hub.domain.errors import Refusal
from hub.menu.files.sniffing import FileKind, decode, sniff_kind, sniff_separator

GERMAN = "Gericht;Preis\r\nSpätzle;4,50\r\nFlädle;5,80\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_letters_are_read_however_they_are_written(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


def test_what_excel_writes_in_china_and_in_arabic_is_told_by_its_headings() -> None:
    chinese, arabic = "菜名,价格\n炒饭,28\n", "الاسم,السعر\nفول,3\n"

    assert decode(chinese.encode("gb18030")) == chinese
    assert decode(arabic.encode("cp1256")) == arabic


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_are_separated_by_what_finds_the_headings(separator: str) -> None:
    lines = [["name", "price", "allergens"], ["Soup, hot; of the day", "4,50", "milk"]]
    text = "\n".join(separator.join(f'"{each}"' for each in line) for line in lines)

    assert sniff_separator(text) == separator


def test_a_line_for_excel_that_names_the_separator_is_believed() -> None:
    assert sniff_separator("sep=;\nname;price, old\n") == ";"


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="is empty"):
        sniff_kind(data)


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file"),
        (b"\x89PNG\r\n", "picture"),
        (b"<!DOCTYPE html><table>", "page of the web"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_what_holds_no_menu_is_refused_with_what_to_do(start: bytes, word: str) -> None:
    with pytest.raises(Refusal, match=word) as refused:
        sniff_kind(start + b" " * 100)
    assert "save it as .xlsx" in refused.value.message


def test_json_and_workbooks_are_told_from_text() -> None:
    assert sniff_kind(b'\xef\xbb\xbf {"items": []}') is FileKind.JSON
    assert sniff_kind(b"PK\x03\x04...") is FileKind.WORKBOOK
    assert sniff_kind(b"name\nsoup\n") is FileKind.TEXT
