"""Keyboards, the USB bump bars that pretend to be one, and which of them are plugged in.

A bump bar that has come off has to be seen on the screen. pygame has no event for it, so this reads
the kernel's own list, which needs no rights. Where there is no such list (not Linux) nothing is
ever missed.
"""

import re
from pathlib import Path

import pygame

from display.inputs.key_state import KeysDown
from display.inputs.keys import QUESTION_MARK, name
from display.inputs.profiles import EVERYWHERE, Press, Profile
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble


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
        self.names = profile.key_names()

    def press_of(self, event: pygame.event.Event) -> Press | None:
        """Say what an event means; None for repeats, keys without a meaning, and other events.

        Give it every event, or a key that has come up still counts as down.
        """
        key = self.key_down(event)
        return None if key is None else self.meaning(key)

    def meaning(self, key: str) -> Press | None:
        """Say what a key means, by its name; None for one without a meaning."""
        return self._profile.keys.get(key) or EVERYWHERE.keys.get(key)

    def key_down(self, event: pygame.event.Event) -> str | None:
        """Name the key that an event took down, whether or not it has a meaning: for learning."""
        if event.type not in {pygame.KEYDOWN, pygame.KEYUP}:
            return None
        # Events that a program has made up often carry the key code only.
        scancode: int = getattr(event, "scancode", 0)
        key = name(scancode, event.key)
        if event.type == pygame.KEYUP:
            self._held.up(key)
            return None
        if not self._held.down(key):
            return None
        return QUESTION_MARK if getattr(event, "unicode", "") == QUESTION_MARK else key

    def troubles(self, now: int) -> tuple[ScreenTrouble, ...]:
        """Say what is wrong with the keys.

        Args:
            now: monotonic ms. Call it at least every second: a key's time runs from here.
        """
        return tuple(trouble(TroubleCode.KEY_STUCK, key=key) for key in self._held.stuck(now))


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
        self._seen: dict[str, None] = {}

    def troubles(self) -> tuple[ScreenTrouble, ...]:
        """Say which keyboards have gone. Reads a small file: once a second."""
        try:
            text = self._devices.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ()
        present = keyboards(text)
        self._seen |= dict.fromkeys(present)
        return tuple(_unplugged(name) for name in self._seen if name not in present)


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
