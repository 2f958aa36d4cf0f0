"""An owner's own spreadsheet: headings somewhere near the top, a dish a row, and habits.

Rows that hold one text alone are headings of the menu, where no column has its categories. A row
that begins with a dash is a variation of the dish above. What is no dish is passed over, and said.
"""

import re
from collections.abc import Sequence

from hub.menu.files.drafts import VARIATION, DraftChoice, MenuDraft, shorten
from hub.menu.files.headings import SUMS, Column, fold_heading
from hub.menu.files.owner_dishes import OwnerRow
from hub.menu.files.owner_table import OwnerTable, find_heading, prepare
from hub.menu.files.sheets import Row, Sheet, is_blank, place_of_row, text_of

_DASH = re.compile(r"[-\u2013\u2014\u2022*\u00b7]\s*(?=\w)")
_HEADINGS = (
    "alone in their rows: taken for the categories of the dishes below them; "
    "a dish among them needs a price"
)
_LISTED = 10
_REMARK = "a text alone in its row, and no dish below it: taken for a remark, and passed over"

_Numbered = Sequence[tuple[int, Row]]


def read_owner_sheets(sheets: Sequence[Sheet], currency: str | None, draft: MenuDraft) -> bool:
    """Read the dishes of the sheets that have headings.

    Args:
        sheets: of the file.
        currency: the hub's; None if it is not set.
        draft: takes what is read.

    Returns:
        Whether there was a sheet with headings.
    """
    found = [(sheet, find_heading(sheet)) for sheet in sheets]
    several = sum(at is not None for _, at in found) > 1
    for sheet, at in found:
        if at is not None:
            table = prepare(sheet, at, currency, draft, sheet.name if several else "")
            draft.exact = draft.exact or table.exact
            draft.has_all_choices = draft.has_all_choices or Column.CHOICE in table.at
            _SheetReader(table, draft).read()
        elif sheet.name and not all(map(is_blank, sheet.rows)):
            draft.pass_over(f"the sheet \u201c{shorten(sheet.name)}\u201d, which has no headings")
    return any(at is not None for _, at in found)


class _SheetReader:
    def __init__(self, table: OwnerTable, draft: MenuDraft) -> None:
        self._table = table
        self._draft = draft
        self._before = len(draft.dishes)
        self._category = table.category
        # A text that may be the heading of what comes below: its row, and itself.
        self._waiting: tuple[int, str] | None = None
        self._headings: list[tuple[int, str]] = []

    def read(self) -> None:
        table = self._table
        rows = [
            (number, row)
            for number, row in enumerate(table.sheet.rows[table.start :], table.start + 1)
            if not is_blank(row)
        ]
        has_headings = _has_category_rows(table, rows)
        carried = _carry_categories(table, rows, self._draft)
        for number, row in rows:
            if self._draft.is_hopeless:
                return
            alone = _text_alone(row) if has_headings else None
            if not self._is_choice(number, row) and not self._is_sum(number, row, alone):
                if alone is not None and not _DASH.match(alone):
                    self._drop_waiting()
                    self._waiting = (number, alone)
                elif self._has_name(number, row):
                    self._read_row(number, row, carried.get(number))
        self._drop_waiting()
        if self._headings:
            numbers = ", ".join(str(number) for number, _ in self._headings[:_LISTED])
            numbers += " and more" if len(self._headings) > _LISTED else ""
            texts = ", ".join(text for _, text in self._headings)
            self._draft.note(f"rows {numbers}", texts, _HEADINGS)

    def _drop_waiting(self) -> None:
        if self._waiting is not None:
            number, text = self._waiting
            self._draft.note(place_of_row(self._table.sheet, number), text, _REMARK)
        self._waiting = None

    def _is_choice(self, number: int, row: Row) -> bool:
        """Read a row that holds a choice of the dish above, if it is one."""
        table = self._table
        named = [each for each in (Column.CHOICE, Column.CHOICE_GROUP) if table.text(row, each)]
        if not named or table.text(row, Column.NAME):
            return False
        if len(self._draft.dishes) == self._before:
            words = "a choice without a dish above it; write the dish first"
            self._draft.refuse(table.place(number, named[0]), table.text(row, named[0]), words)
        else:
            OwnerRow(table, number, row, self._draft).read_choice(self._draft.dishes[-1])
        return True

    def _is_sum(self, number: int, row: Row, alone: str | None) -> bool:
        text = alone or self._table.text(row, Column.NAME)
        if self._table.exact or fold_heading(text).rstrip(":") not in SUMS:
            return False
        place = place_of_row(self._table.sheet, number)
        self._draft.note(place, text, "a sum, no dish: passed over")
        return True

    def _has_name(self, number: int, row: Row) -> bool:
        if self._table.text(row, Column.NAME).strip():
            return True
        filled = ", ".join(filter(None, map(text_of, row)))
        words = "a row without the name of a dish; write it, or delete the row"
        self._draft.refuse(self._table.place(number, Column.NAME), filled, words)
        return False

    def _read_row(self, number: int, row: Row, carried: str | None) -> None:
        table, draft = self._table, self._draft
        reader = OwnerRow(table, number, row, draft)
        name = table.text(row, Column.NAME)
        dash = None if table.exact else _DASH.match(name)
        if dash is not None and len(draft.dishes) > self._before:
            dish = draft.dishes[-1]
            choice = DraftChoice(
                name=name[dash.end() :].strip(),
                group=VARIATION,
                price_minor=reader.price(),
                is_whole_price=True,
            )
            dish.add_choice(choice)
            words = f"read as a variation of \u201c{shorten(dish.name)}\u201d above"
            draft.note(table.place(number, Column.NAME), choice.name, words)
            return
        if self._waiting is not None:
            self._category = self._waiting[1]
            self._headings.append(self._waiting)
            self._waiting = None
        dish = reader.read_dish()
        if Column.CATEGORY not in table.at and self._category:
            dish.category = self._category
        elif carried is not None:
            dish.category = carried
        draft.dishes.append(dish)


def _text_alone(row: Row) -> str | None:
    """Return the one text of a row that holds nothing else."""
    filled = list(filter(None, map(text_of, row)))
    return filled[0] if len(filled) == 1 and not filled[0].isdigit() else None


def _has_category_rows(table: OwnerTable, rows: _Numbered) -> bool:
    """Whether texts that stand alone are headings: where other rows have prices."""
    if table.exact or Column.CATEGORY in table.at:
        return False
    return any(text_of(table.cell(row, Column.PRICE)) for _, row in rows)


def _carry_categories(table: OwnerTable, rows: _Numbered, draft: MenuDraft) -> dict[int, str]:
    """Give rows the category above them, where it stands only in the first row of each."""
    if table.exact or Column.CATEGORY not in table.at:
        return {}
    cells = [(number, table.text(row, Column.CATEGORY)) for number, row in rows]
    filled = [text for _, text in cells if text]
    is_habit = len(cells) >= 2 * len(filled) and len(set(filled)) == len(filled)
    if not filled or not cells[0][1] or not is_habit:
        return {}
    carried: dict[int, str] = {}
    above = ""
    for number, text in cells:
        above = carried[number] = text or above
    words = "stands only in the first row of each category: taken for the rows below it as well"
    draft.note(table.label(Column.CATEGORY), filled[0], words)
    return carried
