"""A screen and a hub that have never met, over TLS, until the manager has said yes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import aiohttp
import pytest

from display.link.credentials import Credentials
from display.link.endpoints import Endpoints
from display.link.pairing_client import pair_with
from display.state.pairing_stages import Stage
from hub.app import Hub, running
from hub.config import LanSettings
from hub.domain.permissions import Role
from hub.wire import pairing as protocol
from hub.wire.pairing import LONG, SHORT_OF_ADDRESS, PairingListed
from hub.wire.pinning import pinned_context
from hub.wire.requests import DeviceName, Request
from tests.support.live import served_on
from tests.support.middle import in_the_middle


class EarlierAskToPair(Request, frozen=True, kw_only=True):
    """The body as earlier hubs knew it."""

    device_name: DeviceName
    commitment: protocol.Hex32
    long: ClassVar[bool] = False


AGAIN = 0.2
DEADLINE = 20.0


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    lan = LanSettings(port=0, addresses=("127.0.0.1",))
    async with running(tmp_path / "hub", served_on(lan)) as hub:
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
    await until(lambda: bool(hub.pairing.asking()))
    return hub.pairing.asking()[0]


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
    earlier = SimpleNamespace(**vars(protocol) | {"AskToPair": EarlierAskToPair})
    monkeypatch.setattr("hub.routes.pairing.wire", earlier)
    lan = LanSettings(port=0, addresses=("127.0.0.1",))
    async with running(tmp_path / "hub", served_on(lan)) as hub:
        await open_pairing(hub)
        screen = Newcomer(port_of(hub))
        await until(lambda: len(screen.stages) > 1)
        assert screen.stages == [Stage.ASKING, Stage.NUMBER]
        [at_hub] = hub.pairing.asking()
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
    assert not hub.pairing.asking()


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
    async with running(tmp_path / "hub", served_on(lan)) as hub:
        port = port_of(hub)
    screen = Newcomer(port)
    await screen.comes_to(Stage.AWAY)
    back = LanSettings(port=port, addresses=("127.0.0.1",))
    async with running(tmp_path / "hub", served_on(back)) as hub:
        await open_pairing(hub)
        hub.pairing.confirm((await asked(hub)).id)
        assert (await screen.paired()).branch == hub.branch.id
