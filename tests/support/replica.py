"""A screen's memory, kept the way any client of the wire contract would: from JSON and no rules."""

from collections.abc import Iterable
from typing import Any

OPEN = frozenset({"pending", "confirmed", "preparing", "ready"})
"""The statuses in which an order stands on a kitchen's screens."""

_WHOLE = frozenset({"order:new", "order:updated"})
_LINE = frozenset({"order:item_status", "order:item_cancelled"})
_OTHER = frozenset(
    {
        "order:items_changed",
        "order:scheduled",
        "menu:availability",
        "menu:changed",
        "menu:left",
        "tables:changed",
        "device:added",
        "device:paired",
        "device:revoked",
        "device:renamed",
        "person:added",
        "person:changed",
        "person:removed",
        "session:opened",
        "session:closed",
        "session:linked",
        "settings:changed",
        "host:asked",
        "screen:settings",
        "kitchen:alert",
    }
)


class OutOfOrder(Exception):  # noqa: N818 - what the replica saw, not what broke
    """An event came twice, or one is missing before it."""


class Replica:
    """The open orders as one client has them: a snapshot, and then event after event.

    An event about one line carries that line only. When it concerns an order that this client does
    not have (a served order that is being recalled), it is counted and otherwise left alone: such a
    step changes the order's status, so an ``order:updated`` with the whole order comes behind it.

    Args:
        orders: the snapshot's orders.
        seq: the last event that the snapshot reflects.
        contiguous: whether the room carries every event (a table session's does not).
        station: keep only orders with a line there, and only those lines, as a snapshot of that
            station does.
    """

    def __init__(
        self,
        orders: Iterable[dict[str, Any]],
        seq: int,
        *,
        contiguous: bool = True,
        station: str | None = None,
    ) -> None:
        self.seq = seq
        self._contiguous = contiguous
        self._station = station
        self._orders = {order["id"]: order for order in orders}

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The open orders, sorted as ``GET /api/kitchen/orders`` lists them: oldest first."""
        return sorted(self._orders.values(), key=_place)

    def apply(self, event: dict[str, Any]) -> None:
        """Take the next event in.

        Raises:
            OutOfOrder: its ``seq`` was seen before, or is not the next one.
            ValueError: it is of no known type.
        """
        seq = event["seq"]
        if seq <= self.seq:
            raise OutOfOrder(f"event {seq} came again after {self.seq}")
        if self._contiguous and seq != self.seq + 1:
            raise OutOfOrder(f"event {seq} came after {self.seq}")
        kind, payload = event["type"], event["payload"]
        if kind in _WHOLE:
            self._put(payload["order"])
        elif kind in _LINE:
            self._put_line(payload)
        elif kind not in _OTHER:
            raise ValueError(f"no such event: {kind}")
        self.seq = seq

    def _put(self, order: dict[str, Any]) -> None:
        mine = [item for item in order["items"] if self._is_mine(item)]
        if order["status"] in OPEN and mine and _is_on_board(order):
            self._orders[order["id"]] = {**order, "items": mine}
        else:
            self._orders.pop(order["id"], None)

    def _put_line(self, payload: dict[str, Any]) -> None:
        order = self._orders.get(payload["orderId"])
        if order is None:
            return
        new = payload["item"]
        items = [new if item["id"] == new["id"] else item for item in order["items"]]
        self._orders[order["id"]] = {
            **order,
            "items": items,
            "version": payload["version"],
            "updated_at": payload["updatedAt"],
        }

    def _is_mine(self, item: dict[str, Any]) -> bool:
        return self._station is None or item["station"] in {None, *self._station.split(",")}


def _is_on_board(order: dict[str, Any]) -> bool:
    live = any(item["status"] != "cancelled" for item in order["items"])
    return live and "release_at" not in order


def _place(order: dict[str, Any]) -> tuple[str, int]:
    number = int(order["order_number"].removeprefix("ORD-"))
    return order.get("age_from", order["created_at"]), number
