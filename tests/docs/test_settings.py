"""What the page of settings says is true of the programs."""

import re
import tomllib
from pathlib import Path
from typing import Any

from display.config import Config
from hub.common.settings import defaults
from hub.config import Settings, keys, load

PAGE = (Path(__file__).parents[2] / "docs" / "operator" / "settings.md").read_text("utf-8")
_SETTING = re.compile(r"^\| `\[(\w+)\] (\w+)` \| `(\w+)` \| `([^`]+)` \| (.+) \|$", re.MULTILINE)
_OF_A_SCREEN = re.compile(r"^\| `\[(\w+)\] (\w+`(?:, `\w+`)*) \| (`[^|]+`) \| .+ \|$", re.MULTILINE)


class Setting:
    """One row of the table of the hub's settings."""

    def __init__(self, section: str, key: str, variable: str, default: str, meaning: str) -> None:
        self.name = f"{section}.{key}"
        self.section = section
        self.line = f"{key} = {default}"
        self.variable = variable
        self.default: Any = tomllib.loads(self.line)[key]
        self.meaning = meaning


SETTINGS = [Setting(*row) for row in _SETTING.findall(PAGE)]


def test_the_table_names_every_setting_once_and_with_its_default() -> None:
    told = [(each.name, each.default) for each in SETTINGS]
    known = [(name, list(v) if isinstance(v, tuple) else v) for name, v in keys()]
    assert told == known


def test_the_hub_takes_a_file_with_the_keys_of_the_table(tmp_path: Path) -> None:
    sections: dict[str, list[str]] = {}
    for each in SETTINGS:
        sections.setdefault(each.section, []).append(each.line)
    file = tmp_path / "galley.toml"
    file.write_text("\n".join(f"[{s}]\n" + "\n".join(lines) for s, lines in sections.items()))

    assert load(file, {}, {}) == Settings()


def test_the_hub_takes_the_variables_of_the_table() -> None:
    variables = {
        each.variable: ",".join(each.default) if isinstance(each.default, list) else each.default
        for each in SETTINGS
    }
    assert len(variables) == len(SETTINGS) > 0
    environment = {name: str(value) for name, value in variables.items()}

    assert load(None, environment, {}) == Settings()


def test_the_table_of_a_screen_names_every_setting_with_its_default() -> None:
    told: dict[str, Any] = {}
    for section, *names in _OF_A_SCREEN.findall(PAGE.partition("## A screen's settings\n")[2]):
        keys_told, values = re.findall(r"\w+", names[0]), re.findall("`([^`]+)`", names[1])
        # Several keys may share one default.
        for place, key in enumerate(keys_told):
            value = values[place if len(values) > 1 else 0]
            told[f"{section}.{key}"] = tomllib.loads(f"x = {value}")["x"]

    known = {name: list(v) if isinstance(v, tuple) else v for name, v in defaults(Config)}
    assert told == known
