"""A screen with a button and two lamps on gpiozero's mock pins."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from display.app.loop import App
from display.config import Config
from display.inputs.gpio import ButtonSettings
from display.inputs.gpio_wiring import Wiring, WiringSettings
from display.inputs.keyboard import Keyboard
from display.inputs.lamps import LampSettings, Signal
from display.inputs.profiles import KEYBOARD
from display.renderer.glass import Canvas
from display.state.messages import BumpOrder, OrderSeen, Request, Snapshot, Sound
from hub.common.screen_troubles import describe_trouble
from hub.domain.orders import Item, Order, OrderType, order_number
from hub.domain.times import instant
from hub.wire.socket_messages import Drilled, Painted, Troubles

BUMP, LAMP, ALARM = 5, 4, 12
SETTINGS = WiringSettings(
    buttons=(ButtonSettings(pin=BUMP, action="bump"),),
    lamps=(LampSettings(pin=LAMP), LampSettings(pin=ALARM, on=Signal.TROUBLE)),
)
HUB_MS = 1_772_366_400_000


class Hub:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[Request] = []

    def send(self, request: Request) -> None:
        self.sent.append(request)

    def report(self, said: Troubles | Drilled) -> None:
        pass

    def fetch_recent(self) -> None:
        pass

    def take_snapshot(self) -> None:
        pass

    def report_painted(self, painted: Painted) -> None:
        pass


class Mute:
    def play(self, sound: Sound) -> None:
        pass


class Desk:
    """A screen, the pins beside it, and its clock."""

    def __init__(self, pins: MockFactory) -> None:
        self.now = 0
        self.hub = Hub()
        self.pins = pins
        self.app = App(Config(), Canvas((1280, 720)), Keyboard(KEYBOARD), Mute(), lambda: self.now)

    def wired(self) -> Wiring:
        wiring = Wiring(SETTINGS, self.app.press, lambda _: self.pins)
        self.app.watch(wiring.troubles)
        self.app.light(wiring.show)
        return wiring

    def turn(self, ms: int = 1_000) -> None:
        self.now += ms
        self.app.turn(self.hub)

    def lit(self, pin: int) -> bool:
        return bool(self.pins.pin(pin).state)

    def heard(self) -> None:
        snapshot = Snapshot(now=self.now, epoch="e", seq=1, hub_ms=HUB_MS + self.now, orders=())
        self.app.tell(snapshot)

    def ordered(self) -> None:
        self.app.tell(OrderSeen(now=self.now, seq=2, order=order(), new=True))


def order() -> Order:
    at = instant(HUB_MS)
    item = Item(id="i1", name="Soup", quantity=1, station="grill", created_at=at)
    return Order(
        id="o1",
        order_number=order_number(1),
        type=OrderType.DINE_IN,
        created_at=at,
        updated_at=at,
        items=(item,),
    )


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


@pytest.fixture
async def desk(pins: MockFactory) -> Desk:
    return Desk(pins)


async def test_a_button_bumps_what_stands_on_the_glass(desk: Desk) -> None:
    with desk.wired():
        desk.heard()
        desk.turn()
        desk.ordered()
        desk.turn()
        desk.now += 1_000
        desk.app._events._woken.clear()
        await asyncio.to_thread(desk.pins.pin(BUMP).drive_low)
        async with asyncio.timeout(10):
            await desk.app._events._woken.wait()
        desk.turn(0)

    (request,) = desk.hub.sent
    assert isinstance(request, BumpOrder)
    assert request.order_id == "o1"


async def test_the_lamp_is_on_while_a_ticket_waits_for_somebody(desk: Desk) -> None:
    with desk.wired():
        desk.heard()
        desk.turn()
        before = desk.lit(LAMP)
        desk.ordered()
        desk.turn()

        assert (before, desk.lit(LAMP)) == (False, True)


async def test_the_alarm_is_on_while_the_hub_is_not_heard(desk: Desk) -> None:
    with desk.wired():
        seen = []
        desk.turn()
        seen.append(desk.lit(ALARM))
        desk.heard()
        desk.turn()
        seen.append(desk.lit(ALARM))
        for _ in range(4):
            desk.turn()
        seen.append(desk.lit(ALARM))

    assert seen == [True, False, True]


async def test_a_button_that_is_stuck_is_a_trouble_of_the_board(desk: Desk) -> None:
    desk.pins.pin(BUMP)._set_pull = lambda _: None
    desk.pins.pin(BUMP)._state = False
    with desk.wired():
        for _ in range(12):
            desk.turn()

    assert tuple(map(describe_trouble, desk.app.state.troubles)) == (
        "The bump button on pin 5 is stuck",
    )


def screen(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "display", *arguments],
        cwd=folder,
        env=os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.system
def test_a_mistake_in_the_file_of_buttons_ends_the_screen_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "buttons.toml").write_text('button = [{ pin = 5, action = "bumb" }]')

    with screen(tmp_path, "--buttons", "buttons.toml") as process:
        _, said = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "buttons.toml: button on pin 5: no button can mean 'bumb'" in said


@pytest.mark.system
def test_learning_that_is_ended_early_writes_nothing_and_says_so(tmp_path: Path) -> None:
    with screen(tmp_path, "--learn-keys", "bar.toml") as process:
        assert process.stderr is not None
        opened = any("video driver" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)

    assert opened
    assert process.returncode == 1
    assert "nothing was written" in said
    assert not (tmp_path / "bar.toml").exists()
