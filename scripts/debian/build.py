"""All packages of a version: the program for each kind of machine, and the roles for each suite."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.debian.archive import MAINTAINER, Package, pack, write_compressed, write_file
from scripts.debian.licences import bill_of_materials, copyright_file, page_works, works
from scripts.debian.program import Program, fill
from scripts.debian.roles import ROLES, RolePackage, control_scripts, describe, fill_role
from scripts.debian.targets import TARGETS, Suite, Target

_FILES = Path(__file__).parent / "files"
_BRINGS = ("libc6 (>= 2.36)", "libgcc-s1", "libstdc++6", "zlib1g")
"""What the wheels' libraries need, all of which every Debian has."""


class Builder(NamedTuple):
    """Builds the packages of one version.

    Attributes:
        version: of Galley.
        wheel: of that version.
        tree: the clone that it was built from.
        at: the time of all files in packages, in Unix seconds.
        notes: what is new, as ``CHANGELOG.md`` says it.
        uv: the program that unpacks for other machines.
        level: how hard xz tries, 0 to 9.
    """

    version: str
    wheel: Path
    tree: Path
    at: int
    notes: str
    uv: Path
    level: int = 9

    def build(self, folder: Path, targets: Sequence[Target] = TARGETS) -> list[Path]:
        """Build the packages.

        Args:
            folder: for their files.
            targets: the machines that they are for.

        Returns:
            the files.

        Raises:
            subprocess.CalledProcessError: what is locked can't be had, or dpkg-deb can't write.
        """
        suites = dict.fromkeys(target.suite for target in targets)
        return [
            *(self._build_program(target, folder) for target in targets),
            *(self._build_role(role, suite, folder) for suite in suites for role in ROLES),
        ]

    def _build_program(self, target: Target, folder: Path) -> Path:
        package = describe_program(self.version, target)
        with tempfile.TemporaryDirectory() as root:
            program = Program(self.version, target, Path(root))
            fill(program, self.wheel, self.tree, self.uv)
            parts = [*works(program.site, program.root), *page_works(self.tree)]
            self._document(package, program.root, copyright_file(parts, self._when.year))
            bill = bill_of_materials(self.version, parts, self._when.isoformat())
            write_file(program.root, package.documents / "sbom.cdx.json", bill)
            self._override(package, program.root, "program")
            control_scripts(
                "program", program.root, lambda text: text.replace("@VERSION@", self.version)
            )
            return pack(package, program.root, folder, self.at, self.level)

    def _build_role(self, role: RolePackage, suite: Suite, folder: Path) -> Path:
        package = describe(role, self.version, suite)
        with tempfile.TemporaryDirectory() as work:
            root = Path(work)
            fill_role(role, self.version, root, self.tree)
            self._document(package, root, copyright_file([], self._when.year))
            self._override(package, root, package.name)
            return pack(package, root, folder, self.at, self.level)

    def _document(self, package: Package, root: Path, rights: str) -> None:
        write_file(root, package.documents / "copyright", rights)
        write_compressed(root, package.documents / "changelog", self._changelog(package))

    def _override(self, package: Package, root: Path, name: str) -> None:
        """Say why what lintian finds is meant."""
        path = _FILES / "overrides" / name
        if path.exists():
            text = path.read_text("utf-8").replace("@VERSION@", self.version)
            write_file(root, f"usr/share/lintian/overrides/{package.name}", text)

    def _changelog(self, package: Package) -> str:
        entries = [each for each in self.notes.splitlines() if each and not each.startswith("#")]
        if not entries or not entries[0].startswith("- "):
            entries.insert(0, f"- Galley {self.version}.")
        said = "\n".join(
            f"  * {line[2:]}" if line.startswith("- ") else f"    {line.strip()}"
            for line in entries
        )
        return (
            f"{package.name} ({package.version}) stable; urgency=medium\n\n{said}\n\n"
            f" -- {MAINTAINER}  {self._when:%a, %d %b %Y %H:%M:%S +0000}\n"
        )

    @property
    def _when(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.at, dt.UTC)


def describe_program(version: str, target: Target) -> Package:
    """Return what stands in the control file of a program's package."""
    suite = target.suite
    after = f"3.{int(suite.python.partition('.')[2]) + 1}"
    return Package(
        f"galley-{version}",
        suite.version(version),
        target.architecture,
        f"kitchen display system, version {version}",
        "The program of Galley's hub and screens, with everything that its Python needs. Versions"
        " stand side by side; galley-hub and galley-display say which one is started.",
        (f"python3 (>= {suite.python})", f"python3 (<< {after})", *_BRINGS),
        ("python3-lgpio",) if suite.has_lgpio else (),
    )
