"""The packages that make a machine a hub or a screen: units, commands and settings."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from scripts.debian.archive import (
    Package,
    control_file,
    write_compressed,
    write_file,
)
from scripts.debian.program import CURRENT
from scripts.debian.switch_archive import PLACE, archive_switch
from scripts.debian.targets import Suite

_FILES = Path(__file__).parent / "files"
_AS_INSTALLED = "/opt/galley/current"
_UNITS = Path("usr/lib/systemd/system")
_LEFT_OFF = "galley-plain.socket"
# What a package brings is half installed while its own script runs.
_AT_BOOT_ONLY = "galley-mend.service"
_TAKES_DEBIAN = (
    *("libgl1", "libegl1", "libgles2", "libgbm1", "libgl1-mesa-dri", "fonts-dejavu-core"),
)
_FONTS = (*("fonts-dejavu-extra", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"),)
_ABOUT = (
    "Galley is a kitchen display system: a hub takes the orders of one branch and feeds the screens"
    " above its stations, without a cloud."
)


class RolePackage(NamedTuple):
    """A package of those that stand on the program.

    Attributes:
        name: of the package, without ``galley-``; its scripts are in the folder of that name.
        summary: what it is.
        more: what it is good for, in a paragraph.
        depends: further packages, each exactly of this version.
        debian: packages of Debian's.
        recommends: what is installed with it unless somebody says no.
        files: the path that each of its files gets, by where it is in ``files``.
        command: the command that it brings, if any.
    """

    name: str
    summary: str
    more: str
    depends: tuple[str, ...] = ()
    debian: tuple[str, ...] = ()
    recommends: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    command: str = ""

    @property
    def package(self) -> str:
        """Its name, as dpkg knows it."""
        return f"galley-{self.name}" if self.name else "galley"


ROLES = (
    RolePackage(
        "common",
        "what hubs and screens of a kitchen have in common",
        "It makes the user that Galley runs as, and lets a new version take over on trial, so that"
        " the one before is started again if the new one does not become well.",
        debian=("systemd", "init-system-helpers (>= 1.54)"),
        files=(
            ("common/sysusers.conf", "usr/lib/sysusers.d/galley.conf"),
            ("common/tmpfiles.conf", "usr/lib/tmpfiles.d/galley.conf"),
            ("common/01galley", "etc/apt/apt.conf.d/01galley"),
            ("common/galley.conf", "etc/needrestart/conf.d/galley.conf"),
            ("common/galley-switch.service", "usr/lib/systemd/system/galley-switch.service"),
            ("common/galley-mend.service", "usr/lib/systemd/system/galley-mend.service"),
        ),
    ),
    RolePackage(
        "hub",
        "hub of a kitchen display system",
        "With it a machine takes the orders of one branch, keeps them, and feeds its screens.",
        depends=("galley-common",),
        debian=("debconf",),
        recommends=("ca-certificates",),
        command="galley-hub",
    ),
    RolePackage(
        "display",
        "screen of a kitchen display system",
        "With it a machine shows the tickets of a station at its monitor, without a desktop.",
        depends=("galley-common",),
        debian=_TAKES_DEBIAN,
        recommends=_FONTS,
        files=(
            ("display/galley-beside.service", "usr/lib/systemd/system/galley-beside.service"),
            ("display/let-in-screen", "usr/lib/galley/let-in-screen"),
        ),
        command="galley-display",
    ),
    RolePackage(
        "",
        "kitchen display system, hub and screen on one machine",
        "It brings both: the hub of a branch, with a screen at its own monitor.",
        depends=("galley-hub", "galley-display"),
    ),
)


def role_of(unit: str) -> str:
    """Return the package, without ``galley-``, that brings a unit of ``systemd``."""
    if unit.startswith("galley-host"):
        return "common"
    return "display" if unit.startswith("galley-display") else "hub"


def describe(role: RolePackage, version: str, suite: Suite) -> Package:
    """Return what stands in a role's control file."""
    exact = suite.version(version)
    stands_on = (f"galley-{version}", *role.depends) if role.name else role.depends
    return Package(
        role.package,
        exact,
        "all",
        role.summary,
        f"{_ABOUT}\n\n{role.more}",
        (*(f"{each} (= {exact})" for each in stands_on), *role.debian),
        role.recommends,
        "metapackages" if not role.name else "misc",
    )


def fill_role(role: RolePackage, version: str, root: Path, tree: Path) -> None:
    """Put a role's files where dpkg takes them from.

    Args:
        role: that is made.
        version: of Galley.
        root: what the package holds.
        tree: the clone, for units and commands.
    """
    for source, path in role.files:
        text = (_FILES / source).read_text("utf-8").replace(_AS_INSTALLED, CURRENT)
        write_file(root, path, text, program=text.startswith("#!"))
    for unit in sorted((tree / "systemd").iterdir()):
        if role_of(unit.name) == role.name:
            write_file(
                root, _UNITS / unit.name, unit.read_text("utf-8").replace(_AS_INSTALLED, CURRENT)
            )
    if role.name == "common":
        switch = root / PLACE
        switch.parent.mkdir(parents=True, exist_ok=True)
        switch.write_bytes(archive_switch(tree))
    if role.command:
        command = (tree / "scripts/setup" / role.command).read_text("utf-8")
        write_file(
            root,
            f"usr/bin/{role.command}",
            command.replace(_AS_INSTALLED, CURRENT),
            program=True,
        )
        page = (_FILES / role.name / f"{role.command}.1").read_text("utf-8")
        write_compressed(root, f"usr/share/man/man1/{role.command}.1", page)
    settings = [f"/{path}" for _, path in role.files if path.startswith("etc/")]
    if settings:
        control_file(root, "conffiles", "".join(f"{each}\n" for each in sorted(settings)))
    _control(role, version, root)


def control_scripts(folder: str, root: Path, fill: Callable[[str], str]) -> None:
    """Write what dpkg runs and keeps for a package.

    Args:
        folder: in ``files`` in which they are.
        root: what the package holds.
        fill: makes of a script what is installed.
    """
    for name in ("preinst", "postinst", "prerm", "postrm", "templates", "triggers"):
        path = _FILES / folder / name
        if path.exists():
            control_file(root, name, fill(path.read_text("utf-8")))


def _control(role: RolePackage, version: str, root: Path) -> None:
    units = {each.name: each.read_text("utf-8") for each in sorted((root / _UNITS).glob("*"))}
    enabled = [name for name, text in units.items() if "[Install]" in text and name != _LEFT_OFF]
    words = {
        "VERSION": version,
        "ENABLED": " ".join(enabled),
        "STARTED": " ".join(_first(each) for each in enabled if each != _AT_BOOT_ONLY),
        "UNITS": " ".join(f"'{each.replace('@.', '@*.')}'" for each in units),
    }

    def fill(text: str) -> str:
        for name in ("enable", "stop", "forget"):
            snippet = (_FILES / "snippets" / name).read_text("utf-8")
            text = text.replace(f"#{name.upper()}#\n", snippet if enabled else "")
        return re.sub("|".join(f"@{word}@" for word in words), lambda m: words[m[0][1:-1]], text)

    if role.name:
        control_scripts(role.name, root, fill)


def _first(unit: str) -> str:
    return unit.replace("@.", "@0.")
