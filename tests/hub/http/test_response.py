"""A short answer's head is written by the hub itself, and says what aiohttp's would."""

import asyncio
import socket
from contextlib import suppress

import pytest

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import DEADLINE, JSON, Line, Reply, line_to, request

CLOSING = {"Connection": "close"}
"""Whoever will not come again on a connection is answered by aiohttp."""

ANSWERED = 'galley_requests_total{route="GET /api/kitchen/orders",status="200"}'


async def metrics(live: Live) -> str:
    return (await live.ask("GET", "/metrics")).body.decode()


async def ask(
    line: Line, live: Live, path: str, body: bytes = b"", more: dict[str, str] | None = None
) -> Reply:
    headers = (JSON if body else {}) | (more or {})
    method = "PATCH" if body else "GET"
    await line.send(request(method, path, headers, body, token=live.token(Role.MANAGER)))
    return await line.reply()


def head_of(reply: Reply) -> dict[str, list[str]]:
    said = {name: values for name, values in reply.headers.items() if name != "connection"}
    assert len(said.pop("date")) == 1
    return said


@pytest.mark.parametrize("path", ["/healthz", "/api/kitchen/orders", "/metrics", "/openapi.json"])
async def test_a_head_is_the_same_whether_the_connection_stays_open_or_not(
    live: Live, path: str
) -> None:
    async with line_to(live.port) as line:
        staying = await ask(line, live, path)
        closing = await ask(line, live, path, more=CLOSING)
        assert await line.rest() == b""

    assert staying.status == closing.status
    assert staying.raw.splitlines()[0] == closing.raw.splitlines()[0]
    assert "connection" not in staying.headers
    if path != "/metrics":
        assert head_of(staying) == head_of(closing)


async def test_a_change_names_its_version_in_both(live: Live) -> None:
    order = await live.place("Soup")
    path = f"/api/orders/{order['id']}"
    async with line_to(live.port) as line:
        staying = await ask(line, live, path, b'{"notes":"a"}')
        closing = await ask(line, live, path, b'{"notes":"b"}', CLOSING)

    assert staying.one("etag") == f'"{staying.data["version"]}"'
    assert closing.one("etag") == f'"{closing.data["version"]}"'
    assert list(head_of(staying)) == list(head_of(closing))


async def test_what_is_packed_says_so_in_both(live: Live) -> None:
    for _ in range(30):
        await live.place(*["Soup"] * 4)
    async with line_to(live.port) as line:
        packed = {"Accept-Encoding": "gzip"}
        staying = await ask(line, live, "/api/kitchen/orders", more=packed)
        closing = await ask(line, live, "/api/kitchen/orders", more=packed | CLOSING)

    assert staying.one("content-encoding") == "gzip"
    assert head_of(staying) == head_of(closing)
    assert staying.body == closing.body


async def test_an_old_client_is_told_that_its_connection_stays_open(live: Live) -> None:
    async with line_to(live.port) as line:
        asked = request("GET", "/healthz", {"Connection": "keep-alive"})
        await line.send(asked.replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert (await line.reply()).one("connection") == "keep-alive"
        assert (await ask(line, live, "/healthz")).status == 200


async def test_who_asks_for_the_head_gets_no_body(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(request("HEAD", "/healthz"))
        head = await line.reply(has_body=False)
        again = await ask(line, live, "/healthz")

    assert head.one("content-length") == again.one("content-length")
    assert again.json["success"] is True


async def test_who_takes_nothing_is_answered_no_further(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.http.server.TAKEN_WITHIN", 0.2)
    for _ in range(30):
        await live.place(*["Soup"] * 4)
    asked = request("GET", "/api/kitchen/orders", token=live.token(Role.MANAGER))
    size = len((await live.ask("GET", "/api/kitchen/orders")).body)
    async with line_to(live.port) as line:
        transport = line.writer.transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        with suppress(ConnectionError):
            await line.send(asked * 3_000)
        async with asyncio.timeout(DEADLINE):
            told = ""
            while 'reason="answer"' not in told:
                told = await metrics(live)

    [answered] = [int(float(each.split()[-1])) for each in told.splitlines() if ANSWERED in each]
    # What the kernel holds for a connection is a few MB.
    assert answered * size < 16_000_000


async def test_who_asks_for_another_protocol_is_answered_again(live: Live) -> None:
    another = {"Connection": "Upgrade", "Upgrade": "websocket"}
    async with line_to(live.port) as line:
        await line.send(request("GET", "/healthz", another) + request("GET", "/healthz"))
        assert (await line.reply()).status == 200
        assert (await line.reply()).status == 200
