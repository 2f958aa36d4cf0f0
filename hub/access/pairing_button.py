"""A button at the hub itself: held down, it opens pairing.

gpiozero calls back on a thread of its own. What happens there is one ``call_soon_threadsafe``; the
rest is on the loop's thread.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from hub.access.pairing import PairingService
from hub.domain.permissions import Role

_log = logging.getLogger(__name__)

HOLD = 3.0
"""Seconds for which the button has to be held: nobody leans on it that long by accident."""


class ButtonError(Exception):
    """The button cannot be used; the message says why."""


@contextmanager
def watch_button(
    pin: str,
    on_held: Callable[[], None],
    factory: Any = None,  # noqa: ANN401 - gpiozero has no types
    hold: float = HOLD,
) -> Iterator[None]:
    """Watch the button for as long as the context lasts. To be used on the loop's thread.

    Args:
        pin: as ``GPIO17``; the button connects it to ground.
        on_held: called on the loop's thread, once each time that the button has been held.
        factory: gpiozero's pin factory; None opens the machine's own pins.
        hold: seconds.

    Raises:
        ButtonError: gpiozero is missing, or the pin cannot be had.
    """
    with _connect(pin, factory) as device:
        finger = _Finger(on_held, hold)
        loop = asyncio.get_running_loop()
        # A contact that bounces goes down and up in turn: only one that stays down is held, and a
        # button that is down from the start is stuck, and opens nothing.
        device.when_pressed = lambda: loop.call_soon_threadsafe(finger.down)
        device.when_released = lambda: loop.call_soon_threadsafe(finger.up)
        try:
            yield
        finally:
            finger.close()


@contextmanager
def _connect(pin: str, factory: Any) -> Iterator[Any]:  # noqa: ANN401 - gpiozero has no types
    with ExitStack() as stack:
        try:
            import gpiozero  # type: ignore[import-untyped]  # noqa: PLC0415 - only with a button

            if factory is None:
                factory = _open_own_pins()
                stack.callback(factory.close)
            # gpiozero's own waiting for a hold is not used, and closing waits for it to end.
            button = gpiozero.Button(pin, pull_up=True, hold_time=0.01, pin_factory=factory)
        except ImportError as error:
            raise ButtonError(
                "gpiozero or lgpio is missing: apt-get install python3-gpiozero python3-lgpio"
            ) from error
        except Exception as error:  # lgpio and gpiozero raise many kinds, and all mean this
            raise ButtonError(f"{pin} cannot be used: {error}") from error
        stack.callback(button.close)
        yield button


def _open_own_pins() -> Any:  # noqa: ANN401 - gpiozero has no types
    from gpiozero.pins.lgpio import (  # type: ignore[import-untyped]  # noqa: PLC0415
        LGPIOFactory,
    )

    return LGPIOFactory()


class _Finger:
    def __init__(self, on_held: Callable[[], None], hold: float) -> None:
        self._held = on_held
        self._hold = hold
        self._waiting: asyncio.TimerHandle | None = None
        self._closed = False

    def down(self) -> None:
        if not self._closed:
            self._waiting = asyncio.get_running_loop().call_later(self._hold, self._held)

    def up(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def close(self) -> None:
        # What the other thread has sent may yet come.
        self._closed = True
        self.up()


@contextmanager
def open_pairing_by_button(
    pin: str,
    pairing: PairingService,
    factory: Any = None,  # noqa: ANN401 - gpiozero has no types
) -> Iterator[None]:
    """Let the button open pairing for a kitchen screen, for as long as the context lasts.

    A button that cannot be used is told in the log: it must not keep a kitchen closed.

    Args:
        pin: as ``GPIO17``; empty for no button.
        pairing: what it opens.
        factory: gpiozero's pin factory; None opens the machine's own pins.
    """
    opening: set[asyncio.Task[object]] = set()

    def on_held() -> None:
        task: asyncio.Task[object] = asyncio.create_task(
            pairing.open(Role.KITCHEN, on_screens=True)
        )
        opening.add(task)
        task.add_done_callback(opening.discard)

    with ExitStack() as stack:
        try:
            if pin:
                stack.enter_context(watch_button(pin, on_held, factory))
        except ButtonError as error:
            _log.error("[pairing] button: %s", error)
        yield
