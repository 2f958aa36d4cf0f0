"""WooCommerce: the order webhook. What a guest chose stands in the meta data of each line."""

import html
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .galley import Known, Request, cancel, full_name, modifier, replace, said

REMOVALS = {"quitar": "Sin", "remove": "No", "sans": "Sans", "ohne": "Ohne"}
"""Questions whose answers are left out, and the word for that."""
_PRICE = re.compile(r"\s*\([+-]?\W*[\d.,]+\W*\)$")


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate an order; ``known`` says the shop's ``time_zone``."""
    key = {"source": "woocommerce", "external_id": str(sent["id"])}
    if sent["status"] in ("cancelled", "refunded", "failed"):
        return [cancel(key, f"WooCommerce: {sent['status']}")]
    billing = sent["billing"]
    shipping = (sent.get("shipping_lines") or [{}])[0]
    due = _due(sent, known)
    body = said(
        **key,
        source_version=sent["date_modified"],
        display_number=sent["number"],
        type="takeout" if shipping.get("method_id") == "local_pickup" else "delivery",
        customer_name=full_name(billing["first_name"], billing["last_name"]),
        due_at=due,
        asap=None if due else True,
        paid=bool(sent["date_paid"]),
        notes=sent["customer_note"],
        items=[_line(each) for each in sent["line_items"]],
    )
    return [replace(body)]


def _due(sent: dict[str, Any], known: Known) -> str | None:
    asked = {each["key"]: each["value"] for each in sent["meta_data"]}
    day, time = asked.get("_delivery_date"), asked.get("_delivery_time")
    if not day or not time:
        return None
    zone = ZoneInfo(known["time_zone"])
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone).isoformat()


def _line(item: dict[str, Any]) -> dict[str, Any]:
    chosen = [each for each in item["meta_data"] if not each["key"].startswith("_")]
    sizes = [each for each in chosen if each["key"].startswith("pa_")]
    return said(
        external_id=str(item["id"]),
        plu=item["sku"],
        name=html.unescape(item["name"]),
        variant=", ".join(map(_answer, sizes)),
        quantity=item["quantity"],
        modifiers=[_choice(each) for each in chosen if each not in sizes],
    )


def _choice(meta: dict[str, Any]) -> dict[str, Any]:
    group = html.unescape(meta["display_key"])
    word = REMOVALS.get(group.casefold())
    return modifier(full_name(word, _answer(meta)), group=group)


def _answer(meta: dict[str, Any]) -> str:
    """Read what was chosen, without markup and the price behind it."""
    return _PRICE.sub("", html.unescape(meta["display_value"]))
