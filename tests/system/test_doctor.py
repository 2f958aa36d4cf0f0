"""``galley-hub doctor`` as an owner runs it: with real screens, and where something is wrong."""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.desktop import Desktop, desktop
from tests.support.namespaces import Machine, Switch
from tests.support.process import GALLEY, HubProcess, clean_environment, galley, owner_request
from tests.support.screen_process import ScreenProcess

pytestmark = pytest.mark.system

WITHIN = 40.0
NO_SOUND = {"SDL_AUDIODRIVER": "no-such-driver"}


class Kitchen:
    """A hub, and two screens on desktops that nobody sees; the right one has no loudspeaker."""

    def __init__(self, hub: HubProcess, left: ScreenProcess, right: ScreenProcess) -> None:
        self.hub = hub
        self.left = left
        self.right = right

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Ask the hub, as its owner."""
        status, answer = owner_request(self.hub.socket, method, path, body)
        assert status < 300, answer
        return answer["data"]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + WITHIN
        while not holds():
            assert time.monotonic() < deadline, self.left.logged() + self.right.logged()
            await asyncio.sleep(0.05)

    async def painted(self) -> None:
        """Wait until both screens show everything."""

        def shown() -> bool:
            status, answer = owner_request(self.hub.socket, "GET", "/api/kitchen/screens")
            seqs = [each["painted_seq"] for each in answer["data"]]
            return status == 200 and seqs == [answer["seq"]] * 2

        await self.until(shown)

    def drill(self) -> dict[str, Any]:
        """Say how the drill stands at each screen, by its name; nothing while there is none."""
        status, answer = owner_request(self.hub.socket, "GET", "/api/drill")
        return {each["name"]: each for each in answer["data"]["screens"]} if status == 200 else {}

    def flashes(self) -> bool:
        """Whether both screens say that they show the drill."""
        drill = self.drill()
        return len(drill) == 2 and all(each["shown"] for each in drill.values())

    def steps(self) -> list[str]:
        """List everything that has ever happened."""
        return [each["type"] for each in self.ask("GET", "/api/events?limit=500")]


@pytest.fixture
async def kitchen(hub_process: HubProcess, tmp_path: Path) -> AsyncIterator[Kitchen]:
    with ExitStack() as stack:
        made: list[ScreenProcess] = []
        for name, more in (("left", {}), ("right", NO_SOUND)):
            place: Desktop = stack.enter_context(desktop(tmp_path / f"{name} desktop"))
            screen = ScreenProcess(hub_process, place, tmp_path / name, more)
            stack.callback(screen.stop)
            made.append(screen.start())
        kitchen = Kitchen(hub_process, made[0], made[1])
        await kitchen.painted()
        yield kitchen


def doctor(hub: HubProcess, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return galley("--data", hub.data, "doctor", *arguments)


def drilling(hub: HubProcess, seconds: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*GALLEY, "--data", str(hub.data), "doctor", "--drill", "--seconds", str(seconds)],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


async def said_by(process: "subprocess.Popen[str]") -> list[str]:
    text, _ = await asyncio.to_thread(process.communicate, timeout=WITHIN)
    return text.splitlines()


async def test_a_screen_that_shows_everything_is_ok_and_one_without_sound_is_not(
    kitchen: Kitchen,
) -> None:
    said = await asyncio.to_thread(doctor, kitchen.hub)
    lines = [each for each in said.stdout.splitlines() if " screen " in each.partition(":")[0]]
    assert [each.partition(",")[0] for each in lines] == [
        "ok       screen left: shows everything",
        "ok       screen right: shows everything",
        "problem  screen right: it says: No sound can be heard: no audio device opens",
    ]
    assert said.returncode == 1


async def test_a_drill_finds_each_bar_each_screen_and_who_is_silent(kitchen: Kitchen) -> None:
    kitchen.ask("POST", "/api/orders", {"type": "takeout", "items": [{"name": "S", "quantity": 1}]})
    await kitchen.painted()
    before = kitchen.steps()
    process = drilling(kitchen.hub, 60)
    await kitchen.until(kitchen.flashes)

    kitchen.left.desktop.press("1")
    kitchen.right.desktop.press("2")

    lines = [each for each in await said_by(process) if " screen " in each.partition(":")[0]]
    assert lines[-3:] == [
        "ok       screen left: flashed, rang, its bar was pressed",
        "warning  screen right: it did not ring: it has no sound device, or its volume is 0",
        "ok       screen right: flashed, its bar was pressed",
    ]
    assert kitchen.steps() == before


async def test_a_bar_that_nobody_presses_is_a_problem(kitchen: Kitchen) -> None:
    process = drilling(kitchen.hub, 5)
    await kitchen.until(kitchen.flashes)

    kitchen.left.desktop.press("1")

    lines = await said_by(process)
    [line] = [each for each in lines if "no key was pressed" in each]
    assert line.startswith("problem  screen right: no key was pressed, or none got through")
    assert process.returncode == 1


async def test_after_a_drill_that_was_broken_off_keys_bump_again(kitchen: Kitchen) -> None:
    order = {"type": "takeout", "items": [{"name": "S", "quantity": 1}]}
    made = kitchen.ask("POST", "/api/orders", order)
    await kitchen.painted()
    process = drilling(kitchen.hub, 60)
    await kitchen.until(kitchen.flashes)
    process.send_signal(signal.SIGINT)
    await said_by(process)
    await kitchen.until(lambda: not kitchen.drill())

    def bumped() -> bool:
        kitchen.left.desktop.press("1")
        return str(kitchen.ask("GET", f"/api/orders/{made['id']}")["status"]) != str(made["status"])

    await kitchen.until(bumped)
    assert process.returncode == 130


async def test_an_order_that_comes_in_ends_the_drill_and_is_shown(kitchen: Kitchen) -> None:
    process = drilling(kitchen.hub, 60)
    await kitchen.until(kitchen.flashes)

    order = {"type": "takeout", "items": [{"name": "S", "quantity": 1}]}
    kitchen.ask("POST", "/api/orders", order)

    lines = await said_by(process)
    assert len([each for each in lines if "so the drill gave way" in each]) == 2
    await kitchen.painted()


async def test_a_screen_that_is_switched_off_is_a_problem(kitchen: Kitchen) -> None:
    kitchen.right.kill()
    await kitchen.until(lambda: len(kitchen.ask("GET", "/api/kitchen/screens")) == 1)

    said = await asyncio.to_thread(doctor, kitchen.hub)

    [line] = [each for each in said.stdout.splitlines() if "screen right" in each]
    assert line.startswith("problem  screen right: not connected, last heard")


def test_a_hub_without_screens_is_well_but_for_them(hub_process: HubProcess) -> None:
    said = doctor(hub_process)
    assert (said.returncode, said.stderr) == (0, "")
    assert "warning  screens: none has been let in yet: galley-hub pair" in said.stdout


@pytest.fixture
def on_a_network(tmp_path: Path) -> Iterator[tuple[Machine, HubProcess]]:
    """Run a hub on a machine of its own."""
    with (
        Switch() as switch,
        switch.machine("hub", "192.168.7.1/24") as machine,
        HubProcess(tmp_path / "data", lan=True, inside=machine.prefix) as hub,
    ):
        yield machine, hub


def doctor_inside(machine: Machine, hub: HubProcess) -> list[str]:
    command = [*machine.prefix, *GALLEY, "--data", str(hub.data), "doctor"]
    said = subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, timeout=60, check=False
    )
    return said.stdout.splitlines()


@pytest.mark.root
def test_the_network_finds_the_hub_and_its_certificate(
    on_a_network: tuple[Machine, HubProcess],
) -> None:
    lines = doctor_inside(*on_a_network)
    assert [each.partition(" as ")[0] for each in lines if "discovery" in each] == [
        "ok       discovery: the network finds Galley main"
    ]
    assert any(each.startswith("ok       certificate: good for 36") for each in lines)


@pytest.mark.root
def test_a_machine_whose_cable_was_pulled_is_noticed(
    on_a_network: tuple[Machine, HubProcess],
) -> None:
    machine, hub = on_a_network
    machine.remove("192.168.7.1/24")
    lines = doctor_inside(machine, hub)
    assert any(each.startswith("problem  network: no cable or Wi-Fi") for each in lines)
