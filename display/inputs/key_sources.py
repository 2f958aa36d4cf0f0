"""Which keyboard a key press of SDL came from, and what SDL did not tell of it. Pure.

SDL makes one keyboard of all: a key that is down on one bar is not told again when it goes down on
another, and comes up for both when it comes up on either. SDL's events stay what counts, because it
knows which window has the keys, what is printed on them and which console is looked at; the kernel
tells beside it which device each press was on.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from display.inputs.evdev import KeyChange
from display.inputs.keys import LINUX_PLACES

WAIT_MS = 1_000
"""For how long a press that the kernel has told of waits for SDL's event of it."""

NEARBY_S = 0.5
"""Two bars that send the same key within that time may have been made one by SDL."""


class Untold(Enum):
    """Whose a key of SDL's is that the kernel has not told of as pressed.

    ``SOMEBODY`` is a keyboard that can't be read, or another program; ``REPEAT`` is no press: the
    key has been down all the time, and SDL thought that it came up with another bar's.
    """

    SOMEBODY = "somebody"
    REPEAT = "repeat"


class UnseenPress(NamedTuple):
    """A press that SDL does not tell of: the device's file, and SDL's scancode of the key."""

    device: str
    scancode: int


class _ToldPress(NamedTuple):
    press: UnseenPress
    since: int
    merged: bool


class KeySources:
    """Follows what the kernel tells and what SDL tells.

    Args:
        direct: whether SDL reads the devices itself. Then it has told of all that the kernel told
            before it was asked; what comes through a desktop may be late.
    """

    def __init__(self, *, direct: bool) -> None:
        self._direct = direct
        self._held: dict[int, set[str]] = {}
        self._last: dict[int, tuple[str, float]] = {}
        self._waiting: list[_ToldPress] = []
        self._told: set[int] = set()

    def take(self, changes: Iterable[KeyChange], now: int) -> None:
        """Take in what the kernel told, at this monotonic time in ms; before SDL's events."""
        self._waiting = [each for each in self._waiting if now - each.since < WAIT_MS]
        for each in changes:
            scancode = LINUX_PLACES.get(each.code)
            if scancode is None:
                continue
            held = self._held.setdefault(scancode, set())
            if not each.down:
                held.discard(each.device)
                continue
            self._wait(UnseenPress(each.device, scancode), held - {each.device}, each.at, now)
            held.add(each.device)
            self._last[scancode] = (each.device, each.at)

    def press(self, scancode: int) -> str | Untold:
        """Take in that SDL tells of a key that went down; returns the file of the device."""
        self._told.add(scancode)
        for at, each in enumerate(self._waiting):
            if each.press.scancode == scancode:
                del self._waiting[at]
                return each.press.device
        return Untold.REPEAT if self._held.get(scancode) else Untold.SOMEBODY

    def release(self, scancode: int) -> None:
        """Take in that SDL tells of a key that came up."""
        self._told.discard(scancode)

    def take_merged(self) -> list[UnseenPress]:
        """Take the presses that SDL made one with another bar's; after SDL's events."""
        found = [each for each in self._waiting if each.merged and self._is_swallowed(each)]
        self._waiting = [each for each in self._waiting if each not in found]
        return [each.press for each in found]

    def _wait(self, press: UnseenPress, others: set[str], at: float, now: int) -> None:
        device, when = self._last.get(press.scancode, (press.device, 0.0))
        near = self._direct and device != press.device and at - when < NEARBY_S
        self._waiting.append(_ToldPress(press, now, bool(others) or near))

    def _is_swallowed(self, waiting: _ToldPress) -> bool:
        return self._direct or waiting.press.scancode in self._told
