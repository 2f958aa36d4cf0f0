"""What goes into the commands of ``galley-hub``, and what the hub has got from it."""

import json
from pathlib import Path
from typing import Any

from tests.support.process import owner_request

MENU = {
    "categories": [{"id": "mains", "name": "Mains", "position": 1}],
    "stations": [{"id": "grill", "name": "Grill", "position": 1, "screen": True}],
    "items": [
        {
            "id": "0d0f9f8e-7c7e-4a77-9f3c-2b1f5a4f9d01",
            "name": "Crêpe 餃子",
            "category": "mains",
            "station": "grill",
            "price_minor": 1250,
            "allergens": ["gluten", "egg"],
            "modifiers": [{"id": "0d0f9f8e-7c7e-4a77-9f3c-2b1f5a4f9d02", "name": "no | sugar"}],
            "target_minutes": 7.5,
            "available": True,
        }
    ],
}


class OrderFile:
    """A file of orders to import.

    Attributes:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *lines: object) -> Path:
        """Write lines, texts as they are and everything else as JSON; return the path."""
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        self.path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
        return self.path


def an_order(name: str = "Burger", **fields: object) -> dict[str, Any]:
    return {"type": "takeout", "items": [{"name": name, "quantity": 1}], **fields}


def orders_of(socket: Path) -> list[dict[str, Any]]:
    """Ask a running hub for every order it has."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        status, page = owner_request(socket, "GET", f"/api/orders?limit=500{cursor}")
        assert status == 200, page
        found += page["data"]
        if "cursor" not in page:
            return found
        cursor = f"&cursor={page['cursor']}"
