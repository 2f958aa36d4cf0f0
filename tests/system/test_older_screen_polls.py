"""A screen of version 0.1.0 without a socket polls, and does not say which station it is at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.older_screen import OlderScreen, older_screen
from tests.support.process import Client, HubProcess

pytestmark = pytest.mark.system

FISH = {"name": "Fish", "quantity": 1, "stations": ["grill", "fryer"]}
FRIES = {"name": "Fries", "quantity": 1, "stations": ["fryer"]}


class Gateway:
    """Between the screens and their hub; it can refuse to carry sockets.

    Attributes:
        port: where screens find it.
        sockets: whether it carries them.
    """

    def __init__(self, hub: HubProcess, *, sockets: bool) -> None:
        self._hub = hub
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.sockets = sockets

    async def carry(self, near: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        far, hub = await asyncio.open_connection("127.0.0.1", self._hub.port)
        self._ends |= {client, hub}
        there = asyncio.create_task(self._ask(near, hub, client))
        try:
            while data := await far.read(65536):
                client.write(data)
        except ConnectionError:
            pass
        finally:
            there.cancel()
            client.close()
            hub.close()

    async def _ask(
        self, near: asyncio.StreamReader, hub: asyncio.StreamWriter, client: asyncio.StreamWriter
    ) -> None:
        while data := await near.read(65536):
            if data.startswith(b"GET /ws ") and not self.sockets:
                client.close()
                hub.close()
                return
            hub.write(data)

    def refuse_sockets(self) -> None:
        self.sockets = False
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()


class House:
    """A hub of today, and a screen of version 0.1.0 at each of three stations."""

    def __init__(self, hub: HubProcess, gateway: Gateway, client: Client) -> None:
        self._hub = hub
        self._client = client
        self.gateway = gateway
        self.screens: dict[str, OlderScreen] = {}

    async def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        status, said = await self._client.ask(method, path, json=body)
        assert status in {200, 201}, said
        return said["data"]

    async def shows(self, **expected: list[list[str]] | None) -> None:
        """Wait until each station's screen shows that ticket only; None where it shows none."""
        for station, ticket in expected.items():
            tickets = [] if ticket is None else [ticket]
            await self.screens[station].knows_that("tickets", tickets)

    async def linked(self, how: str) -> None:
        for screen in self.screens.values():
            await screen.knows_that("link", how)

    async def steps(self, order_id: str) -> dict[str, str]:
        order = await self.ask("GET", f"/api/orders/{order_id}")
        return {step["station"]: step["status"] for step in order["items"][0]["at"]}


@asynccontextmanager
async def house(folder: Path, *, sockets: bool) -> AsyncIterator[House]:
    with HubProcess(folder / "data") as hub:
        gateway = Gateway(hub, sockets=sockets)
        async with AsyncExitStack() as stack:
            server = await asyncio.start_server(gateway.carry, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            stack.callback(gateway.refuse_sockets)
            gateway.port = server.sockets[0].getsockname()[1]
            at = House(hub, gateway, await stack.enter_async_context(hub.client()))
            for station in ("grill", "fryer", "cold"):
                new = {"id": station, "name": station}
                await at.ask("POST", "/api/menu/stations", new)
                own = folder / station
                own.mkdir()
                token = own / "token"
                token.write_text(hub.make_token("kitchen", station), "utf-8")
                words = ("--hub", f"http://127.0.0.1:{gateway.port}", "--token-file", token)
                screen = older_screen(own, *words, "--station", station, poll_every=0.1)
                at.screens[station] = await stack.enter_async_context(screen)
            yield at


async def test_a_screen_that_had_a_socket_is_shown_its_own_step_of_a_line(tmp_path: Path) -> None:
    async with house(tmp_path, sockets=True) as at:
        await at.linked("live")
        at.gateway.refuse_sockets()
        await at.linked("polling")
        await at.ask("POST", "/api/orders", {"type": "dine_in", "items": [FISH]})

        await at.shows(grill=[["Fish", "pending"]], fryer=[["Fish", "pending"]], cold=None)
        await at.screens["grill"].press("bump")
        await at.shows(grill=[["Fish", "preparing"]], fryer=[["Fish", "pending"]], cold=None)
        await at.screens["grill"].press("bump")
        await at.shows(grill=None, fryer=[["Fish", "pending"]])


async def test_a_screen_that_never_had_one_shows_what_several_stations_make_all_the_same(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, sockets=False) as at:
        new = {"type": "dine_in", "items": [FISH, FRIES]}
        order = await at.ask("POST", "/api/orders", new)

        both = [["Fish", "pending"], ["Fries", "pending"]]
        await at.shows(grill=[["Fish", "pending"]], fryer=both)
        await at.screens["grill"].press("bump")
        begun = [["Fish", "preparing"], ["Fries", "pending"]]
        await at.shows(grill=[["Fish", "preparing"]], fryer=begun)
        assert await at.steps(order["id"]) == {"grill": "preparing", "fryer": "pending"}
        await at.linked("polling")
