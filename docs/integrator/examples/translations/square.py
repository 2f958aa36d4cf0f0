"""Square: the webhook carries an id; this is the order that RetrieveOrder then gives."""

from typing import Any

from .galley import Known, Request, cancel, modifier, replace, said

_TYPES = {"PICKUP": "takeout", "DELIVERY": "delivery", "SHIPMENT": "delivery"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate what RetrieveOrder gives; service charges and tips are no lines."""
    order = sent["order"]
    key = {"source": "square", "external_id": order["id"]}
    if order["state"] == "CANCELED":
        return [cancel(key, "Cancelled in Square")]
    fulfillment = (order.get("fulfillments") or [{}])[0]
    details = fulfillment.get("pickup_details") or fulfillment.get("delivery_details") or {}
    paid = sum(each["amount_money"]["amount"] for each in order.get("tenders", ()))
    body = said(
        **key,
        source_version=order["version"],
        display_number=order.get("ticket_name"),
        type=_TYPES.get(fulfillment.get("type", ""), "takeout"),
        type_label=None if fulfillment else "For here",
        customer_name=details.get("recipient", {}).get("display_name"),
        due_at=details.get("pickup_at") or details.get("deliver_at"),
        asap=True if details.get("schedule_type") == "ASAP" else None,
        prep_minutes=_minutes(details.get("prep_time_duration")),
        paid=paid >= order["total_money"]["amount"],
        notes=details.get("note"),
        items=[_line(each) for each in order.get("line_items", ())],
    )
    return [replace(body)]


def _line(item: dict[str, Any]) -> dict[str, Any]:
    variation = item.get("variation_name")
    return said(
        external_id=item["uid"],
        name=item.get("name"),
        quantity=item["quantity"],
        variant=None if variation == "Regular" else variation,
        modifiers=[
            modifier(each["name"], quantity=int(each.get("quantity", 1)))
            for each in item.get("modifiers", ())
        ],
        notes=item.get("note"),
    )


def _minutes(duration: str | None) -> int | None:
    return int(duration.removeprefix("PT").removesuffix("M")) if duration else None
