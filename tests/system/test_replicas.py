"""Fifty screens that are cut off again and again while orders come and go: all see the same."""

import asyncio
import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import WSMsgType

from tests.support.process import Client, HubProcess
from tests.support.replica import Replica
from tests.support.writers import Writer

pytestmark = pytest.mark.system

SCREENS = 50
WRITERS = 4
CUTS_EACH = 3
_AWAY_AT_MOST = 0.3
_SETTLED_WITHIN = 30.0

STATIONS = ("grill", "fry", None)
DISHES = {f"00000000-0000-4000-8000-00000000000{at}": at for at in range(len(STATIONS))}

_decode = msgspec.json.Decoder().decode


@pytest.mark.parametrize("seed", [20_260_112])
async def test_every_screen_ends_equal_to_a_fresh_snapshot_however_often_it_was_cut_off(
    tmp_path: Path, seed: int
) -> None:
    thrown = random.Random(seed)
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu_file(tmp_path)) as hub:
        async with hub.client() as client:
            token = hub.make_token("kitchen", "screen")
            screens = [
                Screen(client, token, STATIONS[number % len(STATIONS)], thrown)
                for number in range(SCREENS)
            ]
            async with asyncio.TaskGroup() as group:
                watching = [group.create_task(screen.watch()) for screen in screens]
                await written_while_cut(client, screens, thrown)
                fresh = {station: await a_fresh_screen(client, station) for station in STATIONS}
                last = next(iter(fresh.values())).seq
                async with asyncio.timeout(_SETTLED_WITHIN):
                    for screen in screens:
                        await screen.has_seen(last)
                for task in watching:
                    task.cancel()
        assert "Traceback" not in hub.log_text()
    for screen in screens:
        assert screen.orders == fresh[screen.station].orders
        assert screen.applied > 0
    assert sum(screen.joins for screen in screens) > SCREENS * CUTS_EACH / 2
    assert len({json.dumps(replica.orders) for replica in fresh.values()}) == len(STATIONS)


def menu_file(folder: Path) -> Path:
    """Write a menu with a dish for each station, and one for all of them."""
    stations = [{"id": name, "name": name} for name in STATIONS if name is not None]
    items = [{"id": dish, "name": dish, "station": STATIONS[at]} for dish, at in DISHES.items()]
    file = folder / "menu.json"
    file.write_text(json.dumps({"stations": stations, "items": items}))
    return file


async def written_while_cut(client: Client, screens: list["Screen"], thrown: random.Random) -> None:
    """Let devices write until every screen was cut off so often, each time at a random moment."""
    stop = asyncio.Event()
    writers = [
        Writer(
            f"device-{number}",
            lambda: client,
            random.Random(thrown.random()),
            asyncio.Event(),
            tuple(DISHES),
        )
        for number in range(WRITERS)
    ]
    turns = screens * CUTS_EACH
    thrown.shuffle(turns)
    async with asyncio.TaskGroup() as group:
        for writer in writers:
            group.create_task(writer.work(stop))
        for screen in turns:
            await screen.cut()
            await asyncio.sleep(thrown.uniform(0, 0.04))
        stop.set()
    assert all(len(writer.acknowledged) > CUTS_EACH for writer in writers)


class Screen:
    """A kitchen screen: a replica behind a socket, which it opens again whenever it is closed.

    Args:
        client: of the hub.
        token: a kitchen's.
        station: what it shows; None shows the whole kitchen.
        thrown: decides for how long it stays away.
    """

    def __init__(
        self, client: Client, token: str, station: str | None, thrown: random.Random
    ) -> None:
        self.station = station
        self.joins = 0
        self.applied = 0
        self._client = client
        self._token = token
        self._thrown = thrown
        self._replica: Replica | None = None
        self._seen = 0
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._news = asyncio.Event()

    @property
    def orders(self) -> list[dict[str, Any]]:
        assert self._replica is not None
        return self._replica.orders

    @property
    def seq(self) -> int:
        return self._seen

    async def watch(self) -> None:
        """Stay connected, until cancelled.

        Raises:
            OutOfOrder: an event came twice, or one is missing.
        """
        while True:
            with suppress(aiohttp.ClientError, ConnectionError):
                await self._watch_once()
            await asyncio.sleep(self._thrown.uniform(0, _AWAY_AT_MOST))

    async def cut(self) -> None:
        """Cut the line of a screen that has one, as a pulled cable would, at whatever it does."""
        while self._socket is None:
            await self._something_new()
        connection = self._socket._response.connection
        # A line that is on its way down already needs no cutting.
        if connection is not None and connection.transport is not None:
            connection.transport.abort()
        self._socket = None

    async def has_seen(self, seq: int) -> None:
        """Wait until the replica reflects an event."""
        while self._replica is None or self._seen < seq:
            await self._something_new()

    async def _something_new(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _watch_once(self) -> None:
        self._replica = None
        headers = {"Authorization": f"Bearer {self._token}"}
        url = f"{self._client.url}/ws"
        async with self._client.session.ws_connect(url, headers=headers, max_msg_size=0) as socket:
            self._socket = socket
            self._news.set()
            while (message := await socket.receive()).type is WSMsgType.TEXT:
                said = _decode(message.data)
                if said["type"] == "auth:success":
                    room = f"branch:{said['branchId']}:kitchen"
                    join = {"type": "join", "room": room, "snapshot": True}
                    await socket.send_json(join | {"station": self.station})
                else:
                    self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        if said["type"] == "joined":
            # A commit that was told of is never taken back.
            assert said["seq"] >= self._seen
            self._replica = Replica(said["orders"], said["seq"], station=self.station)
            self.joins += 1
            self._seen = said["seq"]
        elif self._replica is not None:
            self._replica.apply(said)
            self.applied += 1
            self._seen = self._replica.seq
        else:
            # A kitchen's token hears its room from the start: the snapshot must have these as well.
            self._seen = said["seq"]
        self._news.set()


async def a_fresh_screen(client: Client, station: str | None) -> Screen:
    """Take a snapshot of the board as it is now."""
    screen = Screen(client, str(client.token), station, random.Random(0))
    task = asyncio.create_task(screen.watch())
    await screen.has_seen(1)
    task.cancel()
    await asyncio.wait([task])
    return screen
