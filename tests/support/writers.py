"""Devices that write to a hub and do not give up.

Each request has a key, and is sent until it is answered, however often the hub dies under it.
"""

import asyncio
import copy
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import aiohttp

from tests.support.audit import Effect, moved, placed
from tests.support.process import Client

_NEXT = {"pending": "preparing", "preparing": "ready", "ready": "served"}
_BUMPS = ("preparing", "ready", "served")
_AGAIN_AFTER = 0.01

Answer = tuple[int, Any]
Hub = Callable[[], Client]


class Write(NamedTuple):
    """One request under its key."""

    key: str
    method: str
    path: str
    body: dict[str, Any]

    async def sent(self, client: Client) -> Answer:
        """Send it once."""
        key = {"Idempotency-Key": self.key}
        return await client.ask(self.method, self.path, json=self.body, headers=key)


class Acknowledged(NamedTuple):
    """A write and the answer that its device got."""

    write: Write
    answer: Answer


class Writer:
    """One device. It touches its own orders only, so it knows exactly what each answer must be.

    Args:
        name: tells it from the others.
        hub: returns a client of the hub as it is reached at the moment.
        thrown: decides what it does.
        took: set whenever the hub has acknowledged something.
        dishes: ids of the menu that its lines are of; without any, no line is on the menu.
    """

    def __init__(
        self,
        name: str,
        hub: Hub,
        thrown: random.Random,
        took: asyncio.Event,
        dishes: Sequence[str] = (),
    ) -> None:
        self.acknowledged: list[Acknowledged] = []
        self.effects: Counter[Effect] = Counter()
        self.retries = 0
        self._name = name
        self._hub = hub
        self._thrown = thrown
        self._took = took
        self._dishes = dishes
        self._orders: dict[str, dict[str, Any]] = {}

    async def work(self, stop: asyncio.Event) -> None:
        """Write one thing after the other; what is under way is answered before it stops."""
        while not stop.is_set():
            await self._do_something()

    async def _do_something(self) -> None:
        few, many = len(self._orders) < 3, len(self._orders) > 12
        if few or (not many and self._thrown.random() < 0.25):
            await self._place()
            return
        order = self._thrown.choice(list(self._orders.values()))
        if self._thrown.random() < 0.3:
            await self._bump(order)
        else:
            await self._move(order)

    async def _place(self) -> None:
        count = len(self.acknowledged)
        lines = [f"{self._name} {count}.{line}" for line in range(self._thrown.randint(1, 3))]
        items: list[dict[str, Any]] = [{"name": line, "quantity": 1} for line in lines]
        for item in items if self._dishes else ():
            item["menu_item_id"] = self._thrown.choice(self._dishes)
        body: dict[str, Any] = {"type": "dine_in", "table_number": self._name, "items": items}
        if self._thrown.random() < 0.5:
            body["id"] = self._new_id()
            for item in items:
                item["id"] = self._new_id()
        order = await self._acknowledged("POST", "/api/orders", body, 201)
        assert [item["name"] for item in order["items"]] == lines
        self._orders[order["id"]] = order
        self.effects.update(placed(order))

    async def _move(self, order: dict[str, Any]) -> None:
        open_lines = [item for item in order["items"] if item["status"] in _NEXT]
        line = self._thrown.choice(open_lines)
        to = _NEXT[line["status"]]
        path = f"/api/kitchen/items/{line['id']}/status"
        line |= await self._acknowledged("PATCH", path, {"status": to}, 200)
        assert line["status"] == to
        self.effects.update(moved([line["id"]], to))
        self._forget_served(order)

    async def _bump(self, order: dict[str, Any]) -> None:
        behind = min((item["status"] for item in order["items"]), key=_rank)
        to = self._thrown.choice(_BUMPS[_rank(behind) :])
        path = f"/api/kitchen/orders/{order['id']}/bump"
        effects = [
            effect
            for item in order["items"]
            for effect in moved([item["id"]], *_BUMPS[_rank(item["status"]) : _rank(to)])
        ]
        order |= await self._acknowledged("POST", path, {"status": to}, 200)
        self.effects.update(effects)
        self._forget_served(order)

    def _forget_served(self, order: dict[str, Any]) -> None:
        if all(item["status"] == "served" for item in order["items"]):
            del self._orders[order["id"]]

    async def _acknowledged(
        self, method: str, path: str, body: dict[str, Any], expected: int
    ) -> dict[str, Any]:
        write = Write(f"{self._name}-{len(self.acknowledged)}", method, path, body)
        while True:
            try:
                answer = await write.sent(self._hub())
            except (aiohttp.ClientError, OSError, TimeoutError):
                answer = None
            # A hub that is going down may still say so; anything else it says is its last word.
            if answer is not None and answer[0] != 503:
                break
            self.retries += 1
            await asyncio.sleep(_AGAIN_AFTER)
        assert answer[0] == expected, (write, answer)
        self.acknowledged.append(Acknowledged(write, answer))
        self._took.set()
        # A copy: what the device knows of its orders goes on, the answer stays as it was.
        data: dict[str, Any] = copy.deepcopy(answer[1]["data"])
        return data

    def _new_id(self) -> str:
        return str(UUID(int=self._thrown.getrandbits(128), version=4))


def _rank(status: str) -> int:
    return ("pending", *_BUMPS).index(status)
