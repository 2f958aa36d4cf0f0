"""DoorDash: the order webhook. A group order has a guest's name on each line."""

from collections.abc import Iterator
from typing import Any

from .galley import Known, Request, create, full_name, modifier, said


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order. Its lines stand under the categories of the menu."""
    order = sent["order"]
    consumer = order["consumer"]
    body = said(
        source="doordash",
        external_id=order["id"],
        display_number=order["delivery_short_code"],
        type="takeout" if order["is_pickup"] else "delivery",
        customer_name=full_name(consumer["first_name"], consumer["last_name"]),
        asap=True,
        promised_at=order["estimated_pickup_time"],
        handoff="Dasher" if order["fulfillment_type"] == "dx_fleet_delivery" else None,
        paid=True,
        notes=order["order_special_instructions"],
        items=[_line(item) for category in order["categories"] for item in category["items"]],
    )
    return [create(body)]


def _line(item: dict[str, Any]) -> dict[str, Any]:
    return said(
        plu=item["merchant_supplied_id"],
        name=item["name"],
        quantity=item["quantity"],
        seat=item["consumer_name"],
        modifiers=list(_options(item)),
        notes=item["special_instructions"],
    )


def _options(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for extra in item.get("extras") or ():
        for option in extra["options"]:
            yield modifier(
                option["name"],
                plu=option["merchant_supplied_id"],
                group=extra["name"],
                quantity=option["quantity"],
                modifiers=list(_options(option)),
            )
