"""``scripts/test-guest``: a machine in a box, from the installer to a power cut.

Boots a guest under software emulation, installs Galley on it as an owner does, and looks whether
everything works on its real screen, pins, keyboard, sound card and disk.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from scripts.guest import owner
from scripts.guest.commands import Failed
from scripts.guest.kernel import kernel
from scripts.guest.machine import Machine
from scripts.guest.report import Report
from scripts.guest.story import Evening
from scripts.guest.system import system
from tests.support.containers import cache


def main() -> int:
    """Run it; the exit code is 0 if everything holds."""
    parser = argparse.ArgumentParser(prog="scripts/test-guest", description=__doc__)
    parser.add_argument(
        "--anew", action="store_true", help="make root and kernel again, not those that were kept"
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
        machine = _prepared(report, folder, anew=given.anew)
        try:
            _run(report, machine)
        finally:
            machine.close()
            (folder / "stick.img").unlink(missing_ok=True)
    except Failed as why:
        print(f"\ntest-guest: {why}\nWhat it left: {folder}", file=sys.stderr, flush=True)
        return 1
    report.ended()
    if given.keep is None:
        shutil.rmtree(folder)
    return 0


def _prepared(report: Report, folder: Path, *, anew: bool) -> Machine:
    kept = cache() / "guest"
    report.part(f"What is kept in {kept}")
    if anew:
        shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(exist_ok=True)
    with report.step("a kernel of Debian forky, for its gpio-sim"):
        linux = kernel()
    with report.step("a disk with Debian bookworm, as Raspberry Pi OS Lite has it"):
        disk = system(linux)
    report.part("What an owner has")
    with report.step("a stick with the sources and the wheels"):
        stick = owner.packed(folder)
    return Machine(linux, disk, stick, folder)


def _run(report: Report, machine: Machine) -> None:
    try:
        report.part("Installing")
        with report.step("the machine boots"):
            machine.switch_on()
        with report.claim("scripts/install both, without internet"):
            owner.install(machine)
        owner.wire(machine)
        with report.step("the machine is restarted"):
            machine.restart()
        evening = Evening(machine, report)
        report.part("Opening")
        evening.opens()
        report.part("Service")
        order = evening.an_order_comes()
        evening.a_button_is_pressed(order)
        evening.a_key_is_pressed()
        report.part("Mishaps")
        evening.the_hub_hangs()
        evening.the_power_is_cut()
    except Failed as why:
        raise Failed(f"{why}\n{_last_words(machine)}") from why


def _last_words(machine: Machine) -> str:
    try:
        return owner.journal(machine)
    except (AssertionError, Failed, OSError):
        return machine.console()


if __name__ == "__main__":
    sys.exit(main())
