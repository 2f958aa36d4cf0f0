"""Which buttons, lamps and buzzers are wired to which pins, as a TOML file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from display.inputs.gpio import ButtonSettings, problems
from display.inputs.lamps import LampSettings
from display.inputs.toml_file import table_of

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


def loaded(file: Path) -> WiringSettings:
    """Read a file of ``[[button]]`` and ``[[lamp]]`` tables.

    Raises:
        ButtonsError: naming every mistake in the file.
    """
    table = table_of(file, ButtonsError)
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
