"""All that is wired to one screen, with the way to the pins, as one thing to open and close."""

from collections.abc import Callable, Collection
from typing import Any, Self

from display.inputs.button_files import WiringSettings
from display.inputs.gpio import Buttons, pin_factory
from display.inputs.lamps import Lamps, Signal
from display.inputs.profiles import Press

_NOTHING = "No button works: the file that says what is wired is empty"


class Wiring:
    """Buttons, lamps and buzzers. To be made, used and closed on the loop's thread.

    Where nothing is wired, no pin is opened and it is said: a power cut leaves a file empty that
    was written a moment before, and a kitchen needs its board more than its buttons.

    Args:
        settings: which there are.
        pressed: called on the loop's thread.
        opened: opens the way to the pins of a chip; it is closed at the end.

    Raises:
        GpioError: this machine has no pins, or one of them cannot be used.
    """

    def __init__(
        self,
        settings: WiringSettings,
        pressed: Callable[[Press], None],
        opened: Callable[[int | None], Any] = pin_factory,
    ) -> None:
        wired = settings.buttons or settings.lamps
        self._factory = opened(settings.chip) if wired else None
        try:
            self._buttons = Buttons(settings.buttons, self._factory, pressed)
            try:
                self._lamps = Lamps(settings.lamps, self._factory)
            except BaseException:
                self._buttons.close()
                raise
        except BaseException:
            self._close_factory()
            raise

    def troubles(self, now: int) -> tuple[str, ...]:
        """Say which buttons are stuck, at this monotonic time in ms. Call it every second."""
        return (_NOTHING,) if self._factory is None else self._buttons.troubles(now)

    def show(self, signals: Collection[Signal]) -> None:
        """Turn on the lamps and buzzers for these signals, and the rest off."""
        self._lamps.show(signals)

    def close(self) -> None:
        """Turn everything off and let go of the pins."""
        self._buttons.close()
        self._lamps.close()
        self._close_factory()

    def _close_factory(self) -> None:
        if self._factory is not None:
            self._factory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
