"""The public Kitchen API that the hub must keep: every request and event of it, black box.

The client here knows what that API's documentation says, and nothing of the hub.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import product
from typing import Any

import pytest

from tests.support.process import Client, HubProcess
from tests.support.sockets import Socket, connected

pytestmark = pytest.mark.system

ACTIVE = ("pending", "confirmed", "preparing", "ready")
STEPS = {"pending": "preparing", "preparing": "ready", "ready": "served"}
STATUSES = ("pending", "preparing", "ready", "served")
ORDER_FIELDS = {
    "id", "order_number", "type", "status", "table_number", "session_id", "customer_name",
    "notes", "priority", "created_at", "updated_at", "version", "items",
}  # fmt: skip
ITEM_FIELDS = {
    "id", "menu_item_id", "name", "quantity", "status", "notes", "modifiers", "allergens",
    "station", "course", "created_at", "started_at", "ready_at", "served_at",
}  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("hub") / "data") as running:
        yield running
    assert "Traceback" not in running.log_text()


@pytest.fixture(scope="module")
def kitchen_token(hub: HubProcess) -> str:
    return hub.make_token("kitchen", "kitchen display")


@pytest.fixture
async def floor(hub: HubProcess) -> AsyncIterator[Client]:
    """The tablet on which orders are taken."""
    async with hub.client() as client:
        yield client


@pytest.fixture
async def kitchen(hub: HubProcess, kitchen_token: str) -> AsyncIterator[Client]:
    """The kitchen display."""
    async with hub.client(kitchen_token) as client:
        yield client


async def place(floor: Client, **fields: object) -> Any:  # noqa: ANN401 - JSON
    new = {
        "type": "dine_in",
        "tableNumber": "12",
        "customerName": "Ada",
        "items": [
            {"name": "Burger", "quantity": 2, "notes": "no onions", "modifiers": [{"name": "Bun"}]},
            {"name": "Fries", "quantity": 1},
        ],
    }
    status, body = await floor.post("/api/orders", json=new | fields)
    assert status == 201, body
    return body["data"]


async def set_status(client: Client, item: str, to: str) -> tuple[int, Any]:
    return await client.patch(f"/api/kitchen/items/{item}/status", json={"status": to})


async def bring_to(kitchen: Client, item: str, status: str) -> None:
    for step in STATUSES[1 : STATUSES.index(status) + 1]:
        code, body = await set_status(kitchen, item, step)
        assert code == 200, body


async def shown(kitchen: Client, query: str = "") -> dict[str, Any]:
    status, body = await kitchen.get(f"/api/kitchen/orders{query}")
    assert status == 200, body
    assert body["success"] is True
    return {order["id"]: order for order in body["data"]}


async def test_active_orders_are_shown_with_their_items(floor: Client, kitchen: Client) -> None:
    placed = await place(floor)
    order = (await shown(kitchen))[placed["id"]]
    assert set(order) >= ORDER_FIELDS
    assert all(set(item) >= ITEM_FIELDS for item in order["items"])
    assert order["order_number"].startswith("ORD-")
    assert (order["status"], order["type"], order["table_number"]) == ("pending", "dine_in", "12")
    burger, fries = order["items"]
    assert (burger["name"], burger["quantity"], burger["notes"]) == ("Burger", 2, "no onions")
    assert [each["name"] for each in burger["modifiers"]] == ["Bun"]
    assert (fries["name"], fries["status"]) == ("Fries", "pending")


async def test_each_status_can_be_asked_for_alone_and_all_together(
    floor: Client, kitchen: Client
) -> None:
    mine = {}
    for status in (*ACTIVE, "served", "cancelled"):
        order = await place(floor)
        mine[status] = order["id"]
        if status in {"confirmed", "cancelled"}:
            await floor.patch(f"/api/orders/{order['id']}/status", json={"status": status})
        elif status == "preparing":
            await bring_to(kitchen, order["items"][0]["id"], "preparing")
        else:
            for item in order["items"]:
                await bring_to(kitchen, item["id"], status)
    for status in ACTIVE:
        orders = await shown(kitchen, f"?status={status}")
        assert {order["status"] for order in orders.values()} == {status}
        assert orders.keys() & set(mine.values()) == {mine[status]}
    everything = await shown(kitchen)
    assert everything.keys() & set(mine.values()) == {mine[status] for status in ACTIVE}


async def test_orders_come_oldest_first(floor: Client, kitchen: Client) -> None:
    placed = [(await place(floor))["id"] for _ in range(3)]
    assert [each for each in await shown(kitchen) if each in placed] == placed


@pytest.mark.parametrize("status", ["served", "completed", "cancelled", "soup", ""])
async def test_no_other_status_can_be_asked_for(kitchen: Client, status: str) -> None:
    code, body = await kitchen.get(f"/api/kitchen/orders?status={status}")
    assert (code, body["success"], body["error"]["code"]) == (400, False, "BAD_REQUEST")


@pytest.mark.parametrize(("current", "requested"), list(product(STATUSES, STATUSES)))
async def test_an_item_moves_along_the_table_and_nowhere_else(
    floor: Client, kitchen: Client, current: str, requested: str
) -> None:
    order = await place(floor)
    item = order["items"][0]["id"]
    await bring_to(kitchen, item, current)
    code, body = await set_status(kitchen, item, requested)
    if STEPS.get(current) == requested:
        assert (code, body["success"]) == (200, True)
        assert set(body["data"]) >= ITEM_FIELDS
        assert (body["data"]["id"], body["data"]["status"]) == (item, requested)
    else:
        assert (code, body["success"]) == (400, False)
        assert body["error"]["code"] == "INVALID_TRANSITION"
        allowed = [STEPS[current]] if current in STEPS else []
        assert body["error"]["details"] == {
            "current": current,
            "requested": requested,
            "allowed": allowed,
        }
        _, after = await floor.get(f"/api/orders/{order['id']}")
        assert after["data"]["items"][0]["status"] == current


async def test_a_bearer_token_with_the_permission_is_needed(
    hub: HubProcess, floor: Client, kitchen: Client
) -> None:
    item = (await place(floor))["items"][0]["id"]
    for token, status, code in (
        ("", 401, "UNAUTHORIZED"),
        (hub.make_token("integration", "till"), 403, "FORBIDDEN"),
    ):
        answer, body = await floor.patch(
            f"/api/kitchen/items/{item}/status", json={"status": "preparing"}, token=token
        )
        assert (answer, body["error"]["code"]) == (status, code)
    waiter = hub.make_token("waiter", "waiter")
    await bring_to(kitchen, item, "ready")
    async with hub.client(waiter) as client:
        assert (await set_status(client, item, "served"))[0] == 200


async def until_quiet(socket: Socket, last: str) -> list[dict[str, Any]]:
    """Hear events until an ``order:updated`` says that the order has a status."""
    heard: list[dict[str, Any]] = []
    while not heard or heard[-1]["payload"].get("status") != last:
        heard.append(await socket.hear())
    return heard


async def test_a_kitchen_display_hears_every_event_of_an_order_without_asking(
    hub: HubProcess, kitchen_token: str, floor: Client, kitchen: Client
) -> None:
    async with connected(hub.port) as socket:
        await socket.say("auth", token=kitchen_token)
        hello = await socket.hear()
        assert hello["type"] == "auth:success"
        room = f"branch:{hello['branchId']}:kitchen"
        order = await place(floor)
        burger, fries = order["items"]
        for item in (burger, fries):
            await bring_to(kitchen, item["id"], "served")
        heard = await until_quiet(socket, "served")
    assert {event["room"] for event in heard} == {room}
    assert {event["payload"]["orderId"] for event in heard} == {order["id"]}
    assert {event["payload"]["orderNumber"] for event in heard} == {order["order_number"]}
    new = heard[0]
    assert new["type"] == "order:new"
    assert (new["payload"]["tableNumber"], new["payload"]["status"]) == ("12", "pending")
    assert [item["name"] for item in new["payload"]["items"]] == ["Burger", "Fries"]
    assert set(new["payload"]["items"][0]) >= {"id", "name", "quantity", "status", "notes"}
    items = [
        (event["payload"]["item"]["id"], event["payload"]["item"]["status"])
        for event in heard
        if event["type"] == "order:item_status"
    ]
    assert items == list(product([burger["id"], fries["id"]], STATUSES[1:]))
    orders = [event["payload"]["status"] for event in heard if event["type"] == "order:updated"]
    assert orders[0] == "preparing"
    assert orders[-1] == "served"
    assert {event["type"] for event in heard} == {
        "order:new",
        "order:updated",
        "order:item_status",
    }


async def test_the_branchs_staff_and_the_tables_guests_hear_it_too(
    hub: HubProcess, floor: Client, kitchen: Client
) -> None:
    _, opened = await floor.post("/api/sessions", json={"table_number": "12"})
    session = opened["data"]["session"]["id"]
    async with (
        connected(hub.port, hub.token) as staff,
        connected(hub.port, opened["data"]["token"]) as guests,
    ):
        branch = (await staff.hear())["branchId"]
        await guests.hear()
        await place(floor)
        order = await place(floor, tableSessionId=session)
        await bring_to(kitchen, order["items"][0]["id"], "preparing")
        by_staff, by_guests = await asyncio.gather(
            until_quiet(staff, "preparing"), until_quiet(guests, "preparing")
        )
    assert {event["room"] for event in by_staff} == {f"branch:{branch}"}
    assert {event["room"] for event in by_guests} == {f"session:{session}"}
    assert [event["type"] for event in by_guests] == [
        "order:new",
        "order:item_status",
        "order:updated",
    ]
    assert by_guests[0]["payload"]["tableSessionId"] == session
    assert [event["seq"] for event in by_staff[1:]] == [event["seq"] for event in by_guests]
    assert len({event["payload"]["orderId"] for event in by_staff}) == 2


async def test_polling_shows_what_the_events_told(
    hub: HubProcess, kitchen_token: str, floor: Client, kitchen: Client
) -> None:
    async with connected(hub.port, kitchen_token) as socket:
        await socket.hear()
        order = await place(floor)
        await bring_to(kitchen, order["items"][0]["id"], "preparing")
        told = (await until_quiet(socket, "preparing"))[-1]["payload"]["order"]
    assert (await shown(kitchen))[order["id"]] == told
