"""What the time limits rely on in aiohttp: an upgrade that changes any of it fails here."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from hub.http.listener import ConnectionLimiter, accept_connections
from hub.http.request_loop import READ_AT_ONCE, LazyRequest
from hub.http.server import Connection, Server
from hub.limits import DEFAULT
from tests.support.live import eventually
from tests.support.sockets import HANDSHAKE
from tests.support.wire import line_to, request

ASKED = request("GET", "/")
POSTED = request("POST", "/", {"Content-Length": "4"})


class Noted(Connection):
    """A connection that notes what aiohttp calls, in which order."""

    __slots__ = ("noted",)
    noted: list[str]

    def data_received(self, data: bytes) -> None:
        self.noted.append(f"data {len(data)}")
        super().data_received(data)

    def end_head(self) -> None:
        self.noted.append("started")
        super().end_head()

    async def finish_response(self, *arguments: Any) -> Any:  # noqa: ANN401 - aiohttp's
        answer = await super().finish_response(*arguments)
        self.noted.append("finished")
        return answer

    def set_parser(self, parser: Any, data_received_cb: Any = None) -> None:  # noqa: ANN401
        self.noted.append("upgraded")
        super().set_parser(parser, data_received_cb)

    def pause_writing(self) -> None:
        self.noted.append("paused")
        super().pause_writing()

    def resume_writing(self) -> None:
        self.noted.append("resumed")
        super().resume_writing()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self.noted.append("lost")


class Notes(Server):
    """Makes such connections."""

    def __init__(self, handler: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(handler, lambda refusal, _: web.Response(text=refusal.message))
        self.noted: list[str] = []

    def __call__(self) -> Connection:
        made = Noted(self, self._loop, self._refuse, DEFAULT, lambda _: None)
        made.noted = self.noted
        return made

    def without_data(self) -> list[str]:
        return [each for each in self.noted if not each.startswith("data")]


@asynccontextmanager
async def serving(server: Notes) -> AsyncIterator[int]:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    async with accept_connections(server, sock, limiter=ConnectionLimiter(DEFAULT, lambda _: None)):
        yield sock.getsockname()[1]


async def hello(asked: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=await asked.read() or b"hello")


async def upgraded(asked: web.BaseRequest) -> web.StreamResponse:
    line = web.WebSocketResponse()
    await line.prepare(asked)
    await line.close()
    return line


async def test_every_byte_comes_through_data_received() -> None:
    server = Notes(hello)
    async with serving(server) as port, line_to(port) as line:
        await line.send(ASKED[:5])
        await eventually(lambda: server.noted == ["data 5"])
        await line.send(ASKED[5:])
        await line.reply()
    assert server.noted[1] == f"data {len(ASKED) - 5}"


async def test_no_more_is_read_at_once_than_was_set_aside_for_it() -> None:
    server = Notes(hello)
    length = 20 * READ_AT_ONCE
    async with serving(server) as port, line_to(port) as line:
        line.writer.write(request("POST", "/", {"Content-Length": str(length)}) + bytes(length))
        assert len((await line.reply()).body) == length
    read = [int(each.split()[1]) for each in server.noted if each.startswith("data")]
    assert max(read) == READ_AT_ONCE


async def test_a_request_is_made_once_its_head_is_complete_and_not_before() -> None:
    server = Notes(hello)
    async with serving(server) as port, line_to(port) as line:
        await line.send(ASKED[:-1])
        await eventually(lambda: bool(server.noted))
        assert server.without_data() == []
        await line.send(ASKED[-1:])
        await line.reply()
    assert server.without_data()[0] == "started"


async def test_a_request_is_made_before_its_body_has_come() -> None:
    server = Notes(hello)
    async with serving(server) as port, line_to(port) as line:
        await line.send(POSTED)
        await eventually(lambda: server.without_data() == ["started"])
        await line.send(b"body")
        assert (await line.reply()).body == b"body"
        assert server.without_data() == ["started", "finished"]


async def test_requests_sent_at_once_are_made_one_after_the_other() -> None:
    server = Notes(hello)
    async with serving(server) as port, line_to(port) as line:
        await line.send(ASKED * 3)
        for _ in range(3):
            await line.reply()
    assert server.without_data()[:6] == ["started", "finished"] * 3


async def test_what_is_not_http_is_made_a_request_too() -> None:
    server = Notes(hello)
    async with serving(server) as port, line_to(port) as line:
        await line.send(b"\x00\x01\x02\r\n\r\n")
        assert b"not HTTP" in (await line.reply()).body
        assert server.without_data()[:2] == ["started", "finished"]


async def test_an_upgrade_sets_a_parser_and_nothing_else_does() -> None:
    server = Notes(upgraded)
    async with serving(server) as port, line_to(port) as line:
        await line.send(request("GET", "/", HANDSHAKE))
        assert (await line.reply(has_body=False)).status == 101
        assert server.without_data()[:2] == ["started", "upgraded"]


async def test_an_answer_waits_until_it_has_been_taken() -> None:
    async def much(asked: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=bytes(64 * 1024 * 1024))

    server = Notes(much)
    async with serving(server) as port, line_to(port) as line:
        transport = line.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        await line.send(ASKED)
        await eventually(lambda: server.without_data() == ["started", "paused"])
        transport.resume_reading()
        await line.reply()
        await eventually(
            lambda: server.without_data() == ["started", "paused", "resumed", "finished"]
        )


@pytest.mark.parametrize("sent", [b"", ASKED[:5], ASKED])
async def test_every_connection_hears_of_its_end(sent: bytes) -> None:
    server = Notes(hello)
    async with serving(server) as port:
        async with line_to(port) as line:
            await line.send(sent)
        await eventually(lambda: server.noted[-1:] == ["lost"])


async def test_a_request_has_all_that_aiohttp_gives_one() -> None:
    found: dict[str, tuple[object, object]] = {}

    async def compare(asked: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(asked, LazyRequest)
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None
        message, payload, protocol = asked._message, asked._payload, asked._protocol
        usual = web.BaseRequest(message, payload, protocol, asked.writer, task, loop)
        given = vars(usual).keys() - {"_cache"}
        found.update({name: (getattr(asked, name), getattr(usual, name)) for name in given})
        found["remote"] = asked.remote, usual.remote
        found["scheme"] = asked.scheme, usual.scheme
        return web.Response(text="hello")

    async with serving(Notes(compare)) as port, line_to(port) as line:
        await line.send(ASKED)
        await line.reply()
    assert found["_transport_peername"][0] is not None
    assert {name: ours for name, (ours, _) in found.items()} == {
        name: usual for name, (_, usual) in found.items()
    }
