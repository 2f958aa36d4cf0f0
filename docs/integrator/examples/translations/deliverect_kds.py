"""Deliverect, as a kitchen display gets it. Which dishes are combos has to be known."""

from typing import Any

from .deliverect_pos import TYPES
from .galley import Known, Request, create, modifier, said


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate an order; ``known`` says "combo" of the PLUs whose sub-items are dishes."""
    asap = sent["deliveryIsAsap"]
    body = said(
        source="deliverect",
        external_id=sent["channelOrderId"],
        display_number=sent["channelOrderDisplayId"],
        type=TYPES[sent["orderType"]],
        brand=sent.get("brandName"),
        customer_name=sent.get("customerName"),
        asap=asap,
        **{"promised_at" if asap else "due_at": sent["pickupTime"]},
        cutlery=sent["packaging"]["includeCutlery"],
        remake=sent["remake"] or None,
        notes=sent["note"],
        items=[_line(each, known) for each in sent["items"]],
    )
    return [create(body)]


def _line(item: dict[str, Any], known: Known, times: int = 1) -> dict[str, Any]:
    quantity, below = item["quantity"] * times, item.get("subItems", ())
    combo = known.get(item["plu"]) == "combo"
    return said(
        plu=item["plu"],
        name=item["name"],
        quantity=quantity,
        notes=item.get("itemRemark"),
        parts=[_line(each, known, quantity) for each in below] if combo else None,
        modifiers=None
        if combo
        else [modifier(each["name"], plu=each["plu"], quantity=each["quantity"]) for each in below],
    )
