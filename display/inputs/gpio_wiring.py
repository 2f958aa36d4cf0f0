"""All that is wired to one screen: the TOML file that says so, and the pins, to open and close."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeVar

import msgspec

from display.inputs.gpio import Buttons, ButtonSettings, pin_factory, problems
from display.inputs.lamps import Lamps, LampSettings, Signal
from display.inputs.profiles import PRESSES, Press, read_toml
from display.state.key_names import KeyNames
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble

_Settings = TypeVar("_Settings", ButtonSettings, LampSettings)


class ButtonsError(Exception):
    """The file cannot be used. ``problems`` holds one line for every mistake in it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class WiringSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is wired to one screen.

    Attributes:
        chip: number of /dev/gpiochipN; None takes the one of the 40-pin connector.
        buttons: to press.
        lamps: to see and hear.
    """

    chip: int | None = None
    buttons: tuple[ButtonSettings, ...] = ()
    lamps: tuple[LampSettings, ...] = ()

    def key_names(self) -> KeyNames:
        """Return what the buttons are called: what they mean, for nobody knows what stands on them.

        What is meant by holding one down is said so.
        """
        names = {each.action: "" for each in self.buttons}
        held = {
            each.hold: PRESSES[each.action].action
            for each in self.buttons
            if each.hold is not None and each.hold not in names
        }
        return KeyNames(MappingProxyType(names), MappingProxyType(held))


def load_wiring(file: Path) -> WiringSettings:
    """Read a file of ``[[button]]`` and ``[[lamp]]`` tables.

    Raises:
        ButtonsError: naming every mistake in the file.
    """
    table = read_toml(file, ButtonsError)
    found = [
        f"{file}: unknown setting {name!r}; there are chip, [[button]] and [[lamp]]"
        for name in table
        if name not in {"chip", "button", "lamp"}
    ]
    chip = table.get("chip")
    if chip is not None and (type(chip) is not int or chip < 0):
        found.append(f"{file}: chip: expected the number of a /dev/gpiochip")
    buttons = tuple(_each(file, "button", ButtonSettings, table, found))
    lamps = tuple(_each(file, "lamp", LampSettings, table, found))
    found += [f"{file}: {problem}" for problem in problems(buttons)]
    pins = {button.pin for button in buttons}
    found += [
        f"{file}: pin {lamp.pin} has a {lamp.kind} and something else"
        for index, lamp in enumerate(lamps)
        if lamp.pin in pins or lamp.pin in {other.pin for other in lamps[:index]}
    ]
    if found:
        raise ButtonsError(found)
    return WiringSettings(chip=chip, buttons=buttons, lamps=lamps)


def _each(
    file: Path, name: str, kind: type[_Settings], table: dict[str, Any], found: list[str]
) -> Iterator[_Settings]:
    entries = table.get(name, [])
    if not isinstance(entries, list):
        found.append(f"{file}: each {name} begins with [[{name}]], in two pairs of brackets")
        return
    for number, entry in enumerate(entries, start=1):
        try:
            yield msgspec.convert(entry, kind)
        except msgspec.ValidationError as error:
            found.append(f"{file}: {name} {number}: {error}")


class Wiring:
    """Buttons, lamps and buzzers. To be made, used and closed on the loop's thread.

    Where nothing is wired, no pin is opened and it is said: a power cut leaves a file empty that
    was written a moment before, and a kitchen needs its board more than its buttons.

    Args:
        settings: which there are.
        on_press: called on the loop's thread.
        open_pins: opens the way to the pins of a chip; it is closed at the end.

    Raises:
        GpioError: this machine has no pins, or one of them cannot be used.
    """

    def __init__(
        self,
        settings: WiringSettings,
        on_press: Callable[[Press], None],
        open_pins: Callable[[int | None], Any] = pin_factory,
    ) -> None:
        wired = settings.buttons or settings.lamps
        self._factory = open_pins(settings.chip) if wired else None
        try:
            self._buttons = Buttons(settings.buttons, self._factory, on_press)
            try:
                self._lamps = Lamps(settings.lamps, self._factory)
            except BaseException:
                self._buttons.close()
                raise
        except BaseException:
            self._close_factory()
            raise

    def troubles(self, now: int) -> tuple[ScreenTrouble, ...]:
        """Say which buttons are stuck, at this monotonic time in ms. Call it every second."""
        if self._factory is None:
            return (trouble(TroubleCode.NOTHING_WIRED),)
        return self._buttons.troubles(now)

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
