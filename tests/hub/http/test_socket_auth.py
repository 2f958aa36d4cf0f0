"""Getting onto ``/ws``: who one is, by header or by first message, and who is turned away."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest

from hub.http.websocket import STRANGERS_PER_ADDRESS
from hub.limits import DEFAULT
from tests.support.live import Live, eventually
from tests.support.sockets import BINARY, HANDSHAKE, PING, TEXT, Closed, connected, handshake
from tests.support.wire import SecurePort, exchange, opened, refused, request

AT_BOTH_DOORS = True

NOBODYS = "gly_" + "x" * 43


async def test_a_token_in_the_header_is_enough(live: Live) -> None:
    async with connected(live.port, live.token("kitchen")) as socket:
        hello = await socket.hear()
    assert hello["type"] == "auth:success"
    assert hello["userId"] == live.device("kitchen")
    assert hello["branchId"] == live.hub.branch.id
    assert hello["epoch"] == live.hub.branch.epoch
    assert isinstance(hello["timestamp"], int)


async def test_a_first_message_is_enough(live: Live) -> None:
    async with connected(live.port) as socket:
        await socket.say("auth", token=live.token("waiter"))
        assert (await socket.hear())["userId"] == live.device("waiter")
        await socket.say("ping")
        assert (await socket.hear())["type"] == "pong"


async def test_no_compression_is_agreed_on(live: Live) -> None:
    async with handshake(live.port, token=live.token("kitchen")) as (reply, _):
        assert reply.status == 101
        assert "sec-websocket-extensions" not in reply.headers


async def test_a_wrong_token_in_the_header_is_refused_before_the_upgrade(live: Live) -> None:
    async with handshake(live.port, token=NOBODYS) as (reply, _):
        refused(reply, 401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    "first",
    [
        {"type": "auth", "token": NOBODYS},
        {"type": "auth"},
        {"type": "auth", "token": ""},
        {"type": "auth", "token": 7},
        {"type": "auth", "token": "x" * 5000},
        {"type": "auth", "token": NOBODYS, "room": "x"},
        {"type": "ping"},
        {"type": "join", "room": "branch:main:kitchen", "snapshot": True},
        {"type": "soup"},
    ],
    ids=lambda first: str(first)[:60],
)
async def test_whoever_does_not_say_who_it_is_gets_an_error_and_4401(
    live: Live, first: dict[str, object]
) -> None:
    async with connected(live.port) as socket:
        await socket.send(TEXT, json.dumps(first).encode())
        answer = await socket.hear()
        assert set(answer) == {"type", "message"}
        assert answer["type"] == "auth:error"
        assert NOBODYS not in answer["message"]
        with pytest.raises(Closed) as closed:
            await socket.hear()
    assert closed.value.code == 4401


@pytest.mark.parametrize(
    ("opcode", "payload", "code"),
    [(BINARY, b"{}", 1003), (TEXT, b"soup", 4400), (TEXT, b"\xff", 1007), (TEXT, b"[]", 4400)],
)
async def test_a_first_frame_that_is_no_message_closes_the_socket(
    live: Live, opcode: int, payload: bytes, code: int
) -> None:
    async with connected(live.port) as socket:
        await socket.send(opcode, payload)
        assert await socket.close_code() == code


async def test_silence_is_closed_with_4408_even_if_it_pings(live: Live) -> None:
    async with connected(live.port) as silent, connected(live.port) as pinging:
        started = asyncio.get_running_loop().time()

        async def ping() -> None:
            while True:
                await pinging.send(PING, b"still here")
                await asyncio.sleep(0.5)

        task = asyncio.create_task(ping())
        codes = await asyncio.gather(silent.close_code(), pinging.close_code())
        task.cancel()
        assert set(codes) == {4408}
        assert asyncio.get_running_loop().time() - started >= 4.5


async def test_failures_over_the_socket_count_and_a_valid_token_never_waits(live: Live) -> None:
    for _ in range(DEFAULT.failures_per_minute):
        async with connected(live.port) as socket:
            await socket.say("auth", token=NOBODYS)
            assert (await socket.hear())["type"] == "auth:error"
    reply = await exchange(live.port, request("GET", "/api/orders", token=NOBODYS))
    refused(reply, 429, "RATE_LIMITED")
    async with handshake(live.port, token=NOBODYS) as (reply, _):
        refused(reply, 429, "RATE_LIMITED")
    async with connected(live.port) as socket:
        await socket.say("auth", token=NOBODYS)
        assert "try again" in (await socket.hear())["message"]
        assert await socket.close_code() == 4401
    async with connected(live.port) as socket:
        await socket.say("auth", token=live.token("kitchen"))
        assert (await socket.hear())["type"] == "auth:success"


async def test_only_so_many_may_be_silent_about_who_they_are(live: Live) -> None:
    async with AsyncExitStack() as stack:
        silent = [
            await stack.enter_async_context(connected(live.port))
            for _ in range(STRANGERS_PER_ADDRESS)
        ]
        async with handshake(live.port) as (reply, _):
            refused(reply, 429, "RATE_LIMITED")
            assert reply.one("retry-after") == "5"
        # Who says it in the header is nobody's stranger.
        async with connected(live.port, live.token("kitchen")) as socket:
            assert (await socket.hear())["type"] == "auth:success"
        # Who has said it makes room.
        await silent[0].say("auth", token=live.token("kitchen"))
        assert (await silent[0].hear())["type"] == "auth:success"
        async with handshake(live.port) as (reply, _):
            assert reply.status == 101


async def test_a_refused_message_of_a_socket_is_counted(live: Live) -> None:
    async with connected(live.port, live.token("kitchen")) as socket:
        await socket.hear()
        await socket.say("join", room="branch:elsewhere")
        assert (await socket.hear())["code"] == "FORBIDDEN"
    assert await counted(live, 'galley_refusals_total{code="FORBIDDEN"}') == 1


async def test_a_socket_that_was_turned_away_is_counted_with_its_code(live: Live) -> None:
    async with connected(live.port) as socket:
        await socket.say("auth", token=NOBODYS)
        assert (await socket.hear())["type"] == "auth:error"
        assert await socket.close_code() == 4401
    assert await counted(live, 'galley_refusals_total{code="UNAUTHORIZED"}') == 1
    assert await counted(live, 'galley_sockets_closed_total{code="4401"}') == 1


async def counted(live: Live, name: str) -> int:
    text = (await live.ask("GET", "/metrics")).body.decode()
    return sum(int(float(line.split()[1])) for line in text.splitlines() if name in line)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
async def test_an_upgrade_from_a_foreign_page_is_refused(live: Live, origin: str) -> None:
    async with handshake(live.port, {"Origin": origin}, live.token("kitchen")) as (reply, _):
        refused(reply, 403, "FORBIDDEN_ORIGIN")


async def test_an_upgrade_from_the_hubs_own_page_is_taken(live: Live) -> None:
    scheme = "https" if isinstance(live.port, SecurePort) else "http"
    async with handshake(live.port, {"Origin": f"{scheme}://localhost"}) as (reply, _):
        assert reply.status == 101


@pytest.mark.parametrize(
    "wrong",
    [
        {"Upgrade": "h2c"},
        {"Upgrade": ""},
        {"Connection": "close"},
        {"Sec-WebSocket-Version": "12"},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Key": "!" * 24},
    ],
    ids=str,
)
async def test_a_handshake_that_is_none_gets_the_envelope(
    live: Live, wrong: dict[str, str]
) -> None:
    async with handshake(live.port, wrong, live.token("kitchen")) as (reply, _):
        refused(reply, 400, "BAD_REQUEST")


async def test_ws_without_any_upgrade_gets_the_envelope(live: Live) -> None:
    refused(await live.ask("GET", "/ws"), 400, "BAD_REQUEST")


async def test_a_foreign_host_is_misdirected(live: Live) -> None:
    async with handshake(live.port, {"Host": "evil.example"}) as (reply, _):
        refused(reply, 421, "MISDIRECTED")


@pytest.mark.parametrize("phase", ["handshake", "upgrade", "authenticated"])
async def test_a_client_that_vanishes_leaves_nothing_behind(live: Live, phase: str) -> None:
    before = len(asyncio.all_tasks())
    for _ in range(5):
        if phase == "handshake":
            _, writer = await opened(live.port)
            writer.write(request("GET", "/ws", HANDSHAKE)[:-4])
            await writer.drain()
            writer.transport.abort()
            continue
        token = None if phase == "upgrade" else live.token("kitchen")
        async with connected(live.port, token) as socket:
            if token is not None:
                await socket.hear()
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    assert await live.sockets() == 0
