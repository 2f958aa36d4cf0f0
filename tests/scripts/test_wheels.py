"""Which wheels a wheelhouse lacks for a machine that is not this one."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "wheels" / "missing.py"
PI = ("--python=3.13", "--machine=aarch64")


def missing(folder: Path, *machine: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, SCRIPT, folder, *machine], capture_output=True, text=True, check=True
    )
    return [line.split(">")[0].split("<")[0] for line in done.stdout.splitlines()]


def wheel(folder: Path, name: str, *needs: str) -> None:
    """Put a wheel into a folder that holds nothing but what it says of itself."""
    distribution, version = name.split("-")[:2]
    about = "".join(f"Requires-Dist: {each}\n" for each in needs)
    with zipfile.ZipFile(folder / f"{name}.whl", "w") as made:
        made.writestr(
            f"{distribution}-{version}.dist-info/METADATA",
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n{about}",
        )


def test_in_an_empty_folder_all_that_galley_needs_is_missing(tmp_path: Path) -> None:
    lacking = missing(tmp_path, *PI)

    assert {"aiohttp", "zeroconf", "pygame-ce", "gpiozero", "setuptools"} <= set(lacking)
    assert "pygame" not in lacking


@pytest.mark.parametrize(("python", "lacks"), [("3.11", True), ("3.13", False)])
def test_conditions_are_the_other_python_s(tmp_path: Path, python: str, lacks: bool) -> None:
    wheel(tmp_path, "aiosqlite-0.22.1-py3-none-any", 'backported; python_version < "3.13"')

    lacking = missing(tmp_path, f"--python={python}", "--machine=aarch64")

    assert ("backported" in lacking) is lacks
    assert "aiosqlite" not in lacking


@pytest.mark.parametrize(
    ("tags", "lacks"),
    [
        ("cp313-cp313-manylinux2014_aarch64", False),
        ("cp311-abi3-manylinux_2_28_aarch64", False),
        ("cp311-cp311-manylinux2014_aarch64", True),
        ("cp313-cp313-manylinux2014_x86_64", True),
        # Newer than bookworm's glibc.
        ("cp313-cp313-manylinux_2_39_aarch64", True),
    ],
)
def test_a_wheel_counts_only_where_it_can_be_installed(
    tmp_path: Path, tags: str, lacks: bool
) -> None:
    wheel(tmp_path, f"msgspec-0.22.0-{tags}")

    assert ("msgspec" in missing(tmp_path, *PI)) is lacks


def test_what_extras_of_a_requirement_need_is_looked_for_too(tmp_path: Path) -> None:
    wheel(tmp_path, "aiosqlite-0.22.1-py3-none-any", "other[more]")
    wheel(tmp_path, "other-1.0-py3-none-any", 'hidden; extra == "more"', 'shy; extra == "less"')

    lacking = missing(tmp_path, *PI)

    assert "hidden" in lacking
    assert "shy" not in lacking


def test_a_version_that_does_not_fit_does_not_count(tmp_path: Path) -> None:
    wheel(tmp_path, "msgspec-0.1.0-py3-none-any")

    assert "msgspec" in missing(tmp_path, *PI)
