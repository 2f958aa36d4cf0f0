"""What the doctor says of keyboards: which there are, and what keeps two bars from being two."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from display.app.doctor.peripherals import check_keys
from display.config import Config
from display.state.settings import BoardSettings
from hub.common.screen_settings import KeySettings

NOBODY = 65534


def said(config: Config, folder: Path) -> list[str]:
    return [" ".join(str(each).split()) for each in check_keys(config, folder)][1:]


@pytest.fixture
def locked() -> Iterator[Path]:
    """Give a folder with a device of another user's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "event3").touch(mode=0)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        yield folder
        os.seteuid(user)


def test_a_machine_without_input_devices_is_no_trouble(tmp_path: Path) -> None:
    assert said(Config(), tmp_path / "none") == []


def test_who_may_not_read_the_keyboards_is_told_how(locked: Path) -> None:
    [told] = said(Config(), locked)

    assert told.startswith("warning keys: event3 can't be read")
    assert "sudo usermod -aG input" in told


def test_a_second_bar_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    config = Config(keys=KeySettings(second="usb-1.2"))

    assert said(config, tmp_path) == ["problem keys: The second bar, usb-1.2, is not there"]


def test_a_second_bar_for_ten_numbers_is_warned_of(tmp_path: Path) -> None:
    config = Config(keys=KeySettings(second="usb-1.2"), board=BoardSettings(keys=10))

    told = said(config, tmp_path)

    assert told[1:] == [
        "warning keys: the second bar's numbers mean nothing: set keys under [board] to 20, not 10"
    ]
