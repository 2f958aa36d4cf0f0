"""Orders as a spreadsheet: CSV with one line of an order a row. Pure; it is not read back."""

from hub.domain.orders import Item, Order
from hub.wire.csv_cells import written

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


def heading() -> str:
    """Write the line of headings."""
    return written([COLUMNS])


def to_csv(order: Order) -> str:
    """Write an order, a row for each of its lines."""
    return written(_cells(order, item) for item in order.items)


def _cells(order: Order, item: Item) -> list[object]:
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
