"""Packages of this tree for tests: quickly packed, under any version."""

import platform
import re
import shutil
from pathlib import Path

from scripts.debian.build import Builder
from scripts.debian.targets import SUITES, Target
from scripts.release_files import UV, build_distribution

TREE = Path(__file__).parents[2]
AT = 1796000000
"""The time of all that is in them."""

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
"""This machine's, as Debian names it."""

_PARTS = ("hub", "display", "systemd", "scripts", "pyproject.toml", "README.md", "LICENSE")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")


def copy_tree(folder: Path, version: str) -> Path:
    """Copy what packages are made of, as another version.

    Args:
        folder: for the copy; must not exist.
        version: of Galley.
    """
    folder.mkdir()
    for part in _PARTS:
        if (TREE / part).is_dir():
            shutil.copytree(TREE / part, folder / part, ignore=_LEFT_OUT)
        else:
            shutil.copy(TREE / part, folder / part)
    project = folder / "pyproject.toml"
    text = re.sub(
        '^version = ".*"', f'version = "{version}"', project.read_text("utf-8"), flags=re.MULTILINE
    )
    project.write_text(text, "utf-8")
    return folder


def builder(tree: Path, version: str, work: Path) -> Builder:
    """Return what builds the packages of a copy, as quickly as xz can.

    Args:
        tree: the copy.
        version: that it has.
        work: a folder for its wheel.
    """
    work.mkdir(parents=True, exist_ok=True)
    build_distribution(tree, "wheel", work, AT)
    [wheel] = work.glob("*.whl")
    return Builder(version, wheel, tree, AT, "### Added\n\n- Snow.\n", TREE / UV, level=0)


def target(suite: str, architecture: str = ARCHITECTURE) -> Target:
    """Return a kind of machine.

    Args:
        suite: Debian's name of its system.
        architecture: Debian's name of its processor.
    """
    [named] = (each for each in SUITES if each.name == suite)
    return Target(named, architecture)
