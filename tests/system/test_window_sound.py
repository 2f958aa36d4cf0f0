"""A whole kitchen with two loudspeakers: the new-order chime, recorded by SDL's disk driver."""

import asyncio
import time
from array import array
from bisect import bisect
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from display.sound import CHANNELS, RATE
from tests.support.glass_reader import PREPARING
from tests.support.hearing import strength
from tests.support.process import HubProcess
from tests.support.real_orders import real_orders
from tests.support.two_windows import Kitchen, two_windows

pytestmark = [pytest.mark.system, pytest.mark.timing]

REPEAT = 20.0
"""Seconds between two chimes while nobody has started the order."""

ROUGHLY = 0.1
"""Seconds: a buffer of the loudspeaker, and the time between two looks at the recording."""

LATE = 3.0
"""Seconds by which a chime may be late: the screen looks once a second whether it is time."""

WITHIN = 60.0
"""Seconds that anything gets to be heard."""

_LOOK_EVERY = 0.05
_FRAME = 2 * CHANNELS
_BLOCK = RATE // 100 * _FRAME
_SILENCE = bytes(_BLOCK)
_BLOCKS_APART = 10
"""Sounds are told apart by 100 ms of silence, and found to within 10 ms."""

_FIRST_NOTE = RATE * 16 // 100


class Heard(NamedTuple):
    """One sound: when it began, in monotonic seconds, and its samples."""

    when: float
    samples: Sequence[int]

    @property
    def is_new_order(self) -> bool:
        """Whether it is the new-order chime: 880 Hz for 0.16 s, then 1319 Hz."""
        first, second = self.samples[:_FIRST_NOTE], self.samples[_FIRST_NOTE:]
        lower = strength(first, 880) > 10 * strength(first, 1319)
        return lower and strength(second, 1319) > 10 * strength(second, 880)


class Recording:
    """What one program plays.

    The disk driver writes a buffer, waits for as long as the buffer lasts, in whole milliseconds,
    and writes the next: it runs ahead by a little, and on a busy machine it falls behind. So each
    look notes how long the recording is by then, and a place in it is turned into a time between
    two looks.

    Args:
        file: to write it to.
    """

    def __init__(self, file: Path) -> None:
        self.environment = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(file)}
        self._file = file
        self._data = bytearray()
        self._lengths: list[int] = []
        self._times: list[float] = []
        self._sounds: list[tuple[int, int]] = []

    def heard(self) -> list[Heard]:
        """List what is on it so far; the last sound may still be going on."""
        self._look()
        return [
            Heard(self._when(start), array("h", self._data[start:stop])[0::CHANNELS])
            for start, stop in self._sounds
        ]

    async def count(self, sounds: int) -> None:
        """Wait until there are so many sounds on it."""
        await self._until(lambda: len(self._sounds) >= sounds)

    async def goes_on(self, when: float) -> None:
        """Wait until it holds everything that was played up to a time, in monotonic seconds."""
        await self._until(lambda: self._when(self._lengths[-1]) > when)

    async def _until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WITHIN
        self._look()
        while not holds():
            assert time.monotonic() < deadline, f"{len(self._sounds)} sounds, no more came"
            await asyncio.sleep(_LOOK_EVERY)
            self._look()

    def _look(self) -> None:
        with self._file.open("rb") as file:
            file.seek(len(self._data))
            new = file.read()
        before = len(self._data)
        self._data += new[: len(new) // _BLOCK * _BLOCK]
        self._lengths.append(before + len(new))
        self._times.append(time.monotonic())
        for start in range(before, len(self._data), _BLOCK):
            if self._data[start : start + _BLOCK] != _SILENCE:
                self._loud(start, start + _BLOCK)

    def _loud(self, start: int, stop: int) -> None:
        if self._sounds and start - self._sounds[-1][1] < _BLOCKS_APART * _BLOCK:
            self._sounds[-1] = (self._sounds[-1][0], stop)
        else:
            self._sounds.append((start, stop))

    def _when(self, place: int) -> float:
        """Say when a place was played; before the first look the driver is taken at its word."""
        after = bisect(self._lengths, place - 1)
        if after == 0:
            return self._times[0] - (self._lengths[0] - place) / (RATE * _FRAME)
        (start, then), (stop, now) = (
            (self._lengths[each], self._times[each]) for each in (after - 1, after)
        )
        return then + (now - then) * (place - start) / (stop - start)


class Listening(NamedTuple):
    kitchen: Kitchen
    left: Recording
    right: Recording


@pytest.fixture
async def listening(hub_process: HubProcess, tmp_path: Path) -> AsyncIterator[Listening]:
    left, right = Recording(tmp_path / "left.raw"), Recording(tmp_path / "right.raw")
    speakers = {"left": left.environment, "right": right.environment}
    async with two_windows(hub_process, tmp_path, speakers) as kitchen:
        yield Listening(kitchen, left, right)


async def test_the_chime_repeats_until_it_is_acknowledged_here_or_the_order_is_started_anywhere(
    listening: Listening,
) -> None:
    kitchen, left, right = listening
    assert (len(left.heard()), len(right.heard())) == (0, 0)

    await kitchen.place_all([next(iter(real_orders().values()))])
    await asyncio.gather(left.count(1), right.count(1))
    kitchen.left.desktop.press("k")
    await right.count(3)
    kitchen.left.desktop.press("1")
    await kitchen.on_both(lambda sight: PREPARING in sight.tickets)
    quiet_until = right.heard()[-1].when + REPEAT + LATE
    await asyncio.gather(left.goes_on(quiet_until), right.goes_on(quiet_until))

    on_left, on_right = left.heard(), right.heard()
    assert (len(on_left), len(on_right)) == (1, 3)
    assert all(each.is_new_order for each in (*on_left, *on_right))
    for one, other in pairwise(each.when for each in on_right):
        assert REPEAT - ROUGHLY < other - one < REPEAT + LATE
