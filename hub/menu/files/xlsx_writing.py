"""A workbook of one sheet, written as it is sent: texts are texts there, and numbers numbers."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from hub.menu.files.sheets import column_letter

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Menu" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1


class _Sink(io.RawIOBase):
    """Takes what is written until somebody fetches it; nobody can go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # zipfile hands on bytes only
        self._parts.append(part)
        return len(part)

    def fetch(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def write_xlsx(portions: Iterable[Sequence[Sequence[str | float | None]]]) -> Iterator[bytes]:
    """Write rows as a workbook, in pieces.

    Args:
        portions: the rows, a few at a time.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name, text in _PARTS.items():
            book.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + text)
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml", _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        with book.open(info, "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            number = 0
            for rows in portions:
                for row in rows:
                    number += 1
                    sheet.write(_row(number, row).encode())
                yield sink.fetch()
            sheet.write(b"</sheetData></worksheet>")
    yield sink.fetch()


def _row(number: int, row: Sequence[str | float | None]) -> str:
    cells = "".join(
        _cell(f"{column_letter(at)}{number}", value)
        for at, value in enumerate(row)
        if value is not None and value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str | float) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    text = escape(_UNWRITABLE.sub("", value), quote=False)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
