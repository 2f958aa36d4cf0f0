"""A screen's settings: every mistake at once, each with its place and with what was meant."""

from pathlib import Path

import pytest

from display import config
from display.config import Config, ConfigError
from display.state.settings import BoardSettings, BumpMode, NumberKeys
from hub.domain.orders import OrderType
from tests.support.released import unpack_0_1_0

MISSPELT = "GALLEYDISPLAY_KEYS_PROFIL"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "screen.toml"


def load(text: str, file: Path) -> Config:
    file.write_text(text, "utf-8")
    return config.load(file, {}, {})


def problems(
    text: str,
    file: Path,
    environment: dict[str, str] | None = None,
    said: dict[str, object] | None = None,
) -> list[str]:
    """Load settings that must be refused; return the reasons, without the file's path."""
    file.write_text(text, "utf-8")
    try:
        settings = config.load(file, environment or {}, said or {})
    except ConfigError as error:
        return [each.replace(str(file), "FILE") for each in error.problems]
    raise AssertionError(f"not refused: {settings}")


def test_nothing_said_gives_the_defaults() -> None:
    assert config.load(None, {}, {"board.station": None}) == Config()


def test_the_behaviour_follows_from_the_file(file: Path) -> None:
    settings = load(
        '[board]\nstation = "grill"\nnumber_keys = "confirm"\nbump = "ready"\n'
        "[ages]\ndefault = [5, 7.5]\ndelivery = [3, 4]",
        file,
    )

    assert settings.board == BoardSettings(
        station="grill", number_keys=NumberKeys.CONFIRM, bump=BumpMode.READY
    )
    assert settings.ages.limits(OrderType.DELIVERY) == (3, 4)
    assert settings.ages.limits(OrderType.TAKEOUT) == (5, 7.5)


def test_a_variable_wins_over_the_file_and_the_command_line_over_both(file: Path) -> None:
    file.write_text("[board]\ncolumns = 1\nrows = 1\nstation = 'file'\n")
    environment = {"GALLEYDISPLAY_BOARD_ROWS": "2", "GALLEYDISPLAY_BOARD_STATION": "variable"}

    board = config.load(file, environment, {"board.station": "said"}).board

    assert (board.columns, board.rows, board.station) == (1, 2, "said")


def test_a_variable_gives_ages_with_a_comma() -> None:
    settings = config.load(None, {"GALLEYDISPLAY_AGES_TAKEOUT": "4, 6"}, {})

    assert settings.ages.takeout == (4, 6)


def test_the_variables_of_a_hub_on_the_same_machine_are_left_to_it() -> None:
    assert config.load(None, {"GALLEY_HUB_PORT": "81"}, {}) == Config()


def test_a_file_saved_with_a_byte_order_mark_is_read(file: Path) -> None:
    assert load("\ufeff[board]\nrows = 3\n", file).board.rows == 3


def test_every_mistake_is_told_at_once(file: Path) -> None:
    told = problems(
        '[bord]\nx = 1\n[hub]\nurl = "kitchen"\n[board]\ncolums = 3\nrows = 0\n',
        file,
        {"GALLEYDISPLAY_SOUND_VOLUME": "loud", MISSPELT: "x"},
        {"glass.size": "big"},
    )

    assert told == [
        "FILE, line 1: [bord] is not a known section; did you mean board?",
        "FILE, line 6: [board] colums is not a known key; did you mean columns?",
        f"{MISSPELT}: is not a known variable; did you mean {MISSPELT}E?",
        "FILE, line 4: [hub] url: expected an address as https://192.168.1.20:8443, not 'kitchen'",
        "FILE, line 7: [board] rows: expected a whole number from 1 to 6, not 0",
        "GALLEYDISPLAY_SOUND_VOLUME: expected a number from 0 to 1, not 'loud'",
        "--size: expected auto, fullscreen, or a size in pixels as 1280x720, not 'big'",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("board = 1", "FILE, line 1: board has to be a table, [board]"),
        ("[board", "FILE: is not TOML: "),
        (
            "[ages]\ndefault = [12, 8]",
            "FILE, line 2: [ages] default: warning after 12 minutes has to be before late after 8",
        ),
        (
            "[ages]\ndefault = [12]",
            "FILE, line 2: [ages] default: expected two numbers of minutes, as [8, 12], not [12]",
        ),
        (
            "[ages]\ntakeout = [12]",
            "FILE, line 2: [ages] takeout: expected two numbers of minutes, as [8, 12], not [12]",
        ),
        (
            "[ages]\ndefault = [0, 1]",
            "FILE, line 2: [ages] default: expected two numbers of minutes, as [8, 12], not [0, 1]",
        ),
        (
            '[board]\nbump = "far"',
            "FILE, line 2: [board] bump: expected step, ready or done, not 'far'",
        ),
        (
            '[glass]\ntheme = "pink"',
            "FILE, line 2: [glass] theme: expected dark or bright, not 'pink'",
        ),
        ('[hub]\nurl = "http://h/x"', "FILE, line 2: [hub] url: expected an address as https://"),
    ],
)
def test_a_mistake_says_what_is_wanted(file: Path, text: str, told: str) -> None:
    [problem] = problems(text, file)

    assert problem.startswith(told)


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        config.load(file, {}, {})


def test_a_file_that_is_not_utf8_is_told(file: Path) -> None:
    file.write_bytes(b"\xff")

    with pytest.raises(ConfigError, match="is not UTF-8"):
        config.load(file, {}, {})


def test_the_file_of_an_owner_of_0_1_0_says_what_it_said(tmp_path: Path) -> None:
    settings = config.load(unpack_0_1_0(tmp_path).etc / "display.toml", {}, {})

    assert (settings.hub.name, settings.board.station, settings.board.columns) == (
        "Grill",
        "grill",
        3,
    )
    assert (settings.glass.theme, settings.glass.size) == ("bright", "1280x720")
    assert settings.sound.volume == 0.5
    assert settings.ages.takeout == (6, 10)
