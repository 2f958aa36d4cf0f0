"""Spreadsheets, as CSV: the menu, a dish a line, both ways; orders, a line of one a row. Pure.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and some do
so after blanks too, or when the sign is of full width. An apostrophe in front is their own word for
"this is a text". So that what was written can be read back, it is also put before apostrophes that
stand before such a sign: reading takes away just the one that writing has put there.

In a menu, lists stand in one cell, separated by ``|``. A backslash in front of ``|``, of another
backslash or of a space takes its meaning away, so that any name fits into a list. The file holds
dishes only: stations and categories that a file names and the menu lacks are made from their short
names.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TypeVar, cast

from msgspec import to_builtins

from hub.domain.errors import MAX_NAMED, Refusal, bad_field, bad_fields
from hub.domain.menu import MAX_DISHES, Category, Menu, MenuItem, Station
from hub.domain.orders import Item, Order
from hub.wire.requests import NewCategory, NewMenuItem, NewStation, WholeMenu
from hub.wire.responses import MenuView
from hub.wire.strict_json import convert, text_problem

_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_UNSEEN = "[\\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
# A tab or a line break as the first character can end up in another cell of its own.
_FORMULA = re.compile(f"'*(?:[\\t\\r\\n]|{_UNSEEN}*{_SIGN})")
MENU_COLUMNS = (
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
_TOKEN = re.compile(r"\\([\\|\s])|(.)", re.DOTALL)
_YES = {"", "yes", "true", "1"}
_NO = {"no", "false", "0"}
H = TypeVar("H", NewCategory, NewStation)
ORDER_COLUMNS = (
    "order_number",
    "order_id",
    "created_at",
    "updated_at",
    "type",
    "order_status",
    "priority",
    "table_number",
    "customer_name",
    "order_notes",
    "quantity",
    "item",
    "modifiers",
    "item_notes",
    "allergens",
    "station",
    "course",
    "item_status",
    "started_at",
    "ready_at",
    "served_at",
    "cancel_reason",
    "item_id",
    "menu_item_id",
)


def write_rows(rows: Iterable[Iterable[object]]) -> str:
    """Write rows of cells: numbers stay numbers, None is empty, and no text is a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(each) for each in row] for row in rows)
    return text.getvalue()


def read_cell(cell: str) -> str:
    """Return the text that was written as a cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else str(value)
    return str(value)


def write_menu(menu: MenuView) -> str:
    """Write the dishes of a menu, a line each, under a line of headings."""
    return "".join(menu_lines(menu.items))


def menu_lines(items: Iterable[MenuItem]) -> Iterator[str]:
    """Write dishes, a line each, under a line of headings."""
    yield write_rows([MENU_COLUMNS])
    for item in items:
        yield write_rows([_row(item)])


def _row(item: MenuItem) -> tuple[object, ...]:
    return (
        item.id,
        item.name,
        item.category,
        item.station,
        item.price_minor,
        "|".join(_escape(each) for each in item.allergens),
        "|".join(_escape(each.name) for each in item.modifiers),
        None if item.target_minutes is None else _shortest(item.target_minutes),
        "yes" if item.available else "no",
    )


def read_menu(text: str, menu: Menu) -> WholeMenu:
    """Read dishes back; what the file does not say is kept from the menu as it is.

    A column that the file lacks changes nothing on a dish that the menu knows, by id or by name. An
    empty cell takes away what stood there.

    Raises:
        Refusal: BAD_REQUEST naming the lines and columns that do not fit; reading ends with the
            first one too many to be named.
    """
    file = io.StringIO(text.removeprefix("\ufeff"), newline="")
    rows = csv.DictReader(file, restkey="", strict=True)
    _check_headings(rows)
    problems: dict[str, str] = {}
    items: list[NewMenuItem] = []
    try:
        for cells in rows:
            if len(problems) > MAX_NAMED:
                break
            where = f"line {rows.line_num}"
            if len(items) == MAX_DISHES:
                problems[where] = f"a menu has at most {MAX_DISHES} dishes"
                break
            if cells.pop("", None):
                problems[where] = "more cells than headings"
                continue
            row = {name: read_cell(cell or "") for name, cell in cells.items()}
            unsound = {name: text_problem(cell) for name, cell in row.items()}
            problems |= {f"{where}, {name}": why for name, why in unsound.items() if why}
            before = menu.find_dish(
                menu_item_id=row.get("id", "").lower(),
                name=row["name"],
                category=row.get("category") or None,
            )
            try:
                items.append(convert(_fields(row, before), NewMenuItem))
            except Refusal as refusal:
                problems |= {
                    f"{where}, {name}": why
                    for name, why in refusal.details.items()
                    if not unsound.get(name.partition("[")[0])
                }
    except csv.Error as error:
        # DictReader counts a line only once it has understood it.
        problems[f"line {rows.reader.line_num}"] = str(error)
    if problems:
        raise bad_fields(problems.items())
    return WholeMenu(
        categories=_headings(NewCategory, menu.categories, [item.category for item in items]),
        stations=_headings(NewStation, menu.stations, [item.station for item in items]),
        items=tuple(items),
    )


def _check_headings(rows: "csv.DictReader[str]") -> None:
    try:
        headings = rows.fieldnames or ()
    except csv.Error as error:
        raise bad_field("line 1", str(error)) from None
    if "name" not in headings or not set(headings) <= set(MENU_COLUMNS):
        words = f"the headings must be among {', '.join(MENU_COLUMNS)}, with a name"
        raise bad_field("line 1", words)
    if len(set(headings)) != len(headings):
        raise bad_field("line 1", "the same heading comes twice")


def _fields(row: dict[str, str], before: MenuItem | None) -> dict[str, object]:
    """Turn the cells of a line into the fields of a dish; empty cells are fields left out."""
    fields: dict[str, object] = {name: cell for name, cell in row.items() if cell}
    for name in ("allergens", "modifiers"):
        if name in fields:
            fields[name] = _parts(str(fields[name]))
    if "modifiers" in fields:
        # A modifier stays the one that it is as long as it keeps its name.
        known = {} if before is None else {each.name: each for each in before.modifiers}
        names = cast("list[str]", fields["modifiers"])
        fields["modifiers"] = [to_builtins(known.get(name, {"name": name})) for name in names]
    for name, number in (("price_minor", int), ("target_minutes", float)):
        if name in fields:
            with suppress(ValueError):
                fields[name] = number(_plain_number(str(fields[name])))
    answer = str(fields.pop("available", "yes")).strip().casefold()
    fields["available"] = True if answer in _YES else False if answer in _NO else answer
    if before is not None:
        fields |= {name: each for name, each in to_builtins(before).items() if name not in row}
        # Of what has no column, this says no more than the column that it belongs to.
        if "station" in row and fields.get("station") != before.station:
            fields.pop("stations", None)
        if "allergens" in row and fields.get("allergens", []) != list(before.allergens):
            fields.pop("allergens_known", None)
    return fields


def _parts(cell: str) -> list[str]:
    """Split a list cell; spaces around a part count only when they are escaped."""
    parts: list[str] = []
    part, solid = "", 0
    for escaped, bare in _TOKEN.findall(cell):
        if bare == "|":
            parts.append(part[:solid])
            part, solid = "", 0
        elif escaped or not bare.isspace():
            part += escaped or bare
            solid = len(part)
        elif part:
            part += bare
    parts.append(part[:solid])
    return [part for part in parts if part]


def _escape(part: str) -> str:
    cell = part.replace("\\", r"\\").replace("|", r"\|")
    if cell[-1:].isspace():
        cell = f"{cell[:-1]}\\{cell[-1]}"
    return f"\\{cell}" if cell[:1].isspace() else cell


def _shortest(number: float) -> float:
    return int(number) if number.is_integer() else number


def _plain_number(cell: str) -> str:
    # Python reads 1_000 and digits of every script; a price list means neither.
    if "_" in cell or not cell.isascii():
        raise ValueError(cell)
    return cell


def _headings(
    kind: type[H], known: Mapping[str, Category | Station], used: Iterable[str | None]
) -> tuple[H, ...]:
    """Keep the headings that there are, and make those that only the file names."""
    made = {each.id: convert(to_builtins(each), kind) for each in known.values()}
    for short in used:
        if short is not None and short not in made:
            name = short.replace("-", " ").replace("_", " ").title()
            made[short] = kind(id=short, name=name, position=len(made))
    return tuple(made.values())


def order_heading() -> str:
    """Write the line of headings."""
    return write_rows([ORDER_COLUMNS])


def write_order(order: Order) -> str:
    """Write an order, a row for each of its lines."""
    return write_rows(_order_cells(order, item) for item in order.items)


def _order_cells(order: Order, item: Item) -> list[object]:
    return [
        order.order_number,
        order.id,
        order.created_at,
        order.updated_at,
        order.type,
        order.status,
        order.priority,
        order.table_number,
        order.customer_name,
        order.notes,
        item.quantity,
        item.name,
        " | ".join(each.name for each in item.modifiers),
        item.notes,
        " | ".join(item.allergens),
        item.station,
        item.course,
        item.status,
        item.started_at,
        item.ready_at,
        item.served_at,
        item.cancel_reason,
        item.id,
        item.menu_item_id,
    ]
