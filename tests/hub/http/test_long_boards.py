"""A board of some megabytes and readers that are slow, or take nothing: one copy for all."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from hub.http import websocket_sender
from hub.http.answers import AT_ONCE
from tests.hub.http.test_socket_closing import place_large, read_little, resume
from tests.support.live import Live
from tests.support.sockets import PING, TEXT, Socket, joined
from tests.support.wire import opened, request

AT_BOTH_DOORS = True

_ORDERS = 37
_READERS = 8


async def _board(live: Live) -> int:
    """Fill the board with some megabytes, and say how many bytes."""
    await place_large(live, _ORDERS)
    size = live.hub.branch.live_orders.holdings.size
    assert size > 20 * AT_ONCE
    return size


async def test_a_long_snapshot_comes_in_fragments_and_is_what_get_shows(live: Live) -> None:
    await _board(live)
    listed = await live.ask("GET", "/api/kitchen/orders")
    last = listed.json["seq"]
    async with joined(live.port, live.token("kitchen")) as socket:
        before = socket.fragments
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        [*_, heard] = await socket.hear_until("joined")

        assert heard["orders"] == listed.data
        assert heard["seq"] == last
        assert socket.fragments - before > 20
        await live.place()
        assert (await socket.hear())["seq"] == last + 1


async def test_a_short_snapshot_is_one_frame(live: Live) -> None:
    await live.place()
    async with joined(live.port, live.token("kitchen")) as socket:
        before = socket.fragments
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        await socket.hear_until("joined")
        assert socket.fragments - before == 1


@asynccontextmanager
async def _begun(live: Live, *, little: bool = True) -> AsyncIterator[Socket]:
    """Ask for a long snapshot, take the first fragment of it, and then nothing any more."""
    async with joined(live.port, live.token("kitchen")) as socket:
        if little:
            read_little(socket)
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        await socket.begin_message()
        transport = socket.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        yield socket


async def test_many_that_take_nothing_of_a_long_snapshot_hold_no_copies_of_it(live: Live) -> None:
    board = await _board(live)
    async with AsyncExitStack() as stack:
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            for number in range(_READERS):
                socket = await stack.enter_async_context(_begun(live))
                # Again and again: nothing is to be had by asking more often.
                for _ in range(3):
                    await socket.say("join", room=live.kitchen_room, snapshot=True)
                await live.place(f"Order {number}")
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert await live.sockets() == _READERS
        # What both sides of a connection need for TLS is here as well.
        assert held - before < _READERS * board / 2


async def test_a_client_hears_a_ping_now_and_then_while_a_long_snapshot_comes(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_sender, "SIGN_OF_LIFE_EVERY", 0.0)
    await _board(live)
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        opcodes = [(await socket.next_frame())[0]]
        while not socket.final or opcodes[-1] == PING:
            opcodes.append((await socket.next_frame())[0])

    assert opcodes[0] == TEXT
    assert PING in opcodes[1:-1]


async def test_who_talks_and_takes_nothing_of_a_long_snapshot_is_closed(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_sender, "TAKEN_WITHIN", 0.2)
    await _board(live)
    async with _begun(live) as socket:
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                while await live.sockets():
                    await socket.say("ping")


async def test_what_happens_while_a_long_snapshot_is_taken_follows_it_without_a_gap(
    live: Live,
) -> None:
    await _board(live)
    last = live.hub.branch.log.committed
    async with _begun(live, little=False) as socket:
        await asyncio.gather(*(live.place() for _ in range(100)))
        resume(socket)
        [*_, heard] = await socket.hear_until("joined")
        later = [(await socket.hear())["seq"] for _ in range(100)]

    assert [heard["seq"], *later] == list(range(last, last + 101))


@asynccontextmanager
async def _asked(live: Live) -> AsyncIterator[None]:
    """Ask for the board and take nothing of the answer."""
    reader, writer = await opened(live.port)
    try:
        read_little(Socket(reader, writer))
        writer.write(request("GET", "/api/kitchen/orders", token=live.token("kitchen")))
        await reader.readexactly(12)
        transport = writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        yield
    finally:
        writer.transport.abort()


async def test_many_that_take_nothing_of_a_long_list_hold_no_copies_of_it(live: Live) -> None:
    board = await _board(live)
    async with AsyncExitStack() as stack:
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            for _ in range(_READERS):
                await stack.enter_async_context(_asked(live))
                await live.place()
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # What both sides of a connection need for TLS is here as well.
        assert held - before < _READERS * board / 2


async def test_a_long_list_says_how_long_it_is(live: Live) -> None:
    board = await _board(live)
    reply = await live.ask("GET", "/api/kitchen/orders")

    assert int(reply.one("content-length")) == len(reply.body) > board
    assert len(reply.data) == _ORDERS


@pytest.mark.parametrize("orders", [1, 20])
async def test_who_takes_gzip_gets_a_long_board_compressed_and_nobody_else(
    live: Live, orders: int
) -> None:
    for number in range(orders):
        await live.place(*(f"dish {number} {line}" for line in range(8)))
    plain = await live.ask("GET", "/api/kitchen/orders")

    packed = await live.ask(
        "GET", "/api/kitchen/orders", headers={"Accept-Encoding": "gzip, deflate"}
    )

    assert "content-encoding" not in plain.headers
    if orders == 1:
        assert packed.body == plain.body
    else:
        assert packed.headers["content-encoding"] == ["gzip"]
        assert packed.headers["vary"] == ["Accept-Encoding"]
        assert gzip.decompress(packed.body) == plain.body
        assert len(packed.body) < len(plain.body) / 5
