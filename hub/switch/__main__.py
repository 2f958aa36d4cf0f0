"""``galley-switch``: which version of Galley this machine starts. Run by systemd, as root.

It stands outside of every version, and takes nothing from any: a version that is ill must not be
able to keep the one before from coming back.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hub.switch.marks import VersionMarks
from hub.switch.mending import mend, run_command
from hub.switch.services import KitchenUnits
from hub.switch.trial import switch

FOLDER = Path("/var/lib/galley-switch")
RELEASES = Path("/usr/lib/galley/releases")


def main(words: Sequence[str] | None = None) -> int:
    """Bring in the version that is wanted, or repair what dpkg has left half done."""
    parser = argparse.ArgumentParser(prog="galley-switch", description=__doc__)
    parser.add_argument("action", choices=("switch", "mend"))
    action = parser.parse_args(words).action
    if action == "mend":
        return 0 if mend(run_command, _say) else 1
    return 0 if switch(VersionMarks(FOLDER, RELEASES), KitchenUnits(), _say) else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
