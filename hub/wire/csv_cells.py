"""Cells of a spreadsheet: a text stays a text there, whoever has chosen it. Pure.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and some do
so after blanks too, or when the sign is of full width. An apostrophe in front is their own word for
"this is a text". So that what was written can be read back, it is also put before apostrophes that
stand before such a sign: reading takes away just the one that writing has put there.
"""

import csv
import io
import re
from collections.abc import Iterable

_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_UNSEEN = "[\\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
# A tab or a line break as the first character can end up in another cell of its own.
_FORMULA = re.compile(f"'*(?:[\\t\\r\\n]|{_UNSEEN}*{_SIGN})")


def written(rows: Iterable[Iterable[object]]) -> str:
    """Write rows of cells: numbers stay numbers, None is empty, and no text is a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(each) for each in row] for row in rows)
    return text.getvalue()


def read(cell: str) -> str:
    """Return the text that was written as a cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else str(value)
    return str(value)
