"""Who gets a connection at all: counted by address and in all, before anything is read."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import pytest
from aiohttp import web

from hub.http.listener import ConnectionLimiter, accept_connections, plain_address
from hub.http.server import Server, make_known
from hub.limits import Limits
from tests.support.live import eventually
from tests.support.wire import DEADLINE, Line, request

HERE, THERE = "127.0.0.2", "127.0.0.3"
PLAIN = request("GET", "/")
WITH_TOKEN = request("GET", "/", token="good")


class Door(NamedTuple):
    """A door that answers everybody, and what its census counts."""

    port: int
    limiter: ConnectionLimiter
    reasons: Counter[str]


async def greeting(asked: web.BaseRequest) -> web.StreamResponse:
    if "Authorization" in asked.headers:
        make_known(asked)
    return web.Response(text="hello")


@asynccontextmanager
async def door(**limits: int) -> AsyncIterator[Door]:
    reasons: Counter[str] = Counter()
    limiter = ConnectionLimiter(Limits(**limits), lambda reason: reasons.update([reason]))
    server = Server(greeting, lambda refusal, _: web.Response(text=refusal.message))
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    async with accept_connections(server, sock, limiter=limiter):
        yield Door(sock.getsockname()[1], limiter, reasons)


@asynccontextmanager
async def come(there: Door, address: str, said: bytes = PLAIN) -> AsyncIterator[Line]:
    """Connect from an address and say something."""
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port, local_addr=(address, 0))
    line = Line(reader, writer)
    with suppress(ConnectionError):
        await line.send(said)
    try:
        yield line
    finally:
        writer.transport.abort()


async def is_let_in(line: Line) -> bool:
    try:
        return (await line.reply()).body == b"hello"
    except (asyncio.IncompleteReadError, ConnectionError):
        return False


async def test_one_more_from_the_same_address_is_closed_at_once() -> None:
    async with (
        door(connections_per_address=2) as there,
        come(there, HERE) as first,
        come(there, HERE) as second,
        come(there, HERE) as last,
    ):
        assert [await is_let_in(each) for each in (first, second, last)] == [True, True, False]
        assert there.reasons == {"too_many_from_address": 1}


async def test_a_full_address_keeps_no_other_out() -> None:
    async with door(connections_per_address=1) as there, come(there, HERE), come(there, THERE) as b:
        assert await is_let_in(b)


async def test_whoever_leaves_makes_room() -> None:
    async with door(connections_per_address=1) as there:
        async with come(there, HERE) as line:
            assert await is_let_in(line)
        await eventually(lambda: len(there.limiter) == 0)
        async with come(there, HERE) as line:
            assert await is_let_in(line)


async def test_when_all_places_are_taken_the_oldest_stranger_gives_way() -> None:
    async with (
        door(connections=2) as there,
        come(there, HERE, WITH_TOKEN) as known,
        come(there, HERE) as stranger,
    ):
        assert await is_let_in(known)
        assert await is_let_in(stranger)
        async with come(there, THERE) as new:
            assert await is_let_in(new)
            with suppress(ConnectionError):
                assert await stranger.rest() == b""
            await known.send(WITH_TOKEN)
            assert await is_let_in(known)
        assert there.reasons == {"gave_way": 1}


async def test_of_two_strangers_the_one_that_came_first_gives_way() -> None:
    async with (
        door(connections=2) as there,
        come(there, HERE) as first,
        come(there, HERE) as second,
    ):
        assert await is_let_in(first)
        assert await is_let_in(second)
        async with come(there, THERE) as new:
            assert await is_let_in(new)
            with suppress(ConnectionError):
                await second.send(PLAIN)
            assert await is_let_in(second)
            with suppress(ConnectionError):
                assert await first.rest() == b""


async def test_who_has_shown_a_token_gives_way_to_nobody() -> None:
    async with (
        door(connections=2) as there,
        come(there, HERE, WITH_TOKEN) as first,
        come(there, HERE, WITH_TOKEN) as second,
    ):
        assert await is_let_in(first)
        assert await is_let_in(second)
        async with come(there, THERE, WITH_TOKEN) as new:
            assert not await is_let_in(new)
        assert there.reasons == {"too_many": 1}


async def test_a_hundred_that_give_way_at_once_leave_the_count_right() -> None:
    async with door(connections=4, connections_per_address=200) as there:
        lines = await asyncio.gather(*(raw(there) for _ in range(100)))
        await eventually(lambda: there.reasons["gave_way"] == 96)
        assert len(there.limiter) == 4
        for writer in lines:
            writer.transport.abort()
        await eventually(lambda: len(there.limiter) == 0)


async def raw(there: Door) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", there.port)
    return writer


async def test_the_end_of_a_door_ends_its_connections() -> None:
    async with door() as there:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        await eventually(lambda: len(there.limiter) == 1)
    async with asyncio.timeout(DEADLINE):
        with suppress(ConnectionError):
            assert await reader.read() == b""
    writer.transport.abort()
    assert len(there.limiter) == 0


async def test_a_door_that_has_ended_answers_no_more() -> None:
    async with door() as there:
        pass
    with pytest.raises(ConnectionRefusedError):
        await raw(there)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("FE80:0::1", "fe80::1"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_is_counted_under_one_name(written: str, plain: str) -> None:
    assert plain_address(written) == plain
