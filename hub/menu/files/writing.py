"""A menu as a spreadsheet: a dish a row, and a row below it for each choice under a heading.

What is written is read again as it was: the reader's headings are these.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hub.domain.menu import Menu, MenuItem, MenuModifier, ModifierGroup
from hub.menu.files.cells import write_list
from hub.menu.files.prices import minor_digits
from hub.wire.spreadsheet import escape_cell

BYTE_ORDER_MARK = "\ufeff"
"""In front of a CSV, so that Excel takes it for UTF-8."""

_OLD = (
    "id",
    "name",
    "category",
    "station",
    "price_minor",
    "allergens",
    "modifiers",
    "target_minutes",
    "available",
)
"""The columns that earlier versions wrote; programs may count on their places."""

_MORE = (
    "stations",
    "plu",
    "kitchen_name",
    "diets",
    "allergens_known",
    "make_minutes",
    "choice_group",
    "choose_min",
    "choose_max",
    "choose_ask",
    "choice",
    "choice_price_minor",
    "choice_plu",
    "choice_allergens",
    "choice_station",
    "choice_default",
)
_FOR_PEOPLE = {"price_minor": "price", "choice_price_minor": "choice_price"}

Value = str | int | float | None


class Dialect(NamedTuple):
    """How a CSV is written.

    Attributes:
        separator: between cells.
        decimal_mark: in numbers.
        for_people: prices have decimals, and Excel is told that it is UTF-8.
    """

    separator: str = ","
    decimal_mark: str = "."
    for_people: bool = False


PLAIN = Dialect()
AMERICA = Dialect(for_people=True)
EUROPE = Dialect(";", ",", for_people=True)


def write_csv(menu: Menu, dialect: Dialect, currency: str | None) -> Iterator[bytes]:
    """Write the dishes of a menu as CSV, a few rows at a time.

    Args:
        menu: whose dishes.
        dialect: how.
        currency: the ISO code that prices are in; None if it is not set.
    """
    if dialect.for_people:
        yield BYTE_ORDER_MARK.encode()
    for rows in write_rows(menu, for_people=dialect.for_people, currency=currency):
        text = io.StringIO()
        writer = csv.writer(text, delimiter=dialect.separator, lineterminator="\r\n")
        writer.writerows([_write_cell(each, dialect) for each in row] for row in rows)
        yield text.getvalue().encode()


def write_rows(
    menu: Menu, *, for_people: bool, currency: str | None
) -> Iterator[list[list[Value]]]:
    """Write a menu's dishes as rows: those of the headings first, then those of each dish.

    Args:
        menu: whose dishes.
        for_people: prices are numbers with decimals; otherwise in the currency's smallest unit.
        currency: its ISO code; None if it is not set.
    """
    languages = sorted({each for item in menu.items.values() for each in item.names or ()})
    columns = [*_OLD, *_MORE, *(f"name ({each})" for each in languages)]
    headings: list[Value] = [
        _FOR_PEOPLE.get(each, each) if for_people else each for each in columns
    ]
    yield [headings]
    digits = minor_digits(currency) if for_people else 0
    for item in menu.items.values():
        rows = [_dish(item, digits), *_choices(item, digits)]
        yield [[row.get(each) for each in columns] for row in rows]


def _dish(item: MenuItem, digits: int) -> dict[str, Value]:
    plain = not any(map(_has_details, item.modifiers))
    known = item.allergens_known
    return {
        "id": item.id,
        "name": item.name,
        "category": item.category,
        "station": item.station,
        "stations": write_list(item.stations or ()),
        "price_minor": _price(item.price_minor, digits),
        "allergens": write_list(item.allergens),
        "modifiers": write_list(tuple(each.name for each in item.modifiers) if plain else ()),
        "target_minutes": _shorten(item.target_minutes),
        "available": _word(item.available),
        "plu": write_list(item.plu or ()),
        "kitchen_name": item.kitchen_name or None,
        "diets": write_list(item.diets or ()),
        "allergens_known": _word(known) if isinstance(known, bool) else None,
        "make_minutes": _shorten(item.make_minutes or None),
        **{f"name ({language})": name for language, name in (item.names or {}).items()},
    }


def _choices(item: MenuItem, digits: int) -> Iterator[Mapping[str, Value]]:
    if any(map(_has_details, item.modifiers)):
        for modifier in item.modifiers:
            yield _choice(modifier, digits)
    for group in item.modifier_groups or ():
        head = _group(group)
        if not group.items:
            yield head
        for modifier in group.items:
            default = _word(modifier.id in group.default)
            yield head | _choice(modifier, digits) | {"choice_default": default}
            head = {"choice_group": group.name}


def _group(group: ModifierGroup) -> dict[str, Value]:
    return {
        "choice_group": group.name,
        "choose_min": group.min,
        "choose_max": group.max or None,
        "choose_ask": _word(group.ask),
    }


def _choice(modifier: MenuModifier, digits: int) -> dict[str, Value]:
    price = modifier.price_minor
    return {
        "id": modifier.id,
        "choice": modifier.name,
        "choice_price_minor": _price(price if isinstance(price, int) else None, digits),
        "choice_plu": write_list(modifier.plu or ()),
        "choice_allergens": write_list(modifier.allergens or ()),
        "choice_station": modifier.station or None,
    }


def _has_details(modifier: MenuModifier) -> bool:
    return bool(
        isinstance(modifier.price_minor, int)
        or modifier.allergens
        or modifier.plu
        or modifier.station
    )


def _price(minor: int | None, digits: int) -> Value:
    return minor if minor is None or not digits else minor / 10**digits


def _word(said: bool) -> str:  # noqa: FBT001 - it is what is written
    return "yes" if said else "no"


def _shorten(number: float | None) -> Value:
    return int(number) if number is not None and number.is_integer() else number


def _write_cell(value: Value, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_cell(value)
    return str(value).replace(".", dialect.decimal_mark)
