"""All that is wired, opened and closed as one."""

import asyncio

import gpiozero  # type: ignore[import-untyped]
import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from display.inputs.gpio import ButtonSettings, GpioError
from display.inputs.gpio_wiring import Wiring, WiringSettings
from display.inputs.lamps import LampSettings, Signal
from display.inputs.profiles import Press
from display.state.messages import Action
from hub.common.screen_troubles import TroubleCode, trouble

BUTTON, LAMP = 5, 4
SETTINGS = WiringSettings(
    chip=3,
    buttons=(ButtonSettings(pin=BUTTON, action="bump"),),
    lamps=(LampSettings(pin=LAMP),),
)


async def test_buttons_and_lamps_share_one_way_to_the_named_chip(pins: MockFactory) -> None:
    presses: asyncio.Queue[Press] = asyncio.Queue()
    chips: list[int | None] = []

    def opened(chip: int | None) -> MockFactory:
        chips.append(chip)
        return pins

    with Wiring(SETTINGS, presses.put_nowait, opened) as wiring:
        wiring.show({Signal.WAITING})
        lit = pins.pin(LAMP).state
        await asyncio.to_thread(pins.pin(BUTTON).drive_low)
        press = await asyncio.wait_for(presses.get(), 10)
        troubles = wiring.troubles(0), wiring.troubles(10_000)

    assert chips == [3]
    assert lit
    assert press == Press(Action.BUMP)
    assert troubles == ((), (trouble(TroubleCode.BUTTON_STUCK, action="bump", pin=5),))


async def test_a_file_that_is_empty_costs_the_buttons_and_not_the_board() -> None:
    def opened(_: int | None) -> MockFactory:
        raise GpioError("this machine has no pins")

    with Wiring(WiringSettings(), print, opened) as wiring:
        wiring.show({Signal.WAITING})
        troubles = wiring.troubles(0)

    assert troubles == (trouble(TroubleCode.NOTHING_WIRED),)


async def test_closing_lets_go_of_every_pin(pins: MockFactory) -> None:
    with Wiring(SETTINGS, print, lambda _: pins):
        pass

    assert pins.pins == {}


@pytest.mark.parametrize("taken", [BUTTON, LAMP])
async def test_a_wiring_that_fails_half_way_holds_no_pin(pins: MockFactory, taken: int) -> None:
    with (
        gpiozero.LED(taken, pin_factory=pins),
        pytest.raises(GpioError, match=f"on pin {taken} cannot be used"),
    ):
        Wiring(SETTINGS, print, lambda _: pins)

    assert pins.pins == {}
