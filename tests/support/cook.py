"""Somebody in the kitchen who, asked for an order or a dish, always has one at hand."""

from itertools import count
from typing import Any
from uuid import UUID

import requests

_STEPS = ("preparing", "ready", "served")


class Cook:
    """Makes things through a hub's public API, so that requests about them find something.

    Args:
        url: where the hub is.
        token: a manager's.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._numbers = count(1)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._session.close()

    def path_of(self, template: str, steps: int) -> dict[str, str]:
        """Make what a path is about, and return the path's parameters.

        Args:
            template: the path, with ``{id}`` where an id belongs.
            steps: how often the order, if it is about one, is bumped.
        """
        if template.startswith("/api/sessions"):
            return {"id": self._post("/api/sessions", table_number="7")["session"]["id"]}
        if template.startswith("/api/menu/items"):
            return {"id": self.dish()}
        if template.startswith("/api/menu"):
            return {"id": self._word(template.split("/")[3])}
        order, line = self.order(steps)
        if template.startswith("/api/kitchen/items"):
            return {"id": line}
        return {"id": order, "item_id": line} if "{item_id}" in template else {"id": order}

    def dish(self) -> str:
        """Put a dish on the menu and return its id."""
        return str(self._post("/api/menu/items", name=f"Dish {next(self._numbers)}")["id"])

    def station(self) -> str:
        """Set up a station and return its id."""
        return self._word("stations")

    def order(self, steps: int) -> tuple[str, str]:
        """Place an order of two lines, bump it, and return its id and that of the first line."""
        ids = [str(UUID(int=next(self._numbers))) for _ in range(3)]
        lines = [{"id": each, "name": f"Dish {each}", "quantity": 1} for each in ids[1:]]
        self._post("/api/orders", id=ids[0], type="dine_in", items=lines)
        for status in _STEPS[:steps]:
            self._post(f"/api/kitchen/orders/{ids[0]}/bump", status=status)
        return ids[0], ids[1]

    def _word(self, table: str) -> str:
        number = next(self._numbers)
        made = self._post(f"/api/menu/{table}", id=f"word-{number}", name=f"Word {number}")
        return str(made["id"])

    def _post(self, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        answer = self._session.post(self._url + path, json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()["data"]
