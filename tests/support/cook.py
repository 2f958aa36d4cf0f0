"""Somebody in the kitchen who, asked for an order or a dish, always has one at hand."""

from itertools import count
from typing import Any
from uuid import UUID

import requests

from hub.wire.pairing import commitment

NONCE = bytes(range(32))
"""What every screen here has made up."""

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
        made = self._made_for(template)
        if made is not None:
            return {"id": made}
        order, line = self.order(steps)
        if template.startswith("/api/kitchen/items"):
            return {"id": line}
        return {"id": order, "item_id": line} if "{item_id}" in template else {"id": order}

    def _made_for(self, template: str) -> str | None:
        """Make what a path is about if that is no order, and return its id."""
        made: str | None = None
        if template.startswith("/api/devices"):
            made = self.device()
        elif template.startswith("/api/auth/pairings/"):
            made = self.newcomer(revealed=not template.endswith("/reveal"))
        elif template.startswith("/api/sessions"):
            made = str(self._post("/api/sessions", table_number="7")["session"]["id"])
        elif template.startswith("/api/menu/items"):
            made = self.dish()
        elif template.startswith("/api/menu"):
            made = self._word(template.split("/")[3])
        return made

    def open_pairing(self) -> str:
        """Let one device in, and return the code."""
        return str(self._post("/api/auth/pairing-codes", role="waiter")["code"])

    def newcomer(self, *, revealed: bool) -> str:
        """Have a screen ask to be paired with :data:`NONCE`, and return the pairing's id."""
        self.open_pairing()
        name, promise = f"Screen {next(self._numbers)}", commitment(NONCE).hex()
        begun = self._post("/api/auth/pairings", device_name=name, commitment=promise)
        if revealed:
            self._post(f"/api/auth/pairings/{begun['id']}/reveal", nonce=NONCE.hex())
        return str(begun["id"])

    def device(self) -> str:
        """Pair a device and return its id."""
        name = f"Tablet {next(self._numbers)}"
        paired = self._post("/api/auth/pair", code=self.open_pairing(), device_name=name)
        return str(paired["device"]["id"])

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
