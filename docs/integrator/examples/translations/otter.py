"""Otter: the webhook of a new order, which carries all of it."""

from typing import Any

from .galley import Known, Request, create, joined, modifier, said

_TYPES = {"DELIVERY": "delivery", "PICKUP": "takeout", "DINE_IN": "dine_in"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order. Its stations are the sender's own and mean nothing here."""
    order = sent["metadata"]["payload"]
    keys, how = order["externalIdentifiers"], order["fulfillmentInfo"]
    asap = how["schedulingType"] == "ASAP"
    courier = order.get("deliveryInfo") or {}
    body = said(
        source=keys["source"],
        external_id=keys["id"],
        display_number=keys["friendlyId"],
        type=_TYPES.get(how["fulfillmentMode"], "takeout"),
        customer_name=order["customer"]["name"],
        asap=asap,
        **{"promised_at" if asap else "due_at": how["pickupTime"]},
        handoff=joined(
            (
                (courier.get("courier") or {}).get("name"),
                courier.get("makeModel"),
                courier.get("licensePlate"),
            )
        ),
        paid=all(each["processingStatus"] == "PROCESSED" for each in order["customerPayments"]),
        notes=order["customerNote"],
        items=[
            said(
                external_id=each["lineItemId"],
                name=each["name"],
                quantity=each["quantity"],
                notes=each.get("note"),
                modifiers=[_modifier(below) for below in each.get("modifiers") or ()],
            )
            for each in order["items"]
        ],
    )
    return [create(body)]


def _modifier(sent: dict[str, Any]) -> dict[str, Any]:
    below = [_modifier(each) for each in sent.get("modifiers") or ()]
    return modifier(
        sent["name"], group=sent["groupName"], quantity=sent["quantity"], modifiers=below
    )
