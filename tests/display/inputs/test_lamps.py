import time

import gpiozero  # type: ignore[import-untyped]
import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from display.inputs.gpio import GpioError
from display.inputs.lamps import LampKind, Lamps, LampSettings, Signal

LAMP, WARNING, BUZZER = 12, 16, 20
SETTINGS = (
    LampSettings(pin=LAMP),
    LampSettings(pin=WARNING, on=Signal.TROUBLE, active_high=False),
)


def high(pins: MockFactory, pin: int) -> bool:
    return bool(pins.pin(pin).state)


def test_lamps_are_off_until_told(pins: MockFactory) -> None:
    with Lamps(SETTINGS, pins):
        assert not high(pins, LAMP)
        assert high(pins, WARNING)


def test_a_lamp_is_on_for_its_own_signal_only(pins: MockFactory) -> None:
    with Lamps(SETTINGS, pins) as lamps:
        lamps.show({Signal.WAITING})

        assert high(pins, LAMP)
        assert high(pins, WARNING)


def test_a_lamp_that_is_wired_to_the_supply_is_turned_on_by_a_low_level(pins: MockFactory) -> None:
    with Lamps(SETTINGS, pins) as lamps:
        lamps.show({Signal.TROUBLE})

        assert not high(pins, WARNING)


def test_a_lamp_goes_off_with_its_signal(pins: MockFactory) -> None:
    with Lamps(SETTINGS, pins) as lamps:
        lamps.show({Signal.WAITING})
        lamps.show(set())

        assert not high(pins, LAMP)


def test_a_buzzer_sounds_on_its_own_until_its_signal_ends(pins: MockFactory) -> None:
    buzzer = LampSettings(pin=BUZZER, kind=LampKind.BUZZER)
    with Lamps([buzzer], pins) as lamps:
        lamps.show({Signal.WAITING})
        deadline = time.monotonic() + 10
        while [each.state for each in pins.pin(BUZZER).states][-2:] != [True, False]:
            assert time.monotonic() < deadline, "the buzzer never sounded and paused"
            time.sleep(0.01)
        lamps.show(set())

        assert not high(pins, BUZZER)


def test_showing_the_same_again_does_not_begin_the_buzzer_anew(pins: MockFactory) -> None:
    buzzer = LampSettings(pin=BUZZER, kind=LampKind.BUZZER)
    with Lamps([buzzer], pins) as lamps:
        lamps.show({Signal.WAITING})
        beeping = lamps._lamps[0][1]._blink_thread
        lamps.show({Signal.WAITING})

        assert lamps._lamps[0][1]._blink_thread is beeping


def test_a_pin_that_is_taken_is_named(pins: MockFactory) -> None:
    with (
        gpiozero.LED(LAMP, pin_factory=pins),
        pytest.raises(GpioError, match="led on pin 12 cannot be used"),
    ):
        Lamps(SETTINGS, pins)
