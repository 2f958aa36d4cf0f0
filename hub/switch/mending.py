"""What a power cut in the middle of dpkg has left is finished or taken away.

The old version runs meanwhile.
"""

import re
import subprocess
from collections.abc import Callable, Sequence

Run = Callable[[Sequence[str]], str]
"""Runs a command, and returns what it says, whether it could do its work or not."""

_OURS = re.compile(r"galley(?:-[a-z0-9.+-]+)?")
_REPAIRS = (
    ("dpkg", "--configure", "--pending"),
    ("apt-get", "--yes", "-o", "DPkg::Lock::Timeout=300", "--fix-broken", "install"),
)
_AUDIT = ("dpkg", "--audit")
_STATES = ("dpkg-query", "--show", "--showformat=${db:Status-Abbrev} ${Package}\\n")


def mend(run: Run, say: Callable[[str], None]) -> bool:
    """Bring dpkg back to where every package is installed or gone.

    Args:
        run: runs a command.
        say: tells people what is done.

    Returns:
        whether there was nothing to do, or all of it has been done.
    """
    for repair in _REPAIRS:
        if not run(_AUDIT).strip():
            return True
        say(f"dpkg was interrupted: {' '.join(repair)}")
        run(repair)
    for package in _broken(run(_STATES)):
        # Half of it is on the disk, and nowhere is the whole. It comes again with the next upgrade.
        say(f"{package} cannot be had now, so what is there of it is taken away.")
        run(("dpkg", "--remove", "--force-remove-reinstreq", package))
    return not run(_AUDIT).strip()


def _broken(states: str) -> list[str]:
    """Return Galley's packages of which only a part is there, the ones that need others first."""
    found = [line.split() for line in states.splitlines()]
    names = [
        words[1]
        for words in found
        if len(words) == len(("state", "name"))
        and words[0].endswith("R")
        and _OURS.fullmatch(words[1])
    ]
    return sorted(names, key=lambda name: (name[len("galley-") :][:1].isdigit(), name))


def run_command(command: Sequence[str]) -> str:
    """Run a command of dpkg's or apt's, with nobody there to answer."""
    return subprocess.run(  # noqa: S603
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout
