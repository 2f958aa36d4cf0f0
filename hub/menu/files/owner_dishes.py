"""One row of an owner's sheet as a dish, or as a choice of the dish above."""

import re
from collections.abc import Callable
from typing import ClassVar

from hub.menu.files.cells import read_choice, read_list, read_minutes, read_yes_or_no
from hub.menu.files.drafts import DraftChoice, DraftDish, DraftGroup, MenuDraft
from hub.menu.files.headings import Column
from hub.menu.files.owner_table import UUID, OwnerTable
from hub.menu.files.prices import read_price
from hub.menu.files.sheets import Row, cell_at, place_of_row, text_of

_SHORT = 2
_MINUTES = "write how many minutes it takes, such as 12, or leave the cell empty"


class OwnerRow:
    """Reads one row.

    Args:
        table: that it stands in.
        number: of the row, counted from 1.
        row: its cells.
        draft: takes what the owner is told.
    """

    def __init__(self, table: OwnerTable, number: int, row: Row, draft: MenuDraft) -> None:
        self._table = table
        self._number = number
        self._row = row
        self._draft = draft

    def read_dish(self) -> DraftDish:
        """Read it as a dish."""
        table = self._table
        dish = DraftDish(
            place=place_of_row(table.sheet, self._number),
            columns={column.value: table.labels[places[0]] for column, places in table.at.items()},
            name=self._text(Column.NAME),
        )
        for column, read in self._READERS.items():
            if column in table.at:
                read(self, dish)
        for at, language in table.languages.items():
            name = table.show(cell_at(self._row, at))
            dish.names = {**(dish.names or {}), **({language: name} if name else {})}
        return dish

    def read_choice(self, dish: DraftDish) -> None:
        """Read it as one more choice of the dish above, as export writes them."""
        group = self._text(Column.CHOICE_GROUP)
        if group and group not in dish.groups:
            dish.groups = {
                **dish.groups,
                group: DraftGroup(
                    min=self._count(Column.CHOOSE_MIN),
                    max=self._count(Column.CHOOSE_MAX),
                    ask=self._yes_or_no(Column.CHOOSE_ASK, default=False),
                ),
            }
        name = self._text(Column.CHOICE)
        if not name:
            return
        dish.add_choice(
            DraftChoice(
                name=name,
                group=group,
                id=self._id(),
                price_minor=self._choice_price(),
                plu=self._list(Column.CHOICE_PLU),
                allergens=self._list(Column.CHOICE_ALLERGENS),
                station=self._text(Column.CHOICE_STATION).strip(),
                default=self._yes_or_no(Column.CHOICE_DEFAULT, default=False),
            )
        )

    def price(self, column: Column = Column.PRICE) -> int | None:
        """Read a price; what is odd about it is noted."""
        cell = self._table.cell(self._row, column)
        price = read_price(cell, self._table.decimal_mark, self._table.currency)
        if price.remark:
            left = "" if price.minor is not None else "; left without a price"
            self._draft.note(self._place(column), text_of(cell), price.remark + left)
        return price.minor

    def _choice_price(self) -> int | None:
        if Column.CHOICE_PRICE_MINOR in self._table.at:
            return self._price_minor(Column.CHOICE_PRICE_MINOR)
        return self.price(Column.CHOICE_PRICE)

    def _price_minor(self, column: Column) -> int | None:
        text = text_of(self._table.cell(self._row, column))
        if text and not re.fullmatch(r"[0-9]{1,9}", text):
            words = "write the price in the smallest unit (650 for 6.50), or call the column price"
            self._refuse(column, words)
            return None
        return int(text) if text else None

    def _text(self, column: Column) -> str:
        return self._table.text(self._row, column)

    def _list(self, column: Column) -> tuple[str, ...]:
        return read_list(self._table.cell(self._row, column), exact=self._table.exact)

    def _place(self, column: Column) -> str:
        return self._table.place(self._number, column)

    def _refuse(self, column: Column, words: str) -> None:
        self._draft.refuse(self._place(column), text_of(self._table.cell(self._row, column)), words)

    def _id(self) -> str | None:
        text = self._text(Column.ID).strip()
        if text and not UUID.fullmatch(text):
            self._refuse(Column.ID, "no id as export writes it; leave it empty for a new dish")
        return text.lower() or None

    def _count(self, column: Column) -> int | None:
        text = text_of(self._table.cell(self._row, column))
        if text and not re.fullmatch(r"[0-9]{1,2}", text):
            self._refuse(column, "write how many may be chosen, as a whole number")
            return None
        return int(text) if text else None

    def _yes_or_no(self, column: Column, *, default: bool) -> bool:
        cell = self._table.cell(self._row, column)
        if not text_of(cell):
            return default
        meant = read_yes_or_no(cell)
        if meant is None:
            self._refuse(column, "write yes or no")
        return default if meant is None else meant

    def _take_id(self, dish: DraftDish) -> None:
        dish.id = self._id()

    def _take_category(self, dish: DraftDish) -> None:
        dish.category = self._text(Column.CATEGORY).strip() or None

    def _take_stations(self, dish: DraftDish) -> None:
        dish.stations = self._list(Column.STATIONS) or self._list(Column.STATION)

    def _take_price(self, dish: DraftDish) -> None:
        dish.price_minor = self.price()

    def _take_price_minor(self, dish: DraftDish) -> None:
        dish.price_minor = self._price_minor(Column.PRICE_MINOR)

    def _take_plu(self, dish: DraftDish) -> None:
        dish.plu = self._list(Column.PLU)

    def _take_kitchen_name(self, dish: DraftDish) -> None:
        dish.kitchen_name = self._text(Column.KITCHEN_NAME)

    def _take_allergens(self, dish: DraftDish) -> None:
        dish.allergens = found = self._list(Column.ALLERGENS)
        if found and not self._table.exact and max(map(len, found)) <= _SHORT:
            words = "letters that only you know: kept as they are; whole words are read sooner"
            self._draft.note(self._place(Column.ALLERGENS), ", ".join(found), words)

    def _take_allergens_known(self, dish: DraftDish) -> None:
        if self._text(Column.ALLERGENS_KNOWN):
            dish.allergens_known = self._yes_or_no(Column.ALLERGENS_KNOWN, default=False)
        else:
            dish.allergens_known = None

    def _take_diets(self, dish: DraftDish) -> None:
        dish.diets = self._list(Column.DIETS)

    def _take_modifiers(self, dish: DraftDish) -> None:
        table = self._table
        dish.choices = [
            DraftChoice(name=part)
            if table.exact
            else read_choice(part, table.decimal_mark, table.currency)
            for column in table.at[Column.MODIFIERS]
            for part in read_list(cell_at(self._row, column), exact=table.exact)
        ]

    def _take_minutes(self, dish: DraftDish) -> None:
        dish.minutes = self._minutes(Column.MINUTES)

    def _take_make_minutes(self, dish: DraftDish) -> None:
        dish.make_minutes = self._minutes(Column.MAKE_MINUTES)

    def _take_available(self, dish: DraftDish) -> None:
        dish.available = self._yes_or_no(Column.AVAILABLE, default=True)

    def _take_unit(self, dish: DraftDish) -> None:
        dish.unit = self._text(Column.UNIT)

    def _minutes(self, column: Column) -> float | None:
        cell = self._table.cell(self._row, column)
        minutes = read_minutes(cell)
        if minutes is None and text_of(cell):
            self._refuse(column, _MINUTES)
        return minutes

    _READERS: ClassVar[dict[Column, Callable[["OwnerRow", DraftDish], None]]] = {
        Column.ID: _take_id,
        Column.CATEGORY: _take_category,
        Column.STATION: _take_stations,
        Column.PRICE_MINOR: _take_price_minor,
        Column.PRICE: _take_price,
        Column.PLU: _take_plu,
        Column.KITCHEN_NAME: _take_kitchen_name,
        Column.ALLERGENS: _take_allergens,
        Column.ALLERGENS_KNOWN: _take_allergens_known,
        Column.DIETS: _take_diets,
        Column.MODIFIERS: _take_modifiers,
        Column.MINUTES: _take_minutes,
        Column.MAKE_MINUTES: _take_make_minutes,
        Column.AVAILABLE: _take_available,
        Column.UNIT: _take_unit,
    }
