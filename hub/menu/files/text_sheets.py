"""A text as a sheet: CSV as whatever program wrote it."""

import csv
import io

from hub.menu.files.sheets import Row, Sheet
from hub.menu.files.sniffing import sniff_separator
from hub.wire.spreadsheet import read_cell
from hub.wire.strict_json import text_problem

_QUOTES = (
    'a quotation mark (") is opened and never closed, or stands inside a cell; '
    "write it twice there, or take it away"
)
_ENDLESS = 'a cell goes on without end; is a quotation mark (") never closed?'


def read_text(text: str) -> Sheet:
    """Read a text's rows, as far as they can be told into cells."""
    separator = sniff_separator(text)
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    rows: list[Row] = []
    mistakes: dict[str, str] = {}
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([read_cell(each) if each else each for each in row])
            problem = next(filter(None, map(text_problem, row)), None)
            if problem is not None:
                mistakes[f"row {len(rows)}"] = f"a cell {problem}; write it anew"
    except csv.Error as error:
        mistakes[f"row {len(rows) + 1}"] = _ENDLESS if "limit" in str(error) else _QUOTES
    return Sheet(rows, mistakes=mistakes)
