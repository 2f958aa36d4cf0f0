"""A hub that runs inside the test, on a port of its own, and whatever a test wants to ask it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.app import Hub, run_hub
from hub.commit.command import Command
from hub.config import Settings
from hub.config_sections import (
    CompatSettings,
    HistorySettings,
    HubSettings,
    LanSettings,
    OrdersSettings,
    PeopleSettings,
    ReadySettings,
)
from hub.domain.permissions import Role
from hub.http.auth import OWNER
from hub.limits import DEFAULT, Limits
from hub.orders.unpainted import Grace
from hub.wire.pinning import pinned_context
from tests.support.wire import DEADLINE, JSON, Reply, SecurePort, exchange, request

UNHURRIED = Grace(within=3600, after_start=3600)
"""For tests of other things: no machine is so slow that an alert comes between their events."""

ON_LOOPBACK = LanSettings(port=0, addresses=("127.0.0.1",))
"""The door for the network, where nobody else can come in."""

_AS_USUAL = ReadySettings()
_NOBODY_ASKED = PeopleSettings()
_NO_OTHERS = OrdersSettings()
_STAFF = tuple(role for role in Role if role is not Role.CUSTOMER)

GENEROUS = Limits(
    connections_per_address=4096, connections=4096, writes_per_second=10_000, write_burst=10_000
)


class Live:
    """A running hub with a token for each role.

    Attributes:
        port: of its door for the network where that is open, and of the plain one otherwise.
    """

    def __init__(self, hub: Hub) -> None:
        assert hub.port is not None
        self.hub = hub
        self.port = hub.port
        if hub.lan is not None:
            self.port = SecurePort(hub.lan.port, pinned_context(hub.anchor.pem))
        self.room = f"branch:{hub.branch.id}"
        self.kitchen_room = f"{self.room}:kitchen"
        self._devices: dict[str, tuple[str, str]] = {}

    async def make(self, role: Role, name: str) -> tuple[str, str]:
        """Make a device; returns its id and its token."""
        made = (await self.hub.branch.devices.make(Command(who=OWNER), role, name)).value
        return made.id, made.token

    async def open(self, roles: Iterable[Role]) -> "Live":
        for role in roles:
            self._devices[role] = await self.make(role, f"the {role}")
        return self

    def token(self, role: str) -> str:
        return self._devices[role][1]

    def device(self, role: str) -> str:
        return self._devices[role][0]

    async def revoke(self, device: str) -> None:
        await self.hub.branch.devices.revoke(Command(who=OWNER), device)

    async def ask(
        self,
        method: str,
        target: str,
        body: object = None,
        *,
        role: str = Role.MANAGER,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Ask one thing on a connection of its own."""
        data = b"" if body is None else json.dumps(body).encode()
        given = ({} if body is None else JSON) | (headers or {})
        return await exchange(
            self.port, request(method, target, given, data, token=self.token(role))
        )

    async def place(self, *names: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
        """Take an order and return it."""
        lines = [{"name": name, "quantity": 1} for name in names or ("Soup",)]
        reply = await self.ask(
            "POST", "/api/orders", {"type": "dine_in", "items": lines, **fields}, role=Role.WAITER
        )
        return reply.data

    async def move(self, item: str, status: str) -> Reply:
        """Ask for one line's step."""
        target = f"/api/kitchen/items/{item}/status"
        return await self.ask("PATCH", target, {"status": status}, role=Role.KITCHEN)

    async def seat(self, table: str = "7") -> tuple[str, str]:
        """Seat guests; returns the session's id and the guests' token."""
        opened = (await self.ask("POST", "/api/sessions", {"table_number": table})).data
        return opened["session"]["id"], opened["token"]

    async def metric(self, name: str) -> int:
        """Read one of the hub's gauges."""
        text = (await self.ask("GET", "/metrics")).body.decode()
        [line] = [each for each in text.splitlines() if each.startswith(f"{name} ")]
        return int(float(line.split()[1]))

    async def sockets(self) -> int:
        """Say how many sockets the hub believes to be connected."""
        return await self.metric("galley_sockets")


def served_on(
    lan: LanSettings,
    *,
    limits: Limits = DEFAULT,
    branch: str = "",
    hosts: tuple[str, ...] = (),
    origins: tuple[str, ...] = (),
    original_api: bool = False,
    ready: ReadySettings = _AS_USUAL,
    orders: OrdersSettings = _NO_OTHERS,
    people: PeopleSettings = _NOBODY_ASKED,
) -> Settings:
    """Return settings with which a hub can be reached, at ports that the system chooses.

    Args:
        lan: the door for the network.
        limits: what any one client gets.
        branch: its id; empty takes the data folder's own.
        hosts: further host names that the hub answers to.
        origins: of pages that may call the API.
        original_api: whether clients of the original API are let in.
        ready: what the board of ready numbers shows.
        orders: what becomes of orders.
        people: whether devices ask who stands at them.
    """
    return Settings(
        hub=HubSettings(port=0, branch=branch, hosts=hosts, origins=origins),
        compat=CompatSettings(original_api=original_api),
        lan=lan,
        limits=limits,
        ready=ready,
        orders=orders,
        people=people,
        history=HistorySettings(keep_days=0),
    )


@asynccontextmanager
async def alive(
    data: Path,
    *,
    grace: Grace = UNHURRIED,
    roles: Iterable[Role] = _STAFF,
    lan: bool = False,
    limits: Limits = GENEROUS,
    origins: tuple[str, ...] = (),
    original_api: bool = False,
    ready: ReadySettings = _AS_USUAL,
    orders: OrdersSettings = _NO_OTHERS,
) -> AsyncIterator[Live]:
    """Run a hub with a device of each role, and check at the end that it still serves.

    Args:
        data: the data folder.
        grace: how long an order may be on no screen before the kitchen is told.
        roles: whose devices there are.
        lan: open the door for the network as well, and use it.
        limits: what any one client gets; more than in a branch, as tests are faster than cooks.
        origins: of pages that may call the API.
        original_api: whether clients of the original API are let in.
        ready: what the board of ready numbers shows.
        orders: what becomes of orders.
    """
    settings = served_on(
        ON_LOOPBACK if lan else LanSettings(enabled=False),
        limits=limits,
        origins=origins,
        original_api=original_api,
        ready=ready,
        orders=orders,
    )
    async with run_hub(data, settings, grace=grace) as hub:
        live = await Live(hub).open(roles)
        yield live
        assert (await live.ask("GET", "/api/kitchen/orders")).status == 200


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds; give up when it never does."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.005)
