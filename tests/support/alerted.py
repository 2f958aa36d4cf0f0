"""A hub whose screens are looked out for, and somebody who hears its alerts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.domain.permissions import Role
from hub.orders.unpainted import Grace
from tests.support.live import Live, alive, eventually
from tests.support.sockets import Socket, joined

SOON = Grace(within=0.1, after_start=0.1, settle=0.01)
IN_TIME = Grace(within=1.0, after_start=1.0, settle=0.01)
"""For screens that are to paint in time: the way there takes a few milliseconds."""

STATIONS = ("grill", "bar")


async def with_stations(live: Live) -> None:
    if (await live.ask("GET", "/api/menu")).data["stations"]:
        return
    for station in STATIONS:
        await live.ask("POST", "/api/menu/stations", {"id": station, "name": station.title()})
        dish = {"name": f"from the {station}", "station": station}
        await live.ask("POST", "/api/menu/items", dish)


@asynccontextmanager
async def kitchen(
    folder: Path, grace: Grace, *roles: Role
) -> AsyncIterator[tuple[Live, "Listener"]]:
    """Run a hub with two stations and somebody who hears its alerts."""
    asked = roles or (Role.KITCHEN, Role.WAITER, Role.MANAGER)
    async with alive(folder / "data", grace=grace, roles=asked) as live:
        await with_stations(live)
        async with joined(live.port, live.token("manager"), live.room) as socket:
            yield live, Listener(socket)


class Listener:
    """Somebody at the pass: hears what is said, a station's screen or not."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    async def alert(self) -> dict[str, Any]:
        heard = await self._socket.hear_until("kitchen:alert")
        return heard[-1]

    async def of(self) -> tuple[str, str | None]:
        """Wait for the next alert; gives its order and station."""
        payload = (await self.alert())["payload"]
        return payload["orderId"], payload["station"]


async def back_up(live: Live, station: str, backup: str) -> None:
    """Have another station take a station's place."""
    path = f"/api/menu/stations/{station}"
    assert (await live.ask("PATCH", path, {"backup": backup})).status == 200


async def take(live: Live, station: str = "grill") -> Any:  # noqa: ANN401 - JSON
    return await live.place(f"from the {station}")


@asynccontextmanager
async def screen(live: Live, station: str | None = "grill") -> AsyncIterator[Socket]:
    fields = {} if station is None else {"station": station}
    async with joined(live.port, live.token("kitchen"), live.kitchen_room, **fields) as socket:
        yield socket


async def paint(socket: Socket, seq: int, **orders: list[int]) -> None:
    """Report a picture, and wait until the hub has taken note of it."""
    await socket.say("painted", seq=seq, **orders)
    await socket.say("ping")
    await socket.hear_until("pong")


async def paint_next(socket: Socket, kind: str = "order:new") -> int:
    """Wait for an event and paint it, as a screen does."""
    seq: int = (await socket.hear_until(kind))[-1]["seq"]
    await paint(socket, seq)
    return seq


async def settled(live: Live) -> None:
    """Wait until the hub waits for no screen any more."""
    await eventually(lambda: live.hub.branch.alerts._due is None)
