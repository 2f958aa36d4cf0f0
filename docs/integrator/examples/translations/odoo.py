"""Odoo: a pos.order as the till syncs it. Tables, people and units are looked up by their ids."""

import json
from typing import Any

from .galley import Known, Request, amount, lines, replace, said


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate an order.

    Args:
        sent: the order.
        known: ``table 5``, ``user 2`` and ``product 44 uom`` by such names; the id of the product
            that stands for a tip as ``tip product``.
    """
    table = sent["table_id"]
    found = "dine_in" if table else "takeout" if sent["takeaway"] else "delivery"
    preset = sent["preset_time"]
    body = said(
        source="odoo",
        external_id=sent["uuid"],
        display_number=sent["tracking_number"],
        type=found,
        table_number=known.get(f"table {table}"),
        guests=sent["customer_count"] if table else None,
        server=known.get(f"user {sent['user_id']}"),
        customer_name=sent.get("floating_order_name"),
        # Odoo's times are UTC, and do not say so.
        due_at=f"{preset.replace(' ', 'T')}Z" if preset else None,
        paid=sent["state"] in ("paid", "done", "invoiced"),
        notes=lines(sent["general_customer_note"], _note(sent["internal_note"])),
        items=_items(sent, known),
    )
    return [replace(body)]


def _items(sent: dict[str, Any], known: Known) -> list[dict[str, Any]]:
    courses = {each["id"]: each for _, _, each in sent.get("course_ids") or ()}
    tip = known.get("tip product")
    items: dict[int, dict[str, Any]] = {}
    parts: list[tuple[int, dict[str, Any]]] = []
    for _, _, line in sent["lines"]:
        if str(line["product_id"]) == tip:
            continue
        item = _line(line, known)
        if line.get("combo_parent_id"):
            parts.append((line["combo_parent_id"], item))
            continue
        if course := courses.get(line.get("course_id")):
            item |= {"course": course["index"], "held": not course["fired"]}
        items[line["id"]] = item
    for parent, part in parts:
        items[parent].setdefault("parts", []).append(part)
    return list(items.values())


def _line(line: dict[str, Any], known: Known) -> dict[str, Any]:
    return said(
        external_id=line["uuid"],
        name=line["full_product_name"],
        **amount(line["qty"], known.get(f"product {line['product_id']} uom")),
        notes=lines(line["customer_note"], _note(line["note"])),
    )


def _note(text: str) -> str:
    """Read an internal note, which is a list of coloured words as JSON in a text."""
    return lines(*(each["text"] for each in json.loads(text))) if text.startswith("[") else text
