"""A board as full as can be, and fuller, under the memory that the hub's unit gives it."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from hub.domain.eviction import BoardBounds
from hub.domain.permissions import Principal, Role
from tests.support.branch import Bench, asks, line
from tests.support.live import eventually
from tests.support.process import HubProcess
from tests.support.screen import Listener, listening
from tests.support.sockets import joined

pytestmark = pytest.mark.system

_UNIT = Path(__file__).parents[2] / "systemd" / "galley-hub.service"
_MIB = 1024 * 1024

ORDERS = 1_250
"""Of the largest there are: what one token can send in 40 s."""

SCREENS = 2
STALLED = 8

_LARGEST = tuple(line("x" * 115, notes="n" * 400) for _ in range(100))
_AT_ONCE = 50


def unit_memory(name: str) -> int:
    """Read how many bytes the hub's unit gives it."""
    [found] = re.findall(rf"^{name}=(\d+)M$", _UNIT.read_text("utf-8"), re.MULTILINE)
    return int(found) * _MIB


async def _older_hubs_folder(data: Path) -> str:
    """Leave what a hub left that had no bounds; returns the id of the one order of the till."""
    till = Principal(id="till", name="till", role=Role.INTEGRATION)
    flood = Principal(id="flood", name="a tablet gone mad", role=Role.WAITER)
    bench = await Bench(data / "galley.db").open()
    bench.on_event = lambda _event: bench.events.clear()
    bench.branch.overflow.bounds = BoardBounds(10**6, 10**12)
    dinner = await bench.place("Somebody's dinner", ask=asks(principal=till))
    for start in range(0, ORDERS, _AT_ONCE):
        await asyncio.gather(
            *(
                bench.place(items=_LARGEST, ask=asks(principal=flood))
                for _ in range(min(_AT_ONCE, ORDERS - start))
            )
        )
    assert bench.branch.live_orders.holdings.size > 60 * _MIB
    await bench.close()
    with closing(sqlite3.connect(data / "galley.db")) as database:
        database.executescript(
            "ALTER TABLE orders DROP COLUMN sender; DROP TABLE old_keys; DROP TABLE epochs; "
            "DROP TABLE cursors; DROP TABLE timers; DROP TABLE order_keys; DROP TABLE raw_notes; "
            "DROP INDEX orders_updated; ALTER TABLE orders DROP COLUMN updated_at; "
            "ALTER TABLE seen DROP COLUMN stations; "
            "DROP TABLE screen_settings; "
            "DROP TABLE people; DROP TABLE documents; DROP TABLE stock; DROP TABLE former_menu; "
            "PRAGMA user_version = 5;"
        )
    return dinner.id


@asynccontextmanager
async def _screens(hub: HubProcess, folder: Path) -> AsyncIterator[list[Listener]]:
    """Have screens on a hub, and before them sockets that ask for the board and take none of it."""
    token = hub.make_token("kitchen", "screens")
    ask = {"room": "branch:main:kitchen", "snapshot": True}
    async with AsyncExitStack() as stack:
        for _ in range(STALLED):
            socket = await stack.enter_async_context(joined(hub.port, token))
            await socket.say("join", **ask)
            transport = socket.writer.transport
            assert isinstance(transport, asyncio.ReadTransport)
            transport.pause_reading()
        screens = []
        for number in range(SCREENS):
            screen = listening(hub.url, token, folder / f"screen-{number}")
            screens.append(await stack.enter_async_context(screen))
        yield screens


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Have a place for the hub and one for each screen."""
    for name in ("data", *(f"screen-{number}" for number in range(SCREENS))):
        (tmp_path / name).mkdir()
    return tmp_path


async def test_screens_are_live_on_a_folder_that_holds_five_times_too_much(folder: Path) -> None:
    dinner = await _older_hubs_folder(folder / "data")
    most = unit_memory("MemoryMax")
    limited = ("prlimit", f"--data={most}")
    with HubProcess(folder / "data", inside=limited) as hub:
        flood = hub.make_token("waiter", "a tablet gone mad")
        async with _screens(hub, folder) as screens, hub.client(flood) as tablet:
            await eventually(lambda: all(each.live() for each in screens))
            body = {"type": "dine_in", "items": [_plain(each) for each in _LARGEST]}
            for _ in range(20):
                status, answer = await tablet.post("/api/orders", json=body)
                assert status == 201, answer
            last = answer["data"]["id"]
            await eventually(lambda: all(last in each.orders for each in screens))

        assert all(dinner in each.orders for each in screens)
        assert all(sum(map(_size, each.orders.values())) < 14 * _MIB for each in screens)
        assert _peak(hub.pid) < unit_memory("MemoryHigh")


def _plain(item: Any) -> dict[str, object]:  # noqa: ANN401 - a line as it is asked for
    return {"name": item.name, "quantity": item.quantity, "notes": item.notes}


def _size(order: Any) -> int:  # noqa: ANN401 - an order
    return sum(len(item.name) + len(item.notes or "") for item in order.items)


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024
