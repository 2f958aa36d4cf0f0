"""Olo: the order webhook. Its times are the store's own, with the offset beside them."""

from datetime import datetime, timedelta, timezone
from typing import Any

from .galley import Known, Request, create, full_name, lines, modifier, said

_TYPES = {"pickup": "takeout", "curbside": "takeout", "delivery": "delivery", "dinein": "dine_in"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order; questions about a car are custom fields, writing on a cake is a note."""
    customer, how = sent["customer"], sent["deliveryMethod"]
    asked = {each["key"]: each["value"] for each in sent.get("customFields") or ()}
    zone = timezone(timedelta(hours=sent["storeUtcOffset"]))
    wanted = sent.get("timeWanted")
    due = wanted and datetime.strptime(wanted, "%Y%m%d %H:%M").replace(tzinfo=zone).isoformat()
    body = said(
        source="olo",
        external_id=sent["orderIdString"],
        display_number=sent["orderIdString"],
        type=_TYPES.get(how, "takeout"),
        type_label="Curbside" if how == "curbside" else None,
        brand=sent["brandName"],
        customer_name=full_name(customer["firstName"], customer["lastName"]),
        due_at=due,
        asap=None if due else True,
        handoff=full_name(*(asked.get(f"Vehicle {word}") for word in ("Color", "Make", "Model"))),
        paid=bool(sent.get("payments")),
        notes=sent["specialInstructions"],
        items=[_line(each) for each in sent["items"]],
    )
    return [create(body)]


def _line(item: dict[str, Any]) -> dict[str, Any]:
    answers = (f"{each['label']}: {each['value']}" for each in item.get("customValues") or ())
    return said(
        name=item["description"],
        quantity=item["quantity"],
        seat=item["recipientName"],
        modifiers=[_modifier(each) for each in item.get("modifiers") or ()],
        notes=lines(item["specialInstructions"], *answers),
    )


def _modifier(sent: dict[str, Any]) -> dict[str, Any]:
    below = [_modifier(each) for each in sent.get("modifiers") or ()]
    return modifier(sent["description"], quantity=sent["modifierQuantity"], modifiers=below)
