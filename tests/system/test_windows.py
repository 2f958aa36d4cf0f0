"""Whole programs: a hub and two screens in windows, judged by pixels and by the hub's log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pygame
import pytest

from display.theme import DARK
from display.view_model.screen import Tone
from tests.support.audit import CLEAN, audit, read_log, read_orders, replayed
from tests.support.desktop import Desktop
from tests.support.glass_reader import PENDING, PREPARING, READY, GlassReader, Sight
from tests.support.process import HubProcess
from tests.support.real_orders import Dish, real_orders
from tests.support.two_windows import Kitchen, Sights, read_off, two_windows

pytestmark = pytest.mark.system

_PIECE = 65_536


class LossyWay:
    """Passes everything on in both directions. Use :func:`lossy_way` to have one.

    Attributes:
        url: what stands for the hub's.
        to_lose: how many answers to a POST are still to be lost, each with its connection.
    """

    def __init__(self, port: int) -> None:
        self.url = ""
        self.to_lose = 0
        self._hub_port = port

    async def carry(
        self, from_screen: asyncio.StreamReader, to_screen: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until either side ends it."""
        from_hub, to_hub = await asyncio.open_connection("127.0.0.1", self._hub_port)
        losing = asyncio.Event()

        async def asked() -> None:
            while piece := await from_screen.read(_PIECE):
                if piece.startswith(b"POST ") and self.to_lose:
                    self.to_lose -= 1
                    losing.set()
                to_hub.write(piece)

        async def answered() -> None:
            while piece := await from_hub.read(_PIECE):
                if losing.is_set():
                    return
                to_screen.write(piece)

        pumps = [asyncio.create_task(each()) for each in (asked, answered)]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for writer in (to_screen, to_hub):
                writer.transport.abort()


@asynccontextmanager
async def lossy_way(hub: HubProcess) -> AsyncIterator[LossyWay]:
    """Have such a way to a running hub for as long as the context lasts."""
    way = LossyWay(hub.port)
    server = await asyncio.start_server(way.carry, "127.0.0.1", 0)
    way.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield way
    finally:
        server.close()


@pytest.fixture
async def kitchen(hub_process: HubProcess, tmp_path: Path) -> AsyncIterator[Kitchen]:
    async with two_windows(hub_process, tmp_path) as kitchen:
        yield kitchen


def small_orders(count: int) -> Sequence[Sequence[Dish]]:
    """Choose the first real orders that surely fit into a cell, so that slot N is order N."""
    small = [
        lines
        for lines in real_orders().values()
        if sum(2 + 2 * len(line.modifiers) for line in lines) <= 8
    ]
    return small[:count]


def current(sight: Sight) -> bool:
    return sight.silent_for is None and not sight.hatched and not any(sight.in_flight)


async def shown(kitchen: Kitchen, *tickets: str) -> Sights:
    """Wait until both screens show these tickets as current, and no press under way."""
    return await kitchen.on_both(lambda sight: current(sight) and sight.tickets == tickets)


class HalfDrawn(Desktop):
    """A desktop whose bar across the top is red at first, and not yet written on."""

    looks = 0

    async def picture(self) -> pygame.Surface:
        surface = pygame.Surface(self._size, depth=32)
        if not self.looks:
            surface.fill(DARK[Tone.ALARM], (0, 0, self._size[0], 12))
        self.looks += 1
        return surface


async def test_half_a_picture_is_looked_at_again(tmp_path: Path) -> None:
    half_drawn = HalfDrawn("", tmp_path, (1280, 720))

    sight = await read_off(half_drawn, GlassReader(), lambda _: None)

    assert half_drawn.looks == 2
    assert sight.silent_for is None


async def audited(kitchen: Kitchen) -> None:
    """Compare the hub's log with what was promised, and with the hub's books."""
    async with kitchen.hub.client() as client:
        log, orders = await read_log(client), await read_orders(client)
    assert audit(kitchen.promised, log) == CLEAN
    assert replayed(log) == orders
    assert "Traceback" not in kitchen.hub.log_text()
    for screen in (kitchen.left, kitchen.right):
        assert "Traceback" not in screen.log.read_text("utf-8")


async def test_orders_that_are_taken_stand_in_both_windows(kitchen: Kitchen) -> None:
    empty = await kitchen.look()
    assert [sight.tickets for sight in empty] == [(), ()]

    await kitchen.place_all(small_orders(3))

    left, right = await shown(kitchen, *[PENDING] * 3)
    assert left.cells == right.cells != empty[0].cells


async def test_a_key_in_one_window_moves_the_ticket_in_both_and_at_the_hub(
    kitchen: Kitchen,
) -> None:
    await kitchen.place_all(small_orders(3))
    before, _ = await shown(kitchen, *[PENDING] * 3)

    kitchen.left.desktop.press("2")

    wanted = (PENDING, PREPARING, PENDING)
    left, right = await shown(kitchen, *wanted)
    assert await kitchen.statuses() == list(wanted)
    assert left.cells == right.cells
    assert [old == new for old, new in zip(before.cells, left.cells, strict=True)] == [
        cell != 1 for cell in range(8)
    ]


async def test_nothing_is_lost_or_doubled_when_the_hub_is_killed_under_the_cooks_hands(
    kitchen: Kitchen,
) -> None:
    orders = await kitchen.place_all(small_orders(7))
    left, right = kitchen.left.desktop, kitchen.right.desktop
    left.press("1")
    right.press("4")
    await shown(kitchen, PREPARING, PENDING, PENDING, PREPARING, PENDING, PENDING, PENDING)
    kitchen.sights.clear()

    await asyncio.gather(
        asyncio.to_thread(left.press, "2"),
        asyncio.to_thread(kitchen.hub.kill),
        asyncio.to_thread(right.press, "5"),
    )
    left.press("3")
    right.press("6")
    await kitchen.on_both(lambda sight: sight.silent_for is not None)
    left.press("1")
    right.press("4")
    await kitchen.on_both(lambda sight: sight.hatched)
    right.press("7")
    await kitchen.until(lambda sights: sights[1].in_flight[6])
    away = [*kitchen.sights]
    kitchen.hub.start()

    done = (READY, PREPARING, PREPARING, READY, PREPARING, PREPARING, PREPARING)
    on_left, on_right = await shown(kitchen, *done)
    assert on_left.cells == on_right.cells
    for order, status in zip(orders, done, strict=True):
        kitchen.promise(order, *((PREPARING, READY) if status == READY else (PREPARING,)))
    await audited(kitchen)
    # How soon it is said is measured with cables that are cut, by tests/faults/test_cut_links.py.
    assert min(sight.silent_for for sight in away if sight.silent_for is not None) >= 3
    assert [sight.hatched for sight in away] == [(sight.silent_for or 0) >= 10 for sight in away]


async def test_nothing_is_lost_or_doubled_however_close_to_a_press_the_hub_is_killed(
    kitchen: Kitchen,
) -> None:
    orders = await kitchen.place_all(small_orders(6))
    left, right = kitchen.left.desktop, kitchen.right.desktop
    for last in (1, 3, 5):
        left.press(f"{last}")
        right.press(f"{last + 1}")
        await killed_and_back(kitchen, after=last)
        await shown(kitchen, *[PREPARING] * (last + 1), *[PENDING] * (5 - last))
    for last in (5, 3, 1):
        left.press(f"{last}")
        right.press(f"{last + 1}")
        await shown(kitchen, *[PREPARING] * (last - 1), READY, READY, *[PREPARING] * (5 - last))
        left.press("u")
        right.press("u")
        await killed_and_back(kitchen, after=last)
        await shown(kitchen, *[PREPARING] * 6)
    # A press that went through is not asked for a second time, which the hub would refuse.
    assert not any(sight.alarmed for sight in kitchen.sights)
    for order in orders:
        kitchen.promise(order, PREPARING, READY, PREPARING)
    await audited(kitchen)


async def killed_and_back(kitchen: Kitchen, after: int) -> None:
    """Kill the hub ``after`` hundredths of a second from now, and start it.

    A press is taken in, sent and committed within a few of them.
    """
    await asyncio.sleep(after / 100)
    await asyncio.to_thread(kitchen.hub.kill)
    kitchen.hub.start()


async def test_a_press_whose_answer_is_lost_on_the_way_counts_once(
    hub_process: HubProcess, tmp_path: Path
) -> None:
    async with (
        lossy_way(hub_process) as way,
        two_windows(hub_process, tmp_path, {"left": {"GALLEYDISPLAY_HUB_URL": way.url}}) as kitchen,
    ):
        [order] = await kitchen.place_all(small_orders(1))
        # An undo done twice would be seen: unlike a bump, it would take the ticket further back.
        for key, status in (("1", PREPARING), ("1", READY), ("u", PREPARING)):
            way.to_lose = 1
            kitchen.left.desktop.press(key)
            await shown(kitchen, status)
            assert way.to_lose == 0
            kitchen.promise(order, status)
        await audited(kitchen)
        assert not any(sight.alarmed for sight in kitchen.sights)


async def test_a_ticket_that_both_cooks_pressed_moves_once_and_the_second_is_told(
    kitchen: Kitchen,
) -> None:
    [order] = await kitchen.place_all(small_orders(1))
    kitchen.hub.kill()
    for screen in (kitchen.left, kitchen.right):
        screen.desktop.press("1")
    await kitchen.on_both(lambda sight: sight.in_flight[0])

    kitchen.hub.start()

    told = await kitchen.until(lambda sights: any(sight.alarmed for sight in sights))
    assert [sight.alarmed for sight in told].count(True) == 1
    await shown(kitchen, PREPARING)
    kitchen.promise(order, PREPARING)
    await audited(kitchen)


async def test_presses_of_a_screen_that_was_killed_arrive_once_and_in_their_order(
    kitchen: Kitchen,
) -> None:
    orders = await kitchen.place_all(small_orders(3))
    kitchen.hub.kill()
    kitchen.left.desktop.press("3", "1", "2")
    await kitchen.until(lambda _: kitchen.left.presses.read_bytes().count(b"\n") == 3)
    kitchen.left.kill()
    await kitchen.until(lambda sights: sights[1].silent_for is not None)
    kitchen.left.start()
    await kitchen.until(lambda _: "no line to the hub" in kitchen.left.logged())

    kitchen.hub.start()

    await shown(kitchen, *[PREPARING] * 3)
    for order in orders:
        kitchen.promise(order, PREPARING)
    await audited(kitchen)
    async with kitchen.hub.client() as client:
        log = await read_log(client)
    moves = [event["payload"]["orderId"] for event in log if event["type"] == "order:item_status"]
    first, second, third = (order["id"] for order in orders)
    assert list(dict.fromkeys(moves)) == [third, first, second]
    assert kitchen.left.presses.read_bytes() == b""
