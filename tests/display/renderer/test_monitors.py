"""Which monitors are plugged in, as the kernel tells it."""

from pathlib import Path

import pytest

from display.renderer.graphics import MonitorWatch, connectors, find_edid


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


def say(folder: Path, socket: str, edid: bytes, number: int | None = None) -> None:
    (folder / socket / "edid").write_bytes(edid)
    if number is not None:
        (folder / socket / "connector_id").write_text(f"{number}\n")


@pytest.fixture
def two(folder: Path) -> Path:
    plug(folder, "card1-HDMI-A-2", there=True)
    say(folder, "card1-HDMI-A-1", b"one", 40)
    say(folder, "card1-HDMI-A-2", b"two", 33)
    return folder


def test_the_only_monitor_is_the_one_that_is_drawn_on(folder: Path) -> None:
    say(folder, "card1-HDMI-A-1", b"one")
    assert find_edid(0, "", folder, in_order=False) == ("HDMI-A-1", b"one")


@pytest.mark.parametrize("output", [0, 1])
def test_without_a_desktop_two_monitors_are_counted_as_the_kernel_made_them(
    two: Path, output: int
) -> None:
    wanted = [("HDMI-A-2", b"two"), ("HDMI-A-1", b"one")][output]
    assert find_edid(output, "", two, in_order=True) == wanted


@pytest.mark.parametrize("name", ["HDMI-A-2", "HDMI-2", "Dell Inc. U2412M (HDMI-A-2)"])
def test_a_desktop_names_the_socket(two: Path, name: str) -> None:
    assert find_edid(0, name, two, in_order=False) == ("HDMI-A-2", b"two")


def test_nothing_is_believed_of_one_of_two_monitors_that_nobody_names(two: Path) -> None:
    assert find_edid(0, "DELL U2412M", two, in_order=False) == ("", b"")


def test_a_monitor_that_says_nothing_is_no_trouble(folder: Path) -> None:
    assert find_edid(0, "", folder, in_order=True) == ("", b"")
    assert find_edid(5, "", folder, in_order=True) == ("", b"")
    assert find_edid(0, "", folder / "nothing", in_order=True) == ("", b"")
