"""Shopify: the webhooks orders/create and orders/updated, which carry the whole order."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .galley import Known, Request, cancel, full_name, modifier, replace, said

DATE, TIME = "Abholdatum", "Abholzeit"
"""What this shop calls its own questions: other shops, other names."""
_WITHOUT = ("no", "without", "ohne", "sans", "sin")


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate an order; ``known`` says the shop's ``time_zone``."""
    key = {"source": "shopify", "external_id": str(sent["id"])}
    if sent.get("cancelled_at"):
        return [cancel(key, sent.get("cancel_reason") or "Cancelled in the shop")]
    customer = sent.get("customer") or {}
    shipping = (sent.get("shipping_lines") or [{}])[0]
    due = _due(sent, known)
    body = said(
        **key,
        source_version=sent["updated_at"],
        display_number=sent["name"],
        type="takeout" if shipping.get("carrier_identifier") == "pickup" else "delivery",
        customer_name=full_name(customer.get("first_name"), customer.get("last_name")),
        due_at=due,
        asap=None if due else True,
        paid=sent["financial_status"] == "paid",
        test=sent["test"] or None,
        notes=sent["note"],
        items=[_line(each) for each in sent["line_items"] if _is_dish(each)],
    )
    return [replace(body)]


def _due(sent: dict[str, Any], known: Known) -> str | None:
    asked = {each["name"]: each["value"] for each in sent["note_attributes"]}
    if DATE not in asked or TIME not in asked:
        return None
    due = datetime.strptime(f"{asked[DATE]} {asked[TIME]}", "%d.%m.%Y %H:%M")  # noqa: DTZ007
    return due.replace(tzinfo=ZoneInfo(known["time_zone"])).isoformat()


def _is_dish(item: dict[str, Any]) -> bool:
    # A tip is a line without a product.
    return bool(item.get("product_id")) and not item["gift_card"] and item["current_quantity"] > 0


def _line(item: dict[str, Any]) -> dict[str, Any]:
    return said(
        external_id=str(item["id"]),
        plu=item["sku"],
        name=item["title"],
        variant=item.get("variant_title"),
        quantity=item["current_quantity"],
        modifiers=[
            _property(each["name"], each["value"])
            for each in item["properties"]
            if not each["name"].startswith("_")
        ],
    )


def _property(name: str, value: str) -> dict[str, Any]:
    if value.casefold() in _WITHOUT:
        return modifier(f"{value} {name}")
    return modifier(f"{name}: {value}")
