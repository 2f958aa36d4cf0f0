"""What a screen goes by, when a manager has set something from afar."""

import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display.app.managed import ManagedSettings
from display.app.modes import needs_link
from display.config import Config, load, settings_given
from display.state.settings import BoardSettings, DishNames, TextSize
from hub.common.managed_settings import MANAGED
from hub.common.screen_settings import ScreenChoices, ThemeName
from hub.common.settings_words import describe
from hub.locale.words import Language
from hub.wire.socket_messages import MAX_FRAME


def settings_in(
    folder: Path,
    file: str = "",
    variables: dict[str, str] | None = None,
    **said: Any,  # noqa: ANN401
) -> ManagedSettings:
    path = folder / "display.toml"
    path.write_text(file)
    told = {"hub.data": str(folder), **{k.replace("__", "."): v for k, v in said.items()}}
    given = settings_given(path, variables or {}, told)
    return ManagedSettings(load(given.path, given.environment, given.said), given)


def test_what_a_manager_sets_wins_over_the_file(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, '[board]\ntext = "small"\nhead = "table"\n')

    assert settings.take({"board.text": "large"}) is True

    assert settings.config.board.text is TextSize.LARGE
    told = settings.report().values
    assert [told[f"board.{each}"].source for each in ("text", "head", "keys")] == [
        *("manager", "file", "default")
    ]


def test_what_is_taken_back_is_as_the_file_says_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, '[board]\ntext = "small"\n')
    settings.take({"board.text": "large"})
    assert settings.take({}) is True
    assert settings.config.board.text is TextSize.SMALL


def test_variables_and_the_command_line_win_over_a_manager(tmp_path: Path) -> None:
    variables = {"GALLEYDISPLAY_BOARD_TEXT": "huge"}
    settings = settings_in(tmp_path, "", variables, glass__theme="bright")

    settings.take({"board.text": "small", "glass.theme": "dark"})

    assert settings.config.board.text is TextSize.HUGE
    assert settings.config.glass.theme is ThemeName.BRIGHT
    told = settings.report().values
    assert (told["board.text"].source, told["glass.theme"].source) == ("variable", "command")


def test_a_screen_starts_as_it_was_set_with_its_hub_gone(tmp_path: Path) -> None:
    settings_in(tmp_path).take({"board.text": "large", "ages.default": [3, 5]})
    again = settings_in(tmp_path)
    assert again.config.board.text is TextSize.LARGE
    assert again.config.ages.default == (3.0, 5.0)
    assert (tmp_path / MANAGED).read_text().startswith("# What was set on the page /manage.")


def test_what_cannot_be_gone_by_is_left_out_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_in(tmp_path)

    settings.take({"board.text": "large", "board.keys": 99, "glass.output": 3, "new.thing": 1})

    assert settings.config.board.text is TextSize.LARGE
    assert settings.config.glass.output == 0
    refused = settings.report().refused
    assert refused.keys() == {"board.keys", "glass.output", "new.thing"}
    assert "from 0 to 20" in refused["board.keys"]
    assert "board.keys" in caplog.text


def test_a_file_that_is_no_file_any_more_sets_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / MANAGED).write_bytes(b"\xff[")
    with caplog.at_level(logging.WARNING):
        assert settings_in(tmp_path).config.board == BoardSettings()
    assert "left out" in caplog.text


def test_what_was_said_already_is_neither_kept_nor_complained_of_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = {"board.text": "large", "board.keys": 99}
    settings = settings_in(tmp_path)
    settings.take(wanted)
    (tmp_path / MANAGED).unlink()
    caplog.clear()
    assert settings.take(wanted) is False
    assert not (tmp_path / MANAGED).exists()
    assert not caplog.text


def test_a_disk_that_takes_nothing_costs_no_setting(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / f"{MANAGED}.new").mkdir()
    settings.take({"board.text": "large"})
    assert settings.config.board.text is TextSize.LARGE


def test_all_that_can_be_set_is_reported_but_the_way_to_the_hub(tmp_path: Path) -> None:
    told = settings_in(tmp_path).report().values
    assert told.keys() == {each.name for each in describe(ScreenChoices)}
    assert not any(name.startswith("hub.") for name in told)


def test_a_report_is_as_long_as_a_hub_takes_at_the_most(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.take({"board.allergy_words": ["\U0001f969" * 40] * 100, "board.text": "large"})
    told = settings.report()
    assert len(msgspec.json.encode(told)) <= MAX_FRAME
    assert told.values["board.text"].value == "large"


def test_every_setting_is_one_of_the_hubs_definitions() -> None:
    ours = {each.name: each for each in describe(Config) if not each.name.startswith("hub.")}
    assert ours == {each.name: each for each in describe(ScreenChoices)}


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ({"text": TextSize.HUGE}, False),
        ({"station": "expo"}, False),
        ({"station": "grill"}, True),
        ({"language": Language.GERMAN}, True),
        ({"dish_names": DishNames.HOUSE}, True),
        ({"dish_names": DishNames.BOTH}, False),
    ],
)
def test_the_board_begins_anew_only_where_the_hub_is_asked_for_something_else(
    changed: dict[str, Any], anew: bool
) -> None:
    board = msgspec.structs.replace(BoardSettings(), **changed)
    assert needs_link(Config(), Config(board=board)) is anew
