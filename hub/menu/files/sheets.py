"""Rows of cells, with the places that an owner finds them at in a spreadsheet program."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

Cell = str | int | float | bool
Row = Sequence[Cell]

_CONTROL = re.compile(r"[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
_LETTERS = 26


class Sheet(NamedTuple):
    """One sheet of a file.

    Attributes:
        rows: from the first on, so that the place in it is the number that an owner sees.
        name: of the sheet in a file of several; empty where there is only one.
        mistakes: what is wrong with it as a file, by place.
    """

    rows: Sequence[Row]
    name: str = ""
    mistakes: Mapping[str, str] = MappingProxyType({})


def text_of(cell: Cell) -> str:
    """Return what a cell shows, in one line, without blanks around it."""
    if isinstance(cell, str):
        return _CONTROL.sub(" ", cell).strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def cell_at(row: Row, column: int) -> Cell:
    """Return a cell; rows end where nothing more is in them."""
    return row[column] if column < len(row) else ""


def is_blank(row: Row) -> bool:
    """Whether nothing stands in a row."""
    return not any(text_of(each) for each in row)


def column_letter(column: int) -> str:
    """Name a column, counted from 0, as spreadsheet programs do: A, B, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of_row(sheet: Sheet, number: int) -> str:
    """Name a row, counted from 1."""
    return f"sheet {sheet.name}, row {number}" if sheet.name else f"row {number}"


def place_of_cell(sheet: Sheet, number: int, column: int, heading: str) -> str:
    """Name a cell by its row, counted from 1, its column, counted from 0, and the heading."""
    return f"{place_of_row(sheet, number)}, column {column_letter(column)} ({heading})"


def is_empty(sheets: Iterable[Sheet]) -> bool:
    """Whether nothing stands in any of the sheets."""
    return all(is_blank(row) for sheet in sheets for row in sheet.rows)
