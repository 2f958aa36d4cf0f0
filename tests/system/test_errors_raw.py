"""The two rows of the error table that need a disk to fail: full, and broken. Really so."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.branch import no_room
from tests.support.live import Live, alive
from tests.support.process import HubProcess
from tests.support.sockets import Socket, joined
from tests.support.wire import DEADLINE, JSON, Reply, exchange, refused, request

pytestmark = pytest.mark.system

ORDER = b'{"type":"dine_in","items":[{"name":"Soup","quantity":1,"notes":"%s"}]}' % (b"x" * 400)
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def place(port: int, token: str, **headers: str) -> Reply:
    given = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return await exchange(port, request("POST", "/api/orders", given, ORDER, token=token))


async def listed(port: int, token: str) -> list[str]:
    reply = await exchange(port, request("GET", "/api/kitchen/orders", token=token))
    return [order["id"] for order in reply.data]


async def told(socket: Socket) -> list[str]:
    """Say which orders a socket has heard of so far."""
    await socket.say("ping")
    heard = (await socket.hear_until("pong"))[:-1]
    return [event["payload"]["orderId"] for event in heard if "payload" in event]


async def refuse_until_full(live: Live) -> Reply:
    """Take orders until one is refused."""
    while True:
        reply = await place(live.port, live.token("waiter"))
        if reply.status != 201:
            return reply


@asynccontextmanager
async def full(live: Live) -> AsyncIterator[None]:
    """Let the database grow no further: SQLite itself then says that the disk is full."""
    async with no_room(live.hub.branch._store):
        yield


@pytest.fixture(params=["http", "https"])
async def live(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", lan=request.param == "https") as hub:
        yield hub


async def test_a_full_disk_is_507_and_changes_nothing(live: Live) -> None:
    async with full(live):
        reply = await refuse_until_full(live)
        refused(reply, 507, "STORAGE_FULL")
        assert int(reply.one("retry-after")) >= 1
        before = await listed(live.port, live.token("kitchen"))
        refused(await place(live.port, live.token("waiter")), 507, "STORAGE_FULL")
        assert await listed(live.port, live.token("kitchen")) == before


async def test_reads_and_sockets_go_on_while_the_disk_is_full(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket, full(live):
        await refuse_until_full(live)
        acknowledged = await listed(live.port, live.token("kitchen"))
        assert await told(socket) == acknowledged
        refused(await place(live.port, live.token("waiter")), 507, "STORAGE_FULL")
        assert await told(socket) == []
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        assert [order["id"] for order in (await socket.hear())["orders"]] == acknowledged


async def test_readyz_tells_of_a_full_disk_and_healthz_stays_well(live: Live) -> None:
    async with full(live):
        await refuse_until_full(live)
        ready = await exchange(live.port, request("GET", "/readyz"))
        refused(ready, 507, "STORAGE_FULL")
        assert (await exchange(live.port, request("GET", "/healthz"))).status == 200
    assert (await place(live.port, live.token("waiter"))).status == 201
    assert (await exchange(live.port, request("GET", "/readyz"))).status == 200


async def test_an_order_refused_by_a_full_disk_can_be_taken_later_under_its_key(
    live: Live,
) -> None:
    async with full(live):
        await refuse_until_full(live)
        before = await listed(live.port, live.token("kitchen"))
        reply = await place(live.port, live.token("waiter"), Idempotency_Key="k")
        refused(reply, 507, "STORAGE_FULL")
    assert (await place(live.port, live.token("waiter"), Idempotency_Key="k")).status == 201
    assert (await place(live.port, live.token("waiter"), Idempotency_Key="k")).status == 201
    assert len(await listed(live.port, live.token("kitchen"))) == len(before) + 1


@pytest.fixture(params=["http", "https"])
def hub(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=request.param == "https") as running:
        yield running


def break_disk(hub: HubProcess) -> None:
    """Have the next write of the hub to its log of changes fail."""
    size = (hub.data / "galley.db-wal").stat().st_size
    resource.prlimit(hub.pid, resource.RLIMIT_FSIZE, (size + 100, resource.RLIM_INFINITY))


def mend_disk(hub: HubProcess) -> None:
    resource.prlimit(hub.pid, resource.RLIMIT_FSIZE, UNLIMITED)


async def until_ready(hub: HubProcess) -> None:
    deadline = time.monotonic() + DEADLINE
    while (await exchange(hub.door, request("GET", "/readyz"))).status != 200:
        assert time.monotonic() < deadline, "it never got ready again"
        await asyncio.sleep(0.05)


async def broken(hub: HubProcess) -> list[Reply]:
    """Break the disk and take orders until it shows; returns the answers, the last one refused."""
    break_disk(hub)
    replies = [await place(hub.door, hub.token)]
    while replies[-1].status == 201:
        replies.append(await place(hub.door, hub.token))
    return replies


async def test_a_broken_disk_is_503_and_the_hub_lives_on(hub: HubProcess) -> None:
    before = (await place(hub.door, hub.token)).data["id"]
    reply = (await broken(hub))[-1]
    refused(reply, 503, "STORAGE_ERROR")
    assert int(reply.one("retry-after")) >= 1
    assert (await exchange(hub.door, request("GET", "/healthz"))).status == 200
    assert before in await listed(hub.door, hub.token)
    mend_disk(hub)
    await until_ready(hub)
    after = await place(hub.door, hub.token)
    assert after.data["id"] in await listed(hub.door, hub.token)


async def test_readyz_tells_of_a_broken_disk_until_it_is_mended(hub: HubProcess) -> None:
    await place(hub.door, hub.token)
    # So small that the file cannot even be opened anew.
    resource.prlimit(hub.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    refused(await place(hub.door, hub.token), 503, "STORAGE_ERROR")
    ready = await exchange(hub.door, request("GET", "/readyz"))
    refused(ready, 503, "STORAGE_ERROR")
    assert int(ready.one("retry-after")) >= 1
    refused(await place(hub.door, hub.token), 503, "STORAGE_ERROR")
    mend_disk(hub)
    await until_ready(hub)
    assert (await place(hub.door, hub.token)).status == 201


async def test_whatever_a_broken_disk_kept_is_told_and_nothing_else(hub: HubProcess) -> None:
    async with joined(hub.door, hub.token) as socket:
        first = (await place(hub.door, hub.token)).data["id"]
        acknowledged = [first, *[each.data["id"] for each in (await broken(hub))[:-1]]]
        mend_disk(hub)
        await until_ready(hub)
        acknowledged.append((await place(hub.door, hub.token)).data["id"])
        heard = await told(socket)
    durable = await listed(hub.door, hub.token)
    assert heard == durable
    assert set(acknowledged) <= set(durable)
    hub.kill()
    hub.start()
    assert await listed(hub.door, hub.token) == durable
