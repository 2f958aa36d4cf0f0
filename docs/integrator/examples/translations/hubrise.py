"""HubRise: the callback, whose ``new_state`` is the whole order."""

from typing import Any

from .galley import Known, Request, cancel, full_name, joined, lines, modifier, replace, said

_TYPES = {"delivery": "delivery", "collection": "takeout", "eat_in": "dine_in"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order. A deal is a combo; charges and discounts are no lines."""
    state = sent["new_state"]
    key = {"source": "hubrise", "external_id": state["id"]}
    if state["status"] in ("cancelled", "rejected"):
        return [cancel(key, f"HubRise: {state['status']}")]
    customer, delivery = state.get("customer") or {}, state.get("delivery") or {}
    pickup, expected = delivery.get("estimated_pickup_at"), state.get("expected_time")
    body = said(
        **key,
        source_version=sent["created_at"],
        display_number=state.get("collection_code"),
        type=_TYPES[state["service_type"]],
        customer_name=full_name(customer.get("first_name"), customer.get("last_name")),
        # The courier's time is the kitchen's; the other is when the guest eats.
        due_at=pickup or expected,
        promised_at=expected if pickup else None,
        asap=True if not expected else None,
        handoff=joined((delivery.get("carrier"), delivery.get("driver_name"))),
        paid=bool(state.get("payments")),
        notes=lines(state.get("customer_notes"), state.get("seller_notes")),
        items=_items(state),
    )
    return [replace(body)]


def _items(state: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    deals: dict[str, dict[str, Any]] = {}
    for item in state["items"]:
        if item["deleted"]:
            continue
        deal = item.get("deal_line")
        if deal is None:
            found.append(_line(item))
            continue
        key = deal["deal_key"]
        if key not in deals:
            name = state["deals"][key]["name"]
            deals[key] = said(external_id=f"deal-{key}", name=name, quantity=1, parts=[_line(item)])
            found.append(deals[key])
        else:
            deals[key]["parts"].append(_line(item))
    return found


def _line(item: dict[str, Any]) -> dict[str, Any]:
    return said(
        external_id=item["id"],
        plu=item.get("sku_ref"),
        name=item["product_name"],
        variant=item.get("sku_name"),
        quantity=item["quantity"],
        notes=item.get("customer_notes"),
        modifiers=[
            modifier(
                each["name"],
                plu=each.get("ref"),
                group=each["option_list_name"],
                quantity=each["quantity"],
            )
            for each in item.get("options") or ()
        ],
    )
