"""Buttons wired to GPIO pins, and lamps and buzzers beside them.

gpiozero calls back on a thread of its own. What happens there is one ``call_soon_threadsafe``; all
else, and everything that decides, is on the loop's thread.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta

from display.inputs.key_state import Debounce, KeysDown
from display.inputs.profiles import PRESSES, Press
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble

Pin = Annotated[int, Meta(ge=0, le=53, description="a BCM number of a pin, 0 to 53")]


_PI_4B = 0xC03114
"""A revision code. Where a chip is named on another board, its lines are numbered as this one's."""


_LATEST = 5.0
"""Seconds. What is told later than that was told by another clock."""


_UNTOLD = 1.0
"""Seconds for which an edge that can be seen may still be on its way."""


class GpioError(Exception):
    """The pins cannot be used; the message says what to do about it."""


class ButtonSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One button.

    Attributes:
        pin: BCM number, not the number on the connector.
        action: what a press means, as profiles write it: ``bump``, ``slot 3``.
        pull_up: whether the pin is pulled up and the button connects it to ground; False pulls it
            down, for a button to 3.3 V.
        bounce_ms: how long a level has to last before it counts.
        hold: what holding it down means instead; a press then counts when it is let go.
        hold_ms: how long that takes.
    """

    pin: Pin
    action: str
    pull_up: bool = True
    bounce_ms: Annotated[int, Meta(ge=1, le=500)] = 25
    hold: str | None = None
    hold_ms: Annotated[int, Meta(ge=200, le=9000)] = 1000


def problems(buttons: Sequence[ButtonSettings]) -> list[str]:
    """List the mistakes that the types do not catch: one sentence each."""
    found = [
        f"button on pin {button.pin}: no button can mean {words!r}"
        for button in buttons
        for words in (button.action, button.hold)
        if words is not None and words not in PRESSES
    ]
    pins = [button.pin for button in buttons]
    twice = sorted({pin for pin in pins if pins.count(pin) > 1})
    return found + [f"pin {pin} has more than one button" for pin in twice]


def pin_factory(chip: int | None = None) -> Any:  # noqa: ANN401 - gpiozero has no types
    """Open the way to the machine's pins.

    Args:
        chip: number of /dev/gpiochipN, of any board; pin numbers are its lines'. None takes the one
            of a Raspberry Pi's 40-pin connector.

    Raises:
        GpioError: gpiozero or lgpio is missing or unfit, or this machine has no pins.
    """
    try:
        # PyPI has an empty 0.0.0.2 that installs where there is no real wheel. It is looked at
        # first: gpiozero stumbles over it.
        found = metadata.version("lgpio")
    except metadata.PackageNotFoundError:
        found = ""
    if found.startswith(("0.0.", "0.1.")):
        raise GpioError(
            f"lgpio {found} cannot read buttons, at least 0.2 is needed: "
            "apt-get install python3-lgpio"
        )
    try:
        from gpiozero.exc import PinUnknownPi  # type: ignore[import-untyped]  # noqa: PLC0415
        from gpiozero.pins.lgpio import (  # type: ignore[import-untyped]  # noqa: PLC0415
            LGPIOFactory,
        )
    except ImportError as error:
        raise GpioError(
            "Buttons are configured, but gpiozero or lgpio is missing: "
            "apt-get install python3-gpiozero python3-lgpio"
        ) from error

    class NamedChip(LGPIOFactory):  # type: ignore[misc]  # gpiozero has no types
        """gpiozero asks which Raspberry Pi this is before it gives a pin, even of another board."""

        def _get_revision(self) -> Any:  # noqa: ANN401 - gpiozero has no types
            try:
                return super()._get_revision()
            except PinUnknownPi:
                return _PI_4B

    try:
        return LGPIOFactory() if chip is None else NamedChip(chip=chip)
    except Exception as error:  # lgpio and gpiozero raise many kinds, and all mean this
        raise GpioError(
            f"Buttons are configured, but the pins cannot be opened: {error}"
        ) from error


@contextmanager
def claim(name: str) -> Iterator[None]:
    """Say of what is wired to a pin that it cannot be used, where claiming the pin fails.

    Args:
        name: of it, with its pin.

    Raises:
        GpioError: it cannot; another program may have the pin.
    """
    try:
        yield
    except Exception as error:  # gpiozero lets lgpio's own errors through
        raise GpioError(f"The {name} cannot be used: {error}") from error


class Buttons:
    """The buttons of one screen. To be made, used and closed on the loop's thread.

    Args:
        settings: without problems.
        factory: gpiozero's pin factory; the caller closes it.
        on_press: called on the loop's thread.

    Raises:
        GpioError: a pin cannot be used.
    """

    def __init__(
        self,
        settings: Sequence[ButtonSettings],
        factory: Any,  # noqa: ANN401 - gpiozero has no types
        on_press: Callable[[Press], None],
    ) -> None:
        self._held = KeysDown()
        self._buttons: list[_Button] = []
        try:
            for each in settings:
                self._buttons.append(_Button(each, factory, self._held, on_press))
        except BaseException:
            self.close()
            raise

    def troubles(self, now: int) -> tuple[ScreenTrouble, ...]:
        """Say which buttons are stuck.

        Args:
            now: monotonic ms. Call it at least every second: a button's time runs from here.
        """
        stuck = set(self._held.stuck(now))
        return tuple(each.stuck for each in self._buttons if each.name in stuck)

    def close(self) -> None:
        """Let go of the pins. Nothing is pressed any more."""
        for button in self._buttons:
            button.close()
        self._buttons.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Button:
    def __init__(
        self,
        settings: ButtonSettings,
        factory: Any,  # noqa: ANN401 - gpiozero has no types
        held: KeysDown,
        on_press: Callable[[Press], None],
    ) -> None:
        import gpiozero  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there are buttons

        self._press = PRESSES[settings.action]
        self._hold = None if settings.hold is None else PRESSES[settings.hold]
        self._hold_after = settings.hold_ms / 1000
        self._lasting = settings.bounce_ms / 1000
        words, pin = self._press.words, settings.pin
        self.name = f"{words} button on pin {pin}"
        self.stuck = trouble(TroubleCode.BUTTON_STUCK, action=words, pin=pin)
        self._held = held
        self._on_press = on_press
        self._factory = factory
        self._pull_up = settings.pull_up
        self._loop = asyncio.get_running_loop()
        self._settling: asyncio.TimerHandle | None = None
        self._holding: asyncio.TimerHandle | None = None
        self._closed = False
        with claim(self.name):
            # gpiozero's own waiting for a hold is not used, and closing waits for it to end.
            self._device = gpiozero.Button(
                settings.pin, pull_up=settings.pull_up, hold_time=0.01, pin_factory=factory
            )
        down = bool(self._device.is_pressed)
        self._contact = Debounce(self._lasting, down=down)
        if down:
            # Held while the screen starts: that is no press, but it may be stuck.
            held.down(self.name)
        # The pin tells, unlike the button, when it was.
        self._device.pin.when_changed = self._edge_on_thread

    def close(self) -> None:
        self._closed = True
        self._device.close()
        self._held.up(self.name)
        for timer in (self._settling, self._holding):
            if timer is not None:
                timer.cancel()

    def _edge_on_thread(self, ticks: float, state: int) -> None:
        # Told late where the processor is busy, such as with drawing: bounces that come to be told
        # far apart would count as presses, if they were not taken for when they happened.
        ago = self._factory.ticks_diff(self._factory.ticks(), ticks)
        at = time.monotonic() - (ago if 0 <= ago < _LATEST else 0)
        self._loop.call_soon_threadsafe(self._edge, at, bool(state) != self._pull_up)

    def _edge(self, at: float, down: bool) -> None:  # noqa: FBT001 - as call_soon gives it
        if self._closed:
            return
        self._on_level(self._contact.edge(at, down=down))
        if self._settling is not None:
            self._settling.cancel()
        self._settle()

    def _settle(self) -> None:
        now = time.monotonic()
        due = self._contact.due
        if due is not None and due <= now < due + _UNTOLD and self._elsewhere():
            # It has moved on, and that is still to be told.
            self._settling = self._loop.call_later(self._lasting, self._settle)
            return
        self._on_level(self._contact.settle(now))
        due = self._contact.due
        # Again, too, if the loop's timer was early by a bit.
        if due is not None:
            self._settling = self._loop.call_later(max(0.0, due - now), self._settle)

    def _elsewhere(self) -> bool:
        return bool(self._device.is_pressed) != self._contact.down

    def _on_level(self, down: bool | None) -> None:  # noqa: FBT001 - as Debounce says it
        if down is None:
            return
        if down:
            self._held.down(self.name)
            if self._hold is None:
                self._on_press(self._press)
            else:
                self._holding = self._loop.call_later(self._hold_after, self._on_hold, self._hold)
            return
        self._held.up(self.name)
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None
            self._on_press(self._press)

    def _on_hold(self, hold: Press) -> None:
        self._holding = None
        self._on_press(hold)
