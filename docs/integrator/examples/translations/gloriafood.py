"""GloriaFood: accepted orders as they are polled or pushed, several at a time."""

from typing import Any

from .galley import Known, Request, create, full_name, modifier, said

_TYPES = {"pickup": "takeout", "delivery": "delivery", "dine_in": "dine_in"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate the orders. Tips, fees and promotions stand among the items, and are no dishes."""
    return [create(_order(each)) for each in sent["orders"]]


def _order(order: dict[str, Any]) -> dict[str, Any]:
    later = order["for_later"]
    return said(
        source="gloriafood",
        external_id=str(order["id"]),
        type=_TYPES.get(order["type"], "takeout"),
        table_number=order.get("table_number"),
        guests=order.get("persons") or None,
        customer_name=full_name(order["client_first_name"], order["client_last_name"]),
        asap=not later,
        **{"due_at" if later else "promised_at": order["fulfill_at"]},
        paid=order["payment"] == "ONLINE",
        notes=order.get("instructions"),
        items=[_line(each) for each in order["items"] if each["type"] == "item"],
    )


def _line(item: dict[str, Any]) -> dict[str, Any]:
    options = item.get("options") or ()
    return said(
        external_id=str(item["id"]),
        name=item["name"],
        kitchen_name=item.get("kitchen_internal_name"),
        variant=next((each["name"] for each in options if each["type"] == "size"), None),
        quantity=item["quantity"],
        notes=item.get("instructions"),
        modifiers=[
            modifier(each["name"], group=each["group_name"], quantity=each["quantity"])
            for each in options
            if each["type"] != "size"
        ],
    )
