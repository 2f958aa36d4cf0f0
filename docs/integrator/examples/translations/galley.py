"""What every translation says to Galley: requests, and the words that it leaves out."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

Known = Mapping[str, str]
"""What a translator has looked up before: names by the other system's ids."""

_WITHOUT = re.compile(r"(no|without|ohne|sans|sin|senza|zonder)\s+\S", re.IGNORECASE)
_MORE = re.compile(r"extra\b", re.IGNORECASE)
_EXTRAS = ("extras", "sauces", "suppléments", "supplementos", "toppings")


class Request(NamedTuple):
    """One request to the hub; with a body, as JSON."""

    method: str
    path: str
    body: dict[str, Any]


def said(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Keep the fields that say something: neither None, nor an empty text, list or object."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def create(order: dict[str, Any]) -> Request:
    """Place an order. Sent again under the same key, it is still one order."""
    return Request("POST", "/api/orders", order)


def replace(order: dict[str, Any]) -> Request:
    """Say how the whole order should be now; one that the hub doesn't know is created."""
    return Request("PUT", f"/api/orders?{_key(order)}", order)


def cancel(order: dict[str, Any], reason: str) -> Request:
    """Cancel an order by its key, also before it has come."""
    return Request("POST", f"/api/orders/cancel?{_key(order)}", {"reason": reason})


def modifier(name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Say a modifier. Its name stays right for who doesn't know ``kind``: "No onion".

    Args:
        name: with its word for leaving out, if it has one.
        fields: further fields; ``kind`` in place of what name, group and quantity tell.
    """
    if fields.get("quantity") == 1:
        del fields["quantity"]
    group = str(fields.get("group") or "").casefold()
    kind = None
    if _WITHOUT.match(name):
        kind = "remove"
    elif _MORE.match(name) or "quantity" in fields or group in _EXTRAS:
        kind = "add"
    return said(**{"name": name, "kind": kind, **fields})


def amount(number: float, unit: str | None) -> dict[str, Any]:
    """Say how much: pieces are a ``quantity``; parts of one are an ``amount`` of a unit."""
    if float(number).is_integer() and not unit:
        return {"quantity": int(number)}
    return {"amount": number, "unit": unit or "x"}


def full_name(*words: str | None) -> str:
    """Put a name together from what there is of it."""
    return " ".join(each.strip() for each in words if each and each.strip())


def lines(*texts: str | None) -> str:
    """Put notes together, a line each."""
    return "\n".join(each.strip() for each in texts if each and each.strip())


def joined(words: Iterable[str | None], by: str = ", ") -> str:
    """Put together what there is."""
    return by.join(each for each in words if each)


def utc(text: str | None) -> str | None:
    """Write a time that carries its offset as the hub does."""
    return text and datetime.fromisoformat(text).isoformat()


def _key(order: dict[str, Any]) -> str:
    return urlencode({"source": order["source"], "external_id": order["external_id"]})
