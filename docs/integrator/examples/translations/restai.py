"""RestAI: a client of the API that Galley's was made from. Its orders are taken as they are."""

from typing import Any

from .galley import Known, Request, create


def translate(sent: dict[str, Any], _known: Known) -> list[Request]:
    """Pass an order on: camelCase is understood, and what the hub doesn't know comes as a warning.

    It carries no key of the sender's; an ``Idempotency-Key`` keeps it from coming twice.
    """
    return [create(sent)]
