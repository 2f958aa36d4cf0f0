"""Keyboards that come and go, in the kernel's own words."""

from pathlib import Path

import pytest

from display.inputs.keyboard import PluggedKeyboards, keyboards
from hub.common.screen_troubles import describe_trouble

# As Linux 6.1 prints them.
POWER_BUTTON = """I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=PNP0C0C/button/input0
S: Sysfs=/devices/LNXSYSTM:00/LNXPWRBN:00/input/input0
U: Uniq=
H: Handlers=kbd event0
B: PROP=0
B: EV=3
B: KEY=8000 10000000000000 0
"""
BAR = """I: Bus=0003 Vendor=0627 Product=0001 Version=0111
N: Name="QEMU QEMU USB Keyboard"
P: Phys=usb-0000:00:01.2-1/input0
S: Sysfs=/devices/pci0000:00/usb1/1-1/1-1:1.0/0003:0627:0001.0001/input/input4
U: Uniq=68284-0000:00:01.2-1
H: Handlers=sysrq kbd leds event3
B: PROP=0
B: EV=120013
B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=1f
"""
MOUSE = """I: Bus=0003 Vendor=0627 Product=0002 Version=0111
N: Name="QEMU QEMU USB Mouse"
P: Phys=usb-0000:00:01.2-2/input0
S: Sysfs=/devices/pci0000:00/usb1/1-2/1-2:1.0/0003:0627:0002.0002/input/input5
U: Uniq=
H: Handlers=mouse0 event4
B: PROP=0
B: EV=17
B: KEY=1f0000 0 0 0 0
"""


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    file = tmp_path / "devices"
    file.write_text(f"{POWER_BUTTON}\n{BAR}\n{MOUSE}")
    return file


def test_only_usb_keyboards_count() -> None:
    listed = f"{POWER_BUTTON}\n{BAR}\n{MOUSE}"

    assert keyboards(listed) == ["QEMU QEMU USB Keyboard"]


def test_nothing_is_missed_while_the_bar_is_plugged_in(devices: Path) -> None:
    attached = PluggedKeyboards(devices)

    assert [attached.troubles() for _ in range(3)] == [(), (), ()]


def test_a_bar_that_was_unplugged_is_named(devices: Path) -> None:
    attached = PluggedKeyboards(devices)
    attached.troubles()
    devices.write_text(f"{POWER_BUTTON}\n{MOUSE}")

    assert tuple(map(describe_trouble, attached.troubles())) == (
        "QEMU QEMU USB Keyboard is unplugged",
    )


def test_a_bar_that_is_back_is_missed_no_longer(devices: Path) -> None:
    attached = PluggedKeyboards(devices)
    attached.troubles()
    devices.write_text(POWER_BUTTON)
    attached.troubles()
    devices.write_text(f"{POWER_BUTTON}\n{BAR}")

    assert attached.troubles() == ()


def test_one_of_two_bars_of_a_make_is_missed(devices: Path) -> None:
    attached = PluggedKeyboards(devices)
    devices.write_text(f"{BAR}\n{BAR}")
    attached.troubles()
    devices.write_text(BAR)

    assert [*map(describe_trouble, attached.troubles())] == ["QEMU QEMU USB Keyboard is unplugged"]


def test_a_mouse_may_go_without_a_word(devices: Path) -> None:
    attached = PluggedKeyboards(devices)
    attached.troubles()
    devices.write_text(f"{POWER_BUTTON}\n{BAR}")

    assert attached.troubles() == ()


def test_a_screen_that_never_had_a_bar_misses_none(devices: Path) -> None:
    devices.write_text(POWER_BUTTON)

    assert PluggedKeyboards(devices).troubles() == ()


def test_a_machine_without_the_kernels_list_misses_none(tmp_path: Path) -> None:
    assert PluggedKeyboards(tmp_path / "none").troubles() == ()
