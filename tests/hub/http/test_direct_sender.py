"""Events that go past the line: in one piece, and one broken line is nobody else's."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.http_writer import StreamWriter
from aiohttp.web_protocol import RequestHandler

from hub.http.websocket_sender import DirectSender, Network

Pair = tuple[DirectSender, asyncio.Transport, asyncio.StreamReader]


@pytest.fixture
async def pairs() -> AsyncIterator[list[Pair]]:
    """Two senders, their transports, and what reads at the other ends."""
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: accepted.put_nowait(writer), "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    made: list[Pair] = []
    writers: list[asyncio.StreamWriter] = []
    for _ in range(2):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        theirs = await accepted.get()
        writers += [writer, theirs]
        transport = theirs.transport
        assert isinstance(transport, asyncio.Transport)
        network = Network(web.WebSocketResponse(), transport, _no_writer())
        made.append((DirectSender(network), transport, reader))
    yield made
    for each in writers:
        each.close()
    server.close()
    await server.wait_closed()


def _no_writer() -> StreamWriter:
    loop = asyncio.get_running_loop()
    return StreamWriter(RequestHandler(web.Server(_nothing), loop=loop), loop)


async def _nothing(_request: web.BaseRequest) -> web.StreamResponse:
    raise LookupError("nobody asks")


def _frame(event: bytes) -> bytes:
    return bytes((0x81, len(event))) + event


async def test_what_happens_in_one_step_leaves_in_the_next_and_in_order(pairs: list[Pair]) -> None:
    sender, _, reader = pairs[0]

    assert sender.send(b"one")
    assert sender.send(b"two")

    assert await reader.readexactly(10) == _frame(b"one") + _frame(b"two")


async def test_a_line_that_breaks_at_this_moment_keeps_nobody_else_from_hearing(
    pairs: list[Pair],
) -> None:
    (broken, transport, _), (other, _, reader) = pairs
    assert broken.send(b"one")
    assert other.send(b"one")
    transport.write_eof()

    assert await asyncio.wait_for(reader.readexactly(5), 10) == _frame(b"one")


async def test_an_event_too_long_for_one_small_frame_waits_in_line(pairs: list[Pair]) -> None:
    assert not pairs[0][0].send(b"x" * 65_536)


async def test_a_line_that_is_going_takes_nothing(pairs: list[Pair]) -> None:
    sender, transport, _ = pairs[0]
    transport.close()

    assert not sender.send(b"one")
