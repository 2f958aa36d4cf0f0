"""A key wakes the loop: nothing waits for the next look by the clock, and nothing looks in vain."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import aiohttp
import pytest

from display.app.event_watch import LOOK_EVERY, EventWatch
from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD
from display.link.endpoints import Endpoints
from display.link.http_client import HubHttpClient
from display.link.listeners import LinkListeners
from display.link.outbox import Outbox, Sender
from display.renderer.open_files import find_open
from display.state.messages import LinkChanged, LinkState, OrderSeen, Snapshot
from tests.display.app.test_loop import Clock, Hub, Tape
from tests.support.tickets import HUB_MS, takeout_order
from tests.support.waiting import seconds
from tests.support.wired_glass import Wired, key, rounds


@pytest.fixture
def glass() -> Iterator[Wired]:
    made = Wired()
    yield made
    made.close()


class Board:
    """A board that rests, an hour before it would look at its keys by the clock."""

    def __init__(self, glass: Wired) -> None:
        self.clock, self.hub = Clock(), Hub()
        self.app = App(Config(), glass, Keyboard(KEYBOARD), Tape(), self.clock)
        now = self.clock.ms
        self.app.tell(LinkChanged(now=now, connection=LinkState.LIVE))
        orders = (takeout_order(1),)
        self.app.tell(Snapshot(now=now, epoch="e", seq=5, hub_ms=HUB_MS, orders=orders))
        self.app.turn(self.hub)
        self.clock.ms += 500

    async def __aenter__(self) -> Self:
        self.running = asyncio.create_task(self.app.run(self.hub))
        await rounds()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.app.close()
        await self.running


async def test_a_key_that_goes_down_while_the_board_rests_wakes_it(glass: Wired) -> None:
    async with Board(glass) as board:
        glass.press()
        await rounds()

        assert len(board.hub.sent) == 1


async def test_a_board_at_rest_does_not_look_at_its_keys(glass: Wired) -> None:
    async with Board(glass):
        before = glass.looks
        await asyncio.sleep(4 * LOOK_EVERY)

        # One of them would be that of a second that has passed.
        assert glass.looks - before <= 1


async def test_a_key_that_came_along_while_a_picture_was_shown_is_taken_at_once(
    glass: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Board(glass) as board:
        # So Xlib does: it reads the key with the server's answer, and the connection is silent.
        monkeypatch.setattr(glass, "show", lambda _: glass.queued.append(key()))
        board.app.tell(OrderSeen(now=board.clock.ms, seq=6, order=takeout_order(2), new=True))
        await rounds()

        assert len(board.hub.sent) == 1


async def test_where_nothing_tells_of_keys_they_are_looked_at_by_the_clock(glass: Wired) -> None:
    glass.told = ()
    async with Board(glass) as board:
        glass.press()
        assert await seconds(lambda: bool(board.hub.sent), given_up_after=10) < 10


async def test_who_has_just_pressed_a_key_is_looked_at_more_often(glass: Wired) -> None:
    glass.told = ()
    board = Board(glass)
    later = board.clock.ms + 3_600_000
    with board.app._events.waking():
        at_rest = board.app._events.seconds_until(later)
        glass.press()
        board.app.turn(board.hub)
        busy = board.app._events.seconds_until(later)
        board.clock.ms += 60_000
        after_a_minute = board.app._events.seconds_until(later)

    assert (busy, at_rest, after_a_minute) == (0.01, LOOK_EVERY, LOOK_EVERY)


async def test_a_press_is_on_its_way_to_the_disk_before_its_picture_is_drawn(
    glass: Wired, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = threading.Event()
    written: list[bool] = []
    outbox = Outbox(tmp_path / "presses.jsonl")
    board = Board(glass)
    monkeypatch.setattr(outbox, "_append", lambda _: writing.set())
    # What has not been handed to another thread by now does not begin while this one draws.
    monkeypatch.setattr(glass, "show", lambda _: written.append(writing.wait(5)))
    async with aiohttp.ClientSession() as session:
        client = HubHttpClient(session, Endpoints("http://127.0.0.1:1"), lambda: "")
        sender = Sender(client, outbox, LinkListeners(lambda _: None, lambda _: None, lambda: 0))
        keeping = asyncio.create_task(sender.keep())
        monkeypatch.setattr(board.hub, "send", sender.put)
        async with board:
            glass.press()
            await rounds()
        keeping.cancel()
    outbox.close()

    assert written == [True]


async def test_what_nobody_takes_wakes_once(glass: Wired) -> None:
    woken: list[None] = []
    with EventWatch(lambda: woken.append(None)) as events:
        assert events.watch([glass.reading])
        glass.press()
        await rounds()

        assert len(woken) == 1


async def test_a_number_that_was_a_keyboard_can_be_a_connection() -> None:
    reading, writing = os.pipe()
    woken: list[None] = []
    with EventWatch(lambda: woken.append(None)) as events:
        events.watch([reading])
        os.close(reading)
        os.close(writing)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            assert ours.fileno() == reading
            ours.setblocking(False)
            hearing = asyncio.create_task(asyncio.get_running_loop().sock_recv(ours, 5))
            await asyncio.sleep(0)
            theirs.send(b"hello")

            assert await asyncio.wait_for(hearing, 5) == b"hello"
            assert woken == []


async def test_a_keyboard_in_the_place_of_another_one_wakes_as_well() -> None:
    woken: list[None] = []
    with EventWatch(lambda: woken.append(None)) as events:
        for _ in range(2):
            reading, writing = os.pipe()
            assert events.watch([reading])
            os.write(writing, b"1")
            await rounds()
            os.close(reading)
            os.close(writing)

        assert len(woken) == 2


async def test_what_has_gone_is_not_watched() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    with EventWatch(lambda: None) as events:
        assert not events.watch([reading])


def test_what_is_open_of_a_folder_is_found(tmp_path: Path) -> None:
    for name in ("event0", "event1", "mice"):
        os.mkfifo(tmp_path / name)
    opened = {
        name: os.open(tmp_path / name, os.O_RDONLY | os.O_NONBLOCK) for name in ("event1", "mice")
    }
    try:
        assert find_open(tmp_path, "event") == [opened["event1"]]
    finally:
        for each in opened.values():
            os.close(each)
