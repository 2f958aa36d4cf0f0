"""What the kernel tells of the machine, good and bad, from made-up trees of its files."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hub.cli.doctor import machine
from hub.cli.doctor.machine import Run
from hub.common.checks import Level

THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
Write = Callable[..., Path]


def saying(said: str | None) -> Run:
    def run(command: Sequence[str]) -> str | None:
        return said if command == ["vcgencmd", "get_throttled"] else None

    return run


NOT_A_PI = saying(None)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(**files: str) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n")
        return tmp_path

    return put


def card(life: str, reserve: str) -> dict[str, str]:
    device = "sys/block/mmcblk0/device"
    return {f"{device}/life_time": life, f"{device}/pre_eol_info": reserve, f"{device}/name": "X1"}


@pytest.mark.parametrize(
    ("life", "reserve", "level"),
    [
        ("0x01 0x01", "0x01", Level.OK),
        ("0x08 0x02", "0x01", Level.OK),
        ("0x02 0x09", "0x01", Level.PROBLEM),
        ("0x0b 0x01", "0x01", Level.PROBLEM),
        ("0x01 0x01", "0x02", Level.PROBLEM),
        ("0x01 0x01", "0x03", Level.PROBLEM),
    ],
)
def test_a_card_that_tells_is_judged_by_its_life_and_its_reserve(
    write: Write, life: str, reserve: str, level: Level
) -> None:
    (found,) = machine.check_cards(write(**card(life, reserve)))
    assert found.level is level


def test_the_life_of_a_card_is_told_in_percent(write: Write) -> None:
    (found,) = machine.check_cards(write(**card("0x03 0x05", "0x01")))
    assert found.text == "X1 has used up to 50 % of its life"


def test_a_card_that_tells_nothing_is_no_trouble(write: Write) -> None:
    (found,) = machine.check_cards(write(**{"sys/block/mmcblk0/device/name": "SC64G"}))
    assert (found.level, found.text[:5]) == (Level.OK, "SC64G")


def test_the_boot_partitions_of_a_card_are_no_cards(write: Write) -> None:
    root = write(**card("0x01 0x01", "0x01"), **{"sys/block/mmcblk0boot0/size": "8192"})
    assert len(list(machine.check_cards(root))) == 1


def test_a_machine_without_a_card_has_nothing_said_about_it(tmp_path: Path) -> None:
    assert list(machine.check_cards(tmp_path)) == []


def test_errors_of_a_file_system_are_a_problem_with_the_disks_name(write: Write) -> None:
    root = write(
        **{"sys/fs/ext4/mmcblk0p2/errors_count": "3", "sys/fs/ext4/sda1/errors_count": "0"}
    )
    (found,) = machine.check_file_systems(root)
    assert (found.level, found.text[:26]) == (Level.PROBLEM, "mmcblk0p2 has had 3 errors")


def test_a_file_system_without_errors_is_ok(write: Write) -> None:
    (found,) = machine.check_file_systems(write(**{"sys/fs/ext4/mmcblk0p2/errors_count": "0"}))
    assert found.level is Level.OK


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("0", [(Level.OK, "power")]),
        ("1", [(Level.PROBLEM, "power")]),
        ("50005", [(Level.PROBLEM, "power"), (Level.WARNING, "speed")]),
        ("10000", [(Level.WARNING, "power")]),
        ("50000", [(Level.WARNING, "power"), (Level.WARNING, "speed")]),
        ("20002", [(Level.OK, "power"), (Level.WARNING, "speed")]),
        ("40000", [(Level.OK, "power"), (Level.WARNING, "speed")]),
        ("80008", [(Level.OK, "power")]),
    ],
)
def test_each_bit_of_the_pi_means_what_it_says(
    write: Write, bits: str, expected: list[tuple[Level, str]]
) -> None:
    found = machine.check_power(NOT_A_PI, write(**{THROTTLED: bits}))
    assert [(each.level, each.about) for each in found] == expected


def test_the_pis_own_program_is_asked_where_the_kernel_has_no_file(tmp_path: Path) -> None:
    (found,) = machine.check_power(saying("throttled=0x1\n"), tmp_path)
    assert found.level is Level.PROBLEM


def test_the_alarm_of_the_voltage_sensor_counts_by_itself(write: Write) -> None:
    (found,) = machine.check_power(
        NOT_A_PI, write(**{"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1"})
    )
    assert found.level is Level.PROBLEM


@pytest.mark.parametrize("said", [None, "", "throttled=soup", "VCHI initialization failed"])
def test_a_machine_that_tells_nothing_of_its_power_has_nothing_said_about_it(
    tmp_path: Path, said: str | None
) -> None:
    assert list(machine.check_power(saying(said), tmp_path)) == []


@pytest.mark.parametrize(
    ("millis", "level"),
    [
        ("42000", Level.OK),
        ("74900", Level.OK),
        ("75000", Level.WARNING),
        ("84999", Level.WARNING),
        ("85000", Level.PROBLEM),
    ],
)
def test_heat_is_judged_by_the_hottest_place(write: Write, millis: str, level: Level) -> None:
    zone = "sys/class/thermal/thermal_zone"
    (found,) = machine.check_temperature(
        write(**{f"{zone}0/temp": millis, f"{zone}1/temp": "30000"})
    )
    assert found.level is level


def test_a_sensor_that_says_nonsense_is_passed_over(write: Write) -> None:
    assert (
        list(machine.check_temperature(write(**{"sys/class/thermal/thermal_zone0/temp": ""}))) == []
    )


def test_a_sound_device_is_named(write: Write) -> None:
    cards = " 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0\n                      vc4-hdmi-0"
    (found,) = machine.check_sound(screen_here=True, root=write(**{"proc/asound/cards": cards}))
    assert (found.level, found.text) == (Level.OK, "vc4-hdmi - vc4-hdmi-0")


def test_no_sound_device_is_a_warning_where_a_screen_runs(write: Write) -> None:
    root = write(**{"proc/asound/cards": "--- no soundcards ---"})
    assert [each.level for each in machine.check_sound(screen_here=True, root=root)] == [
        Level.WARNING
    ]


def test_a_hub_without_a_screen_needs_no_sound_device(tmp_path: Path) -> None:
    assert list(machine.check_sound(screen_here=False, root=tmp_path)) == []
