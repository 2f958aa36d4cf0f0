"""The program of a package: Galley's wheel and what it needs, for a machine that isn't this one.

It is laid out as a virtual environment that knows no path: its folder may be copied or renamed, and
several versions stand side by side. It brings no Python but a link to the system's.
"""

import csv
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

from scripts.debian.archive import write_file
from scripts.debian.targets import Target

RELEASES = "usr/lib/galley/releases"
"""Where versions stand, from the root."""

CURRENT = "/var/lib/galley-switch/current"
"""The link to the version that runs."""

_GLIBC = "2_36"
# readlink, so that a program that runs imports all of itself from one version, whatever `current`
# has come to name meanwhile.
_LAUNCHER = """\
#!/bin/sh
set -e
self=$(readlink -f -- "$0")
exec "${{self%/*}}/python" -I -m {module} "$@"
"""
# Hold a time, or the path of whoever built it.
_LEFT_BY_UV = {"uv_cache.json", "uv_build.json", "direct_url.json", "REQUESTED", ".lock"}
# Commands of libraries, a file that changes how every Python in there starts, and what is for those
# who work on pygame.
_NOT_WANTED = re.compile(
    r"(?:bin|share|pygame/(?:tests|examples|docs/generated))(?:/|$)"
    r"|distutils-precedence\.pth$|tqdm/completion\.sh$"
)


class Program(NamedTuple):
    """A version of Galley for one kind of machine.

    Attributes:
        version: of Galley.
        target: the machine.
        root: what a package holds.
    """

    version: str
    target: Target
    root: Path

    @property
    def folder(self) -> Path:
        """Where the version stands."""
        return self.root / RELEASES / self.version

    @property
    def site(self) -> Path:
        """Where its Python finds its modules."""
        return self.folder / "lib" / f"python{self.target.suite.python}" / "site-packages"


def fill(program: Program, wheel: Path, tree: Path, uv: Path) -> None:
    """Put everything into a program's folder.

    Args:
        program: that is made.
        wheel: of Galley.
        tree: the clone, for its locks and its commands.
        uv: the program that unpacks for other machines.

    Raises:
        subprocess.CalledProcessError: what is locked can't be had; uv has said why.
    """
    suite = program.target.suite
    locks = ["galley"] if suite.has_lgpio else ["galley", "lgpio"]
    program.site.mkdir(parents=True)
    for lock in locks:
        subprocess.run(  # noqa: S603
            [
                *(str(uv), "pip", "install", "--quiet", "--target", str(program.site)),
                *("--python-platform", f"{program.target.machine}-manylinux_{_GLIBC}"),
                *("--python-version", suite.python, "--only-binary", ":all:", "--no-deps"),
                *("--require-hashes", "--link-mode", "copy", "--no-config"),
                *("--requirement", str(tree / f"scripts/locks/{lock}.txt")),
            ],
            check=True,
        )
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(program.site)
    _tidy(program.site)
    python = f"/usr/bin/python{suite.python}"
    (program.folder / "bin").mkdir()
    (program.folder / "bin/python").symlink_to(python)
    write_file(
        program.folder, "pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\n"
    )
    for name, module in commands(tree).items():
        launcher = _LAUNCHER.format(module=module)
        write_file(program.folder, f"bin/{name}", launcher, program=True)


def commands(tree: Path) -> dict[str, str]:
    """Return the module that each of Galley's commands runs."""
    project = tomllib.loads((tree / "pyproject.toml").read_text("utf-8"))["project"]
    scripts: dict[str, str] = project["scripts"]
    return {
        name: entry.partition(":")[0].removesuffix(".__main__") for name, entry in scripts.items()
    }


def _tidy(site: Path) -> None:
    """Take away what nobody needs there, and what differs from one time to the next."""
    for path in sorted(site.rglob("*"), reverse=True):
        name = path.relative_to(site).as_posix()
        if path.name in _LEFT_BY_UV or _NOT_WANTED.match(name):
            path.rmdir() if path.is_dir() else path.unlink()
        elif path.is_file():
            # No file in there is a command, libraries included.
            path.chmod(0o644)
    for record in site.glob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if (site / row[0]).exists()]
        with record.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
