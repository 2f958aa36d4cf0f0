"""Another version becomes well, or the one before runs again, wherever the power fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.switch.marks import RefusedVersion, VersionMarks
from hub.switch.trial import switch

OLD, NEW = "0.1.0", "0.2.0"


class PowerCut(Exception):  # noqa: N818 - no error
    """The machine goes off."""


class Machine:
    """A machine whose power can fail behind each of its steps.

    Args:
        folder: for its files.
        ill: versions that never become well.
        cut: behind which step the power fails; None for never.
    """

    def __init__(self, folder: Path, ill: tuple[str, ...] = (), cut: int | None = None) -> None:
        self.ill = ill
        self.cut = cut
        self.steps = 0
        self.running = ""
        self.backups: list[str] = []
        self.disk_is_full = False
        self.forgotten: list[set[str]] = []
        self.said: list[str] = []
        (folder / "marks").mkdir()
        for version in (OLD, NEW):
            (folder / "releases" / version).mkdir(parents=True)
            (folder / "releases" / version / "complete").touch()
        self.marks = CutMarks(folder / "marks", folder / "releases", self.step)
        self.marks.point_to(OLD)
        self.steps = 0
        self.boot()

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.cut:
            raise PowerCut

    def boot(self) -> None:
        """Have systemd start whatever the link names."""
        self.running = self.marks.current

    def save_orders(self) -> bool:
        if not self.disk_is_full:
            self.backups.append(self.running)
            self.step()
        return not self.disk_is_full

    def stop(self) -> None:
        self.running = ""
        self.step()

    def start(self) -> None:
        self.running = self.running or self.marks.current
        self.step()

    def wait_until_well(self) -> str:
        self.step()
        return "it ended 3 times" if self.running in self.ill else ""

    def forget(self, keep: set[str]) -> None:
        self.forgotten.append(keep)

    def switch(self) -> bool:
        return switch(self.marks, self, self.said.append)

    def want(self, version: str) -> None:
        """Do what a package's script does."""
        cut, self.cut = self.cut, None
        self.marks._write("wanted", version)
        self.steps, self.cut = 0, cut


class CutMarks(VersionMarks):
    """Marks behind each of which the power can fail."""

    def __init__(self, folder: Path, releases: Path, step: Callable[[], None]) -> None:
        super().__init__(folder, releases)
        self._step = step

    def _sync(self) -> None:
        super()._sync()
        self._step()


def test_a_version_that_becomes_well_stays(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.want(NEW)

    assert machine.switch()

    assert (machine.running, machine.marks.current) == (NEW, NEW)
    assert (machine.marks.previous, machine.marks.wanted, machine.marks.trying) == (OLD, "", "")
    assert machine.forgotten == [{OLD, NEW}]


def test_the_orders_are_saved_by_the_version_that_took_them(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.want(NEW)

    machine.switch()

    assert machine.backups == [OLD]


def test_a_version_that_does_not_become_well_is_refused_and_says_why(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ill=(NEW,))
    machine.want(NEW)

    assert not machine.switch()

    assert (machine.running, machine.marks.current) == (OLD, OLD)
    assert machine.marks.refused == RefusedVersion(NEW, "it ended 3 times")
    assert (machine.marks.wanted, machine.marks.trying) == ("", "")
    assert machine.said[-1] == f"Galley {OLD} runs again."
    assert machine.forgotten == []


def test_what_was_refused_is_not_tried_again_by_itself(tmp_path: Path) -> None:
    machine = Machine(tmp_path, ill=(NEW,))
    machine.want(NEW)
    machine.switch()
    machine.want(NEW)

    assert not machine.switch()

    assert machine.steps == len(("trying", "wanted")), "nothing was stopped"
    assert machine.running == OLD


def test_without_a_backup_nothing_is_stopped_and_it_is_tried_later(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.disk_is_full = True
    machine.want(NEW)

    assert not machine.switch()
    assert (machine.running, machine.marks.wanted) == (OLD, NEW)

    machine.disk_is_full = False
    assert machine.switch()
    assert machine.running == NEW


def test_a_version_that_dpkg_has_not_finished_is_waited_for(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    (tmp_path / "releases" / NEW / "complete").unlink()
    machine.want(NEW)

    assert not machine.switch()

    assert (machine.running, machine.marks.wanted, machine.backups) == (OLD, NEW, [])


def test_a_version_that_no_package_has_brought_is_gone_back_to_as_well(tmp_path: Path) -> None:
    """It was installed from a clone, into a folder of its own."""
    machine = Machine(tmp_path, ill=(NEW,))
    cloned = tmp_path / "opt/galley/releases/0.1.0-5eed5eed"
    cloned.mkdir(parents=True)
    machine.marks.point_to(str(cloned))
    machine.boot()
    machine.want(NEW)

    assert not machine.switch()

    assert machine.running == str(cloned)
    assert (tmp_path / "marks/current").readlink() == cloned


def test_with_nothing_to_do_nothing_is_touched(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    assert machine.switch()

    assert (machine.running, machine.backups, machine.said) == (OLD, [], [])


@pytest.mark.parametrize("ill", [(), (NEW,)], ids=["a good version", "an ill version"])
def test_wherever_the_power_fails_a_version_that_is_well_runs_in_the_end(
    tmp_path: Path, ill: tuple[str, ...]
) -> None:
    wanted = OLD if ill else NEW
    cuts = 0
    while True:
        (tmp_path / str(cuts)).mkdir()
        machine = Machine(tmp_path / str(cuts), ill)
        machine.cut = cuts + 1
        machine.want(NEW)
        try:
            machine.switch()
        except PowerCut:
            cuts += 1
        else:
            break
        machine.cut = None
        machine.boot()
        machine.switch()
        # Somebody may have taken out of it what was wanted before anything had begun.
        assert machine.running == machine.marks.current
        assert machine.running == wanted, f"cut behind step {cuts}"
        assert (machine.marks.wanted, machine.marks.trying) == ("", "")

    assert cuts > len(("backup", "trying", "stop", "link", "start", "well", "accepted"))
