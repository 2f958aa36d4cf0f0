"""The Python client for integrators, against a running hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from docs.integrator.examples.clients import galley
from hub.domain.permissions import Role
from tests.support.live import Live, alive
from tests.support.wire import DEADLINE

CLIENTS = Path(galley.__file__).parent
SOUP = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}


class Cable:
    """Goes between a client and the hub, and can be pulled out.

    Attributes:
        port: where the client finds it.
        loses: how many answers are still to be lost on the way back.
    """

    def __init__(self, hub: int) -> None:
        self._hub = hub
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.loses = 0

    async def carry(self, near: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        far, hub = await asyncio.open_connection("127.0.0.1", self._hub)
        self._ends |= {client, hub}
        there = asyncio.create_task(self._pass(near, hub))
        try:
            while data := await far.read(65536):
                if self.loses:
                    self.loses -= 1
                    break
                client.write(data)
        except ConnectionError:
            pass
        finally:
            there.cancel()
            client.close()
            hub.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)

    def pull_out(self) -> None:
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()


@asynccontextmanager
async def cabled(live: Live) -> AsyncIterator[Cable]:
    cable = Cable(live.port)
    async with await asyncio.start_server(cable.carry, "127.0.0.1", 0) as server:
        cable.port = server.sockets[0].getsockname()[1]
        yield cable
        cable.pull_out()


@asynccontextmanager
async def watching(live: Live, port: int | None = None) -> AsyncIterator[galley.Galley]:
    url = f"http://127.0.0.1:{port or live.port}"
    async with galley.Galley(url, live.token(Role.INTEGRATION)) as client:
        yield client


async def next_board(boards: AsyncIterator[dict[str, Any]]) -> dict[str, Any]:
    async with asyncio.timeout(DEADLINE):
        return await anext(boards)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path) as hub:
        yield hub


async def test_its_board_is_the_hubs_after_each_change(live: Live) -> None:
    early = await live.place("Soup")
    async with watching(live) as client:
        boards = client.watch()
        assert list(await next_board(boards)) == [early["id"]]

        order = await client.place(SOUP)
        assert list(await next_board(boards)) == [early["id"], order["id"]]
        await live.move(order["items"][0]["id"], "preparing")
        await next_board(boards)
        board = await next_board(boards)
        statuses = (board[order["id"]]["status"], board[order["id"]]["items"][0]["status"])
        assert statuses == ("preparing", "preparing")

        await client.ask("PATCH", f"/api/orders/{early['id']}/status", {"status": "cancelled"})
        while early["id"] in (board := await next_board(boards)):
            pass
        shown = (await live.ask("GET", "/api/kitchen/orders")).data
        assert list(board.values()) == shown


async def test_it_comes_back_when_the_line_was_cut_and_has_what_it_missed(live: Live) -> None:
    async with cabled(live) as cable, watching(live, cable.port) as client:
        boards = client.watch()
        assert await next_board(boards) == {}
        cable.pull_out()
        missed = await live.place("Soup")
        assert list(await next_board(boards)) == [missed["id"]]


async def test_an_order_whose_answer_was_lost_is_placed_once(live: Live) -> None:
    async with cabled(live) as cable, watching(live, cable.port) as client:
        cable.loses = 1
        placed = await client.place(SOUP)
        assert cable.loses == 0
    [order] = (await live.ask("GET", "/api/orders")).data
    assert order["id"] == placed["id"]


async def test_a_change_whose_answer_was_lost_is_made_once(live: Live) -> None:
    order = await live.place("Soup")
    async with cabled(live) as cable, watching(live, cable.port) as client:
        cable.loses = 1
        await client.ask("POST", f"/api/orders/{order['id']}/items", {"items": SOUP["items"]})
    [order] = (await live.ask("GET", "/api/orders")).data
    assert len(order["items"]) == 2


async def test_it_says_why_the_hub_refuses(live: Live) -> None:
    async with watching(live) as client:
        with pytest.raises(galley.GalleyError, match="items") as refused:
            await client.place({**SOUP, "items": 7})
    assert refused.value.code == "BAD_REQUEST"


async def test_it_does_not_come_back_with_a_token_that_is_not_good(live: Live) -> None:
    url = f"http://127.0.0.1:{live.port}"
    async with galley.Galley(url, "gly_" + "x" * 43) as client:
        with pytest.raises(galley.GalleyError) as refused:
            await next_board(client.watch())
    assert refused.value.status == 401


async def test_it_ends_when_its_token_is_revoked(live: Live) -> None:
    async with watching(live) as client:
        boards = client.watch()
        await next_board(boards)
        await live.revoke(live.device(Role.INTEGRATION))
        with pytest.raises(galley.GalleyError):
            [await next_board(boards) for _ in range(9)]


@pytest.mark.parametrize("name", ["galley.py", "galley.js"])
def test_a_client_is_short(name: str) -> None:
    assert len((CLIENTS / name).read_text("utf-8").splitlines()) <= 150
