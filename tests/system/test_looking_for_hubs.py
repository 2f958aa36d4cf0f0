"""A screen that looks for hubs, on a machine of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from display.discovery import FoundHub, HubFinder, find_hubs
from tests.support.announced import FINGERPRINT, Announced
from tests.support.live import eventually
from tests.support.namespaces import Machine, Switch

pytestmark = [pytest.mark.root, pytest.mark.system]

HUB, OTHER, SCREEN = "198.18.0.1", "198.18.0.2", "198.18.0.9"
_DEADLINE = 20.0

Hubs = tuple[FoundHub, ...]


async def seen(lookout: HubFinder, holds: Callable[[Hubs], bool]) -> Hubs:
    """Wait until the list is as it should be."""
    async with asyncio.timeout(_DEADLINE):
        async for hubs in lookout.changes():
            if holds(hubs):
                return hubs
    raise AssertionError


def addresses(hubs: Hubs) -> set[str]:
    return {address for each in hubs for address in each.addresses}


@pytest.fixture
def switch() -> Iterator[Switch]:
    with Switch() as switch:
        yield switch


@pytest.fixture
def hub(switch: Switch) -> Iterator[Machine]:
    with switch.machine("hub", f"{HUB}/24") as machine:
        yield machine


@pytest.fixture
def other(switch: Switch) -> Iterator[Machine]:
    with switch.machine("other", f"{OTHER}/24") as machine:
        yield machine


@pytest.fixture
def screen(switch: Switch) -> Iterator[Machine]:
    with switch.machine("screen", f"{SCREEN}/24") as machine:
        yield machine


@pytest.fixture
async def lookout(screen: Machine) -> AsyncIterator[HubFinder]:
    with screen.entered():
        async with find_hubs() as lookout:
            yield lookout


@pytest.mark.timing
async def test_a_hub_is_found_within_two_seconds(
    hub: Machine, screen: Machine, tmp_path: Path
) -> None:
    Announced(hub, tmp_path).ready()

    with screen.entered():
        async with asyncio.timeout(2.0), find_hubs() as lookout:
            [found] = await lookout.candidates("main", FINGERPRINT)

    assert found.urls == (f"https://{HUB}:8443",)


async def test_a_hub_that_comes_later_is_found(
    hub: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    await seen(lookout, lambda hubs: not hubs)
    Announced(hub, tmp_path)

    [found] = await seen(lookout, bool)

    assert found.host == "galley-main.local"


async def test_a_hub_that_stops_is_taken_off_the_list(
    hub: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    announced = Announced(hub, tmp_path)
    await seen(lookout, bool)
    announced.stop()

    assert await seen(lookout, lambda hubs: not hubs) == ()


async def test_several_hubs_are_listed_by_name(
    hub: Machine, other: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    Announced(hub, tmp_path, branch="b1", name="Market", fingerprint="1" * 64)
    Announced(other, tmp_path, branch="b2", name="Harbour", fingerprint="2" * 64)

    hubs = await seen(lookout, lambda hubs: len(hubs) == 2)

    assert [(each.name, each.branch, each.fingerprint) for each in hubs] == [
        ("Harbour", "b2", "2" * 16),
        ("Market", "b1", "1" * 16),
    ]


async def test_the_paired_hub_is_told_from_another_one_of_its_branch(
    hub: Machine, other: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    Announced(hub, tmp_path, fingerprint="1" * 64).ready()
    Announced(other, tmp_path, fingerprint="2" * 64)
    await seen(lookout, lambda hubs: len(hubs) == 2)

    [found] = await lookout.candidates("main", "2" * 64)

    assert found.addresses == (OTHER,)


async def test_the_hub_is_followed_to_its_new_address(
    hub: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    Announced(hub, tmp_path)
    await seen(lookout, lambda hubs: addresses(hubs) == {HUB})
    hub.remove(f"{HUB}/24")
    hub.add("198.18.0.77/24")

    hubs = await seen(lookout, lambda hubs: addresses(hubs) == {"198.18.0.77"})

    assert [each.may_be("main", FINGERPRINT) for each in hubs] == [True]


async def test_an_address_without_a_successor_is_forgotten(
    hub: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    hub.add("fd00:18::1/64")
    Announced(hub, tmp_path)
    await seen(lookout, lambda hubs: addresses(hubs) == {HUB, "fd00:18::1"})
    hub.remove("fd00:18::1/64")

    # Sooner than the two minutes after which it would no longer be believed.
    assert await seen(lookout, lambda hubs: addresses(hubs) == {HUB})


async def test_a_hub_that_moved_while_the_screens_cable_was_out_is_found_again(
    hub: Machine, screen: Machine, lookout: HubFinder, tmp_path: Path
) -> None:
    announced = Announced(hub, tmp_path)
    await seen(lookout, lambda hubs: addresses(hubs) == {HUB})
    screen.unplug()
    hub.remove(f"{HUB}/24")
    hub.add("198.18.0.77/24")
    # All that it says of itself by itself is said before the screen can hear it.
    await asyncio.to_thread(announced.wait_for_log, "silent at 198.18.0.77")
    screen.plug()

    hubs = await seen(lookout, lambda hubs: "198.18.0.77" in addresses(hubs))

    assert hubs[0].addresses[0] == "198.18.0.77"


async def test_a_screen_without_an_address_finds_the_hub_once_it_gets_one(
    hub: Machine, switch: Switch, tmp_path: Path
) -> None:
    Announced(hub, tmp_path).ready()
    with switch.machine("late") as late:
        late.ip("address", "flush", "dev", "eth0")
        with late.entered():
            async with find_hubs() as lookout:
                await eventually(lambda: lookout._browser is not None)
                late.add(f"{SCREEN}/24")

                hubs = await seen(lookout, bool)

    assert addresses(hubs) == {HUB}


async def test_a_screen_on_the_hubs_own_machine_finds_it(hub: Machine, tmp_path: Path) -> None:
    Announced(hub, tmp_path).ready()

    with hub.entered():
        async with find_hubs() as lookout:
            hubs = await seen(lookout, bool)

    assert addresses(hubs) == {HUB}
