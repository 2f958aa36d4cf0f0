"""Lamps in buttons and buzzers, on GPIO pins: on while there is something to be seen to."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Self

import msgspec

from display.inputs.gpio import Pin, claim


class LampKind(StrEnum):
    """A lamp stays on; a buzzer sounds a fifth of a second every two."""

    LED = "led"
    BUZZER = "buzzer"


class Signal(StrEnum):
    """What it is on for."""

    WAITING = "waiting"
    """A ticket has come that nobody has started or acknowledged."""

    TROUBLE = "trouble"
    """The board is not current, or a key is stuck or gone."""


class LampSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lamp or buzzer.

    Attributes:
        pin: BCM number.
        on: what it is on for.
        kind: of device.
        active_high: whether 3.3 V on the pin turns it on.
    """

    pin: Pin
    on: Signal = Signal.WAITING
    kind: LampKind = LampKind.LED
    active_high: bool = True


class Lamps:
    """The lamps and buzzers of one screen; off until told.

    Args:
        settings: which there are.
        factory: gpiozero's pin factory; the caller closes it.

    Raises:
        GpioError: a pin cannot be used.
    """

    def __init__(self, settings: Sequence[LampSettings], factory: Any) -> None:  # noqa: ANN401 - gpiozero has no types
        self._lamps: list[tuple[LampSettings, Any]] = []
        self._lit: set[Signal] = set()
        try:
            for each in settings:
                self._lamps.append((each, _device(each, factory)))
        except BaseException:
            self.close()
            raise

    def show(self, signals: Collection[Signal]) -> None:
        """Turn on what is for one of these signals, and the rest off."""
        for settings, device in self._lamps:
            if (settings.on in signals) == (settings.on in self._lit):
                continue
            if settings.on not in signals:
                device.off()
            elif settings.kind is LampKind.BUZZER:
                device.beep(on_time=0.2, off_time=1.8)
            else:
                device.on()
        self._lit = set(signals)

    def close(self) -> None:
        """Turn everything off and let go of the pins."""
        for _, device in self._lamps:
            device.close()
        self._lamps.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _device(settings: LampSettings, factory: Any) -> Any:  # noqa: ANN401 - gpiozero has no types
    import gpiozero  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there are lamps

    kind = gpiozero.Buzzer if settings.kind is LampKind.BUZZER else gpiozero.LED
    with claim(f"{settings.kind} on pin {settings.pin}"):
        return kind(settings.pin, active_high=settings.active_high, pin_factory=factory)
