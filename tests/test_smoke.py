"""The programs themselves, once and from outside: a hub, its page, and a screen with an order."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import HubProcess, clean_environment

pytestmark = pytest.mark.smoke


@pytest.fixture
def screen(hub_process: HubProcess, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a screen that draws where nobody looks."""
    token = tmp_path / "screen.token"
    token.write_text(hub_process.make_token("kitchen", "screen"))
    with (
        (tmp_path / "screen.log").open("w") as log,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "display", "--hub", hub_process.url),
                *("--token-file", str(token), "--data", str(tmp_path / "screen")),
            ],
            env=clean_environment() | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


async def test_an_order_stands_on_a_screen_and_the_page_is_there(
    hub_process: HubProcess, screen: "subprocess.Popen[bytes]"
) -> None:
    async with hub_process.client() as client:
        items = [{"name": "Soup", "quantity": 1}]
        status, _ = await client.post("/api/orders", json={"type": "takeout", "items": items})
        assert status == 201
        async with asyncio.timeout(30):
            shown = False
            while not shown:
                _, answer = await client.get("/api/kitchen/screens")
                shown = answer["seq"] in {each["painted_seq"] for each in answer["data"]}
                await asyncio.sleep(0.02)
        status, page = await client.get("/", token="")

    assert status == 200
    assert "This is the Galley hub of main" in page
    screen.terminate()
    assert await asyncio.to_thread(screen.wait, 30) == 0
    assert hub_process.stop() == 0
