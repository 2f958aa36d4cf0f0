"""A file that is damaged under a running hub, or while it is off: screens are told, orders kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import an_order
from tests.support.disk_shim import Shim
from tests.support.live import eventually
from tests.support.process import HubProcess, galley, owner_request
from tests.support.restarts import UNMEASURED
from tests.support.screen import Listener, listening

pytestmark = pytest.mark.system

ORDERS = 30


def placed(hub: HubProcess, count: int) -> None:
    for number in range(count):
        status, body = owner_request(hub.socket, "POST", "/api/orders", an_order(f"Dish {number}"))
        assert status == 201, body


def damage(database: Path, dish: str) -> None:
    """Change a letter of an order's dish where the orders stand, and nowhere else."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        pages = file.execute("SELECT pgoffset, pgsize FROM dbstat WHERE name = 'orders'").fetchall()
    content = database.read_bytes()
    name = f'"name":"{dish}"'.encode()
    [at] = [found for at, size in pages if (found := content.find(name, at, at + size)) >= 0]
    with database.open("r+b") as handle:
        handle.seek(at + len(name) - 2)
        handle.write(b"X")


def shown(screen: Listener) -> str:
    return " ".join(each.message for each in screen.state.alarms)


async def test_a_restored_hub_says_so_on_a_screen_that_comes_later(tmp_path: Path) -> None:
    hub = HubProcess(tmp_path / "data").start()
    placed(hub, ORDERS)
    galley("backup", "--data", hub.data)
    hub.stop()
    damage(hub.data / "galley.db", "Dish 7")

    with hub.start():
        token = hub.make_token("kitchen", "screen")
        async with listening(hub.url, token, tmp_path) as screen:
            await eventually(lambda: "ORD-00008" in shown(screen))
            await eventually(lambda: len(screen.orders) == ORDERS)


async def test_damage_that_a_running_hub_meets_is_mended_by_a_new_start_of_its_own(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    shim = Shim(tmp_path, data / "galley.db")
    hub = HubProcess(data, environment=UNMEASURED | shim.environment).start()
    placed(hub, ORDERS)
    hub.stop()
    hub._arguments += ["--port", str(hub.port)]
    with hub.start():
        token = hub.make_token("kitchen", "screen")
        async with listening(hub.url, token, tmp_path) as screen:
            await eventually(lambda: len(screen.orders) == ORDERS)
            damage(data / "galley.db", "Dish 7")
            shim.fail()
            status, _ = owner_request(hub.socket, "POST", "/api/orders", an_order("Soup"))
            assert status == 503
            shim.mend()

            await eventually(lambda: "ORD-00008" in shown(screen))
            await eventually(lambda: len(screen.orders) >= ORDERS - 1)
            placed(hub, 1)
