"""The demo is no more patient than a till, but it waits for as long as the hub asks it to."""

from pathlib import Path

import aiohttp
import msgspec

from hub.domain.permissions import Role
from scripts.demo.link import DemoLink
from scripts.demo.wire import Deed
from tests.support.live import GENEROUS, alive

SLOW = msgspec.structs.replace(GENEROUS, writes_per_second=0.5, write_burst=1)
ORDER: dict[str, object] = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}


async def test_the_demo_comes_again_when_it_was_told_to_and_not_before(tmp_path: Path) -> None:
    async with alive(tmp_path / "data", limits=SLOW) as live:
        headers = {"Authorization": f"Bearer {live.token(Role.WAITER)}"}
        url = f"http://127.0.0.1:{live.port}"
        async with aiohttp.ClientSession(url, headers=headers) as session:
            link = DemoLink(session)
            for _ in range(3):
                await link.do(Deed("POST", "/api/orders", ORDER))
        assert len((await live.ask("GET", "/api/orders")).data) == 3
        figures = (await live.ask("GET", "/metrics")).body.decode()
    assert 'galley_refusals_total{code="RATE_LIMITED"} 2.0' in figures
