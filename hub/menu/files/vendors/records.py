"""Rows of an export as records, whose cells are found by the names of their columns."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hub.menu.files.drafts import MenuDraft
from hub.menu.files.headings import fold_heading
from hub.menu.files.prices import read_price
from hub.menu.files.sheets import (
    Cell,
    Row,
    Sheet,
    cell_at,
    is_blank,
    place_of_cell,
    place_of_row,
    text_of,
)


class ExportRow(NamedTuple):
    """One row of an export.

    Attributes:
        sheet: that it stands in.
        number: of its row, counted from 1.
        row: its cells.
        columns: where each heading is, folded.
    """

    sheet: Sheet
    number: int
    row: Row
    columns: dict[str, int]

    def cell(self, *headings: str) -> Cell:
        """Return the first cell that is filled, under any of some headings."""
        for heading in headings:
            at = self.columns.get(fold_heading(heading))
            if at is not None and text_of(cell_at(self.row, at)):
                return cell_at(self.row, at)
        return ""

    def text(self, *headings: str) -> str:
        """Return the first text there is under any of some headings."""
        return text_of(self.cell(*headings))

    @property
    def place(self) -> str:
        """The row, as its owner finds it."""
        return place_of_row(self.sheet, self.number)

    def place_of(self, *headings: str) -> str:
        """Name the cell that :meth:`cell` returns."""
        for heading in headings:
            at = self.columns.get(fold_heading(heading))
            if at is not None:
                return place_of_cell(self.sheet, self.number, at, text_of(self.sheet.rows[0][at]))
        return self.place

    def price(self, draft: MenuDraft, currency: str | None, *headings: str) -> int | None:
        """Read a price; what is odd about it is noted."""
        cell = self.cell(*headings)
        price = read_price(cell, currency=currency)
        draft.currency = draft.currency or price.currency
        if price.remark:
            draft.note(self.place_of(*headings), text_of(cell), price.remark)
        return price.minor


def read_records(sheet: Sheet) -> Iterator[ExportRow]:
    """Go through the rows below the headings, which are in the first row."""
    columns: dict[str, int] = {}
    for at, heading in enumerate(sheet.rows[0]):
        columns.setdefault(fold_heading(text_of(heading)), at)
    for number, row in enumerate(sheet.rows[1:], 2):
        if not is_blank(row):
            yield ExportRow(sheet, number, row, columns)


def has_headings(sheet: Sheet, *headings: str) -> bool:
    """Whether the first row has all of some headings."""
    return bool(sheet.rows) and {fold_heading(each) for each in headings} <= set(
        fold_headings(sheet)
    )


def fold_headings(sheet: Sheet) -> list[str]:
    """List the headings, folded."""
    return [fold_heading(text_of(each)) for each in sheet.rows[0]] if sheet.rows else []


def pass_over_columns(sheet: Sheet, known: Iterable[str], draft: MenuDraft) -> None:
    """Say which columns of an export are no part of a menu, where something stands in them."""
    read = {fold_heading(each) for each in known}
    names = [
        text_of(heading)
        for at, heading in enumerate(sheet.rows[0])
        if fold_heading(text_of(heading)) not in read
        and any(text_of(cell_at(row, at)) for row in sheet.rows[1:])
    ]
    if names:
        draft.pass_over(f"the columns {', '.join(names)}")


def split(text: str, separators: str = ";,") -> tuple[str, ...]:
    """Split a cell that names several things."""
    for each in separators[1:]:
        text = text.replace(each, separators[0])
    return tuple(filter(None, map(text_of, text.split(separators[0]))))
