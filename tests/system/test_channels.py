"""Channels of a hub in a process of its own: joining in the rush, and what its signals tell."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import Client, HubProcess
from tests.support.replica import Replica
from tests.support.sockets import Socket, connected, joined

pytestmark = pytest.mark.system

ROOM = "branch:main:kitchen"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data") as running:
        yield running
    assert "Traceback" not in running.log_text()


async def cook(client: Client, orders: int) -> None:
    """Take orders and cook each line of them to the pass."""
    for _ in range(orders):
        new = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}] * 2}
        _, body = await client.post("/api/orders", json=new)
        for item in body["data"]["items"]:
            for status in ("preparing", "ready", "served"):
                target = f"/api/kitchen/items/{item['id']}/status"
                code, _ = await client.patch(target, json={"status": status})
                assert code == 200


async def follow(socket: Socket, replica: Replica, to: int) -> None:
    while replica.seq < to:
        replica.apply(await socket.hear())


async def test_whoever_joins_in_the_rush_hears_exactly_what_the_snapshot_lacks(
    hub: HubProcess,
) -> None:
    async with hub.client() as client:
        writing = asyncio.gather(*(cook(client, 15) for _ in range(4)))
        joins = heard = 0
        while not writing.done():
            # Its home room tells it events from the start: only those behind the snapshot count.
            async with joined(hub.port, hub.token) as socket:
                await socket.say("join", room=ROOM, snapshot=True)
                snapshot = (await socket.hear_until("joined"))[-1]
                replica = Replica(snapshot["orders"], snapshot["seq"])
                await socket.say("join", room=ROOM, snapshot=True)
                while (message := await socket.hear())["type"] != "joined":
                    replica.apply(message)
                # What was heard up to the second snapshot is what that snapshot shows.
                assert message["seq"] == replica.seq
                assert message["orders"] == replica.orders
                joins += 1
                heard += message["seq"] - snapshot["seq"]
        await writing
        assert joins > 20
        assert heard > 20


async def test_a_replica_that_stays_ends_as_a_fresh_snapshot(hub: HubProcess) -> None:
    async with hub.client() as client, joined(hub.port, hub.token) as socket:
        await socket.say("join", room=ROOM, snapshot=True)
        snapshot = (await socket.hear_until("joined"))[-1]
        replica = Replica(snapshot["orders"], snapshot["seq"])
        writing = asyncio.gather(*(cook(client, 5) for _ in range(4)))
        while not writing.done():
            await socket.say("ping")
            while (message := await socket.hear())["type"] != "pong":
                replica.apply(message)
        await writing
        _, shown = await client.get("/api/kitchen/orders")
        await follow(socket, replica, shown["seq"])
        assert replica.orders == shown["data"]


@pytest.mark.parametrize(("which", "code"), [(signal.SIGTERM, 1001), (signal.SIGINT, 1001)])
async def test_a_hub_that_is_stopped_says_that_it_goes_away(
    hub: HubProcess, which: signal.Signals, code: int
) -> None:
    async with joined(hub.port, hub.token) as known, connected(hub.port) as stranger:
        hub.tell(which)
        assert set(await asyncio.gather(known.close_code(), stranger.close_code())) == {code}
    assert await asyncio.to_thread(hub.wait) == 0


async def test_a_hub_that_starts_anew_says_so_and_is_back_with_all_it_knew(
    hub: HubProcess,
) -> None:
    async with hub.client() as client, joined(hub.port, hub.token) as socket:
        await cook(client, 1)
        _, before = await client.get("/api/orders")
        hub.tell(signal.SIGHUP)
        assert await socket.close_code() == 1012
    line = await asyncio.to_thread(hub.wait_for_line, "ready at ")
    async with Client(line.split("ready at ")[1].strip(), hub.token) as client:
        _, after = await client.get("/api/orders")
    assert after["data"] == before["data"]
