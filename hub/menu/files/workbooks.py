"""Workbooks of Excel (.xlsx) and OpenDocument (.ods) as sheets.

Both are zip files of XML. What they unpack to is bounded before anything of it is read. XML
that declares words of its own, which may be made to grow without end, is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from hub.domain.errors import Refusal, bad_field
from hub.menu.files.sheets import Sheet
from hub.wire.strict_json import text_problem

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that a workbook may unpack to."""

MAX_CELLS = 8_000_000
"""Cells of all sheets of a workbook, the empty ones between them counted."""

_MAX_PARTS = 2_000
_PIECE = 64 * 1024
_LOOKED_AT = 1_024
_XLSX, _ODS = "xl/workbook.xml", "content.xml"
_OTHERS = {
    "word/document.xml": "is a text document (.docx); put the dishes into a spreadsheet",
    "ppt/presentation.xml": "is a presentation; put the dishes into a spreadsheet",
    "xl/workbook.bin": "is a binary workbook (.xlsb); save it as .xlsx",
}
_DAMAGED = "is a damaged workbook; open it in the program that wrote it and save it again"


def read_workbook(data: bytes) -> list[Sheet]:
    """Read the sheets of a workbook that are shown and hold something.

    Raises:
        Refusal: BAD_REQUEST; it is none, is damaged, has a password or is too large unpacked.
    """
    _check_parts(data)
    # Only here: a hub that never reads a workbook never loads the library.
    import python_calamine as calamine  # noqa: PLC0415

    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            names = [
                each.name
                for each in book.sheets_metadata
                if each.visible is calamine.SheetVisibleEnum.Visible
                and each.typ is calamine.SheetTypeEnum.WorkSheet
            ]
            if not names:
                raise bad_field("file", _DAMAGED)
            left = MAX_CELLS
            sheets: list[Sheet] = []
            for name in names:
                sheet = book.get_sheet_by_name(name)
                left -= sheet.total_height * sheet.total_width
                if left < 0:
                    raise bad_field("file", "has too many cells; take away what is no menu")
                sheets.append(_sheet(name, sheet.to_python(skip_empty_area=False)))
    except calamine.PasswordError:
        raise bad_field("file", "has a password; save it without one") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise bad_field("file", _DAMAGED) from None
    filled = [each for each in sheets if each.rows]
    return [filled[0]._replace(name="")] if len(filled) == 1 else filled


def _sheet(name: str, rows: list[list[Any]]) -> Sheet:
    """Make a sheet of rows, in their place: there may be hundreds of thousands."""
    mistakes: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        while row and row[-1] == "":
            row.pop()
        for at, cell in enumerate(row):
            if not isinstance(cell, str | int | float):
                row[at] = str(cell)
            elif isinstance(cell, str) and cell and (problem := text_problem(cell)):
                mistakes[f"sheet {name}, row {number}"] = f"a cell {problem}; write it anew"
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(rows, name, mistakes)


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            for name, what in _OTHERS.items():
                if name in names:
                    raise bad_field("file", what)
            if _XLSX not in names and _ODS not in names:
                raise bad_field(
                    "file", "is a zip file, no workbook; unpack it and import what is in it"
                )
            if len(names) > _MAX_PARTS:
                raise _too_large()
            left = MAX_UNPACKED
            for info in parts.infolist():
                for piece in _unpack(parts, info):
                    left -= len(piece)
                    if left < 0:
                        raise _too_large()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise bad_field("file", _DAMAGED) from None
    except RuntimeError:
        raise bad_field("file", "has a password; save it without one") from None


def _unpack(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part a piece at a time: the size that is written in front of it may be a lie."""
    is_xml = info.filename.endswith((".xml", ".rels"))
    with parts.open(info) as part:
        start = part.read(_PIECE)
        yield start
        if is_xml and b"<!DOCTYPE" in start.replace(b"\0", b"").upper():
            raise bad_field("file", "holds XML that declares words of its own; save it anew")
        while piece := part.read(_PIECE):
            yield piece


def _too_large() -> Refusal:
    return bad_field("file", f"unpacks to more than {MAX_UNPACKED // 2**20} MiB; is it a menu?")
