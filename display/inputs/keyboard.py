"""Keyboards, the USB bump bars that pretend to be one, and which of them are plugged in.

A bump bar that has come off has to be seen on the screen. pygame has no event for it, so this reads
the kernel's own list, which needs no rights. Where there is no such list (not Linux) nothing is
ever missed. Which bar a key is on needs the right to read the devices themselves.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pygame
from msgspec.structs import replace

from display.inputs.evdev import KeyChange
from display.inputs.key_devices import KeyDevices
from display.inputs.key_sources import KeySources, Untold
from display.inputs.key_state import KeysDown
from display.inputs.keys import LINUX_PLACES, QUESTION_MARK, name
from display.inputs.profiles import EVERYWHERE, Press, Profile
from display.state.key_names import TEN
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble


class PressedKey(NamedTuple):
    """A key that went down.

    Attributes:
        name: of the key.
        device: the file of the keyboard that it is on; "" where that is not known.
    """

    name: str
    device: str = ""


class Keyboard:
    """Turns pygame's key events into presses.

    The key going down counts, also for a bare modifier: the classic bar bumps with Left Ctrl alone.

    Args:
        profile: what keys mean.

    Attributes:
        names: what is printed on them.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._held = KeysDown()
        self._apart: _KeysApart | None = None
        self.names = profile.key_names()

    def tell_apart(self, devices: KeyDevices, *, direct: bool, second: str = "") -> None:
        """Tell from now on which keyboard a key is on, as far as keyboards can be read.

        Args:
            devices: the keyboards; whoever has made them closes them.
            direct: whether SDL reads them itself, and no desktop stands between.
            second: name or socket of the bar whose numbers mean ten more; "" for none.
        """
        self._apart = _KeysApart(devices, KeySources(direct=direct), second)
        if second:
            more = {f"slot {number}": str(number) for number in range(TEN + 1, 2 * TEN + 1)}
            self.names = replace(self.names, names=MappingProxyType({**more, **self.names.names}))

    def listen(self, now: int) -> None:
        """Hear which keyboards have been pressed, at this monotonic ms: before pygame's events."""
        if self._apart is not None:
            self._apart.listen(now)

    def descriptors(self) -> Sequence[int]:
        """List what tells that there is something to hear."""
        return () if self._apart is None else self._apart.devices.descriptors()

    def press_of(self, event: pygame.event.Event) -> Press | None:
        """Say what an event means; None for repeats, keys without a meaning, and other events.

        Give it every event, or a key that has come up still counts as down.
        """
        key = self.key_down(event)
        return None if key is None else self.meaning(key)

    def meaning(self, key: PressedKey) -> Press | None:
        """Say what a key means; None for one without a meaning."""
        press = self._profile.keys.get(key.name) or EVERYWHERE.keys.get(key.name)
        if press is None or press.slot is None or self._apart is None:
            return press
        more = TEN if press.slot < TEN and self._apart.is_second(key.device) else 0
        return replace(press, slot=press.slot + more)

    def key_down(self, event: pygame.event.Event) -> PressedKey | None:
        """Name the key that an event took down, whether or not it has a meaning."""
        if event.type not in {pygame.KEYDOWN, pygame.KEYUP}:
            return None
        # Events that a program has made up often carry the key code only.
        scancode: int = getattr(event, "scancode", 0)
        key = name(scancode, event.key)
        if event.type == pygame.KEYUP:
            self._held.up(key)
            if self._apart is not None:
                self._apart.sources.release(scancode)
            return None
        source = Untold.SOMEBODY if self._apart is None else self._apart.press(scancode, key)
        if source is Untold.REPEAT or (source is Untold.SOMEBODY and not self._held.down(key)):
            return None
        device = source if isinstance(source, str) else ""
        asks = getattr(event, "unicode", "") == QUESTION_MARK
        return PressedKey(QUESTION_MARK if asks else key, device)

    def take_merged(self) -> list[PressedKey]:
        """Take the keys that went down while another bar held the same one: after the events."""
        return [] if self._apart is None else self._apart.take_merged()

    def troubles(self, now: int) -> tuple[ScreenTrouble, ...]:
        """Say what is wrong with the keys.

        Args:
            now: monotonic ms. Call it at least every second: a key's time runs from here.
        """
        stuck = [trouble(TroubleCode.KEY_STUCK, key=key) for key in self._held.stuck(now)]
        return (*stuck, *(() if self._apart is None else self._apart.troubles(now)))


class _KeysApart:
    """What is known of several keyboards beside what SDL tells of all of them."""

    def __init__(self, devices: KeyDevices, sources: KeySources, second: str) -> None:
        self.devices = devices
        self.sources = sources
        self._second = second
        self._printed: dict[int, str] = {}
        self._held = KeysDown()
        self._stuck: dict[str, ScreenTrouble] = {}

    def listen(self, now: int) -> None:
        changes = self.devices.read()
        for each in changes:
            self._hold(each)
        self.sources.take(changes, now)

    def press(self, scancode: int, key: str) -> str | Untold:
        self._printed[scancode] = key
        return self.sources.press(scancode)

    def take_merged(self) -> list[PressedKey]:
        return [
            PressedKey(self._name(each.scancode), each.device)
            for each in self.sources.take_merged()
        ]

    def is_second(self, device: str) -> bool:
        found = self.devices.keyboards.get(device)
        return found is not None and found.is_called(self._second)

    def troubles(self, now: int) -> list[ScreenTrouble]:
        """See which keyboards there are; say which keys are stuck, and of the second bar."""
        self.devices.look()
        found = [self._stuck[each] for each in self._held.stuck(now)]
        there = any(each.is_called(self._second) for each in self.devices.keyboards.values())
        if self._second and not there:
            found.append(trouble(TroubleCode.SECOND_BAR_MISSING, name=self._second))
        return found

    def _name(self, scancode: int) -> str:
        return self._printed.get(scancode) or name(scancode, 0)

    def _hold(self, change: KeyChange) -> None:
        held = f"{change.device} {change.code}"
        if not change.down:
            self._held.up(held)
            return
        scancode = LINUX_PLACES.get(change.code)
        if scancode is None:
            return
        key, keyboards = self._name(scancode), self.devices.keyboards
        device = keyboards.get(change.device)
        self._held.down(held)
        self._stuck[held] = trouble(TroubleCode.KEY_STUCK, key=key)
        if device is not None and len(keyboards) > 1:
            self._stuck[held] = trouble(TroubleCode.KEY_STUCK_ON_BAR, key=key, name=device.name)


DEVICES = Path("/proc/bus/input/devices")

_NAME = re.compile(r'^N: Name="(.*)"$', re.MULTILINE)
_USB = re.compile(r"^I: Bus=(?:0003|0005) ", re.MULTILINE)
_KEYBOARD = re.compile(r"^H: Handlers=.*\bkbd\b", re.MULTILINE)
_EVENTS = re.compile(r"^B: EV=([0-9a-f]+)$", re.MULTILINE)
_REPEATS = 1 << 20
"""EV_REP: it repeats keys that are held, as keyboards do and mice with extra buttons don't."""


class PluggedKeyboards:
    """Remembers every keyboard that it has seen and misses those that have gone.

    Args:
        devices: the kernel's list.
    """

    def __init__(self, devices: Path = DEVICES) -> None:
        self._devices = devices
        self._seen: Counter[str] = Counter()

    def troubles(self) -> tuple[ScreenTrouble, ...]:
        """Say which keyboards have gone. Reads a small file: once a second."""
        try:
            text = self._devices.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ()
        # Two bars of one make have one name, and one of them may go.
        present = Counter(keyboards(text))
        self._seen |= present
        return tuple(map(_unplugged, self._seen - present))


def _unplugged(name: str) -> ScreenTrouble:
    if not name:
        return trouble(TroubleCode.NAMELESS_KEYBOARD_UNPLUGGED)
    return trouble(TroubleCode.KEYBOARD_UNPLUGGED, name=name)


def keyboards(devices: str) -> list[str]:
    """List the names of the USB and Bluetooth keyboards in the kernel's list of input devices.

    One that has none is in it as "".
    """
    return [
        _name(block)
        for block in devices.split("\n\n")
        if _USB.search(block) and _KEYBOARD.search(block) and _repeats(block)
    ]


def _name(block: str) -> str:
    match = _NAME.search(block)
    return match[1] if match else ""


def _repeats(block: str) -> bool:
    match = _EVENTS.search(block)
    return match is not None and bool(int(match[1], 16) & _REPEATS)
