"""Requests of one connection, one after the other in one task, by a loop that is the hub's own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from hub.http.listener import ConnectionLimiter, accept_connections
from hub.http.request_loop import Handler
from hub.http.server import Server
from hub.limits import DEFAULT
from tests.support.live import eventually
from tests.support.wire import Line, line_to, request

ASKED = request("GET", "/")
LONG = 3 * 1024 * 1024
"""Bytes of a body for which aiohttp stops reading until some of it has been taken."""


@asynccontextmanager
async def line_to_server(
    handler: Handler,
) -> AsyncIterator[Line]:
    server = Server(handler, lambda refusal, _: web.Response(text=refusal.message))
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    limiter = ConnectionLimiter(DEFAULT, lambda _: None)
    async with (
        accept_connections(server, sock, limiter=limiter),
        line_to(sock.getsockname()[1]) as line,
    ):
        yield line


async def test_all_requests_of_a_connection_are_answered_in_one_task() -> None:
    tasks = []

    async def hello(_: web.BaseRequest) -> web.Response:
        tasks.append(asyncio.current_task())
        return web.Response(text="hello")

    async with line_to_server(hello) as line:
        for _ in range(2):
            await line.send(ASKED)
            assert (await line.reply()).body == b"hello"
    assert tasks[0] is tasks[1]


async def test_what_is_no_request_is_refused_behind_one_that_is_and_ends_the_connection() -> None:
    async def hello(_: web.BaseRequest) -> web.Response:
        return web.Response(text="hello")

    async with line_to_server(hello) as line:
        await line.send(ASKED)
        assert (await line.reply()).body == b"hello"
        await line.send(b"\x00\x01\r\n\r\n" + ASKED)
        assert b"not HTTP" in (await line.reply()).body
        assert await line.rest() == b""


async def test_a_handler_that_fails_is_answered_for_and_ends_the_connection() -> None:
    async def fail(_: web.BaseRequest) -> web.Response:
        raise ValueError("of the test")

    async with line_to_server(fail) as line:
        await line.send(ASKED)
        assert b"Something went wrong" in (await line.reply()).body
        assert await line.rest() == b""


async def test_a_body_longer_than_what_is_read_ahead_is_read_whole() -> None:
    async def count(asked: web.BaseRequest) -> web.Response:
        # Nothing is taken before reading has been paused.
        await eventually(lambda: asked.protocol._reading_paused)
        length = sum([len(each) async for each in asked.content.iter_any()])
        return web.Response(text=str(length))

    async with line_to_server(count) as line:
        line.writer.write(request("POST", "/", {"Content-Length": str(LONG)}) + bytes(LONG))
        assert (await line.reply()).body == str(LONG).encode()


async def test_a_body_that_nobody_has_read_is_read_behind_the_answer() -> None:
    async def refuse(_: web.BaseRequest) -> web.Response:
        return web.Response(text="no")

    async with line_to_server(refuse) as line:
        await line.send(request("POST", "/", {"Content-Length": "4"}))
        assert (await line.reply()).body == b"no"
        await line.send(b"body" + ASKED)
        assert (await line.reply()).body == b"no"


async def test_what_is_no_response_of_aiohttps_is_sent_as_it_is() -> None:
    async def hello(_: web.BaseRequest) -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    async with line_to_server(hello) as line:
        for _ in range(2):
            await line.send(ASKED)
            assert (await line.reply()).body == b"hello"


async def test_aiohttp_is_told_when_a_request_is_over() -> None:
    connections = []

    async def hello(asked: web.BaseRequest) -> web.Response:
        assert asked.protocol._request_in_progress
        connections.append(asked.protocol)
        return web.Response(text="hello")

    async with line_to_server(hello) as line:
        await line.send(ASKED)
        await line.reply()
        await eventually(lambda: not connections[0]._request_in_progress)
