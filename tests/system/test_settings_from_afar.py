"""A screen in a process of its own, whose settings a manager changes while it runs."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import Client, HubProcess, clean_environment
from tests.support.wire import DEADLINE

pytestmark = pytest.mark.system


def start(hub: HubProcess, folder: Path) -> "subprocess.Popen[bytes]":
    """Start ``galley-display`` on a hub, where nobody sees it."""
    token = folder / "screen.token"
    if not token.exists():
        token.write_text(hub.make_token("kitchen", "the screen"))
    where = ["--hub", hub.url, "--token-file", str(token), "--data", str(folder / "screen")]
    return subprocess.Popen(
        [sys.executable, "-m", "display", "--size", "1280x720", *where],
        env=clean_environment() | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
        stdin=subprocess.DEVNULL,
    )


async def until(manager: Client, path: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Wait until the screen's settings are so, as the hub shows them."""
    async with asyncio.timeout(DEADLINE):
        while True:
            _, found = await manager.get(path)
            if found["data"]["known"] and holds(
                {each["name"]: each for each in found["data"]["settings"]}
            ):
                return
            await asyncio.sleep(0.05)


def is_held(name: str, value: object) -> Callable[[dict[str, Any]], bool]:
    return lambda found: (found[name]["value"], found[name]["waits"]) == (value, False)


async def test_a_running_screen_goes_by_what_is_set_and_starts_so_with_its_hub_gone(
    hub_process: HubProcess, tmp_path: Path
) -> None:
    screen = start(hub_process, tmp_path)
    try:
        async with hub_process.client() as manager:
            _, listed = await manager.get("/api/devices")
            [device] = [each for each in listed["data"] if each["role"] == "kitchen"]
            path = f"/api/screens/{device['id']}/settings"
            await manager.post("/api/menu/stations", json={"id": "grill", "name": "Grill"})
            await until(manager, path, is_held("board.station", "all"))

            wanted = {"board.text": "huge", "glass.theme": "bright", "glass.rotate": 90}
            await manager.ask("PUT", path, json={"values": wanted})
            await until(manager, path, is_held("glass.rotate", 90))

            # It asks the hub for something else from now on, and its board begins anew.
            await manager.ask("PUT", path, json={"values": {"board.station": "grill"}})
            await until(manager, path, is_held("board.station", "grill"))
            async with asyncio.timeout(DEADLINE):
                while True:
                    _, screens = await manager.get("/api/kitchen/screens")
                    if [each["station"] for each in screens["data"]] == ["grill"]:
                        break
                    await asyncio.sleep(0.05)
        assert screen.poll() is None
    finally:
        screen.terminate()
        assert screen.wait(30) == 0
    kept = (tmp_path / "screen" / "manage.toml").read_text()
    assert 'station = "grill"' in kept
    assert "rotate = 90" in kept
