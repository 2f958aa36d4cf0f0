"""What is to be known of an owner's sheet before its dishes are read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hub.menu.files.drafts import MenuDraft, shorten
from hub.menu.files.headings import (
    SEVERAL,
    Column,
    count_headings,
    currency_of,
    find_columns,
    fold_heading,
    language_of,
)
from hub.menu.files.prices import find_currency, find_decimal_mark
from hub.menu.files.sheets import (
    Cell,
    Row,
    Sheet,
    cell_at,
    column_letter,
    place_of_row,
    text_of,
)
from hub.menu.files.sniffing import SNIFFED_ROWS

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class OwnerTable(NamedTuple):
    """A sheet with what its columns hold.

    Attributes:
        sheet: whose rows they are.
        start: the first row below the headings, counted from 0.
        at: the columns that hold each thing.
        labels: what the columns are called to the owner.
        languages: the columns that hold names in other languages.
        exact: it is a file that the hub wrote: lists are separated by ``|`` only, and texts are
            what they are.
        decimal_mark: of its prices; empty if they don't show it.
        currency: that its prices are in; None if nobody says.
        category: what dishes stand under that no row and no column gives another one.
    """

    sheet: Sheet
    start: int
    at: dict[Column, list[int]]
    labels: dict[int, str]
    languages: dict[int, str]
    exact: bool
    decimal_mark: str
    currency: str | None
    category: str

    def cell(self, row: Row, column: Column) -> Cell:
        """Return the cell that holds something; an empty one where no column does."""
        places = self.at.get(column)
        return cell_at(row, places[0]) if places else ""

    def text(self, row: Row, column: Column) -> str:
        """Return that cell as text."""
        return self.show(self.cell(row, column))

    def show(self, cell: Cell) -> str:
        """Return a cell as text."""
        return cell if self.exact and isinstance(cell, str) else text_of(cell)

    def label(self, column: Column) -> str:
        """Say what the column is called to the owner."""
        places = self.at.get(column)
        return self.labels[places[0]] if places else f"the column {column.value}"

    def place(self, number: int, column: Column) -> str:
        """Name a cell by its row, counted from 1."""
        return f"{place_of_row(self.sheet, number)}, {self.label(column)}"


def find_heading(sheet: Sheet) -> int | None:
    """Find the row of headings: the one of the first that says most; None where none does."""
    counts = [count_headings(row) for row in sheet.rows[:SNIFFED_ROWS]]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def headings_seen(sheets: Sequence[Sheet]) -> Iterator[str]:
    """List what the first rows have that is a heading, for a file that lacks the dishes' names."""
    for sheet in sheets:
        for row in sheet.rows[:SNIFFED_ROWS]:
            found = find_columns(row)
            if len(found) > 1:
                yield from (text_of(row[at]) for at in found)
                return


def prepare(
    sheet: Sheet, heading: int, currency: str | None, draft: MenuDraft, category: str
) -> OwnerTable:
    """Find out what the columns of a sheet hold.

    Args:
        sheet: whose they are.
        heading: the row of headings, counted from 0.
        currency: the hub's; None if it is not set.
        draft: takes what is passed over, and which heading comes twice.
        category: of the dishes that no row and no column gives another one.
    """
    headings, below = sheet.rows[heading], sheet.rows[heading + 1 :]
    width = max(map(len, sheet.rows[heading:]))
    labels = {
        column: f"column {column_letter(column)} ({shorten(text_of(cell_at(headings, column)))})"
        for column in range(width)
    }
    at = _place_columns(sheet, heading, labels, draft)
    exact = Column.PRICE_MINOR in at or any(
        UUID.fullmatch(text_of(cell_at(row, at[Column.ID][0]))) for row in below if Column.ID in at
    )
    if Column.ID in at and not exact:
        # The owner's own numbers.
        at.setdefault(Column.NUMBER, at.pop(Column.ID))
    if Column.NUMBER in at:
        at.setdefault(Column.PLU, at.pop(Column.NUMBER))
    if Column.STATION not in at and Column.STATIONS in at:
        at[Column.STATION] = at.pop(Column.STATIONS)
    places = [*at.get(Column.PRICE, ()), *at.get(Column.CHOICE_PRICE, ())]
    prices = [cell_at(row, each) for row in below for each in places]
    texts = (each for each in prices if isinstance(each, str))
    named = currency_of(headings) or next(filter(None, map(find_currency, texts)), None)
    draft.currency = draft.currency or named
    return OwnerTable(
        sheet=sheet,
        start=heading + 1,
        at=at,
        labels=labels,
        languages={
            each: language_of(headings[each]) or "" for each in at.pop(Column.OTHER_NAME, ())
        },
        exact=exact,
        decimal_mark=find_decimal_mark(prices),
        currency=currency or named,
        category=category,
    )


def _place_columns(
    sheet: Sheet, heading: int, labels: dict[int, str], draft: MenuDraft
) -> dict[Column, list[int]]:
    headings = sheet.rows[heading]
    meanings = find_columns(headings)
    texts = Counter(fold_heading(text_of(each)) for each in headings)
    at: dict[Column, list[int]] = {}
    for column, label in labels.items():
        text, meaning = text_of(cell_at(headings, column)), meanings.get(column)
        if meaning is Column.REMARK:
            draft.pass_over(f"the column \u201c{shorten(text)}\u201d")
        elif meaning is not None and (meaning in SEVERAL or meaning not in at):
            at.setdefault(meaning, []).append(column)
        elif meaning is not None and texts[fold_heading(text)] > 1:
            place = f"{place_of_row(sheet, heading + 1)}, {label}"
            draft.refuse(place, text, "this heading comes twice; rename or delete one")
        elif text or any(text_of(cell_at(row, column)) for row in sheet.rows[heading + 1 :]):
            draft.pass_over(f"the column \u201c{shorten(text) or column_letter(column)}\u201d")
    return at
