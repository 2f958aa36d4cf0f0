"""From the bytes of a file to the dishes in it, whatever program wrote them."""

from collections.abc import Callable
from typing import Any

from hub.domain.errors import bad_field
from hub.menu.files.drafts import MenuDraft, shorten
from hub.menu.files.owner_sheets import read_owner_sheets
from hub.menu.files.owner_table import headings_seen
from hub.menu.files.plain_lists import read_plain_list
from hub.menu.files.sheets import Sheet, is_blank, is_empty, text_of
from hub.menu.files.sniffing import FileKind, decode, sniff_kind
from hub.menu.files.text_sheets import read_text
from hub.menu.files.vendors import clover, gloriafood, loyverse, odoo, square, toast, woocommerce
from hub.menu.files.workbooks import read_workbook

_SYSTEMS: tuple[tuple[Callable[[Sheet], bool], Callable[[Sheet, str | None], MenuDraft]], ...] = (
    tuple((each.recognises, each.read) for each in (square, toast, loyverse, woocommerce, odoo))
)
_HEADINGS = "write headings above the dishes, such as: name, category, price, station"


def read_sheets(data: bytes, currency: str | None) -> MenuDraft:
    """Read the dishes of a spreadsheet, or of a list, or of another system's export.

    Args:
        data: the file as it came; CSV, .xlsx or .ods.
        currency: the ISO code of the hub's currency; None if it is not set.

    Raises:
        Refusal: BAD_REQUEST saying what the file is instead.
    """
    text = ""
    if sniff_kind(data) is FileKind.WORKBOOK:
        sheets = read_workbook(data)
    else:
        text = decode(data)
        sheets = [read_text(text)]
    draft = _read(sheets, text, currency)
    for sheet in sheets:
        for place, words in sheet.mistakes.items():
            draft.refuse(place, "", words)
    return draft


def read_other_json(value: Any, currency: str | None) -> MenuDraft | None:  # noqa: ANN401 - any JSON
    """Read another system's menu that comes as JSON; None for what is none of those known."""
    return gloriafood.read(value, currency) if gloriafood.recognises(value) else None


def _read(sheets: list[Sheet], text: str, currency: str | None) -> MenuDraft:
    if is_empty(sheets):
        raise bad_field("file", "is empty; nothing was changed")
    if clover.recognises(sheets):
        return clover.read(sheets, currency)
    for recognises, read in _SYSTEMS:
        for sheet in filter(recognises, sheets):
            return read(sheet, currency)
    draft = MenuDraft()
    if read_owner_sheets(sheets, currency, draft):
        return draft
    seen = ", ".join(map(shorten, headings_seen(sheets)))
    if seen:
        why = f"call one of them name, for the names of the dishes (found: {seen})"
        raise bad_field("headings", why)
    lines = text.splitlines() if text else _lines_of(sheets[0])
    if read_plain_list(lines, currency, draft):
        return draft
    number = next(at for at, row in enumerate(sheets[0].rows, 1) if not is_blank(row))
    raise bad_field(f"row {number}", f"no headings are found; {_HEADINGS}")


def _lines_of(sheet: Sheet) -> list[str]:
    return [" ".join(filter(None, map(text_of, row))) for row in sheet.rows]
