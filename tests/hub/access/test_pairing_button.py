"""The button at the hub, on gpiozero's mock pins, driven from a thread as gpiozero's are."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from hub.access.pairing_button import ButtonError, watch_button

HOLD = 0.3
LONG = 10.0


class Presses:
    """What came of the button."""

    def __init__(self) -> None:
        self.threads: list[int] = []
        self._came = asyncio.Event()

    def held(self) -> None:
        self.threads.append(threading.get_ident())
        self._came.set()

    async def next(self) -> None:
        async with asyncio.timeout(LONG):
            await self._came.wait()
        self._came.clear()


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.reset()


async def by_hand(work: Callable[[], None]) -> None:
    await asyncio.to_thread(work)


async def test_holding_it_counts_once(pins: MockFactory) -> None:
    presses = Presses()
    with watch_button("GPIO17", presses.held, pins, HOLD):
        await by_hand(pins.pin(17).drive_low)
        await presses.next()
        await by_hand(pins.pin(17).drive_high)
        await by_hand(pins.pin(17).drive_low)
        await presses.next()

    assert presses.threads == [threading.get_ident()] * 2


async def test_it_has_to_be_held(pins: MockFactory) -> None:
    presses = Presses()
    with (
        watch_button("GPIO17", presses.held, pins, HOLD),
        watch_button("GPIO27", (other := Presses()).held, pins, HOLD),
    ):
        for _ in range(5):
            await by_hand(pins.pin(17).drive_low)
            await by_hand(pins.pin(17).drive_high)
        await by_hand(pins.pin(27).drive_low)
        await other.next()

    assert presses.threads == []


async def test_a_contact_that_bounces_is_held_from_its_last_bounce(pins: MockFactory) -> None:
    presses = Presses()
    with watch_button("GPIO17", presses.held, pins, HOLD):
        for _ in range(5):
            await by_hand(pins.pin(17).drive_low)
            await by_hand(pins.pin(17).drive_high)
        await by_hand(pins.pin(17).drive_low)
        await presses.next()

    assert len(presses.threads) == 1


async def test_a_button_that_is_stuck_opens_nothing(pins: MockFactory) -> None:
    pins.pin(17).drive_low()
    presses, other = Presses(), Presses()
    with (
        watch_button("GPIO17", presses.held, pins, HOLD),
        watch_button("GPIO27", other.held, pins, HOLD),
    ):
        await by_hand(pins.pin(27).drive_low)
        await other.next()

    assert presses.threads == []


async def test_nothing_comes_of_it_once_it_is_closed(pins: MockFactory) -> None:
    presses, other = Presses(), Presses()
    with watch_button("GPIO17", presses.held, pins, HOLD):
        await by_hand(pins.pin(17).drive_low)
    with watch_button("GPIO27", other.held, pins, HOLD):
        await by_hand(pins.pin(27).drive_low)
        await other.next()

    assert presses.threads == []


async def test_a_pin_that_is_taken_is_told(pins: MockFactory) -> None:
    with watch_button("GPIO17", Presses().held, pins), pytest.raises(ButtonError, match="GPIO17"):
        watch_button("GPIO17", Presses().held, pins).__enter__()


async def test_a_machine_without_pins_says_so() -> None:
    with pytest.raises(ButtonError, match=r"GPIO17 cannot be used|lgpio is missing"):
        watch_button("GPIO17", Presses().held).__enter__()
