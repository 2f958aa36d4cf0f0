"""Five hundred slow clients at once, from many addresses, and a paired screen beside them."""

import asyncio
import itertools
import resource
import signal
import socket
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from hub.wire.pinning import pinned_context
from tests.support.process import HubProcess
from tests.support.stalled_sockets import LIMITS
from tests.support.waiting import seconds
from tests.support.wire import JSON, line_to, request

pytestmark = pytest.mark.system

SLOW = 500
CLOSED_WITHIN = 10.0
ANSWERED_WITHIN = 0.5
GIVEN_UP_AFTER = 40.0
KNOCKED_WITHIN = 30.0
ESTABLISHED = 1
"""As Linux counts the states of a connection (``enum`` in ``net/tcp_states.h``)."""


class Slow(NamedTuple):
    """One way to be slow: where to, what is said at once, and what drips after it."""

    name: str
    port: int
    first: bytes
    drip: bytes


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True, environment=LIMITS) as running:
        yield running


def ways(hub: HubProcess) -> list[Slow]:
    token = hub.make_token("waiter", "slow")
    head = request("GET", "/api/kitchen/orders", token=token)[:-2]
    body = request("POST", "/api/orders", JSON | {"Content-Length": "60000"}, token=token)
    # A record of a handshake that announces more than ever comes.
    hello = b"\x16\x03\x01\x40\x00\x01\x00\x3f\xfc"
    return [
        Slow("says nothing", hub.port, b"", b""),
        Slow("drips a head", hub.port, head, b"X-Drip: 1\r\n"),
        Slow("drips a body", hub.port, body, b" "),
        Slow("drips a handshake", hub.lan_port, hello, b"\x00"),
    ]


async def held_for(slow: Slow, address: str) -> float:
    """Be slow until the hub has had enough; says for how many seconds that took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", slow.port, local_addr=(address, 0))
    began = time.monotonic()
    try:
        writer.write(slow.first)
        ended = asyncio.create_task(_ended(reader))
        while not ended.done():
            held = time.monotonic() - began
            assert held < GIVEN_UP_AFTER, f"{address} {slow.name}, and was never closed"
            await asyncio.wait([ended], timeout=1.0)
            with suppress(ConnectionError):
                writer.write(slow.drip)
        return time.monotonic() - began
    finally:
        writer.transport.abort()


async def _ended(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(4096):
            pass


async def screens_requests(hub: HubProcess, enough: asyncio.Event) -> AsyncIterator[float]:
    """Ask as a paired screen does, over connections old and new; gives each answer's seconds."""
    context = pinned_context((hub.data / "tls" / "authority.pem").read_text())
    headers = {"Authorization": f"Bearer {hub.make_token('kitchen', 'the screen')}"}
    url = f"https://127.0.0.1:{hub.lan_port}/api/kitchen/orders"
    for number in itertools.count():
        async with aiohttp.ClientSession(
            headers=headers, connector=aiohttp.TCPConnector(ssl=context)
        ) as session:
            # Each tenth on a connection of its own, which has to be let in.
            for _ in range(10):
                began = time.monotonic()
                async with session.get(url) as answer:
                    assert answer.status == 200, number
                    await answer.read()
                yield time.monotonic() - began
                await asyncio.sleep(0.02)
        if enough.is_set():
            return


@pytest.mark.timing
async def test_slow_clients_are_closed_and_hold_nobody_up(hub: HubProcess) -> None:
    every = ways(hub)
    enough = asyncio.Event()

    async def asked() -> list[float]:
        return [each async for each in screens_requests(hub, enough)]

    asking = asyncio.create_task(asked())
    held = await asyncio.gather(
        *(
            held_for(every[number % len(every)], f"127.1.{number // 100}.{number % 100 + 1}")
            for number in range(SLOW)
        )
    )
    enough.set()
    waits = await asking

    assert len(waits) > 100
    assert max(held) < CLOSED_WITHIN
    assert statistics.quantiles(waits, n=100)[98] < ANSWERED_WITHIN


def knocking(address: str, port: int) -> socket.socket:
    """Begin to connect, and do not wait for it."""
    knock = socket.socket()
    knock.setblocking(False)
    knock.bind((address, 0))
    knock.connect_ex(("127.0.0.1", port))
    return knock


def is_let_in(knock: socket.socket) -> bool:
    return knock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED


async def test_a_crowd_that_comes_while_the_hub_is_busy_waits_in_line(hub: HubProcess) -> None:
    hub.tell(signal.SIGSTOP)
    try:
        with ExitStack() as stack:
            crowd = [
                stack.enter_context(knocking(f"127.2.{number // 100}.{number % 100 + 1}", hub.port))
                for number in range(SLOW)
            ]
            await seconds(lambda: all(map(is_let_in, crowd)), KNOCKED_WITHIN)
            let_in = sum(map(is_let_in, crowd))
    finally:
        hub.tell(signal.SIGCONT)

    assert let_in == SLOW


def descriptors(hub: HubProcess) -> int:
    return sum(1 for _ in Path(f"/proc/{hub.pid}/fd").iterdir())


async def test_a_hub_that_runs_out_of_descriptors_serves_again_when_it_has_some(
    tmp_path: Path,
) -> None:
    with HubProcess(tmp_path / "data") as hub:
        used = descriptors(hub)
        _, hard = resource.prlimit(hub.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(hub.pid, resource.RLIMIT_NOFILE, (used + 5, hard))
        async with AsyncExitStack() as stack:
            for _ in range(20):
                await stack.enter_async_context(line_to(hub.port))
            await hub.wait_for_log("no connection can be accepted at the moment")
        async with hub.client() as client:
            assert (await client.get("/readyz"))[0] == 200
            _, figures = await client.get("/metrics")
    assert 'galley_turned_away_total{reason="no_descriptors"}' in figures
