"""Toast: the orders webhook, with the whole order. Names of tables and people are looked up."""

from typing import Any

from .galley import Known, Request, cancel, full_name, joined, modifier, replace, said, utc

_TYPES = {"dine in": "dine_in", "take out": "takeout", "delivery": "delivery"}
_HALVES = {"LEFT half": "left", "RIGHT half": "right"}


def translate(sent: dict[str, Any], known: Known) -> list[Request]:
    """Translate an order; ``known`` has names by the ids of what the restaurant has set up."""
    order = sent["details"]["order"]
    key = {"source": "toast", "external_id": order["guid"]}
    if order["voided"] or order["deleted"]:
        return [cancel(key, "Voided in Toast")]
    checks = [each for each in order["checks"] if not each["voided"] and not each["deleted"]]
    customer: dict[str, Any] = next(filter(None, (each["customer"] for each in checks)), {})
    option = _known(known, order["diningOption"]) or "take out"
    kind = _TYPES.get(option.casefold())
    car = order["curbsidePickupInfo"] or {}
    body = said(
        **key,
        source_version=utc(order["modifiedDate"]),
        display_number=order["displayNumber"],
        type=kind or "takeout",
        type_label=None if kind else option,
        table_number=_known(known, order["table"]),
        guests=order["numberOfGuests"] if kind == "dine_in" else None,
        server=_known(known, order["server"]),
        customer_name=full_name(customer.get("firstName"), customer.get("lastName")),
        due_at=utc(order["promisedDate"]),
        prep_minutes=_minutes(order["requiredPrepTime"]),
        handoff=joined(
            (
                full_name(car.get("transportColor"), car.get("transportDescription")),
                car.get("notes"),
            )
        ),
        paid=all(each["paymentStatus"] in ("PAID", "CLOSED") for each in checks),
        test=order["createdInTestMode"] or None,
        items=[
            _line(each, known)
            for check in checks
            for each in check["selections"]
            if not each["voided"]
        ],
    )
    return [replace(body)]


def _line(selection: dict[str, Any], known: Known) -> dict[str, Any]:
    return said(
        external_id=selection["guid"],
        name=selection["displayName"],
        quantity=selection["quantity"],
        seat=selection["seatNumber"] or None,
        held=selection["fulfillmentStatus"] == "HOLD",
        modifiers=[_modifier(each, known) for each in selection["modifiers"]],
    )


def _modifier(selection: dict[str, Any], known: Known) -> dict[str, Any]:
    name, before = selection["displayName"], _known(known, selection["preModifier"])
    fields: dict[str, Any] = {
        "quantity": int(selection["quantity"]),
        "modifiers": [_modifier(each, known) for each in selection["modifiers"]],
    }
    if before == "NO":
        return modifier(f"No {name}", **fields)
    if before == "EXTRA":
        return modifier(f"Extra {name}", **fields)
    if before == "SIDE":
        return modifier(f"{name} on the side", **fields)
    if before in _HALVES:
        # The half stays in the name, for who does not know of halves.
        return modifier(f"{name} ({before})", kind="add", portion=_HALVES[before], **fields)
    return modifier(full_name(before, name), **fields)


def _known(known: Known, thing: dict[str, Any] | None) -> str | None:
    return known.get(thing["guid"]) if thing else None


def _minutes(duration: str | None) -> int | None:
    return int(duration.removeprefix("PT").removesuffix("M")) if duration else None
