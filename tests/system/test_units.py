"""The units as systemd itself reads them: nothing misspelt, and little that they may do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ANALYZE = "/usr/bin/systemd-analyze"
UNITS = Path(__file__).parents[2] / "systemd"
EXPOSURE = {
    "galley-hub.service": 2.0,
    "galley-display@.service": 2.5,
    "galley-backup.service": 1.0,
    "galley-host.service": 1.5,
}


pytestmark = pytest.mark.system


def analyzed(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [ANALYZE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def readable(tmp_path: Path) -> Path:
    """Copy the units with programs that are there: verify looks whether it could start them."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for each in ("galley-hub", "galley-display", "galley-host"):
        (programs / each).symlink_to("/bin/true")
    for unit in UNITS.iterdir():
        text = unit.read_text("utf-8").replace("/opt/galley/current/bin", str(programs))
        name = unit.name.replace("@.", "@0.")
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_service_has_a_bound_for_its_exposure() -> None:
    assert {each.name for each in UNITS.glob("*.service")} == set(EXPOSURE)


def test_systemd_finds_nothing_to_complain_of(readable: Path) -> None:
    units = sorted(readable.glob("galley-*"))

    done = analyzed("verify", "--man=no", *units)

    # It also speaks of other units of the machine that it is run on.
    said = [line for line in (done.stdout + done.stderr).splitlines() if "galley" in line]
    assert len(units) == 7
    assert (said, done.returncode) == ([], 0)


@pytest.mark.parametrize(("unit", "bound"), EXPOSURE.items())
def test_a_service_is_exposed_no_more_than_its_bound(
    tmp_path: Path, unit: str, bound: float
) -> None:
    shutil.copy(UNITS / unit, tmp_path)

    done = analyzed(
        *("security", "--offline=true", "--no-pager", f"--threshold={round(bound * 10)}"),
        tmp_path / unit,
    )

    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert (float(found[1]) <= bound, done.returncode) == (True, 0), found[0]


@pytest.mark.parametrize("unit", EXPOSURE)
def test_no_device_is_shut_out_because_its_driver_comes_later(unit: str) -> None:
    """Systemd forgets a name that no driver has when the service starts; pins come with Linux."""
    allowed = re.findall(r"^DeviceAllow=(\S+)", (UNITS / unit).read_text("utf-8"), re.MULTILINE)

    late = [each for each in allowed if not re.fullmatch(r"char-(\d+|gpiochip)", each)]

    assert late == []
