"""Clover: the webhook carries an id; this is the order as /v3/merchants/.../orders gives it."""

from typing import Any

from .galley import Known, Request, amount, modifier, replace, said

_TYPES = {"DINE-IN-TYPE": "dine_in", "DELIVERY-TYPE": "delivery"}


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Translate an order. Clover has a line for each piece; like ones are counted together."""
    found = _TYPES.get(sent["orderType"]["systemOrderTypeId"], "takeout")
    title = sent.get("title")
    body = said(
        source="clover",
        external_id=sent["id"],
        source_version=sent["modifiedTime"],
        type=found,
        table_number=title if found == "dine_in" else None,
        display_number=None if found == "dine_in" else title,
        server=sent["employee"].get("name"),
        paid=sent["paymentState"] == "PAID",
        test=sent["testMode"] or None,
        notes=sent.get("note"),
        items=_together(
            [_line(each) for each in sent["lineItems"]["elements"] if not each["isOrderFee"]]
        ),
    )
    return [replace(body)]


def _line(item: dict[str, Any]) -> dict[str, Any]:
    unit = item.get("unitName")
    chosen = (item.get("modifications") or {}).get("elements", ())
    return said(
        external_id=item["id"],
        name=item["name"],
        **amount(item["unitQty"] / 1000 if unit else 1, unit),
        modifiers=[modifier(each["name"]) for each in chosen],
        notes=item.get("note"),
    )


def _together(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counted: list[dict[str, Any]] = []
    for line in lines:
        same = {"external_id": "", "quantity": 0}
        like = next((each for each in counted if {**each, **same} == {**line, **same}), None)
        if like is None or "quantity" not in line:
            counted.append(line)
        else:
            like["quantity"] += line["quantity"]
    return counted
