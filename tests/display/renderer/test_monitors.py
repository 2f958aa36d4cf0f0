"""Which monitors are plugged in, as the kernel tells it."""

from pathlib import Path

import pytest

from display.renderer.graphics import MonitorWatch, connectors


def plug(folder: Path, socket: str, *, there: bool) -> None:
    (folder / socket).mkdir(exist_ok=True)
    (folder / socket / "status").write_text("connected\n" if there else "disconnected\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plug(tmp_path, "card1-HDMI-A-1", there=True)
    plug(tmp_path, "card1-HDMI-A-2", there=False)
    (tmp_path / "card1").mkdir()
    return tmp_path


def test_sockets_and_their_monitors_are_listed(folder: Path) -> None:
    assert connectors(folder) == {"HDMI-A-1": True, "HDMI-A-2": False}


def test_a_machine_without_graphics_has_no_sockets(tmp_path: Path) -> None:
    assert connectors(tmp_path / "nothing") == {}


def test_nothing_has_changed_at_first(folder: Path) -> None:
    assert MonitorWatch(folder).find_change() is None


def test_an_unplugged_monitor_is_noticed(folder: Path) -> None:
    plugs = MonitorWatch(folder)
    plug(folder, "card1-HDMI-A-1", there=False)
    assert plugs.find_change() == "no monitor is connected any more (HDMI-A-1)"


def test_another_monitor_is_noticed(folder: Path) -> None:
    plugs = MonitorWatch(folder)
    plug(folder, "card1-HDMI-A-2", there=True)
    assert plugs.find_change() == "monitors were changed: HDMI-A-1, HDMI-A-2"


def test_a_monitor_that_the_kernel_never_saw_is_not_missed(folder: Path) -> None:
    plug(folder, "card1-HDMI-A-1", there=False)
    plugs = MonitorWatch(folder)
    plug(folder, "card1-HDMI-A-2", there=True)
    assert plugs.find_change() is None
