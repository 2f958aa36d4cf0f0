"""The hub in the guest, as a till reaches it over the network: by TLS and its own authority."""

import http.client
import json
import ssl
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import msgspec

from display.link.decoding import OrderListing, read_orders
from hub.domain.orders import Order
from scripts.guest.commands import Failed

_WITHIN = 30.0


class OpenOrders(NamedTuple):
    """The open orders.

    Attributes:
        orders: oldest first.
        seq: the last event that they reflect.
        hub_ms: when it was so, by the hub's clock.
    """

    orders: tuple[Order, ...]
    seq: int
    hub_ms: int


class KitchenClient:
    """A client of the hub.

    Args:
        authority: the certificate that it is trusted by, as text.
        token: a manager's.
    """

    def __init__(self, authority: str, token: str) -> None:
        self._trusted = ssl.create_default_context(cadata=authority)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._hub_ms = 0
        self.port = 0
        """Of this machine, where the guest is reached; another one after each start."""

    def answers(self) -> bool:
        """Say whether the hub can be reached and is ready."""
        with suppress(OSError, http.client.HTTPException, Failed):
            self._ask("GET", "/readyz")
            return True
        return False

    def place(self, *lines: tuple[int, str], table: str) -> str:
        """Take an order; return its id once the hub has promised to keep it.

        Args:
            lines: quantity and dish of each.
            table: its number.
        """
        items = [{"name": name, "quantity": quantity} for quantity, name in lines]
        body = {"type": "dine_in", "table_number": table, "items": items}
        placed: str = json.loads(self._ask("POST", "/api/orders", body))["data"]["id"]
        return placed

    def board(self) -> OpenOrders:
        """Read the open orders."""
        listing = msgspec.json.decode(self._ask("GET", "/api/kitchen/orders"), type=OrderListing)
        return OpenOrders(read_orders(listing.data).orders, listing.seq, self._hub_ms)

    def status(self, order_id: str) -> str:
        """Say how far an order's only line is."""
        [order] = (each for each in self.board().orders if each.id == order_id)
        [item] = order.items
        return item.status.value

    def troubles(self) -> list[list[str]]:
        """List what each connected screen says is wrong with it."""
        answer = json.loads(self._ask("GET", "/api/kitchen/screens"))
        return [each["troubles"] for each in answer["data"]]

    def events(self, after: int) -> list[dict[str, Any]]:
        """List what has happened since."""
        answer = json.loads(self._ask("GET", f"/api/events?after={after}&limit=500"))
        events: list[dict[str, Any]] = answer["data"]
        return events

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        way = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=_WITHIN, context=self._trusted
        )
        try:
            way.request(
                method, path, None if body is None else json.dumps(body), headers=self._headers
            )
            answer = way.getresponse()
            said = answer.read()
            self._hub_ms = round(parsedate_to_datetime(answer.headers["Date"]).timestamp() * 1000)
        finally:
            way.close()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise Failed(f"the hub says to {method} {path}: {answer.status} {said.decode()}")
        return said
