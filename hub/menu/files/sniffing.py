"""What a file is: by its first bytes, its letters and its separators, never by its name."""

import codecs
import csv
import re
from collections.abc import Iterable
from enum import StrEnum

from hub.domain.errors import Refusal, bad_field
from hub.menu.files.headings import count_headings
from hub.menu.files.sheets import Row

SNIFFED_ROWS = 40
"""Rows that are looked at to find out how a text is written."""

ZIP = b"PK\x03\x04"
"""What a workbook begins with."""

_HEAD = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = (",", ";", "\t", "|")
_OLD_ENCODINGS = ("cp1252", "gb18030", "cp1256")
"""What Excel writes as plain CSV in Western Europe and America, in China, and in Arabic."""

_SAVE_AS = "open it and save it as .xlsx, .ods or CSV, then import that"
_NOT_A_MENU = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls), or has a password"),
    (b"%PDF", "is a PDF"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"{\\rtf", "is a text document (.rtf)"),
    (b"\x1f\x8b", "is packed (gzip)"),
)


class FileKind(StrEnum):
    """What a menu may come as."""

    JSON = "json"
    TEXT = "text"
    WORKBOOK = "workbook"


def sniff_kind(data: bytes) -> FileKind:
    """Say what a file is.

    Raises:
        Refusal: BAD_REQUEST; it is empty, or nothing that holds a menu. What to do is said.
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise bad_field("file", "is empty; nothing was changed")
    for magic, what in _NOT_A_MENU:
        if data.startswith(magic):
            raise bad_field("file", f"{what}; {_SAVE_AS}")
    if data.startswith(ZIP):
        return FileKind.WORKBOOK
    start = data[:_HEAD].decode(sniff_encoding(data), "ignore").lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["}:
        return FileKind.JSON
    if re.match(r"<(!doctype|html|\?xml|table)", start, re.IGNORECASE):
        raise bad_field("file", f"is a page of the web; {_SAVE_AS}")
    return FileKind.TEXT


def sniff_encoding(data: bytes) -> str:
    """Say how a text's letters are written; those that many could be are told by the headings."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and not even:
        return "utf-16-le"
    if even > len(head) // 5 and not odd:
        return "utf-16-be"
    try:
        # A letter of several bytes may be cut at the end of the head, and only there.
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _sniff_old_encoding(data)
    return "utf-8"


def decode(data: bytes) -> str:
    """Read a file's bytes as text.

    Raises:
        Refusal: BAD_REQUEST; its letters are written in no way that is known here.
    """
    encoding = sniff_encoding(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _unreadable() from None


def _sniff_old_encoding(data: bytes) -> str:
    best, most = "", -1
    for encoding in _OLD_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = max((_score(text, each) for each in _SEPARATORS), default=(0, 0))[0]
        if found > most:
            best, most = encoding, found
    if not best:
        raise _unreadable()
    return best


def sniff_separator(text: str) -> str:
    """Say by what the cells of a text are separated: by what finds most headings, most evenly."""
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if told:
        return told[1]
    scores = {each: _score(text, each) for each in _SEPARATORS}
    return max(_SEPARATORS, key=lambda each: scores[each])


def first_rows(text: str, separator: str, most: int = SNIFFED_ROWS) -> list[list[str]]:
    """Read the first rows of a text, as far as they can be read."""
    rows: list[list[str]] = []
    lines = text[: 64 * 1024].splitlines(keepends=True)
    try:
        for row in csv.reader(lines, delimiter=separator):
            rows.append(row)
            if len(rows) == most:
                break
    except csv.Error:
        pass
    return rows


def _score(text: str, separator: str) -> tuple[int, int]:
    rows = first_rows(text, separator)
    return max(map(count_headings, rows), default=0), _evenness(rows)


def _evenness(rows: Iterable[Row]) -> int:
    """Count the rows that have as many cells as most have, where that is more than one."""
    widths = [len(row) for row in rows if len(row) > 1]
    return max((widths.count(each) for each in set(widths)), default=0)


def _unreadable() -> Refusal:
    words = "its letters cannot be read; save it as \u201cCSV UTF-8\u201d or .xlsx"
    return bad_field("file", words)
