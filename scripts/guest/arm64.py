"""The unit tests on the processor of a Raspberry Pi, emulated.

With the Python of Raspberry Pi OS trixie and the wheels that a Raspberry Pi gets. It shows what
differs by processor: the wheels' native code, SQLite, the pictures to the pixel. It shows no times.
"""

import os
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

from scripts.guest.commands import Failed, run
from scripts.guest.emulation import inside
from tests.support.containers import bootstrap, kept
from tests.support.installer import TREE, Sources, locked

SUITE, PYTHON = "trixie", "3.13"
PACKAGES = ("python3", "python3-venv", "fonts-dejavu-core", "fonts-noto-color-emoji")

TESTS = (
    *("tests/hub/domain", "tests/hub/wire", "tests/hub/store", "tests/hub/realtime"),
    *("tests/display/state", "tests/display/renderer"),
)
"""What can differ by processor: wheels with native code, SQLite, pictures. Nothing that needs root,
a browser or another program of Debian, and none of the long searches of pure Python."""

MADE_WITHIN = 1800.0
TESTED_WITHIN = 3600.0

_ENVIRONMENT = "/opt/tests"
_OPTIONS = (
    *("-p", "no:cacheprovider", "--dist", "loadfile"),
    *("-m", "not system and not long and not timing and not root"),
    # An emulated processor is slow: hypothesis' own profile for such machines, and a limit for
    # what hangs only.
    *("--hypothesis-profile=ci", "--timeout=1200"),
)


def root() -> Path:
    """Return a Debian root for arm64; made now if it is not in the cache."""

    def make(folder: Path) -> None:
        # Whether arm64 can be run is known by now, by other means than mmdebstrap's.
        options = ("--architectures=arm64", "--skip=check/qemu")
        bootstrap(folder, SUITE, PACKAGES, *options, within=MADE_WITHIN)

    return kept("guest/arm64-root", (SUITE, *PACKAGES), make)


def environment(below: Path) -> Path:
    """Return a layer with what the tests need of PyPI; made now if it is not in the cache.

    Args:
        below: the root that it goes onto.
    """
    wanted = _needs()

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="galley-wheels-") as wheels:
            locks = ("--lock=galley", "--lock=pygame")
            run(TREE / "scripts" / "wheelhouse", wheels, f"--only=aarch64:{PYTHON}", *locks)
            script = (
                f"python3 -m venv {_ENVIRONMENT} && exec {_ENVIRONMENT}/bin/pip install --quiet "
                '--no-index --find-links /srv --only-binary=:all: --no-cache-dir "$@"'
            )
            brought = Path(wheels)
            command = ("/bin/sh", "-c", script, "sh", *wanted)
            inside((below,), folder, brought, *command, within=MADE_WITHIN)

    return kept("guest/arm64-python", (below.name, locked("galley", "pygame"), *wanted), make)


def run_tests(layers: tuple[Path, ...], folder: Path) -> int:
    """Run the tests; return how many there were.

    Args:
        layers: the environment, and the root below it.
        folder: for ``arm64.txt``, which is what they said.

    Raises:
        Failed: one of them did.
    """
    with tempfile.TemporaryDirectory(prefix="galley-arm64-") as work:
        tree, upper = Path(work) / "galley", Path(work) / "upper"
        Sources(tree)
        upper.mkdir()
        for each in ("tests", "docs"):
            left_out = shutil.ignore_patterns("__pycache__")
            shutil.copytree(TREE / each, tree / each, ignore=left_out)
        pytest = (f"{_ENVIRONMENT}/bin/python", "-m", "pytest", "-n", str(os.cpu_count() or 1))
        try:
            said = inside(layers, upper, tree, *pytest, *_OPTIONS, *TESTS, within=TESTED_WITHIN)
        except Failed as why:
            (folder / "arm64.txt").write_text(f"{why}\n", "utf-8")
            raise
    (folder / "arm64.txt").write_text(said, "utf-8")
    match = re.search(r"^=* ?(\d+) passed\b", said, re.MULTILINE)
    if match is None:
        raise Failed(f"no test was run: {said}")
    return int(match[1])


def _needs() -> list[str]:
    """Read which packages the tests and what they try need."""
    told = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (
        told["optional-dependencies"][each] for each in ("display-ce", "gpio", "test-display")
    )
    return [*told["dependencies"], *(each for some in extras for each in some)]
