"""Clients that are slow, on purpose or not: none of them keeps its connection for long."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.domain.permissions import Role
from hub.http.server import LINGER
from hub.limits import Limits
from tests.support.live import GENEROUS, Live, alive
from tests.support.sockets import connected
from tests.support.wire import DEADLINE, JSON, Line, chunked, line_to, refused, request

ORDERS = "/api/kitchen/orders"
HEAD = request("GET", ORDERS)
HURRIED = Limits(
    headers_within=0.4,
    body_within=0.4,
    keep_alive=1.2,
    connections=GENEROUS.connections,
    connections_per_address=GENEROUS.connections,
)


@pytest.fixture(params=["http", "https"])
async def live(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    lan = request.param == "https"
    async with alive(tmp_path / "data", lan=lan, limits=HURRIED) as live:
        yield live


async def closed(line: Line) -> None:
    """Wait until the hub closes the connection without a word."""
    with suppress(ConnectionError):
        assert await line.rest() == b""


async def turned_away(live: Live, reason: str) -> int:
    text = (await live.ask("GET", "/metrics")).body.decode()
    name = f'galley_turned_away_total{{reason="{reason}"}} '
    return sum(int(float(each.split()[1])) for each in text.splitlines() if each.startswith(name))


@pytest.mark.parametrize("sent", [b"", b"G", HEAD[:-4], HEAD[:-1]])
async def test_a_head_that_never_comes_whole_is_not_waited_for(live: Live, sent: bytes) -> None:
    async with line_to(live.port) as line:
        await line.send(sent)
        await closed(line)


async def test_a_head_that_drips_is_not_waited_for(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(HEAD[:-2])
        for number in itertools.count():
            if line.writer.is_closing():
                break
            assert number < 200
            with suppress(ConnectionError):
                await line.send(b"X-Drip: 1\r\n")
            with suppress(TimeoutError, ConnectionError):
                async with asyncio.timeout(0.02):
                    assert await line.rest() == b""
                    break


async def test_a_slow_head_is_counted(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(HEAD[:10])
        await closed(line)
    assert await turned_away(live, "headers") == 1


async def test_a_tls_handshake_that_is_never_finished_is_not_waited_for(live: Live) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(live.port))
    # A record of a handshake that announces more than ever comes.
    writer.write(b"\x16\x03\x01\x02\x00\x01")
    async with asyncio.timeout(DEADLINE):
        with suppress(ConnectionError):
            await reader.read()
    writer.transport.abort()


@pytest.mark.parametrize("body", [b"", b'{"type": '])
async def test_a_body_that_never_comes_whole_is_refused(live: Live, body: bytes) -> None:
    head = request(
        "POST", "/api/orders", JSON | {"Content-Length": "99"}, token=live.token("waiter")
    )
    async with line_to(live.port) as line:
        await line.send(head + body)
        error = refused(await line.reply(), 400, "BAD_REQUEST")
        assert "did not arrive within 0.4 s" in error["message"]
        await closed(line)


async def test_a_body_that_drips_is_refused(live: Live) -> None:
    head = request(
        "POST", "/api/orders", JSON | {"Transfer-Encoding": "chunked"}, token=live.token("waiter")
    )
    async with line_to(live.port) as line:
        await line.send(head)
        answer = asyncio.create_task(line.reply())
        for _ in range(80):
            await line.send(b"1\r\n \r\n")
            if (await asyncio.wait([answer], timeout=0.05))[0]:
                break
        assert answer.done()
        refused(answer.result(), 400, "BAD_REQUEST")


async def test_the_rest_of_a_refused_body_is_not_waited_for(live: Live) -> None:
    head = request("POST", "/api/orders", JSON | {"Content-Length": "99"})
    async with line_to(live.port) as line:
        await line.send(head)
        refused(await line.reply(), 401, "UNAUTHORIZED")
        async with asyncio.timeout(LINGER * 5):
            await closed(line)


async def test_a_client_that_waits_to_be_asked_for_its_body_is_served(live: Live) -> None:
    body = b'{"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}'
    head = request(
        "POST",
        "/api/orders",
        JSON | {"Content-Length": str(len(body)), "Expect": "100-continue"},
        token=live.token("waiter"),
    )
    async with line_to(live.port) as line:
        await line.send(head)
        assert (await line.reply()).status == 100
        await line.send(body)
        assert (await line.reply()).status == 201


async def test_a_client_that_was_asked_for_its_body_and_sends_none_is_refused(live: Live) -> None:
    head = request(
        "POST",
        "/api/orders",
        JSON | {"Content-Length": "9", "Expect": "100-continue"},
        token=live.token("waiter"),
    )
    async with line_to(live.port) as line:
        await line.send(head)
        assert (await line.reply()).status == 100
        refused(await line.reply(), 400, "BAD_REQUEST")
        await closed(line)


async def test_an_idle_connection_is_closed(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(request("GET", "/healthz"))
        assert (await line.reply()).status == 200
        await closed(line)


async def test_an_idle_connection_may_wait_longer_than_a_head(live: Live) -> None:
    async with line_to(live.port) as idle, line_to(live.port) as silent:
        await idle.send(request("GET", "/healthz"))
        await idle.reply()
        await closed(silent)
        await idle.send(request("GET", "/healthz"))
        assert (await idle.reply()).status == 200


async def press(line: Line, live: Live, item: str, status: str, role: Role = Role.KITCHEN) -> None:
    body = b'{"status": "%s"}' % status.encode()
    path = f"/api/kitchen/items/{item}/status"
    await line.send(request("PATCH", path, JSON, body, token=live.token(role)))
    assert (await line.reply()).status == 200


async def test_after_a_pause_a_screen_presses_on_the_same_connection(live: Live) -> None:
    [item] = (await live.place("Soup"))["items"]
    async with line_to(live.port) as screen, line_to(live.port) as other:
        await press(screen, live, item["id"], "preparing")
        await press(other, live, item["id"], "ready", Role.MANAGER)
        await closed(other)
        await press(screen, live, item["id"], "served")


async def test_of_a_screens_connections_the_last_stays(live: Live) -> None:
    [item] = (await live.place("Soup"))["items"]
    async with line_to(live.port) as first, line_to(live.port) as second:
        await press(first, live, item["id"], "preparing")
        await press(second, live, item["id"], "ready")
        await closed(first)
        await press(second, live, item["id"], "served")


async def test_the_next_head_on_a_connection_has_no_more_time_than_the_first(live: Live) -> None:
    async with line_to(live.port) as line, line_to(live.port) as idle:
        for each in (line, idle):
            await each.send(request("GET", "/healthz"))
            await each.reply()
        await line.send(HEAD[:10])
        await closed(line)
        await idle.send(request("GET", "/healthz"))
        assert (await idle.reply()).status == 200


async def test_requests_sent_at_once_are_all_answered(live: Live) -> None:
    body = b'{"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}'
    place = request(
        "POST", "/api/orders", JSON | {"Transfer-Encoding": "chunked"}, token=live.token("waiter")
    )
    look = request("GET", ORDERS, token=live.token("kitchen"))
    async with line_to(live.port) as line:
        await line.send(look + place + chunked(body) + look + place + chunked(body) + look)
        assert [(await line.reply()).status for _ in range(5)] == [200, 201, 200, 201, 200]


async def test_half_a_head_behind_a_whole_request_is_not_waited_for(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(request("GET", "/healthz") + HEAD[:10])
        assert (await line.reply()).status == 200
        await closed(line)


async def test_a_socket_may_be_silent_for_longer_than_any_request(live: Live) -> None:
    async with connected(live.port, live.token(Role.KITCHEN)) as socket:
        await socket.hear()
        async with line_to(live.port) as idle:
            await idle.send(request("GET", "/healthz"))
            await idle.reply()
            await closed(idle)
        await socket.say("ping")
        assert (await socket.hear())["type"] == "pong"


async def test_a_client_that_takes_no_answers_is_cut_off(live: Live) -> None:
    async with line_to(live.port) as line:
        transport = line.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        with suppress(ConnectionError):
            await line.send(request("GET", "/openapi.json") * 100_000)
        async with asyncio.timeout(DEADLINE):
            while await turned_away(live, "answer") == 0:
                line.writer.write(b"\r\n")
                await asyncio.sleep(0.1)
