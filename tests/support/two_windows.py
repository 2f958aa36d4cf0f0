"""A kitchen of whole programs: a hub, and two screens in windows that are read by their pixels."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pygame

from tests.support.audit import Effect, moved, placed
from tests.support.desktop import Desktop, desktop
from tests.support.glass_reader import GlassReader, Sight, UnreadableError
from tests.support.process import Client, HubProcess
from tests.support.real_orders import Dish
from tests.support.screen_process import ScreenProcess

WITHIN = 40.0
"""Seconds that anything gets to come to hold."""

_MOVED_MS = 300
"""For how long a screen refuses presses on what has just changed."""

Order = dict[str, Any]
Sights = tuple[Sight, Sight]


class Kitchen:
    """The hub, both screens, and what has been seen and promised so far.

    Attributes:
        hub: keeps its port when it is started again.
        left, right: the screens.
        sights: everything that :meth:`until` saw on either screen.
        promised: everything that has to be in the hub's log, exactly as often.
    """

    def __init__(
        self, hub: HubProcess, left: ScreenProcess, right: ScreenProcess, folder: Path
    ) -> None:
        self.hub = hub
        self.left = left
        self.right = right
        self.sights: list[Sight] = []
        self.promised: Counter[Effect] = Counter()
        self._folder = folder
        self._reader = GlassReader()
        self._pictures: dict[str, pygame.Surface] = {}

    async def look(self) -> Sights:
        """Read both screens."""
        return await self._read(self.left), await self._read(self.right)

    async def until(self, holds: Callable[[Sights], bool]) -> Sights:
        """Look until something holds, and return what was seen then."""
        deadline = time.monotonic() + WITHIN
        while True:
            sights = await self.look()
            self.sights += sights
            if holds(sights):
                return sights
            if time.monotonic() > deadline:
                self._keep_pictures()
                told = [each._replace(cells=()) for each in sights]
                raise AssertionError(f"it never came to hold: {told}\npictures: {self._folder}")

    async def on_both(self, holds: Callable[[Sight], bool]) -> Sights:
        """Look until something holds on both screens at once, and return what was seen then."""
        return await self.until(lambda sights: all(map(holds, sights)))

    async def place(self, lines: Sequence[Dish]) -> Order:
        """Take an order."""
        items = [
            {
                "name": line.name,
                "quantity": line.quantity,
                "modifiers": [{"name": each} for each in line.modifiers],
            }
            for line in lines
        ]
        async with self.hub.client() as client:
            body = {"type": "takeout", "items": items}
            status, answer = await client.post("/api/orders", json=body)
        assert status == 201, answer
        order: Order = answer["data"]
        self.promised.update(placed(order))
        return order

    async def place_all(self, orders: Sequence[Sequence[Dish]]) -> list[Order]:
        """Take orders, and wait until they can be bumped on both screens."""
        taken = [await self.place(lines) for lines in orders]
        await self.settled()
        return taken

    def promise(self, order: Order, *statuses: str) -> None:
        """Note that every line of an order is to come to these statuses, once."""
        self.promised.update(moved((item["id"] for item in order["items"]), *statuses))

    async def settled(self) -> None:
        """Wait until both screens have shown the newest for so long that presses count."""
        deadline = time.monotonic() + WITHIN
        async with self.hub.client() as client:
            while not await _settled(client, screens=2):
                assert time.monotonic() < deadline, self._logs()
                await asyncio.sleep(0.02)

    async def statuses(self) -> list[str]:
        """List how far the open orders are at the hub, oldest first."""
        async with self.hub.client() as client:
            _, answer = await client.get("/api/kitchen/orders")
        return [order["status"] for order in answer["data"]]

    def _logs(self) -> str:
        logs = (screen.log.read_text("utf-8") for screen in (self.left, self.right))
        return "\n".join(("the screens never painted the newest:", *logs))

    async def _read(self, screen: ScreenProcess) -> Sight:
        def keep(picture: pygame.Surface) -> None:
            self._pictures[screen.name] = picture

        try:
            return await read_off(screen.desktop, self._reader, keep)
        except UnreadableError:
            self._keep_pictures()
            raise

    def _keep_pictures(self) -> None:
        for name, picture in self._pictures.items():
            pygame.image.save(picture, self._folder / f"{name}.png")


async def read_off(
    desktop: Desktop, reader: GlassReader, keep: Callable[[pygame.Surface], object]
) -> Sight:
    """Read what stands on a desktop, and again for as long as it can't be read.

    Half a picture stands still while its screen waits for a processor.

    Args:
        desktop: with a screen in its window.
        reader: reads it.
        keep: is given each picture before it is read.

    Raises:
        UnreadableError: it never could be read.
    """
    deadline = time.monotonic() + WITHIN
    while True:
        picture = await desktop.picture()
        keep(picture)
        try:
            return reader.read(picture)
        except UnreadableError:
            if time.monotonic() > deadline:
                raise


async def _settled(client: Client, screens: int) -> bool:
    _, board = await client.get("/api/kitchen/orders")
    _, answer = await client.get("/api/kitchen/screens")
    painted = [each for each in answer["data"] if each["painted_seq"] == board["seq"]]
    return len(painted) == screens and all(
        time.time() - datetime.fromisoformat(each["painted_at"]).timestamp() > _MOVED_MS / 1000
        for each in painted
    )


@asynccontextmanager
async def two_windows(
    hub: HubProcess, folder: Path, environment: Mapping[str, Mapping[str, str]] | None = None
) -> AsyncIterator[Kitchen]:
    """Run two screens on a hub for as long as the context lasts.

    Args:
        hub: running.
        folder: for everything that the screens leave; also pictures of what was not as expected.
        environment: further variables of the screens ``left`` and ``right``.
    """
    # It keeps its port from now on, or the screens would not find it again.
    hub._arguments += ["--port", str(hub.port)]
    given = environment or {}
    async with AsyncExitStack() as stack:
        screens = []
        for name in ("left", "right"):
            place = stack.enter_context(desktop(folder / f"{name} desktop"))
            # In a grid, a reader of pictures finds each ticket.
            settings = {"GALLEYDISPLAY_BOARD_PLACES": "grid", **given.get(name, {})}
            screen = ScreenProcess(hub, place, folder / name, settings)
            stack.callback(screen.stop)
            screens.append(screen.start())
        left, right = screens
        kitchen = Kitchen(hub, left, right, folder)
        await kitchen.settled()
        yield kitchen
