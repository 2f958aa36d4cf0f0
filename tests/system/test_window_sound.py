"""A whole kitchen with two loudspeakers: the new-order chime, recorded by SDL's disk driver."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.glass_reader import PREPARING
from tests.support.process import HubProcess
from tests.support.real_orders import real_orders
from tests.support.recording import Recording
from tests.support.two_windows import Kitchen, two_windows

pytestmark = [pytest.mark.system, pytest.mark.timing]

REPEAT = 20.0
"""Seconds between two chimes while nobody has started the order."""

ROUGHLY = 0.1
"""Seconds: a buffer of the loudspeaker, and the time between two looks at the recording."""

LATE = 3.0
"""Seconds by which a chime may be late: the screen looks once a second whether it is time."""


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
