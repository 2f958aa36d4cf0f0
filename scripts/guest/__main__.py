"""``scripts/prove guest`` and ``scripts/prove arm64``: what needs a machine of its own.

The first boots a guest under software emulation, installs Galley on it as an owner does, and looks
whether everything works on its real screen, pins, keyboard, sound card and disk. The second runs
the unit tests on an emulated arm64, as a Raspberry Pi has it.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from scripts.guest import arm64, owner
from scripts.guest.commands import Failed
from scripts.guest.emulation import emulate
from scripts.guest.kernel import kernel
from scripts.guest.machine import GuestMachine
from scripts.guest.report import Report
from scripts.guest.story import Evening
from scripts.guest.system import root, system
from tests.support.containers import cache
from tests.support.installer import wheelhouse


def main() -> int:
    """Run it; the exit code is 0 if everything holds."""
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    parser.add_argument("part", choices=("guest", "arm64"))
    parser.add_argument(
        "--anew",
        action="store_true",
        help="make its root and kernel again, not those that were kept",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="for pictures, sound and console (default: a new one, gone if all holds)",
    )
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="galley-guest-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    report = Report()
    try:
        if given.part == "guest":
            _try_guest(report, folder, anew=given.anew)
        else:
            _try_arm64(report, folder)
    except Failed as why:
        print(f"\n{given.part}: {why}\nWhat it left: {folder}", file=sys.stderr, flush=True)
        return 1
    report.end()
    if given.keep is None:
        shutil.rmtree(folder)
    return 0


def _try_guest(report: Report, folder: Path, *, anew: bool) -> None:
    machine = _prepare(report, folder, anew=anew)
    try:
        _run(report, machine)
    finally:
        machine.close()
        (folder / "stick.img").unlink(missing_ok=True)


def _prepare(report: Report, folder: Path, *, anew: bool) -> GuestMachine:
    kept = cache() / "guest"
    report.part(f"What is kept in {cache()}, and is fetched beside each other if it is not there")
    if anew:
        shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(exist_ok=True)
    with _tell(), ThreadPoolExecutor() as at_once:
        made = at_once.submit(report.beside, "a kernel of Debian forky, for gpio-sim", kernel)
        files = at_once.submit(report.beside, "Debian bookworm, like Raspberry Pi OS", root)
        wheels = at_once.submit(report.beside, "the wheels", wheelhouse)
        linux = made.result()
        disk = report.beside(
            "a disk of Debian and the kernel", lambda: system(linux, files.result())
        )
        brought = wheels.result()
    report.part("What an owner has")
    with report.step("a stick with the sources and the wheels"):
        stick = owner.pack(folder, brought)
    return GuestMachine(linux, disk, stick, folder)


def _run(report: Report, machine: GuestMachine) -> None:
    try:
        report.part("Installing")
        with report.step("the machine boots"):
            machine.switch_on()
        with report.claim("scripts/install both, without internet"):
            seconds = owner.install(machine)
        report.remark(f"{seconds:.0f} s by the clock of the guest, a thousand million steps each")
        with report.claim("the plug is pulled at once, and with the power both come up again"):
            machine.cut()
            machine.switch_on()
            owner.up(machine)
        owner.wire(machine)
        evening = Evening(machine, report)
        report.part("Opening")
        evening.opens()
        report.part("Service")
        order = evening.an_order_comes()
        evening.a_button_is_pressed(order)
        evening.a_key_is_pressed()
        evening.a_second_monitor_is_plugged_in()
        report.part("Mishaps")
        evening.the_hub_hangs()
        evening.the_power_is_cut()
        evening.a_careless_hub_loses()
    except Failed as why:
        raise Failed(f"{why}\n{_last_words(machine)}") from why


def _try_arm64(report: Report, folder: Path) -> None:
    report.part(f"On an emulated arm64: {' '.join(arm64.TESTS)}")
    (cache() / "guest").mkdir(exist_ok=True)
    with emulate(), _tell():
        with report.step(f"Debian {arm64.SUITE} for arm64"):
            root = arm64.root()
        with report.step("what the tests need of PyPI, as wheels for arm64"):
            layers = (arm64.environment(root), root)
        with report.claim("the unit tests pass"):
            count = arm64.run_tests(layers, folder)
        report.remark(f"{count} of them")


@contextmanager
def _tell() -> Iterator[None]:
    """Say what a program of this machine said that could not fetch something."""
    try:
        yield
    except subprocess.CalledProcessError as error:
        raise Failed(f"{error} {(error.stderr or b'').decode(errors='replace')}") from error


def _last_words(machine: GuestMachine) -> str:
    try:
        return owner.journal(machine)
    except (AssertionError, Failed, OSError):
        return machine.console()


if __name__ == "__main__":
    sys.exit(main())
