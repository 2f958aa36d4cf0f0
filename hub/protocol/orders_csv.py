"""Orders as a spreadsheet: CSV with one line of an order a row. Pure; it is not read back."""

import csv
import io
from collections.abc import Iterable

from hub.domain.orders import Item, Order

COLUMNS = (
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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def heading() -> str:
    """Write the line of headings."""
    return _rows([COLUMNS])


def to_csv(order: Order) -> str:
    """Write an order, a row for each of its lines.

    A text that a spreadsheet would take for a formula gets an apostrophe in front: guests choose
    their names and notes.
    """
    return _rows(_cells(order, item) for item in order.items)


def _cells(order: Order, item: Item) -> list[str]:
    cells: list[object] = [
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
    return [_harmless("" if each is None else str(each)) for each in cells]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
