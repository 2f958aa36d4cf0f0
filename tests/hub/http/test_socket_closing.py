"""How sockets end: revoked, stopped, slow, silent or rude, and what each of them leaves behind."""

import asyncio
import json
import socket as sockets
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from hub.branch import Branch
from hub.clock.wall_clock import SystemMachine
from hub.commit.command import Command
from hub.domain.permissions import Role
from hub.http.answers import LongAnswers
from hub.http.auth import OWNER, Authenticator
from hub.http.handler import House, HttpHandler
from hub.http.large_bodies import LargeBodies
from hub.http.metrics import Metrics
from hub.http.request_guard import Guard
from hub.http.websocket import Patience, Place, WebSocketHandler
from hub.realtime.fanout import Fanout
from hub.wire.socket_messages import CloseCode
from tests.support.live import Live, alive, eventually
from tests.support.sockets import CLOSE, PING, TEXT, Socket, connected, frame, joined
from tests.support.wire import DEADLINE

AT_BOTH_DOORS = True

LONG = "long notes " * 40


async def place_large(live: Live, times: int) -> None:
    """Take orders whose events are some 100 KB each."""
    lines = [{"name": f"dish {number}", "quantity": 1, "notes": LONG} for number in range(80)]
    for _ in range(times):
        reply = await live.ask("POST", "/api/orders", {"type": "dine_in", "items": lines})
        assert reply.status == 201


def read_little(socket: Socket) -> None:
    """Have the client's kernel take as little as it can while the client doesn't read."""
    socket.writer.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)


@asynccontextmanager
async def stalled(live: Live, token: str) -> AsyncIterator[Socket]:
    """Open a socket, hear its welcome, and read nothing from then on."""
    async with joined(live.port, token) as socket:
        transport = socket.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        yield socket


def resume(socket: Socket) -> None:
    transport = socket.writer.transport
    assert isinstance(transport, asyncio.ReadTransport)
    transport.resume_reading()


@pytest.mark.parametrize("within", [DEADLINE, pytest.param(1.0, marks=pytest.mark.timing)])
async def test_a_revoked_tokens_sockets_are_closed_in_time(live: Live, within: float) -> None:
    async with (
        joined(live.port, live.token("kitchen")) as first,
        joined(live.port, live.token("kitchen")) as second,
        joined(live.port, live.token("manager")) as other,
    ):
        await live.revoke(live.device("kitchen"))
        async with asyncio.timeout(within):
            codes = await asyncio.gather(first.close_code(), second.close_code())
        assert set(codes) == {4401}
        await live.place()
        assert (await other.hear())["type"] == "device:revoked"
        assert (await other.hear())["type"] == "order:new"


async def test_the_end_of_a_session_closes_its_guests_sockets(live: Live) -> None:
    session, token = await live.seat()
    async with joined(live.port, token) as socket:
        await live.ask("DELETE", f"/api/sessions/{session}?at_once=true")
        assert await socket.close_code() == 4401


async def test_a_client_that_never_stops_talking_still_hears_why_it_is_closed(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:

        async def talk() -> None:
            while True:
                await socket.say("painted", seq=1)
                await asyncio.sleep(0)

        talking = asyncio.create_task(talk())
        await live.revoke(live.device("kitchen"))
        assert await socket.close_code() == 4401
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)


async def test_a_client_that_closes_is_answered_and_forgotten(live: Live) -> None:
    before = len(asyncio.all_tasks())
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(CLOSE, b"\x03\xe8bye")
        assert (await socket.next_frame())[0] == CLOSE
        await socket.ended()
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    assert await live.sockets() == 0


@pytest.mark.parametrize(
    "rude",
    [
        pytest.param(frame(CLOSE, b"x"), id="half a close code"),
        pytest.param(frame(CLOSE, b"\x00\x01"), id="no close code"),
        pytest.param(frame(CLOSE, b"\x03\xe8\xff"), id="close reason not UTF-8"),
        pytest.param(frame(0, b"x"), id="continuation of nothing"),
        pytest.param(frame(3, b"x"), id="unknown opcode"),
        pytest.param(frame(TEXT | 0x40, b"x"), id="compressed"),
        pytest.param(frame(PING, b"x" * 126), id="long ping"),
        pytest.param(frame(PING, b"x", final=False), id="ping in pieces"),
        pytest.param(frame(TEXT, b"a", final=False) + frame(TEXT, b"b"), id="message in message"),
        pytest.param(b"\x81\xff" + b"\xff" * 12, id="length without end"),
        pytest.param(frame(TEXT, b" " * 500_000), id="half a megabyte"),
        pytest.param(frame(TEXT, b" " * 9000, final=False) * 3, id="over 16 KiB in pieces"),
        pytest.param(b"\x81\xfe", id="half a head"),
    ],
)
async def test_a_rude_client_is_closed_and_leaves_nothing_behind(live: Live, rude: bytes) -> None:
    before = len(asyncio.all_tasks())
    async with joined(live.port, live.token("kitchen")) as socket:
        socket.writer.write(rude)
        if rude == b"\x81\xfe":
            socket.drop()
        else:
            await socket.ended()
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    assert await live.sockets() == 0


async def test_a_slow_socket_is_closed_while_the_others_hear_everything(live: Live) -> None:
    async with (
        stalled(live, live.token("kitchen")) as slow,
        joined(live.port, live.token("manager")) as quick,
    ):
        heard: list[int] = []

        async def listen() -> None:
            while True:
                heard.append((await quick.hear())["seq"])

        listening = asyncio.create_task(listen())
        while not await live.metric("galley_slow_closed"):
            await place_large(live, 1)
        resume(slow)
        assert await slow.close_code() == 4429
        await place_large(live, 1)
        await eventually(lambda: heard[-1:] == [live.hub.branch.board.seq])
        assert heard == list(range(heard[0], heard[0] + len(heard)))
        listening.cancel()


async def test_a_socket_that_takes_nothing_is_noticed_by_events_of_any_length(live: Live) -> None:
    names = [f"dish {number}" for number in range(60)]
    async with stalled(live, live.token("kitchen")):
        for _ in range(60):
            await live.place(*names)

        assert await live.metric("galley_slow_closed") == 1


async def test_a_bump_of_a_hundred_lines_is_too_much_for_no_screen(live: Live) -> None:
    names = [f"dish {number}" for number in range(100)]
    order = await live.place(*names)
    async with joined(live.port, live.token("kitchen")) as screen:
        before = live.hub.branch.board.seq
        bump = f"/api/kitchen/orders/{order['id']}/bump"
        for status in ("preparing", "ready"):
            assert (await live.ask("POST", bump, {"status": status})).status == 200
        seq = live.hub.branch.board.seq
        heard = [(await screen.hear())["seq"] for _ in range(seq - before)]

    assert seq - before > 200
    assert heard == list(range(before + 1, seq + 1))
    assert await live.metric("galley_slow_closed") == 0


async def test_a_slow_socket_that_never_reads_again_is_cut_off(live: Live) -> None:
    before = len(asyncio.all_tasks())
    async with stalled(live, live.token("kitchen")) as slow:
        while not await live.metric("galley_slow_closed"):
            await place_large(live, 1)
        await eventually(lambda: len(asyncio.all_tasks()) <= before)
        assert await live.sockets() == 0
        resume(slow)
        await slow.ended()


async def test_a_flood_of_joins_without_reading_costs_bounded_memory(live: Live) -> None:
    await place_large(live, 5)
    before = len(asyncio.all_tasks())
    async with stalled(live, live.token("kitchen")) as socket:
        join = json.dumps({"type": "join", "room": live.kitchen_room, "snapshot": True}).encode()
        tracemalloc.start()
        try:
            start, _ = tracemalloc.get_traced_memory()
            # Their answers would be some 100 MB.
            socket.writer.write(frame(TEXT, join) * 500)
            for _ in range(100):
                assert (await live.ask("GET", "/healthz")).status == 200
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak - start < 8 * 1024 * 1024
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    assert await live.sockets() == 0


async def test_whoever_has_not_taken_an_answer_is_not_listened_to(live: Live) -> None:
    await place_large(live, 40)
    seq = live.hub.branch.board.seq

    async def painted() -> object:
        [screen] = (await live.ask("GET", "/api/kitchen/screens")).data
        return screen["painted_seq"]

    async with stalled(live, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        await socket.say("painted", seq=seq)
        assert [await painted() for _ in range(20)] == [None] * 20
        resume(socket)
        await socket.hear_until("joined")
        async with asyncio.timeout(DEADLINE):
            while await painted() != seq:
                pass


async def test_a_client_that_vanishes_with_answers_in_line_leaves_nothing_behind(
    live: Live,
) -> None:
    await place_large(live, 5)
    before = len(asyncio.all_tasks())
    for _ in range(10):
        async with stalled(live, live.token("kitchen")) as socket:
            for _ in range(20):
                await socket.say("join", room=live.kitchen_room, snapshot=True)
            await live.place()
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    assert await live.sockets() == 0


@pytest.mark.parametrize("code", [CloseCode.GOING_AWAY, CloseCode.RESTARTING])
async def test_every_socket_is_told_when_the_hub_goes(tmp_path: Path, code: CloseCode) -> None:
    async with AsyncExitStack() as clients:
        async with alive(tmp_path / "data") as live:
            known = await clients.enter_async_context(joined(live.port, live.token("kitchen")))
            stranger = await clients.enter_async_context(connected(live.port))
            live.hub.closing = code
            codes = asyncio.gather(known.close_code(), stranger.close_code())
        assert set(await codes) == {code}


@asynccontextmanager
async def patient(data: Path, patience: Patience) -> AsyncIterator[tuple[int, str, Fanout]]:
    """Run a hub's door whose patience is short; gives its port, a token and its fan-out."""
    fanout = Fanout()
    branch = await Branch.open(
        data,
        SystemMachine(),
        branch_id=None,
        listeners=[fanout.publish],
        on_revoked=fanout.close_device,
    )
    authenticator = Authenticator(branch.devices)
    metrics = Metrics()
    door = WebSocketHandler(
        Place(branch.id, lambda: branch.epoch, branch.board, branch.devices.sessions.has),
        fanout=fanout,
        authenticator=authenticator,
        clock=branch.time.shown,
        metrics=metrics,
        patience=patience,
    )
    server = HttpHandler(
        [],
        socket=door.serve,
        authenticator=authenticator,
        guard=Guard([]),
        house=House(
            branch.idempotency_keys, metrics, branch.time.shown, LongAnswers(), LargeBodies(5.0)
        ),
    ).server()
    runner = web.ServerRunner(server, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made = await branch.devices.make(Command(who=OWNER), Role.KITCHEN, "screen")
        yield runner.addresses[0][1], made.value.token, fanout
    finally:
        await runner.cleanup()
        await branch.close()


async def test_a_half_open_connection_is_noticed(tmp_path: Path) -> None:
    async with (
        patient(tmp_path / "galley.db", Patience(heartbeat=0.2)) as (port, token, fanout),
        joined(port, token) as silent,
        joined(port, token) as answering,
    ):
        hearing = asyncio.create_task(answering.close_code())
        # It reads what comes, and answers no ping.
        await silent.ended()
        await eventually(lambda: len(fanout) == 1)
        assert not hearing.done()
        hearing.cancel()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(frame(PING, b"x" * 125), id="pings"),
        pytest.param(frame(TEXT, b'{"type":"ping"}'), id="messages"),
    ],
)
async def test_a_flood_without_reading_is_cut_off_though_nothing_happens(
    tmp_path: Path, said: bytes
) -> None:
    async with (
        patient(tmp_path / "galley.db", Patience(heartbeat=0.2)) as (port, token, fanout),
        joined(port, token) as socket,
    ):
        read_little(socket)
        transport = socket.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        socket.writer.write(said * 20_000)
        await eventually(lambda: len(fanout) == 0)


async def test_whoever_says_nothing_in_time_is_closed(tmp_path: Path) -> None:
    async with (
        patient(tmp_path / "galley.db", Patience(auth_within=0.1)) as (port, _, fanout),
        connected(port) as socket,
    ):
        assert await socket.close_code() == 4408
        await socket.ended()
        await eventually(lambda: len(fanout) == 0)
