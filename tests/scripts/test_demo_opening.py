"""The demo opens on a kitchen in the middle of dinner, whatever is on the menu."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.domain.permissions import Role
from scripts.demo.dinner import AGES, opening
from scripts.demo.link import DemoLink
from scripts.demo.service import Service
from scripts.demo.wire import Dish
from tests.support.live import Live, alive

SAMPLE = json.loads((Path(__file__).parents[2] / "scripts" / "sample-menu.json").read_bytes())
SOUP_ONLY = {"items": [{"name": "Soup"}]}
Board = list[dict[str, Any]]


async def open_dinner(live: Live, menu: object, *, speed: float = 1.0, times: int = 1) -> Board:
    """Open services on a hub with a menu; returns the orders that its kitchen sees."""
    assert (await live.ask("POST", "/api/menu/import", menu)).status == 200
    headers = {"Authorization": f"Bearer {live.token(Role.MANAGER)}"}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{live.port}", headers=headers) as session:
        for _ in range(times):
            service = Service(DemoLink(session), 7, speed)
            await service.open()
            assert "refused" not in service.status()
    board: Board = (await live.ask("GET", "/api/kitchen/orders")).data
    return board


def minutes_old(order: dict[str, Any]) -> float:
    since = datetime.fromisoformat(order["age_from"])
    return (datetime.now(UTC) - since).total_seconds() / 60


def count(board: Board, shows: Callable[[dict[str, Any]], object]) -> int:
    return sum(bool(shows(order)) for order in board)


@pytest.mark.parametrize("menu", [SAMPLE, SOUP_ONLY], ids=["the sample menu", "one dish"])
async def test_the_board_that_opens_holds_all_that_a_dinner_has(
    tmp_path: Path, menu: object
) -> None:
    async with alive(tmp_path / "data") as live:
        board = await open_dinner(live, menu)
        later = (await live.ask("GET", "/api/orders")).data
    lines = [item for order in board for item in order["items"]]
    assert len(board) == len(AGES) == 20
    assert {"dine_in", "takeout"} <= {order["type"] for order in board}
    assert count(board, lambda order: order.get("allergies")) == 1
    assert count(board, lambda order: order["priority"] == "rush") >= 1
    assert count(board, lambda order: order.get("groups")) == 1
    assert count(board, lambda order: order.get("held")) == 1
    assert {"pending", "preparing", "cancelled"} <= {item["status"] for item in lines}
    edited = [(item["was"].get("quantity"), item["quantity"]) for item in lines if "was" in item]
    assert (4, 2) in edited
    assert sum("release_at" in order for order in later) == 1


async def test_the_parts_of_its_combo_are_made_at_several_stations(tmp_path: Path) -> None:
    async with alive(tmp_path / "data") as live:
        board = await open_dinner(live, SAMPLE)
    [parts] = [order["items"] for order in board if order.get("groups")]
    assert len({part["station"] for part in parts}) == len(parts) == 3


@pytest.mark.parametrize("speed", [1.0, 10.0])
async def test_its_tickets_are_as_old_as_the_speed_has_made_them(
    tmp_path: Path, speed: float
) -> None:
    async with alive(tmp_path / "data") as live:
        ages = [minutes_old(order) for order in await open_dinner(live, SAMPLE, speed=speed)]
    assert [age * speed for age in ages] == pytest.approx(AGES, abs=0.5 * speed)
    assert ages == sorted(ages, reverse=True)


async def test_a_board_that_is_full_already_is_left_as_it_is(tmp_path: Path) -> None:
    async with alive(tmp_path / "data") as live:
        assert len(await open_dinner(live, SAMPLE, times=2)) == len(AGES)


def test_what_is_sold_out_is_not_ordered() -> None:
    soup = Dish(id="soup", name="Soup", station="pass")
    gone = Dish(id="steak", name="Steak", station="grill", available=False)
    made = opening(7, (soup, gone), 1.0, datetime.now(UTC))
    assert "steak" not in repr(made)
