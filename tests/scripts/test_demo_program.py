"""The demo as a program, against a real hub."""

import asyncio
import json
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import Client, HubProcess, clean_environment

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
_DEADLINE = 60.0

WHOLE_MENU = {
    "stations": [{"id": name, "name": name} for name in ("bar", "cold", "fry", "grill")],
    "categories": [{"id": name, "name": name} for name in ("starters", "mains", "drinks")],
    "items": [
        {"name": f"{category} {number}", "category": category, "station": station}
        | {"target_minutes": 5, "allergens": ["milk"], "modifiers": [{"name": "no onions"}]}
        for category, station in (("starters", "cold"), ("mains", "grill"), ("drinks", "bar"))
        for number in range(3)
    ]
    + [{"name": "Set of the day", "category": "mains"}],
}


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    file = tmp_path / "menu.json"
    file.write_text(json.dumps(WHOLE_MENU))
    return file


@asynccontextmanager
async def demo(hub: HubProcess, *arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "scripts/demo",
        *("--url", hub.url, "--token-file", str(hub.data / "manager.token"), *arguments),
        cwd=ROOT,
        env=clean_environment(),
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


class Seen:
    """What the event log tells of a service; read on from where it was left."""

    def __init__(self) -> None:
        self.after = 0
        self.counts: Counter[str] = Counter()
        self.sold_out: dict[str, bool] = {}

    async def read(self, client: Client) -> None:
        status, page = await client.get(f"/api/events?after={self.after}&limit=500")
        assert status == 200
        self.after = page["seq"]
        for event in page["data"]:
            self._count(event["type"], event["payload"])

    def _count(self, kind: str, payload: dict[str, Any]) -> None:
        self.counts[kind] += 1
        if kind == "menu:availability":
            self.sold_out[payload["name"]] = not payload["available"]
        self.counts["recall"] += bool(payload.get("recalled"))
        self.counts[str(payload.get("status"))] += 1
        order = payload.get("order", {})
        self.counts[str(order.get("type"))] += 1
        self.counts["rush"] += order.get("priority") == "rush"
        for item in order.get("items", []):
            self.counts["changed"] += bool(item["modifiers"])
            self.counts["noted"] += bool(item["notes"])
            self.counts["allergens"] += bool(item["allergens"])


async def until(
    client: Client, seen: Seen, holds: Callable[[], bool], process: Process | None = None
) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not holds():
        assert process is None or process.returncode is None, "the demo ended"
        assert time.monotonic() < deadline, f"never came to hold: {seen.counts}"
        await seen.read(client)
        await asyncio.sleep(0.05)


async def test_a_service_has_everything_that_happens_in_one(tmp_path: Path, menu: Path) -> None:
    happens = ["order:new", "order:item_status", "order:item_cancelled", "menu:availability"]
    happens += ["recall", "rush", "changed", "noted", "allergens", "served", "completed"]
    happens += ["dine_in", "takeout", "delivery"]
    seen = Seen()
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu) as hub:
        async with (
            hub.client() as client,
            demo(hub, "--speed", "900", "--seed", "3") as process,
        ):
            await until(client, seen, lambda: all(seen.counts[each] for each in happens), process)


async def test_ctrl_c_ends_it_and_leaves_nothing_sold_out(tmp_path: Path, menu: Path) -> None:
    seen = Seen()
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu) as hub:
        async with (
            hub.client() as client,
            demo(hub, "--speed", "900", "--seed", "3") as process,
        ):
            await until(client, seen, lambda: any(seen.sold_out.values()), process)
            process.send_signal(signal.SIGINT)
            _, errors = await process.communicate()
            assert (process.returncode, errors) == (0, b"")
            await until(client, seen, lambda: not any(seen.sold_out.values()))


async def test_it_goes_on_when_the_hub_was_killed_and_came_back(tmp_path: Path, menu: Path) -> None:
    seen = Seen()
    hub = HubProcess(tmp_path / "data", "--menu-if-empty", menu)
    with hub:
        async with demo(hub, "--speed", "600", "--seed", "3") as process:
            async with hub.client() as client:
                await until(client, seen, lambda: seen.counts["order:new"] > 5, process)
            hub.kill()
            again = HubProcess(tmp_path / "data", "--port", str(hub.port))
            with again:
                async with again.client() as client:
                    before = seen.counts["order:new"]
                    await until(
                        client, seen, lambda: seen.counts["order:new"] > before + 5, process
                    )


async def test_it_ends_by_itself_after_the_time_it_was_given(tmp_path: Path, menu: Path) -> None:
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu) as hub:
        async with demo(hub, "--speed", "60", "--for", "1") as process:
            said, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert b"open" in said.splitlines()[-1]


async def test_an_empty_menu_is_said_so(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as hub:
        async with demo(hub) as process:
            _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"the menu is empty" in errors


async def test_a_token_that_the_hub_does_not_know_is_said_so(tmp_path: Path, menu: Path) -> None:
    wrong = tmp_path / "wrong.token"
    wrong.write_text("gly_wrong")
    with HubProcess(tmp_path / "data", "--menu-if-empty", menu) as hub:
        async with demo(hub, "--token-file", str(wrong)) as process:
            _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"turned the token away" in errors


@pytest.mark.parametrize("wrong", [["--url", "127.0.0.1:8080"], ["--speed", "0"], ["--for", "-1"]])
async def test_an_option_that_makes_no_sense_is_said_so(tmp_path: Path, wrong: list[str]) -> None:
    usual = ["--url", "http://127.0.0.1:1", "--token-file", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "scripts/demo", *usual, *wrong, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 2
    assert wrong[0].encode() in errors.splitlines()[-1]
