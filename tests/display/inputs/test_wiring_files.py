"""Files that say what is wired where."""

import re
from pathlib import Path

import pytest

from display.inputs.gpio import ButtonSettings
from display.inputs.gpio_wiring import ButtonsError, load_wiring
from display.inputs.lamps import LampKind, LampSettings, Signal

DOCUMENT = (Path(__file__).parents[3] / "docs" / "owner" / "hardware.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "buttons.toml"


def refused(file: Path, text: str) -> list[str]:
    file.write_text(text)
    with pytest.raises(ButtonsError) as caught:
        load_wiring(file)
    return [problem.removeprefix(f"{file}: ") for problem in caught.value.problems]


def test_the_documented_pin_map_can_be_used_as_it_stands(file: Path) -> None:
    file.write_text(EXAMPLES[0])

    wiring = load_wiring(file)

    assert len(wiring.buttons) == 12
    assert wiring.buttons[0] == ButtonSettings(pin=5, action="bump")
    assert wiring.lamps == (LampSettings(pin=4),)


def test_the_wiring_drawing_shows_each_button_of_the_pin_map_at_its_pin(file: Path) -> None:
    file.write_text(EXAMPLES[0])
    short = {"previous": "prev."}

    for button in load_wiring(file).buttons:
        word = re.escape(short.get(button.action, button.action))
        here = rf"{word}\s+GPIO{button.pin} |GPIO{button.pin}\s+{word}$"
        assert re.search(here, DOCUMENT, re.MULTILINE), button


def test_the_documented_settings_are_all_there_are(file: Path) -> None:
    file.write_text(EXAMPLES[1])

    wiring = load_wiring(file)

    assert wiring.chip == 2
    assert wiring.buttons == (ButtonSettings(pin=12, action="recall", hold="undo"),)
    assert wiring.lamps == (LampSettings(pin=4, on=Signal.TROUBLE, kind=LampKind.BUZZER),)
    named = set(re.findall(r"^(\w+) =", EXAMPLES[1], re.MULTILINE))
    assert named == {"chip", *ButtonSettings.__struct_fields__, *LampSettings.__struct_fields__}


def test_a_chip_can_be_named(file: Path) -> None:
    file.write_text("chip = 4")

    assert load_wiring(file).chip == 4


def test_every_mistake_is_named_at_once(file: Path) -> None:
    text = """
    chip = "gpiochip0"
    colour = "red"
    button = [
        { pin = 5, action = "bumb" },
        { pin = 99, action = "bump" },
        { pin = 6, action = "bump", bounce = 3 },
        { pin = 7, action = "next" },
        { pin = 7, action = "page" },
    ]
    lamp = [{ pin = 7 }, { pin = 8, on = "always" }]
    """

    assert refused(file, text) == [
        "unknown setting 'colour'; there are chip, [[button]] and [[lamp]]",
        "chip: expected the number of a /dev/gpiochip",
        "button 2: Expected `int` <= 53 - at `$.pin`",
        "button 3: Object contains unknown field `bounce`",
        "lamp 2: Invalid enum value 'always' - at `$.on`",
        "button on pin 5: no button can mean 'bumb'",
        "pin 7 has more than one button",
        "pin 7 has a led and something else",
    ]


def test_a_button_in_single_brackets_is_told_about_the_second_pair(file: Path) -> None:
    assert refused(file, '[button]\npin = 5\naction = "bump"') == [
        "each button begins with [[button]], in two pairs of brackets"
    ]


def test_two_lamps_on_one_pin_are_refused(file: Path) -> None:
    assert refused(file, "lamp = [{ pin = 4 }, { pin = 4 }]") == [
        "pin 4 has a led and something else"
    ]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ButtonsError, match="No such file"):
        load_wiring(tmp_path / "none.toml")


def test_a_file_that_is_no_toml_is_refused_with_its_place(file: Path) -> None:
    (problem,) = refused(file, "[[button]\n")

    assert "line 1" in problem
