"""A screen and a hub that have never met, over TLS, until the manager has said yes."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import aiohttp
import pytest

from display.link.credentials import Credentials
from display.link.endpoints import Endpoints
from display.link.pairing_client import pair_with
from display.state.pairing_stages import Stage
from hub.app import Hub, run_hub
from hub.config_sections import LanSettings
from hub.domain.permissions import Role
from hub.routes.pairing import PairingApi
from hub.wire import pairing as protocol
from hub.wire.pairing import LONG, SHORT_OF_ADDRESS, PairingListed
from hub.wire.pinning import anchor_of, pinned_context
from hub.wire.requests import DeviceName, Request
from tests.support.live import served_on
from tests.support.tls import asking_nothing, make_certificate

AGAIN = 0.2
DEADLINE = 20.0


@asynccontextmanager
async def in_the_middle(
    folder: Path, hub_port: int, *, own_anchor: bool = True
) -> AsyncIterator[tuple[int, bytearray]]:
    """Be a machine between devices and a hub on 127.0.0.1, with a certificate of its own.

    Args:
        folder: for its certificate; made.
        hub_port: of the hub's TLS door.
        own_anchor: whether who asks for the anchor gets the one of this machine. All else is the
            hub's own word.

    Yields:
        the port to be taken for the hub's, and all that was read from devices.
    """
    own = make_certificate(folder, ["127.0.0.1"], authority=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            heard.extend(head)
            if own_anchor and head.startswith(b"GET /api/auth/anchor "):
                writer.write(_answer(own.pem))
                await writer.drain()
            else:
                await _passed_on(head, reader, writer, hub_port, heard)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heard
        server.close()


def _answer(pem: str) -> bytes:
    data = {"pem": pem, "fingerprint": anchor_of(pem).fingerprint}
    body = json.dumps({"success": True, "data": data}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\nConnection: close\r\n\r\n".encode() + body


async def _passed_on(
    head: bytes,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    hub_port: int,
    heard: bytearray,
) -> None:
    hub_reader, hub_writer = await asyncio.open_connection(
        "127.0.0.1", hub_port, ssl=asking_nothing(), server_hostname="127.0.0.1"
    )
    hub_writer.write(head)
    there = asyncio.create_task(_pumped(reader, hub_writer, heard))
    back = asyncio.create_task(_pumped(hub_reader, writer, bytearray()))
    await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
    for task in (there, back):
        task.cancel()
    await asyncio.gather(there, back, return_exceptions=True)
    hub_writer.close()


async def _pumped(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray
) -> None:
    while data := await reader.read(65536):
        heard.extend(data)
        writer.write(data)
        await writer.drain()


class EarlierAskToPair(Request, frozen=True, kw_only=True):
    """The body as earlier hubs knew it."""

    device_name: DeviceName
    commitment: protocol.Hex32
    long: ClassVar[bool] = False
    trusts: ClassVar[bool] = True


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    lan = LanSettings(port=0, addresses=("127.0.0.1",))
    async with run_hub(tmp_path / "hub", served_on(lan)) as hub:
        yield hub


def port_of(hub: Hub) -> int:
    assert hub.lan is not None
    return hub.lan.port


class Newcomer:
    """A screen that asks to be let in, and what it shows meanwhile."""

    def __init__(self, port: int, device: str = "grill") -> None:
        self.stages: list[Stage] = []
        self.number = ""
        where = Endpoints(f"https://127.0.0.1:{port}")
        self.asking = asyncio.create_task(pair_with(where, device, self._say, AGAIN))

    def _say(self, stage: Stage, number: str) -> None:
        self.number = number
        if self.stages[-1:] != [stage]:
            self.stages.append(stage)

    async def comes_to(self, stage: Stage) -> None:
        await until(lambda: self.stages[-1:] == [stage])

    async def paired(self) -> Credentials:
        async with asyncio.timeout(DEADLINE):
            return await self.asking


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not holds():  # noqa: ASYNC110 - there is nothing to be woken by
            await asyncio.sleep(0.01)


async def asked(hub: Hub) -> PairingListed:
    """Wait for the number that the manager is shown."""
    await until(lambda: bool(hub.pairing.list_asking()))
    return hub.pairing.list_asking()[0]


async def open_pairing(hub: Hub) -> None:
    await hub.pairing.open(Role.KITCHEN)


async def who_is(paired: Credentials) -> tuple[int, object]:
    connector = aiohttp.TCPConnector(ssl=pinned_context(paired.anchor))
    headers = {"Authorization": f"Bearer {paired.token}"}
    async with (
        aiohttp.ClientSession(connector=connector, headers=headers) as session,
        session.get(f"{paired.addresses[0]}/api/auth/me") as answer,
    ):
        return answer.status, (await answer.json())["data"]["name"]


async def test_both_show_the_same_number_and_a_yes_lets_the_screen_in(hub: Hub) -> None:
    await open_pairing(hub)
    screen = Newcomer(port_of(hub))
    at_hub = await asked(hub)
    await screen.comes_to(Stage.NUMBER)
    assert screen.number == at_hub.number
    hub.pairing.confirm(at_hub.id)
    assert await who_is(await screen.paired()) == (200, "grill")


async def test_a_screen_that_finds_pairing_closed_waits_until_it_is_opened(hub: Hub) -> None:
    screen = Newcomer(port_of(hub))
    await screen.comes_to(Stage.CLOSED)
    await open_pairing(hub)
    hub.pairing.confirm((await asked(hub)).id)
    assert (await screen.paired()).branch == hub.branch.id


async def test_a_screen_that_was_refused_says_so_and_asks_again(hub: Hub) -> None:
    await open_pairing(hub)
    screen = Newcomer(port_of(hub))
    first = await asked(hub)
    await screen.comes_to(Stage.NUMBER)
    hub.pairing.refuse(first.id)
    await until(lambda: Stage.REFUSED in screen.stages)
    second = await asked(hub)
    await screen.comes_to(Stage.NUMBER)
    assert screen.number == second.number
    assert second.number != first.number
    screen.asking.cancel()


async def test_a_screen_shows_a_long_number_when_many_have_asked(hub: Hub) -> None:
    await open_pairing(hub)
    for _ in range(SHORT_OF_ADDRESS):
        hub.pairing.begin("stranger", bytes(32), "127.0.0.1")
    screen = Newcomer(port_of(hub))
    at_hub = await asked(hub)
    await screen.comes_to(Stage.NUMBER)
    assert screen.number == at_hub.number
    assert len(screen.number) == LONG
    hub.pairing.confirm(at_hub.id)
    assert await who_is(await screen.paired()) == (200, "grill")


async def test_a_hub_of_an_earlier_version_pairs_a_screen_as_it_always_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a handler takes is read from its signature when the hub starts.
    monkeypatch.setitem(PairingApi._begin.__annotations__, "body", EarlierAskToPair)
    lan = LanSettings(port=0, addresses=("127.0.0.1",))
    async with run_hub(tmp_path / "hub", served_on(lan)) as hub:
        await open_pairing(hub)
        screen = Newcomer(port_of(hub))
        await until(lambda: len(screen.stages) > 1)
        assert screen.stages == [Stage.ASKING, Stage.NUMBER]
        [at_hub] = hub.pairing.list_asking()
        assert screen.number == at_hub.number
        hub.pairing.confirm(at_hub.id)
        await screen.paired()


async def test_a_machine_in_the_middle_makes_the_numbers_differ(hub: Hub, tmp_path: Path) -> None:
    await open_pairing(hub)
    async with in_the_middle(tmp_path / "middle", port_of(hub)) as (port, _):
        screen = Newcomer(port)
        at_hub = await asked(hub)
        await screen.comes_to(Stage.NUMBER)
        assert screen.number != at_hub.number
        hub.pairing.refuse(at_hub.id)
        await until(lambda: Stage.REFUSED in screen.stages)
        screen.asking.cancel()


async def test_a_machine_that_shows_the_hubs_own_anchor_hears_nothing_of_the_pairing(
    hub: Hub, tmp_path: Path
) -> None:
    """The numbers would be the same, so only the anchor keeps it from the token."""
    await open_pairing(hub)
    async with in_the_middle(tmp_path / "middle", port_of(hub), own_anchor=False) as relay:
        port, heard = relay
        screen = Newcomer(port)
        await until(lambda: screen.stages[-1:] in ([Stage.AWAY], [Stage.NUMBER]))
        screen.asking.cancel()
        await asyncio.gather(screen.asking, return_exceptions=True)
    assert heard.startswith(b"GET /api/auth/anchor ")
    assert b"/api/auth/pairings" not in heard
    assert not hub.pairing.list_asking()


async def test_a_paired_screen_sends_a_machine_in_the_middle_nothing(
    hub: Hub, tmp_path: Path
) -> None:
    await open_pairing(hub)
    screen = Newcomer(port_of(hub))
    hub.pairing.confirm((await asked(hub)).id)
    paired = await screen.paired()
    async with in_the_middle(tmp_path / "middle", port_of(hub)) as (port, heard):
        moved = Credentials(
            branch=paired.branch,
            device=paired.device,
            token=paired.token,
            anchor=paired.anchor,
            addresses=(f"https://127.0.0.1:{port}",),
        )
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await who_is(moved)
        assert heard == b""


async def test_a_hub_that_is_away_is_asked_again_until_it_is_back(tmp_path: Path) -> None:
    lan = LanSettings(port=0, addresses=("127.0.0.1",))
    async with run_hub(tmp_path / "hub", served_on(lan)) as hub:
        port = port_of(hub)
    screen = Newcomer(port)
    await screen.comes_to(Stage.AWAY)
    back = LanSettings(port=port, addresses=("127.0.0.1",))
    async with run_hub(tmp_path / "hub", served_on(back)) as hub:
        await open_pairing(hub)
        hub.pairing.confirm((await asked(hub)).id)
        assert (await screen.paired()).branch == hub.branch.id
