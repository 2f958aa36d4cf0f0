"""A hub and a screen that have never met: both are switched on, a person compares one number."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
from typing import Any, NamedTuple

import pygame
import pytest

from display.inputs.profiles import KEYBOARD
from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.state.pairing_stages import Candidate, Pairing, Stage
from display.theme import THEMES
from display.view_model.layout import Layout
from display.view_model.pairing_screen import pairing_screen
from tests.support.desktop import Desktop, desktop
from tests.support.namespaces import Machine, Switch, wait_until
from tests.support.process import HubProcess, owner_request
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.root, pytest.mark.system]

HUB, MOVED, SCREEN = "198.18.0.1/24", "198.18.0.77/24", "198.18.0.9/24"
SIZE = (1280, 720)
NAME = "Grill"


class Kitchen(NamedTuple):
    hub: HubProcess
    hub_machine: Machine
    screen_machine: Machine
    monitor: Desktop
    folder: Path

    def start_screen(self, log: str = "screen.log") -> Popen[str]:
        """Switch the screen on: it is told a name for the lists, and nothing else."""
        environment = [f"{name}={value}" for name, value in self.monitor.environment.items()]
        return self.screen_machine.start(
            *("env", *environment, "SDL_AUDIODRIVER=dummy", sys.executable, "-m", "display"),
            *("--size", "1280x720", "--data", self.folder / "screen", "--name", NAME),
            log=self.folder / log,
        )

    def place_order(self) -> int:
        """Place an order; returns the event that told of it."""
        body = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
        status, _ = owner_request(self.hub.socket, "POST", "/api/orders", body)
        assert status == 201
        _, listed = owner_request(self.hub.socket, "GET", "/api/kitchen/orders")
        return int(listed["seq"])

    def screens(self) -> list[dict[str, Any]]:
        _, screens = owner_request(self.hub.socket, "GET", "/api/kitchen/screens")
        return list(screens["data"])

    def painted(self, seq: int) -> Callable[[], bool]:
        """Whether the screen says that an event stands on its glass."""
        return lambda: any((each["painted_seq"] or 0) >= seq for each in self.screens())

    def pair(self) -> str:
        """Do as the manager does at the hub; returns the number that the hub has shown."""
        with Terminal("pair", "--role", "kitchen", "--data", self.hub.data) as terminal:
            number = terminal.until(r"must show +(\d{3} \d{3})")[1]
            terminal.until(r"same number")
            digits = number.replace(" ", "")
            wait_until(lambda: self.glass_shows(digits), f"the glass shows {number}")
            terminal.type("y\n")
            assert terminal.ended() == 0, terminal.shown
        return number

    def glass_shows(self, number: str) -> bool:
        """Whether the monitor's pixels are those of the pairing screen with this number."""
        hub = Candidate(branch="main", name="Galley main", urls=("https://x",))
        pairing = Pairing(device=NAME, hubs=(hub,), hub=hub, stage=Stage.NUMBER, number=number)
        wanted = pygame.Surface(SIZE, depth=32)
        fonts = Fonts()
        screen = pairing_screen(pairing, Layout(*SIZE, 4, 2, fonts.width), KEYBOARD.key_names())
        Renderer(wanted, THEMES["dark"], fonts).draw(screen)
        return _colours(self.monitor.glance()) == _colours(wanted)


def _colours(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Kitchen]:
    with ExitStack() as stack:
        switch = stack.enter_context(Switch())
        machine = stack.enter_context(switch.machine("hub", HUB))
        screen = stack.enter_context(switch.machine("screen", SCREEN))
        hub = stack.enter_context(HubProcess(tmp_path / "data", lan=True, inside=machine.prefix))
        monitor = stack.enter_context(desktop(tmp_path / "monitor", SIZE))
        yield Kitchen(hub, machine, screen, monitor, tmp_path)


def test_one_number_is_compared_and_orders_are_on_the_glass(kitchen: Kitchen) -> None:
    kitchen.start_screen()
    kitchen.pair()
    wait_until(kitchen.painted(kitchen.place_order()), "the order is on the glass", 30)
    assert [each["name"] for each in kitchen.screens()] == [NAME]


def test_a_screen_that_was_paired_comes_back_by_itself_after_a_restart(kitchen: Kitchen) -> None:
    screen = kitchen.start_screen()
    kitchen.pair()
    wait_until(lambda: bool(kitchen.screens()), "the screen is connected", 30)
    screen.terminate()
    screen.wait(20)
    kitchen.start_screen("again.log")
    wait_until(kitchen.painted(kitchen.place_order()), "the order is on the glass", 30)
    assert [each["name"] for each in kitchen.screens()] == [NAME]


def test_a_hub_that_gets_another_address_is_found_within_10_seconds(kitchen: Kitchen) -> None:
    kitchen.start_screen()
    kitchen.pair()
    wait_until(kitchen.painted(kitchen.place_order()), "the order is on the glass", 30)
    kitchen.hub_machine.remove(HUB)
    kitchen.hub_machine.add(MOVED)
    # What is under way at that moment may still arrive over the line that there was.
    there = kitchen.folder / "screen" / "paired.json"
    wait_until(lambda: "198.18.0.77" in there.read_text(), "the screen has followed", 10)
    wait_until(kitchen.painted(kitchen.place_order()), "the new order is on the glass", 10)


def test_a_machine_that_takes_the_hubs_place_gets_nothing_and_the_screen_says_so(
    kitchen: Kitchen,
) -> None:
    kitchen.start_screen()
    kitchen.pair()
    wait_until(kitchen.painted(kitchen.place_order()), "the order is on the glass", 30)
    port = kitchen.hub.lan_port
    kitchen.hub.stop()
    other = HubProcess(kitchen.folder / "other", lan=True, inside=kitchen.hub_machine.prefix)
    other._environment["GALLEY_LAN_PORT"] = str(port)
    with other:
        log = kitchen.folder / "screen.log"
        wait_until(
            lambda: "not the hub that this screen was paired with" in log.read_text(), "said"
        )
        status, counted = owner_request(other.socket, "GET", "/metrics")
        assert status == 200
        assert "UNAUTHORIZED" not in counted
