"""Real orders go in through the API, two people cook them, and the event log tells all of it."""

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType

from tests.support.audit import CLEAN, audit, moved, placed, read_log, read_orders, replayed
from tests.support.effort import tries
from tests.support.process import Client, HubProcess
from tests.support.real_orders import Orders, choices, made_up, parsed, real_orders, written

pytestmark = pytest.mark.system

_ORDERS = tries(300, 1200)
_STEPS = ("preparing", "ready", "served")
_NEXT = {"pending": "preparing", "preparing": "ready", "ready": "served"}

_STATIONS = {"grill": "Bowl", "cold": "Salad", "fry": "Chips", "bar": "So"}


class TestTheFile:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("NULL", ()),
            ("[Apple]", ("Apple",)),
            ("[Salsa (Hot), [Rice, Sour Cream]]", ("Salsa (Hot)", "Rice", "Sour Cream")),
            ("[[Red, Green], [Rice]]", ("Red", "Green", "Rice")),
            (" [ Red ,[Rice,  Beans ] ] ", ("Red", "Rice", "Beans")),
            ("[Red, Red]", ("Red", "Red")),
            ("[Red, []]", ("Red",)),
        ],
    )
    def test_nested_choices_become_one_list(self, text: str, names: tuple[str, ...]) -> None:
        assert choices(text) == names

    @pytest.mark.parametrize("text", ["[Red", "Red]", "[Red]]", "[[Red]"])
    def test_brackets_that_do_not_match_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="bracket"):
            choices(text)

    def test_the_stand_in_holds_what_was_made_up(self) -> None:
        orders = made_up(200, random.Random(1))
        assert parsed(written(orders, random.Random(2))) == orders


@pytest.mark.timeout(300)
async def test_every_real_order_is_cooked_once_and_the_log_tells_the_whole_story(
    tmp_path: Path,
) -> None:
    orders = dict(itertools.islice(real_orders().items(), _ORDERS))
    menu = tmp_path / "menu.json"
    menu.write_text(json.dumps(menu_of(orders)))
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu) as hub:
        async with hub.client() as client:
            kitchen = Kitchen(client)
            ids = await kitchen.cooked_while(taken(client, orders))
            log, final = await read_log(client), await read_orders(client)
    assert {ids[order]: lines for order, lines in orders.items()} == {
        order_id: lines_of(order) for order_id, order in final.items()
    }
    assert {order["status"] for order in final.values()} == {"served"}
    promised = Counter(
        effect
        for order in final.values()
        for effect in (
            *placed(order),
            *moved((item["id"] for item in order["items"]), *_STEPS),
        )
    )
    assert audit(promised, log) == CLEAN
    assert replayed(log) == final
    assert kitchen.by_socket > len(orders)
    assert kitchen.by_polling > 0
    assert "Traceback" not in hub.log_text()


def menu_of(orders: Orders) -> dict[str, Any]:
    """Put the dishes on a menu, most of them with a station: the rest is made at every one."""
    names = sorted({line.name for lines in orders.values() for line in lines})
    items = [
        {"name": name, "station": next(at for at, part in _STATIONS.items() if part in name)}
        for name in names
        if any(part in name for part in _STATIONS.values())
    ]
    return {"stations": [{"id": name, "name": name} for name in _STATIONS], "items": items}


def lines_of(order: dict[str, Any]) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    return tuple(
        (item["quantity"], item["name"], tuple(each["name"] for each in item["modifiers"]))
        for item in order["items"]
    )


async def taken(client: Client, orders: Orders) -> dict[str, str]:
    """Place the orders, eight at a time; returns the hub's id of each."""
    ids: dict[str, str] = {}
    waiting = iter(orders.items())

    async def waiter() -> None:
        for name, lines in waiting:
            items = [
                {
                    "name": line.name,
                    "quantity": line.quantity,
                    "modifiers": [{"name": each} for each in line.modifiers],
                }
                for line in lines
            ]
            body = {"type": "takeout", "customer_name": f"guest {name}", "items": items}
            key = {"Idempotency-Key": f"order-{name}"}
            status, answer = await client.post("/api/orders", json=body, headers=key)
            assert status == 201, answer
            ids[name] = answer["data"]["id"]

    await asyncio.gather(*(waiter() for _ in range(8)))
    return ids


class Kitchen:
    """Two cooks who do not talk to each other, and reach for the same lines.

    One hears of each line over a WebSocket and moves it a step; the other looks at the board now
    and then, and bumps the youngest orders.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lines: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._all_came = False
        self.by_socket = 0
        self.by_polling = 0

    async def cooked_while(self, coming: Awaitable[dict[str, str]]) -> dict[str, str]:
        """Cook what comes until no more does and the board is empty; returns what came of it."""
        cooks = [self._cook_by_socket(), *(self._move() for _ in range(16))]
        async with asyncio.TaskGroup() as group:
            working = [group.create_task(cook) for cook in cooks]
            polling = group.create_task(self._cook_by_polling())
            came = await coming
            self._all_came = True
            await polling
            for task in working:
                task.cancel()
        return came

    async def _cook_by_socket(self) -> None:
        while True:
            await self._listen()

    async def _listen(self) -> None:
        """Listen until the hub closes the line on somebody too slow."""
        url, token = f"{self._client.url}/ws", f"Bearer {self._client.token}"
        async with self._client.session.ws_connect(
            url, headers={"Authorization": token}, max_msg_size=0
        ) as socket:
            branch = (await socket.receive_json())["branchId"]
            room = f"branch:{branch}:kitchen"
            await socket.send_json({"type": "join", "room": room, "snapshot": True})
            while (message := await socket.receive()).type is WSMsgType.TEXT:
                self._hear(json.loads(message.data))

    def _hear(self, said: dict[str, Any]) -> None:
        payload = said.get("payload", {})
        if said["type"] == "order:item_status":
            seen = [payload["item"]]
        elif said["type"] == "joined":
            seen = [item for order in said["orders"] for item in order["items"]]
        else:
            seen = payload["order"]["items"] if said["type"] == "order:new" else []
        for item in seen:
            if item["status"] in _NEXT:
                self._lines.put_nowait((item["id"], _NEXT[item["status"]]))

    async def _move(self) -> None:
        while True:
            line, to = await self._lines.get()
            path = f"/api/kitchen/items/{line}/status"
            if await self._accepted("PATCH", path, {"status": to}):
                self.by_socket += 1

    async def _cook_by_polling(self) -> None:
        while True:
            nothing_more = self._all_came
            _, board = await self._client.get("/api/kitchen/orders")
            if nothing_more and not board["data"]:
                return
            for order in board["data"][-4:]:
                path = f"/api/kitchen/orders/{order['id']}/bump"
                for status in _STEPS:
                    if await self._accepted("POST", path, {"status": status}):
                        self.by_polling += 1
            await asyncio.sleep(0.01)

    async def _accepted(self, method: str, path: str, body: object) -> bool:
        status, answer = await self._client.ask(method, path, json=body)
        if status == 200:
            return True
        # The other one was quicker.
        assert answer["error"]["code"] == "INVALID_TRANSITION", answer
        return False
