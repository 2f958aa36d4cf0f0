"""A screen of version 0.1.0 follows a hub of today: it misses nothing, and finds nothing wrong."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from hub.wire.events import EventType
from tests.support.live import eventually
from tests.support.older_screen import complaints, older_screen
from tests.support.process import Client, HubProcess
from tests.support.released import unpack_0_1_0
from tests.support.wire import DEADLINE

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]


class Manager:
    """Whoever is behind all that happens at a hub, by a client with the manager's token."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """Ask one thing, which has to succeed; returns its data."""
        status, said = await self._client.ask(method, path, json=body, **more)
        assert status in {200, 201}, said
        return said["data"]

    async def serve_guests(self) -> None:
        """Do all that can be done to orders."""
        soup, cake = {"name": "Soup", "quantity": 1, "course": 1}, {"name": "Cake", "quantity": 2}
        new = {"type": "dine_in", "table_number": "7", "items": [soup, cake | {"notes": "a\nb"}]}
        await self.ask("POST", "/api/orders", new | {"due_at": "2099-01-01T18:30:00Z"})
        orders = [await self.ask("POST", "/api/orders", new) for _ in range(8)]
        for order, status in zip(orders, ("preparing", "ready", "served"), strict=False):
            await self.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": status})
        for order in orders[1:3]:
            await self.ask("POST", f"/api/kitchen/orders/{order['id']}/recall", {})
        *_, edited, gone, last = orders
        item = last["items"][0]["id"]
        await self.ask("POST", f"/api/orders/{edited['id']}/items", {"items": [soup]})
        await self.ask("PATCH", f"/api/orders/{edited['id']}", {"priority": "rush"})
        line = f"/api/orders/{edited['id']}/items/{edited['items'][1]['id']}"
        for fewer in ({"quantity": 1, "seat": 2}, {"quantity": 0}):
            await self.ask("PATCH", line, fewer)
        await self.ask("POST", f"/api/orders/{edited['id']}/ack", {"what": "edit"})
        await self.ask("PATCH", f"/api/orders/{gone['id']}/status", {"status": "cancelled"})
        for status in ("preparing", "ready"):
            await self.ask("PATCH", f"/api/kitchen/items/{item}/status", {"status": status})
        await self.ask("POST", f"/api/kitchen/items/{item}/recall")
        why = {"reason": "no more of it"}
        path = f"/api/kitchen/orders/{last['id']}/items/{last['items'][1]['id']}/cancel"
        await self.ask("POST", path, why)

    async def serve_a_dinner(self, stations: tuple[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Serve courses, a combo, a line of two stations and a fee; returns the order."""
        grill, fryer = stations
        both = {"stations": stations}
        soup, fish = {"name": "Soup", "quantity": 1}, {"name": "Fish", "quantity": 1, **both}
        parts = [{"name": "Burger", **both}, {"name": "Fries", "stations": [fryer]}]
        combo = {"name": "Burger menu", "quantity": 2, "held": True, "course": 2, "parts": parts}
        fee = {"name": "Delivery", "quantity": 1, "stations": ["none"]}
        new = {"type": "dine_in", "items": [soup, fish, combo, fee]}
        order = await self.ask("POST", "/api/orders", new)
        held = await self.ask("POST", "/api/orders", {"type": "dine_in", "items": [combo]})
        one, all_held = f"/api/orders/{order['id']}", f"/api/orders/{held['id']}"
        await self.ask("POST", f"{one}/fire", {"course": 2})
        await self.ask("POST", f"{one}/hold", {"course": 2})
        await self.ask("POST", f"{all_held}/fire")
        bump = {"status": "ready", "station": grill}
        await self.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", bump)
        return order

    async def change_the_menu(self) -> None:
        """Put a menu in place, edit it, and sell a dish out."""
        menu = json.loads((ROOT / "scripts" / "sample-menu.json").read_text("utf-8"))
        await self.ask("POST", "/api/menu/import", menu)
        dish = f"/api/menu/items/{menu['items'][0]['id']}"
        await self.ask("PATCH", dish, {"target_minutes": 7})
        for available in (False, True):
            await self.ask("POST", f"{dish}/availability", {"available": available})
        await self.ask("POST", f"{dish}/availability", {"available": True, "left": 12})
        await self.ask("PUT", "/api/tables", {"tables": [{"name": "7"}]})
        await self.ask("POST", "/api/menu/stations", {"id": "oven", "name": "Oven"})
        await self.ask("DELETE", "/api/menu/stations/oven")

    async def let_devices_in(self) -> None:
        """Pair a device by a code, revoke it, and have guests and people come and go."""
        opened = await self.ask("POST", "/api/auth/pairing-codes", {"role": "waiter"})
        body = {"code": opened["code"], "device_name": "tablet"}
        paired = await self.ask("POST", "/api/auth/pair", body, token="")
        session = await self.ask("POST", "/api/sessions", {"table_number": "12"})
        await self.ask("POST", f"/api/sessions/{session['session']['id']}/link")
        await self.ask("DELETE", f"/api/sessions/{session['session']['id']}")
        await self.ask("PATCH", f"/api/devices/{paired['device']['id']}", {"name": "bar"})
        await self.set_screens()
        await self.ask("DELETE", f"/api/devices/{paired['device']['id']}")
        person = await self.ask("POST", "/api/people", {"name": "Sam", "role": "waiter"})
        await self.ask("PATCH", f"/api/people/{person['id']}", {"role": "cashier"})
        await self.ask("DELETE", f"/api/people/{person['id']}")

    async def set_screens(self) -> None:
        """Set all kitchen devices otherwise than they were."""
        for each in await self.ask("GET", "/api/devices"):
            if each["role"] == "kitchen":
                values = {"board.text": "large"}
                await self.ask("PUT", f"/api/screens/{each['id']}/settings", {"values": values})

    async def events(self) -> set[str]:
        """Say which kinds of event the log holds."""
        return {each["type"] for each in await self.ask("GET", "/api/events?limit=500")}


async def test_a_screen_of_0_1_0_ends_equal_to_the_hub_with_nothing_missed(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    settings, port = tmp_path / "hub.toml", str(unused_tcp_port)
    settings.write_text('[hub]\nname = "Corner Bistro"\n', "utf-8")
    token = tmp_path / "screen.token"
    with HubProcess(tmp_path / "data", "--config", settings, "--port", port) as hub:
        token.write_text(hub.make_token("kitchen", "grill"), "utf-8")
        async with older_screen(tmp_path, "--hub", hub.url, "--token-file", token) as screen:
            async with hub.client() as client:
                manager = Manager(client)
                await screen.ends_equal(client)
                for _ in range(2):
                    await manager.change_the_menu()
                    await manager.let_devices_in()
                    await manager.serve_guests()
                await manager.serve_a_dinner(("grill", "bar"))
                once = await screen.ends_equal(client)

            settings.write_text('[hub]\nname = "Grand Bistro"\n', "utf-8")
            hub.tell(signal.SIGHUP)
            hub.wait_for_line("ready at ")
            async with hub.client() as client:
                manager = Manager(client)
                await manager.serve_guests()
                again = await screen.ends_equal(client)
                happened = await manager.events()

    assert happened == set(EventType) - {EventType.KITCHEN_ALERT, EventType.HOST_ASKED}
    assert once["snapshots"] == 1
    assert (again["gaps"], again["told"], again["wrong"]) == (0, [], [])
    assert complaints(tmp_path) == []


@pytest.mark.parametrize("late", [False, True], ids=["by events", "by a snapshot"])
@pytest.mark.parametrize(
    ("station", "expected"),
    [
        ("fryer", [("Fish", "pending"), ("Burger", "pending"), ("Fries", "pending")]),
        ("grill", [("Fish", "ready"), ("Burger", "pending")]),
    ],
)
async def test_a_station_of_0_1_0_sees_its_own_step_and_nothing_that_is_held(
    tmp_path: Path, station: str, expected: list[tuple[str, str]], *, late: bool
) -> None:
    token = tmp_path / "screen.token"
    with HubProcess(tmp_path / "data") as hub:
        async with hub.client() as client:
            for each in ("fryer", "grill"):
                await Manager(client).ask("POST", "/api/menu/stations", {"id": each, "name": each})
        token.write_text(hub.make_token("kitchen", station), "utf-8")
        words = ("--hub", hub.url, "--token-file", token, "--station", station)
        async with hub.client() as client:
            manager, places = Manager(client), ("grill", "fryer")
            order = await manager.serve_a_dinner(places) if late else {}
            async with older_screen(tmp_path, *words) as screen:
                await screen.has_painted(client)
                order = order or await manager.serve_a_dinner(places)
                known = await screen.has_painted(client)
                async with asyncio.timeout(DEADLINE):
                    # What is its own it is told right after everything.
                    while lines_at(station, known) != expected:
                        known = await screen.knows()

    [dinner] = [each for each in known["orders"] if each["id"] == order["id"]]
    assert [item["name"] for item in dinner["items"]] == ["Soup", "Fish", "Delivery"]
    assert (known["gaps"], known["told"], known["wrong"]) == (0, [], [])
    assert complaints(tmp_path) == []


def lines_at(station: str, known: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (item["name"], item["status"])
        for each in known["orders"]
        for item in each["items"]
        if item["station"] == station
    ]


async def test_a_screen_that_is_paired_goes_on_when_its_hub_is_of_today(tmp_path: Path) -> None:
    owner = unpack_0_1_0(tmp_path)
    with HubProcess(owner.hub, "--config", owner.etc / "hub.toml", lan=True) as hub:
        url = f"https://127.0.0.1:{hub.lan_port}"
        async with older_screen(tmp_path, "--hub", url) as screen, hub.client() as client:
            await Manager(client).serve_guests()
            await eventually(lambda: (owner.screen / "presses.jsonl").stat().st_size == 0)
            known = await screen.ends_equal(client)
            _, devices = await client.get("/api/devices")

    assert len(devices["data"]) == len(owner.shown["answers"]["/api/devices"]["data"])
    assert (known["told"], known["wrong"]) == ([], [])
    assert complaints(tmp_path) == []
