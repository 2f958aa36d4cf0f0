"""Deliverect, as a till gets it: sub-items of a combo are dishes, others are modifiers."""

from typing import Any

from .galley import Known, Request, create, modifier, said

TYPES = {1: "takeout", 2: "delivery", 3: "dine_in"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order. Fees and tips are no lines; the address is not the kitchen's."""
    asap = sent["deliveryIsAsap"]
    courier = sent["courier"]
    body = said(
        source="deliverect",
        external_id=sent["channelOrderId"],
        display_number=sent["channelOrderDisplayId"],
        type=TYPES[sent["orderType"]],
        brand=sent.get("brandName"),
        table_number=sent["table"],
        guests=sent["numberOfCustomers"] if sent["orderType"] == 3 else None,  # noqa: PLR2004
        customer_name=sent["customer"]["name"],
        asap=asap,
        # Of an order for now it is a guess.
        **{"promised_at" if asap else "due_at": sent["pickupTime"]},
        handoff=f"{courier} courier" if courier else None,
        paid=sent["orderIsAlreadyPaid"],
        cutlery=sent["packaging"]["includeCutlery"],
        test=sent["testOrder"] or None,
        notes=sent["note"],
        items=[_line(each) for each in sent["items"]],
    )
    return [create(body)]


def _line(item: dict[str, Any], times: int = 1) -> dict[str, Any]:
    quantity, below = item["quantity"] * times, item.get("subItems", ())
    combo = item["isCombo"]
    return said(
        plu=item["plu"],
        name=item["name"],
        quantity=quantity,
        notes=item["remark"],
        # Theirs are per one menu; a part says all that is to be made.
        parts=[_line(each, quantity) for each in below] if combo else None,
        modifiers=None if combo else [_modifier(each) for each in below],
    )


def _modifier(item: dict[str, Any]) -> dict[str, Any]:
    below = [_modifier(each) for each in item.get("subItems", ())]
    fields = said(plu=item["plu"], quantity=item["quantity"], modifiers=below)
    return modifier(item["name"], **fields, **({"kind": "add"} if item["price"] else {}))
