"""Says which requirements no wheel in a folder meets, for a machine that need not be this one.

``pip download --python-version`` judges conditions such as ``python_version < "3.13"`` by the
Python that runs it, and so leaves wheels out that the other one needs.
"""

import argparse
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_EXTRAS = ("display-ce", "gpio")
_GLIBC = range(17, 37)


class Wheel(NamedTuple):
    """A wheel that fits the machine."""

    version: Version
    path: Path

    def needs(self) -> Iterator[Requirement]:
        """Read what it requires, whatever the conditions."""
        with zipfile.ZipFile(self.path) as wheel:
            name = next(each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
            head = HeaderParser().parsestr(wheel.read(name).decode())
        yield from map(Requirement, head.get_all("Requires-Dist", []))


def asked() -> Iterator[Requirement]:
    """Read what Galley itself needs to be built and to run."""
    with _PROJECT.open("rb") as file:
        told = tomllib.load(file)
    yield from map(Requirement, told["build-system"]["requires"])
    yield from map(Requirement, told["project"]["dependencies"])
    for extra in _EXTRAS:
        yield from map(Requirement, told["project"]["optional-dependencies"][extra])


def tags_of(python: tuple[int, int], machine: str) -> set[Tag]:
    """List the tags of the wheels that a machine takes."""
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in _GLIBC]
    platforms += [f"manylinux2014_{machine}", f"linux_{machine}"]
    interpreter = f"cp{python[0]}{python[1]}"
    return {
        *cpython_tags(python, platforms=platforms),
        *compatible_tags(python, interpreter, platforms),
    }


def fitting(folder: Path, tags: set[Tag]) -> dict[str, list[Wheel]]:
    """Find the wheels that fit, the newest first."""
    found: dict[str, list[Wheel]] = {}
    for path in folder.glob("*.whl"):
        name, version, _, its_tags = parse_wheel_filename(path.name)
        if tags & its_tags:
            found.setdefault(name, []).append(Wheel(version, path))
    for wheels in found.values():
        wheels.sort(reverse=True)
    return found


def missing(folder: Path, python: str, machine: str) -> Iterator[str]:
    """Go through the requirements, and theirs, that no wheel meets."""
    major, minor = map(int, python.split("."))
    wheels = fitting(folder, tags_of((major, minor), machine))
    conditions = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": machine,
    }
    waiting = [(each, "") for each in asked()]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        marker = requirement.marker
        if marker is not None and not marker.evaluate({**conditions, "extra": extra}):
            continue
        meets = next(
            (
                each
                for each in wheels.get(canonicalize_name(requirement.name), [])
                if requirement.specifier.contains(each.version)
            ),
            None,
        )
        if meets is None:
            yield f"{requirement.name}{requirement.specifier}"
            continue
        for wanted in ("", *requirement.extras):
            if (meets.path.name, wanted) not in seen:
                seen.add((meets.path.name, wanted))
                waiting += [(each, wanted) for each in meets.needs()]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", required=True, metavar="X.Y")
    parser.add_argument("--machine", required=True, help="aarch64 or x86_64")
    given = parser.parse_args()
    for each in sorted(set(missing(given.folder, given.python, given.machine))):
        print(each)


if __name__ == "__main__":
    _main()
