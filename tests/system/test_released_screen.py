"""A screen that was paired with version 0.1.0 goes on when its machine runs today's programs."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.live import eventually
from tests.support.process import Client, HubProcess, clean_environment
from tests.support.released import Released, unpack_0_1_0
from tests.support.wire import DEADLINE

pytestmark = pytest.mark.system


@contextmanager
def screen(owner: Released, url: str, log: Path) -> Iterator[None]:
    """Have the owner's screen run, which is told that its hub has another address now."""
    command = [sys.executable, "-m", "display", "--config", str(owner.etc / "display.toml")]
    command += ["--data", str(owner.screen), "--hub", url]
    drivers = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    with (
        log.open("w") as out,
        subprocess.Popen(command, env=clean_environment() | drivers, stderr=out) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


async def test_a_paired_screen_connects_and_sends_the_press_that_waited(tmp_path: Path) -> None:
    owner = unpack_0_1_0(tmp_path)
    log, presses = tmp_path / "screen.log", owner.screen / "presses.jsonl"
    press = json.loads(presses.read_text("utf-8"))
    devices = owner.shown["answers"]["/api/devices"]["data"]
    with HubProcess(owner.hub, "--config", owner.etc / "hub.toml", lan=True) as hub:
        async with hub.client() as client:
            with screen(owner, f"https://127.0.0.1:{hub.lan_port}", log):
                await eventually(lambda: presses.stat().st_size == 0)
                await painted(client, "Grill")
            _, order = await client.get(f"/api/orders/{press['order_id']}")
            _, listed = await client.get("/api/devices")

    line = next(each for each in order["data"]["items"] if each["id"] in press["items"])
    assert line["status"] == press["status"]
    assert [each["id"] for each in listed["data"]] == [each["id"] for each in devices]
    assert not re.findall("WARNING|ERROR|Traceback", log.read_text("utf-8"))


async def painted(client: Client, name: str) -> None:
    """Wait until a screen has painted all there is."""
    done = False
    async with asyncio.timeout(DEADLINE):
        while not done:
            await asyncio.sleep(0.05)
            _, said = await client.get("/api/kitchen/screens")
            done = (name, said["seq"]) in {(s["name"], s["painted_seq"]) for s in said["data"]}
