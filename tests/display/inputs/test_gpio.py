"""Buttons on gpiozero's mock pins, driven from a thread of its own as gpiozero's are."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import gpiozero  # type: ignore[import-untyped]
import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from display.inputs.gpio import Buttons, ButtonSettings, GpioError, pin_factory, problems
from display.inputs.profiles import Press
from display.state.messages import Action
from hub.common.screen_troubles import describe_trouble

BUMP, RECALL, PAGE = 5, 6, 13

BOUNCE_MS = 80
"""Longer than the real one, so that a hand on a busy machine is still fast enough."""

LASTING = 0.15
"""Seconds that a hand stays, so that it counts."""

SETTINGS = (
    ButtonSettings(pin=BUMP, action="bump", bounce_ms=BOUNCE_MS),
    ButtonSettings(pin=RECALL, action="recall", bounce_ms=BOUNCE_MS, hold="undo", hold_ms=1000),
    ButtonSettings(pin=PAGE, action="page", bounce_ms=BOUNCE_MS),
)


class Kitchen:
    """The buttons, hands to push them, and what came of it."""

    def __init__(self, pins: MockFactory) -> None:
        self.pins = pins
        self.presses: list[Press] = []
        self.threads: set[int] = set()
        self._changed = asyncio.Event()
        self.buttons = Buttons(SETTINGS, pins, self._pressed)

    def _pressed(self, press: Press) -> None:
        self.presses.append(press)
        self.threads.add(threading.get_ident())
        self._changed.set()

    async def by_hand(self, work: Callable[[], None]) -> None:
        """Do something with the pins on another thread."""
        await asyncio.to_thread(work)

    def contact(self, pin: int, *closed: bool, pause: float = 0.0) -> Callable[[], None]:
        """Make the contact of a button take these states, one after the other."""

        def work() -> None:
            for each in closed:
                (self.pins.pin(pin).drive_low if each else self.pins.pin(pin).drive_high)()
                time.sleep(pause)

        return work

    async def until(self, presses: int) -> list[Press]:
        """Wait for so many presses, and return all there are."""
        async with asyncio.timeout(10):
            while len(self.presses) < presses:
                self._changed.clear()
                await self._changed.wait()
        return self.presses

    async def settled(self) -> list[Press]:
        """Press PAGE, which settles after all that went before, and return what came before it."""
        await self.by_hand(self.contact(PAGE, True))
        async with asyncio.timeout(10):
            while Press(Action.PAGE) not in self.presses:
                self._changed.clear()
                await self._changed.wait()
        return [press for press in self.presses if press.action is not Action.PAGE]


@pytest.fixture
async def kitchen(pins: MockFactory) -> AsyncIterator[Kitchen]:
    made = Kitchen(pins)
    with made.buttons:
        yield made


async def test_a_button_means_what_it_is_set_to(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True))

    assert await kitchen.until(1) == [Press(Action.BUMP)]


async def test_ten_presses_with_bouncing_edges_are_ten_presses(kitchen: Kitchen) -> None:
    bounces = (True, False) * 5
    closing, opening = kitchen.contact(BUMP, *bounces, True), kitchen.contact(BUMP, *bounces)
    for count in range(1, 11):
        await kitchen.by_hand(closing)
        await kitchen.until(count)
        await kitchen.by_hand(opening)
        await kitchen.by_hand(lambda: time.sleep(LASTING))

    assert await kitchen.settled() == [Press(Action.BUMP)] * 10


async def test_a_glitch_on_the_wire_is_no_press(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True, False))

    assert await kitchen.settled() == []


async def test_presses_while_the_loop_is_busy_are_counted_when_it_is_back(
    kitchen: Kitchen,
) -> None:
    states = (True, False) * 3
    hand = threading.Thread(target=kitchen.contact(BUMP, *states, pause=LASTING))
    hand.start()
    # The loop does nothing else meanwhile, as when a frame takes long.
    hand.join()

    assert await kitchen.settled() == [Press(Action.BUMP)] * 3


async def test_a_bounce_that_is_told_late_and_in_pieces_is_no_press(kitchen: Kitchen) -> None:
    """As when drawing keeps the thread that tells of edges waiting between two of them."""
    tell = kitchen.pins.pin(BUMP).when_changed

    def work() -> None:
        began = kitchen.pins.ticks()
        tell(began, 0)
        time.sleep(2 * LASTING)
        tell(began + 0.001, 1)

    await kitchen.by_hand(work)

    assert await kitchen.settled() == []


async def test_two_buttons_at_once_both_count(kitchen: Kitchen) -> None:
    def both() -> None:
        kitchen.contact(BUMP, True)()
        kitchen.contact(RECALL, True)()
        time.sleep(LASTING)
        kitchen.contact(RECALL, False)()

    await kitchen.by_hand(both)

    assert sorted(press.words for press in await kitchen.until(2)) == ["bump", "recall"]


async def test_a_long_hold_is_one_press_and_no_second_one_when_let_go(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True, pause=3 * LASTING))
    await kitchen.by_hand(kitchen.contact(BUMP, False, pause=LASTING))

    assert await kitchen.settled() == [Press(Action.BUMP)]


async def test_a_button_with_a_hold_does_that_instead(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(RECALL, True))
    await kitchen.until(1)
    await kitchen.by_hand(kitchen.contact(RECALL, False, pause=LASTING))

    assert await kitchen.settled() == [Press(Action.UNDO)]


async def test_a_button_with_a_hold_counts_when_it_is_let_go_early(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(RECALL, True, False, pause=LASTING))

    assert await kitchen.until(1) == [Press(Action.RECALL)]


async def test_presses_arrive_on_the_loops_thread_only(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True))
    await kitchen.until(1)

    assert kitchen.threads == {threading.get_ident()}


async def test_the_callbacks_thread_does_nothing_but_call_the_loop(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the loop's door shut nothing at all changes, so that was all the thread touched."""
    knocks: list[int] = []
    monkeypatch.setattr(
        asyncio.get_running_loop(),
        "call_soon_threadsafe",
        lambda *_: knocks.append(threading.get_ident()),
    )
    hand = threading.Thread(target=kitchen.contact(BUMP, True, pause=LASTING))
    before = [(vars(each).copy(), vars(each._contact).copy()) for each in kitchen.buttons._buttons]
    hand.start()
    hand.join()

    after = [(vars(each), vars(each._contact)) for each in kitchen.buttons._buttons]
    assert knocks == [hand.ident]
    assert after == before
    assert kitchen.buttons._held._since == {}
    assert kitchen.presses == []


async def test_a_button_that_is_held_for_ten_seconds_is_said_to_be_stuck(
    kitchen: Kitchen,
) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True))
    await kitchen.until(1)
    kitchen.buttons.troubles(0)

    assert kitchen.buttons.troubles(9_999) == ()
    assert tuple(map(describe_trouble, kitchen.buttons.troubles(10_000))) == (
        "The bump button on pin 5 is stuck",
    )


async def test_a_stuck_button_that_comes_free_is_forgotten(kitchen: Kitchen) -> None:
    await kitchen.by_hand(kitchen.contact(BUMP, True))
    await kitchen.until(1)
    kitchen.buttons.troubles(0)
    await kitchen.by_hand(kitchen.contact(BUMP, False))
    await kitchen.settled()

    assert "bump" not in " ".join(map(describe_trouble, kitchen.buttons.troubles(10_000)))


async def test_a_button_that_was_down_before_the_screen_started_is_no_press_but_can_be_stuck(
    pins: MockFactory,
) -> None:
    presses: list[Press] = []
    pins.pin(BUMP)._set_pull = lambda pull: setattr(pins.pin(BUMP), "_pull", pull)
    pins.pin(BUMP)._state = False

    with Buttons(SETTINGS[:1], pins, presses.append) as buttons:
        buttons.troubles(0)

        assert tuple(map(describe_trouble, buttons.troubles(10_000))) == (
            "The bump button on pin 5 is stuck",
        )
        assert presses == []


async def test_after_closing_nothing_is_pressed_any_more(kitchen: Kitchen) -> None:
    button = kitchen.buttons._buttons[0]
    await kitchen.by_hand(kitchen.contact(BUMP, True))
    kitchen.buttons.close()

    assert button._settling is not None
    assert button._settling.cancelled()
    assert kitchen.pins.pin(BUMP).when_changed is None


async def test_a_button_to_the_supply_is_pressed_by_a_high_level(pins: MockFactory) -> None:
    presses: asyncio.Queue[Press] = asyncio.Queue()
    settings = ButtonSettings(pin=BUMP, action="slot 3", pull_up=False)

    with Buttons([settings], pins, presses.put_nowait):
        await asyncio.to_thread(pins.pin(BUMP).drive_high)
        press = await asyncio.wait_for(presses.get(), 10)

    assert press == Press(Action.BUMP, 2)


async def test_a_pin_that_is_taken_is_said_by_the_buttons_name(pins: MockFactory) -> None:
    with (
        gpiozero.LED(RECALL, pin_factory=pins),
        pytest.raises(GpioError, match="recall button on pin 6 cannot be used"),
    ):
        Buttons(SETTINGS, pins, print)


async def test_a_pin_that_another_program_has_is_said_in_the_same_way(
    pins: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    class LgpioError(Exception):
        """As lgpio's, which gpiozero lets through."""

    def busy(_pin: int) -> None:
        raise LgpioError("GPIO busy")

    monkeypatch.setattr(pins, "pin", busy)
    with pytest.raises(GpioError, match="bump button on pin 5 cannot be used: GPIO busy"):
        Buttons(SETTINGS, pins, print)


async def test_buttons_leave_gpiozeros_default_factory_alone(kitchen: Kitchen) -> None:
    assert gpiozero.Device.pin_factory is None


def test_all_mistakes_in_the_settings_are_named() -> None:
    wrong = [
        ButtonSettings(pin=5, action="bumb", hold="undone"),
        ButtonSettings(pin=5, action="bump"),
    ]

    assert problems(wrong) == [
        "button on pin 5: no button can mean 'bumb'",
        "button on pin 5: no button can mean 'undone'",
        "pin 5 has more than one button",
    ]


def test_good_settings_have_no_problems() -> None:
    assert problems(SETTINGS) == []


def test_a_machine_without_pins_is_told_so() -> None:
    with pytest.raises(GpioError, match="Buttons are configured, but"):
        pin_factory(chip=97)


@pytest.mark.parametrize("version", ["0.0.0.2", "0.1.6.0"])
def test_an_lgpio_that_cannot_read_buttons_is_refused_by_its_version(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lgpio.py").touch()
    about = tmp_path / f"lgpio-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: lgpio\nVersion: {version}\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(GpioError, match=f"lgpio {version} cannot read buttons.*python3-lgpio"):
        pin_factory()


@pytest.mark.system
def test_gpiozero_is_not_loaded_before_there_are_buttons() -> None:
    code = "import sys, display.inputs.gpio, display.inputs.lamps; print('gpiozero' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"
