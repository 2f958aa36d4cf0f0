"""A service: guests come, cooks cook, waiters carry, in front of one board and one clock."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from scripts.demo import arrivals
from scripts.demo.crew import Cooks, Waiters
from scripts.demo.dinner import opening
from scripts.demo.guests import Guests, Larder
from scripts.demo.link import DemoLink, Refused
from scripts.demo.orders import new_order
from scripts.demo.wire import BoardAnswer, Deed, Dish, MenuAnswer, Ticket

STARTS_AT = arrivals.at(19.5)
_QUIET = 10
_GLANCES_APART = 5.0
_MENU_EVERY = 20.0


class NothingToOrder(Exception):  # noqa: N818 - a state of the menu, not a fault
    """The menu is empty."""


class ServiceClock(NamedTuple):
    """The service's clock: seconds of service, ``speed`` of them a second."""

    speed: float
    started: float

    def now(self) -> float:
        """Return the seconds of service."""
        return STARTS_AT + (time.monotonic() - self.started) * self.speed

    @property
    def look_every(self) -> float:
        """Real seconds between two looks at the board: people look often, computers need not."""
        return min(1.0, max(0.2, _GLANCES_APART / self.speed))


class Service:
    """One service, from the middle of dinner until somebody ends it.

    Args:
        link: talks to the hub.
        seed: of everything that happens.
        speed: seconds of service in one second.
    """

    def __init__(self, link: DemoLink, seed: int, speed: float) -> None:
        self._link = link
        self._seed = seed
        self._clock = ServiceClock(speed, time.monotonic())
        now = self._clock.now()
        self._cooks = Cooks(seed)
        self._waiters = Waiters(seed)
        self._guests = Guests(seed)
        self._larder = Larder(seed, now)
        self._arrived_until = now
        self._dishes: tuple[Dish, ...] = ()
        self._menu_read = 0.0
        self._board: tuple[Ticket, ...] = ()
        self._done: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            NothingToOrder: the menu is empty.
            TokenRefused: the token is not good enough.
        """
        await self.open()
        while True:
            await self._look()
            await asyncio.sleep(self._clock.look_every)

    async def open(self) -> None:
        """Fill a quiet board: who opens it wants to see a kitchen at work.

        Raises:
            NothingToOrder: the menu is empty.
            TokenRefused: the token is not good enough.
        """
        await self._read_menu()
        if not self._dishes:
            raise NothingToOrder
        self._board = await self._read_board()
        if len(self._board) >= _QUIET or not self._something_left:
            return
        made = opening(self._seed, self._dishes, self._clock.speed, datetime.now(UTC))
        for order in made.orders:
            await self._do(order, "placed")
        await asyncio.gather(*(self._do_in_turn(steps) for steps in made.since))

    async def tidy(self) -> None:
        """Bring back what the demo itself has marked as sold out."""
        await self._do_all(self._larder.restock())

    def status(self) -> str:
        """Say in one line how the service goes."""
        now, ready = self._clock.now(), sum(ticket.status == "ready" for ticket in self._board)
        parts = [
            arrivals.clock_text(now),
            f"{arrivals.rate(now):.0f} orders/h",
            f"{len(self._board)} open ({ready} ready)",
            f"{self._done['placed']} placed",
            f"{self._done['POST items']} more rounds",
            f"{self._done['POST recall']} recalled",
            f"{self._done['POST cancel']} lines cancelled",
        ]
        if self._larder.gone is not None:
            parts.append(f"86: {self._larder.gone.name}")
        parts += [f"{count} refused ({code})" for code, count in self._refused.items()]
        if self._link.away:
            parts.append("the hub is away, waiting for it")
        return " | ".join(parts)

    async def _look(self) -> None:
        sold_out_or_back = self._larder.look(self._dishes, self._clock.now())
        await self._do_all(sold_out_or_back)
        if sold_out_or_back or time.monotonic() - self._menu_read > _MENU_EVERY:
            await self._read_menu()
        self._board = await self._read_board()
        now = self._clock.now()
        arrived = arrivals.between(self._seed, self._arrived_until, now)
        self._arrived_until = now
        by_id = {dish.id: dish for dish in self._dishes}
        deeds = [
            *self._cooks.look(self._board, by_id, now),
            *self._waiters.look(self._board, now),
        ]
        if self._something_left:
            deeds += self._guests.look(self._board, self._dishes, now)
        await asyncio.gather(self._do_all(deeds), self._place_all(arrived))

    async def _place_all(self, arrived: Iterable[float]) -> None:
        taken = {ticket.table_number for ticket in self._board}
        for arrival in arrived:
            if not await self._place(arrival, taken):
                # Somebody else has marked a dish as sold out: they look at the menu again.
                await self._read_menu()
                await self._place(arrival, taken)

    async def _place(self, arrival: float, taken: set[str | None]) -> bool:
        if not self._something_left:
            return True
        body = new_order(self._seed, arrival, self._dishes, taken)
        taken.add(str(body.get("table_number")))
        return await self._do(Deed("POST", "/api/orders", body), "placed")

    async def _do_in_turn(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            await self._do(deed)

    async def _do_all(self, deeds: Iterable[Deed]) -> None:
        await asyncio.gather(*(self._do(deed) for deed in deeds))

    async def _do(self, deed: Deed, what: str | None = None) -> bool:
        try:
            await self._link.do(deed)
        except Refused as refused:
            # Two people reached for the same plate, or the menu changed under the order.
            self._refused[refused.code] += 1
            return False
        self._done[what or f"{deed.method} {deed.path.rpartition('/')[2]}"] += 1
        return True

    async def _read_board(self) -> tuple[Ticket, ...]:
        return (await self._link.get("/api/kitchen/orders", BoardAnswer)).data

    async def _read_menu(self) -> None:
        self._dishes = (await self._link.get("/api/menu", MenuAnswer)).data.items
        self._menu_read = time.monotonic()

    @property
    def _something_left(self) -> bool:
        return any(dish.available for dish in self._dishes)
