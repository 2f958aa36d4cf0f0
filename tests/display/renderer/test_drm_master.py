"""Two screens' programs on one machine: real locks and names between processes.

Only the graphics device itself is a file here; with a real one, see ``scripts/guest``.
"""

import errno
import fcntl
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from display.renderer.drm_master import (
    DROP_MASTER,
    SET_MASTER,
    DrmMaster,
    DrmMasterError,
    take_turns,
)
from display.renderer.glass import NoScreenError, SdlWindow
from display.renderer.graphics import MonitorWatch

ANOTHER = """
import sys
from pathlib import Path
from display.renderer.drm_master import DrmMaster
turns = DrmMaster(Path(sys.argv[1]), sys.argv[2])
print("here", flush=True)
sys.stdin.readline()
with turns.hold_turn():
    print("mine", flush=True)
    sys.stdin.readline()
"""


class Machine:
    """Some screens, and a device of which it is written down who asks to be its master."""

    def __init__(self, folder: Path) -> None:
        self.cards = folder / "dri"
        self.cards.mkdir()
        self.card = self.cards / "card1"
        self.card.touch()
        self.name = f"test-{uuid.uuid4()}"
        self.asked: list[int] = []
        self.busy = False

    def ioctl(self, fd: int, request: int) -> int:
        assert Path(f"/proc/self/fd/{fd}").readlink() == self.card
        if self.busy and request == SET_MASTER:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self.asked.append(request)
        return 0

    @contextmanager
    def screen(self, within: float = 5) -> Iterator[Callable[[], AbstractContextManager[None]]]:
        with closing(DrmMaster(self.cards, self.name, within)) as screen:
            yield screen.hold_turn

    @contextmanager
    def another(self) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, "-c", ANOTHER, str(self.cards), self.name]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as another:
            try:
                assert heard(another) == "here\n"
                yield another
            finally:
                another.kill()


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def tell(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setattr(fcntl, "ioctl", machine.ioctl)
    return machine


def test_a_screen_that_is_alone_stays_master(machine: Machine) -> None:
    with machine.screen() as turn, machine.card.open():
        with turn():
            assert machine.asked == [SET_MASTER]
        assert machine.asked == [SET_MASTER]


@pytest.mark.system
def test_a_screen_that_knows_of_another_is_master_in_its_turn_only(machine: Machine) -> None:
    with machine.screen() as turn, machine.another(), machine.card.open():
        with turn():
            assert machine.asked == [SET_MASTER]
        assert machine.asked == [SET_MASTER, DROP_MASTER]


@pytest.mark.system
def test_what_was_opened_in_a_turn_is_given_back_with_it(machine: Machine) -> None:
    with machine.screen() as turn, machine.another(), turn():
        # Whoever opens a device that has no master becomes it without asking.
        opened = machine.card.open()
    with opened:
        assert machine.asked == [DROP_MASTER]


@pytest.mark.system
def test_a_device_that_was_closed_in_a_turn_is_let_go_of(machine: Machine) -> None:
    with machine.screen() as turn, machine.another():
        opened = machine.card.open()
        with turn():
            opened.close()
        assert machine.asked == [SET_MASTER]


@pytest.mark.system
def test_one_waits_for_the_other_and_not_for_ever(machine: Machine) -> None:
    with machine.another() as another:
        tell(another)
        assert heard(another) == "mine\n"
        with (
            machine.screen(within=0.2) as impatient,
            pytest.raises(DrmMasterError, match="another screen does not give the monitors back"),
            impatient(),
        ):
            pass
        tell(another)
        with machine.screen() as patient, patient():
            assert another.wait(10) == 0


@pytest.mark.system
def test_a_screen_that_is_killed_in_its_turn_holds_nobody_up(machine: Machine) -> None:
    with machine.screen() as turn, machine.another() as another, machine.card.open():
        tell(another)
        assert heard(another) == "mine\n"
        another.kill()
        another.wait()
        with turn():
            pass
        assert machine.asked == [SET_MASTER]


def test_a_program_that_takes_no_turns_keeps_the_monitors(machine: Machine) -> None:
    machine.busy = True
    with (
        machine.screen() as turn,
        machine.card.open(),
        pytest.raises(DrmMasterError, match="another program has the monitors"),
        turn(),
    ):
        pass


def test_without_graphics_there_is_nothing_to_share(machine: Machine) -> None:
    machine.card.unlink()
    machine.cards.rmdir()
    with machine.screen() as turn, turn():
        assert machine.asked == []


def test_a_missed_turn_is_a_lost_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    missed = False

    @contextmanager
    def turn() -> Iterator[None]:
        if missed:
            raise DrmMasterError("another screen does not give the monitors back")
        yield

    window = SdlWindow("640x360", 0, turn)
    missed = True
    with pytest.raises(NoScreenError, match="another screen does not give the monitors back"):
        window.show([])
    with pytest.raises(NoScreenError, match="another screen does not give the monitors back"):
        SdlWindow("640x360", 0, turn)
    window.close()


def test_a_board_that_stands_still_takes_its_turns_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    taken = 0

    @contextmanager
    def turn() -> Iterator[None]:
        nonlocal taken
        taken += 1
        yield

    with closing(SdlWindow("640x360", 0, turn)) as window:
        window._plugs = MonitorWatch(tmp_path)
        before = taken
        window.events()
        assert taken == before + 1


def test_turns_are_for_services_without_a_desktop() -> None:
    ours = f"@galley-screen-{os.getpid()}\n"

    def seen() -> bool:
        return ours in Path("/proc/net/unix").read_text("utf-8")

    with take_turns({"SDL_VIDEODRIVER": "x11"}):
        assert not seen()
    with take_turns({"SDL_VIDEODRIVER": "kmsdrm"}) as turn, turn():
        assert seen()
    assert not seen()
