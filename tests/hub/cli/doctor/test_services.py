"""What systemd says of the hub, its backups and the screens is put in words."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.cli.doctor.machine import Run
from hub.cli.doctor.services import check_services
from hub.common.checks import Level

HUB, TIMER, BACKUP = "galley-hub.service", "galley-backup.timer", "galley-backup.service"
SCREEN = "galley-display@0.service"


def unit(name: str, **said: str) -> str:
    facts = {
        "Id": name,
        "LoadState": "loaded",
        "ActiveState": "active",
        "Result": "success",
        "NRestarts": "0",
        "UnitFileState": "enabled",
    } | said
    return "".join(f"{key}={value}\n" for key, value in facts.items())


def saying(*units: str) -> Run:
    def run(command: Sequence[str]) -> str | None:
        return "\n".join(units) if command[0] == "systemctl" else None

    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    return tmp_path


WELL = (unit(HUB), unit(TIMER), unit(BACKUP, ActiveState="inactive"), unit(SCREEN))


def test_all_well_is_one_line_each_for_the_hub_and_the_screen(root: Path) -> None:
    found = check_services(saying(*WELL), root)
    assert [(each.level, each.about) for each in found.findings] == [
        (Level.OK, HUB),
        (Level.OK, SCREEN),
    ]


@pytest.mark.parametrize(
    ("units", "about", "level"),
    [
        ((unit(HUB, ActiveState="failed"), *WELL[1:]), HUB, Level.PROBLEM),
        ((unit(HUB, ActiveState="inactive"), *WELL[1:]), HUB, Level.PROBLEM),
        ((unit(HUB, ActiveState="activating"), *WELL[1:]), HUB, Level.WARNING),
        ((unit(HUB, NRestarts="4"), *WELL[1:]), HUB, Level.WARNING),
        ((unit(HUB, UnitFileState="disabled"), *WELL[1:]), HUB, Level.WARNING),
        ((WELL[0], unit(TIMER, ActiveState="inactive"), *WELL[2:]), TIMER, Level.WARNING),
        ((WELL[0], WELL[2], WELL[3]), TIMER, Level.WARNING),
        ((*WELL[:2], unit(BACKUP, Result="exit-code"), WELL[3]), BACKUP, Level.PROBLEM),
        ((*WELL[:3], unit(SCREEN, ActiveState="failed")), SCREEN, Level.PROBLEM),
    ],
)
def test_each_trouble_is_told_of_its_unit(
    root: Path, units: Sequence[str], about: str, level: Level
) -> None:
    found = check_services(saying(*units), root).findings
    assert [(each.level, each.about) for each in found if each.level is not Level.OK] == [
        (level, about)
    ]


def test_a_failed_unit_is_told_with_the_command_that_shows_why(root: Path) -> None:
    found, *_ = check_services(saying(unit(HUB, ActiveState="failed")), root).findings
    assert f"journalctl -u {HUB} -e" in found.text


def test_a_machine_with_only_a_screen_is_no_trouble(root: Path) -> None:
    missing = unit(HUB, LoadState="not-found", ActiveState="inactive")
    found = check_services(saying(missing, unit(SCREEN)), root)
    assert [each.level for each in found.findings] == [Level.OK, Level.OK]


@pytest.mark.parametrize(("units", "here"), [(WELL, True), (WELL[:3], False)])
def test_a_screen_of_this_machine_is_noticed(root: Path, units: Sequence[str], here: bool) -> None:
    assert check_services(saying(*units), root).screen_here is here


def test_without_systemd_nothing_is_said(tmp_path: Path) -> None:
    assert check_services(saying(*WELL), tmp_path).findings == ()
