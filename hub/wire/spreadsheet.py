"""Cells of CSV, of which none is a formula; and orders, a line of one a row. Pure.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and some do
so after blanks too, or when the sign is of full width. An apostrophe in front is their own word for
"this is a text". So that what was written can be read back, it is also put before apostrophes that
stand before such a sign: reading takes away just the one that writing has put there.
"""

import csv
import io
import re
from collections.abc import Iterable

from hub.domain.orders import Item, Order

_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_UNSEEN = "[\\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
# A tab or a line break as the first character can end up in another cell of its own.
_FORMULA = re.compile(f"'*(?:[\\t\\r\\n]|{_UNSEEN}*{_SIGN})")
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
    return escape_cell(value) if isinstance(value, str) else str(value)


def escape_cell(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else str(text)


def order_heading() -> str:
    """Write the line of headings."""
    return write_rows([ORDER_COLUMNS])


def write_order(order: Order) -> str:
    """Write an order, a row for each of its lines."""
    return write_rows(_order_cells(order, item) for item in order.lines)


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
