"""A whole hub on a network, found from another machine without an address being typed."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from display.discovery import find_hubs
from hub.wire.pinning import anchor_of, pinned_context
from tests.support.namespaces import Machine, Switch
from tests.support.process import HubProcess

pytestmark = [pytest.mark.root, pytest.mark.system]

HUB, MOVED = "198.18.0.1", "198.18.0.77"


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    with (
        Switch() as switch,
        switch.machine("hub", f"{HUB}/24") as hub,
        switch.machine("screen", "198.18.0.9/24") as screen,
    ):
        yield hub, screen


async def alive(address: str, port: int, context: ssl.SSLContext) -> bytes:
    async with asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(address, port, ssl=context)
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        line = await reader.readline()
        writer.transport.abort()
    return line


async def test_a_screen_finds_its_hub_and_follows_it_to_another_address(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    hub, screen = machines
    with HubProcess(tmp_path / "data", lan=True, inside=hub.prefix) as process:
        anchor = anchor_of((process.data / "tls" / "authority.pem").read_text())
        context = pinned_context(anchor.pem)
        with screen.entered():
            async with asyncio.timeout(20), find_hubs() as lookout:
                [found] = await lookout.candidates("main", anchor.fingerprint)
                before = await alive(found.addresses[0], found.port, context)

                hub.remove(f"{HUB}/24")
                hub.add(f"{MOVED}/24")
                async for hubs in lookout.changes():
                    if hubs and hubs[0].addresses[0] == MOVED:
                        break
                after = await alive(MOVED, hubs[0].port, context)

    assert found.addresses == (HUB,)
    assert (before, after) == (b"HTTP/1.1 200 OK\r\n",) * 2
