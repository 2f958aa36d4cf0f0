"""Lightspeed K: orders that come from outside, and what a till tells of its accounts."""

from typing import Any

from .galley import Known, Request, cancel, create, full_name, modifier, replace, said

SOURCE = "lightspeed-k"


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate either; ``known`` has names by SKU, and those of modifiers by their ids."""
    return [_account(sent["account"]) if "account" in sent else _order(sent, known)]


def _order(sent: dict[str, Any], known: Known) -> Request:
    customer = sent.get("customerInfo") or {}
    body = said(
        source=SOURCE,
        external_id=sent["thirdPartyReference"],
        type="dine_in" if sent.get("tableNumber") else "takeout",
        table_number=sent.get("tableNumber"),
        guests=sent.get("clientCount"),
        customer_name=full_name(customer.get("firstName"), customer.get("lastName")),
        paid=bool(sent.get("payment")),
        notes=sent.get("orderNote"),
        # What carries a price of its own is no dish: corkage, a deposit.
        items=[_dish(each, known) for each in sent["items"] if "customItemPrice" not in each],
    )
    return create(body)


def _dish(item: dict[str, Any], known: Known) -> dict[str, Any]:
    below = [
        modifier(
            known.get(each["sku"], each["sku"]),
            plu=each["sku"],
            kind="add",
            quantity=each["quantity"],
        )
        for each in item.get("subItems") or ()
    ]
    chosen = (known.get(each["modifierId"], "?") for each in item.get("modifiers") or ())
    return said(
        plu=item["sku"],
        # Without one the hub finds the dish by its PLU.
        name=known.get(item["sku"]),
        quantity=item["quantity"],
        modifiers=[*map(modifier, chosen), *below],
    )


def _account(account: dict[str, Any]) -> Request:
    number = account["accountNumber"]
    key = {"source": SOURCE, "external_id": number}
    if account["cancelled"]:
        return cancel(key, "Cancelled at the till")
    body = said(
        **key,
        source_version=account["updateDate"],
        display_number=number,
        type="dine_in" if account.get("tableName") else "takeout",
        table_number=account.get("tableName"),
        guests=account.get("coverCount"),
        server=account.get("staffName"),
        paid=account["paidAmount"] >= account["totalAmount"],
        items=_live_lines(account),
    )
    return replace(body)


def _live_lines(account: dict[str, Any]) -> list[dict[str, Any]]:
    """Net the lines: one of quantity -1 takes back one of its SKU."""
    left: list[dict[str, Any]] = []
    for sent in account["transactionLines"]:
        line = {**sent, "ordered": sent["quantity"]}
        for other in left:
            if line["quantity"] < 0 < other["quantity"] and other["itemSku"] == line["itemSku"]:
                taken = min(other["quantity"], -line["quantity"])
                other["quantity"] -= taken
                line["quantity"] += taken
        left.append(line)
    fired = account["currentProductionPhase"]
    return [_line(each, fired) for each in left if each["quantity"] > 0]


def _line(sent: dict[str, Any], fired: int) -> dict[str, Any]:
    phase = sent["phase"]
    return said(
        external_id=str(sent["id"]),
        plu=sent["itemSku"],
        name=sent["nameOverride"] or sent["itemDescription"],
        quantity=sent["quantity"],
        course=phase or "immediate",
        held=phase > fired,
        modifiers=[
            modifier(each["itemDescription"], quantity=int(each["quantity"] // sent["ordered"]))
            for each in sent.get("subLines") or ()
        ],
    )
