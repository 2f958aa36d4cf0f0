"""Two bars, each by itself: real records of the kernel's, through pipes in place of its devices."""

import errno
import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import pygame
import pytest

from display.inputs.evdev import KeyChange, KeyDevice
from display.inputs.key_devices import KeyDevices, list_sockets
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import CLASSIC_BAR, Press
from display.state.messages import Action
from hub.common.screen_troubles import describe_trouble

SYN, KEY = 0, 1
ONE, CTRL, A = 2, 29, 30
"""Linux's numbers of keys, as linux/input-event-codes.h has them."""

FIRST = KeyDevice("Bump Bar", "usb-0000:01:00.0-1.1")
SECOND = KeyDevice("Bump Bar", "usb-0000:01:00.0-1.2")
BUMP = Press(Action.BUMP)


class Told:
    """The kernel's answers about files that are no devices."""

    def __init__(self) -> None:
        self.devices: dict[str, KeyDevice] = {}
        self.down: set[int] = set()
        self.gone = False

    def describe(self, descriptor: int) -> KeyDevice | None:
        return self.devices.get(Path(f"/proc/self/fd/{descriptor}").readlink().name)

    def keys_down(self, descriptor: int) -> Iterable[int]:
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        return self.down


class Bars:
    """Bars on sockets; what is written to one is read as the kernel's records of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = Told()
        self.devices = KeyDevices(folder, self.told)
        self.at = 1_700_000_000.0
        self._pipes: dict[str, int] = {}

    def plug(self, file: str, device: KeyDevice | None) -> str:
        if device is not None:
            self.told.devices[file] = device
        os.mkfifo(self.folder / file)
        self.devices.look()
        if device is not None:
            self._pipes[file] = os.open(self.folder / file, os.O_WRONLY)
        return str(self.folder / file)

    def pull(self, file: str) -> None:
        os.close(self._pipes.pop(file))
        (self.folder / file).unlink()

    def tell(self, file: str, kind: int, code: int, value: int) -> None:
        self.at += 0.01
        os.write(self._pipes[file], record(self.at, kind, code, value))

    def press(self, file: str, code: int) -> None:
        self.tell(file, KEY, code, 1)

    def release(self, file: str, code: int) -> None:
        self.tell(file, KEY, code, 0)

    def close(self) -> None:
        self.devices.close()
        for each in self._pipes.values():
            os.close(each)


def record(at: float, kind: int, code: int, value: int) -> bytes:
    return struct.pack("@llHHi", int(at), round(at % 1 * 1_000_000), kind, code, value)


def changes(bars: Bars) -> list[tuple[str, int, bool]]:
    return [(Path(each.device).name, each.code, each.down) for each in bars.devices.read()]


@pytest.fixture
def bars(tmp_path: Path) -> Iterator[Bars]:
    made = Bars(tmp_path)
    yield made
    made.close()


class Screen:
    """A screen's keyboard, with two bars at it, and SDL's events as they come of them."""

    def __init__(self, bars: Bars, *, direct: bool, second: str = "") -> None:
        self.bars = bars
        self.keyboard = Keyboard(CLASSIC_BAR)
        self.keyboard.tell_apart(bars.devices, direct=direct, second=second)
        self.now = 1_000

    def turn(self, *events: pygame.event.Event) -> list[Press | None]:
        self.now += 10
        self.keyboard.listen(self.now)
        presses = [self.keyboard.press_of(each) for each in events]
        merged = [self.keyboard.meaning(each) for each in self.keyboard.take_merged()]
        return [each for each in (*presses, *merged) if each is not None]

    def troubles(self, now: int) -> list[str]:
        return [*map(describe_trouble, self.keyboard.troubles(now))]


def down(scancode: int = pygame.KSCAN_LCTRL) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, scancode=scancode, key=0, mod=0, unicode="")


def up(scancode: int = pygame.KSCAN_LCTRL) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYUP, scancode=scancode, key=0, mod=0, unicode="")


@pytest.fixture(params=[True, False], ids=["console", "desktop"])
def screen(bars: Bars, request: pytest.FixtureRequest) -> Screen:
    bars.plug("event3", FIRST)
    bars.plug("event4", SECOND)
    return Screen(bars, direct=request.param, second="usb-0000:01:00.0-1.2")


def test_each_bar_tells_of_its_own_keys_in_the_order_in_which_they_were_pressed(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.plug("event4", SECOND)
    bars.press("event4", ONE)
    bars.press("event3", ONE)
    bars.release("event4", ONE)

    assert changes(bars) == [
        ("event4", ONE, True),
        ("event3", ONE, True),
        ("event4", ONE, False),
    ]


def test_a_key_that_the_kernel_repeats_went_down_once(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.press("event3", ONE)
    bars.tell("event3", KEY, ONE, 2)
    bars.tell("event3", KEY, ONE, 2)

    assert changes(bars) == [("event3", ONE, True)]


def test_a_mouse_is_looked_at_once_and_not_read(bars: Bars) -> None:
    bars.plug("event5", None)

    assert dict(bars.devices.keyboards) == {}
    assert bars.devices.locked == ()
    assert bars.devices.descriptors() == []


def test_where_the_kernel_had_no_room_it_is_asked_what_is_down(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.press("event3", ONE)
    bars.tell("event3", SYN, 3, 0)
    bars.press("event3", A)
    bars.told.down = {CTRL}
    bars.tell("event3", SYN, 0, 0)

    assert changes(bars) == [
        ("event3", ONE, True),
        ("event3", ONE, False),
        ("event3", CTRL, True),
    ]


def test_a_bar_that_is_pulled_out_lets_its_keys_go(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.press("event3", ONE)
    bars.devices.read()
    bars.pull("event3")
    bars.devices.look()

    assert changes(bars) == [("event3", ONE, False)]
    assert dict(bars.devices.keyboards) == {}


def test_a_bar_that_goes_while_it_is_asked_lets_its_keys_go(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.press("event3", ONE)
    bars.devices.read()
    bars.told.gone = True
    bars.tell("event3", SYN, 3, 0)
    bars.tell("event3", SYN, 0, 0)

    assert changes(bars) == [("event3", ONE, False)]
    assert dict(bars.devices.keyboards) == {}


def test_another_bar_in_the_place_of_one_that_went_is_read_as_itself(bars: Bars) -> None:
    file = bars.plug("event3", FIRST)
    bars.pull("event3")
    bars.devices.look()
    bars.plug("event3", SECOND)

    assert bars.devices.keyboards[file] == SECOND
    bars.press("event3", A)
    assert changes(bars) == [("event3", A, True)]


def test_no_input_devices_at_all_are_no_trouble(tmp_path: Path) -> None:
    devices = KeyDevices(tmp_path / "none")
    devices.look()

    assert (devices.read(), devices.locked, devices.descriptors()) == ([], (), [])


def test_a_bar_of_two_parts_is_listed_once() -> None:
    listed = list_sockets({"a": FIRST, "b": FIRST, "c": KeyDevice("Keypad", "")})

    assert list(listed) == ["Bump Bar (usb-0000:01:00.0-1.1)", "Keypad"]


def test_a_key_counts_once_though_sdl_and_the_kernel_both_tell_of_it(screen: Screen) -> None:
    screen.bars.press("event3", CTRL)

    assert screen.turn(down()) == [BUMP]
    assert screen.turn() == []


def test_sdl_may_tell_of_it_later_than_the_kernel(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    screen = Screen(bars, direct=False)
    bars.press("event3", CTRL)
    assert screen.turn() == []
    bars.release("event3", CTRL)

    assert screen.turn(down(), up()) == [BUMP]


def test_the_same_key_of_another_bar_counts_while_one_holds_it(screen: Screen) -> None:
    screen.bars.press("event3", CTRL)
    assert screen.turn(down()) == [BUMP]

    # SDL has it down already, and says nothing.
    screen.bars.press("event4", CTRL)

    assert screen.turn() == [BUMP]
    assert screen.turn() == []


def test_a_key_that_sdl_lets_come_up_with_another_bars_is_pressed_by_nobody(
    screen: Screen,
) -> None:
    screen.bars.press("event3", CTRL)
    screen.turn(down())
    screen.bars.press("event4", CTRL)
    screen.turn()
    screen.bars.release("event4", CTRL)
    screen.turn(up())

    # The first bar repeats what it holds, and SDL takes that for a press.
    assert screen.turn(down()) == []


def test_on_a_console_sdl_may_have_read_the_bars_in_another_order(bars: Bars) -> None:
    bars.plug("event3", FIRST)
    bars.plug("event4", SECOND)
    screen = Screen(bars, direct=True)
    bars.press("event3", CTRL)
    bars.release("event3", CTRL)
    bars.press("event4", CTRL)

    assert screen.turn(down(), up()) == [BUMP, BUMP]


def test_the_numbers_of_the_second_bar_mean_ten_more(screen: Screen) -> None:
    screen.bars.press("event3", ONE)
    first = screen.turn(down(pygame.KSCAN_1))
    screen.bars.release("event3", ONE)
    screen.turn(up(pygame.KSCAN_1))
    screen.bars.press("event4", ONE)

    assert (first, screen.turn(down(pygame.KSCAN_1))) == (
        [Press(Action.BUMP, 1)],
        [Press(Action.BUMP, 11)],
    )


def test_other_keys_of_the_second_bar_mean_what_they_mean(screen: Screen) -> None:
    screen.bars.press("event4", CTRL)

    assert screen.turn(down()) == [BUMP]


def test_what_the_kernel_tells_while_another_window_has_the_keys_is_no_press(
    screen: Screen,
) -> None:
    screen.bars.press("event3", CTRL)

    assert [screen.turn(), screen.turn()] == [[], []]


def test_a_keyboard_that_may_not_be_read_goes_on_as_before(screen: Screen) -> None:
    assert screen.turn(down()) == [BUMP]
    assert screen.turn(down()) == []
    assert screen.turn(up(), down()) == [BUMP]


def test_a_second_bar_that_is_not_there_is_missed(screen: Screen) -> None:
    assert screen.troubles(0) == []
    screen.bars.pull("event4")

    assert screen.troubles(1_000) == ["The second bar, usb-0000:01:00.0-1.2, is not there"]


def test_a_key_that_is_stuck_on_one_of_two_bars_is_said_with_its_bar(screen: Screen) -> None:
    screen.bars.press("event3", CTRL)
    screen.turn(down())
    screen.troubles(0)

    assert screen.troubles(10_000) == ["Key left ctrl of Bump Bar is stuck"]
    screen.bars.release("event3", CTRL)
    screen.turn(up())
    assert screen.troubles(20_000) == []


def test_a_bar_is_meant_by_its_socket_or_its_name() -> None:
    meant = [FIRST.is_called(each) for each in ("USB-0000:01:00.0-1.1", "bump bar", "1.1", "")]

    assert meant == [True, True, False, False]


def test_a_change_says_when_it_was_by_the_kernels_clock(bars: Bars) -> None:
    file = bars.plug("event3", FIRST)
    bars.press("event3", ONE)

    [change] = bars.devices.read()
    assert change == KeyChange(file, ONE, True, change.at)
    assert change.at == pytest.approx(bars.at, abs=0.000_002)
