"""Uber Eats: the webhook carries an id; this is the order as Get Order (v2) gives it."""

from typing import Any

from .galley import Known, Request, create, full_name, joined, lines, modifier, said

_TYPES = {"PICK_UP": "takeout", "DINE_IN": "dine_in"}
_IF_OUT = {"REPLACE_FOR_ME": "replace", "REMOVE_ITEM": "remove", "CANCEL": "cancel"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order; what the guest may not eat stands with its line."""
    eater, packaging = sent["eater"], sent["packaging"]["disposable_items"]
    asap = "scheduled_order_target_delivery_time_range" not in sent
    body = said(
        source="ubereats",
        external_id=sent["id"],
        display_number=sent["display_id"],
        type=_TYPES.get(sent["type"], "delivery"),
        customer_name=full_name(eater["first_name"], eater["last_name"]),
        asap=asap,
        **{"promised_at" if asap else "due_at": sent["estimated_ready_for_pickup_at"]},
        handoff=joined([_courier(each) for each in sent.get("deliveries") or ()], " / "),
        paid=True,
        cutlery=packaging["should_include"],
        notes=sent["cart"]["special_instructions"],
        items=[_line(each) for each in sent["cart"]["items"]],
    )
    return [create(body)]


def _courier(delivery: dict[str, Any]) -> str:
    car = delivery.get("vehicle") or {}
    vehicle = full_name(car.get("make"), car.get("model"), car.get("license_plate"))
    return joined((delivery.get("first_name"), vehicle))


def _line(item: dict[str, Any]) -> dict[str, Any]:
    allergy = (item.get("special_requests") or {}).get("allergy") or {}
    do = _IF_OUT.get((item.get("fulfillment_action") or {}).get("fulfillment_action_type", ""))
    return said(
        external_id=item["instance_id"],
        plu=item["external_data"],
        name=item["title"],
        quantity=item["quantity"],
        modifiers=_modifiers(item),
        allergies=[
            each.get("freeform_text") or each["type"].replace("_", " ").capitalize()
            for each in allergy.get("allergens_to_exclude") or ()
        ],
        notes=lines(item["special_instructions"], allergy.get("allergy_instructions")),
        if_out={"do": do} if do else None,
    )


def _modifiers(item: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for group in item.get("selected_modifier_groups") or ():
        title = group["title"]
        found += [
            modifier(
                each["title"],
                plu=each["external_data"],
                group=title,
                quantity=each["quantity"],
                modifiers=_modifiers(each),
            )
            for each in group.get("selected_items") or ()
        ]
        found += [
            modifier(f"No {each['title']}", plu=each["external_data"], group=title)
            for each in group.get("removed_items") or ()
        ]
    return found
