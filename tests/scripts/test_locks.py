"""What is installed stands in ``scripts/locks``, and meets what ``pyproject.toml`` asks for."""

import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TREE = Path(__file__).parents[2]
EXTRAS = {
    "galley": ("display-ce", "gpio"),
    "dev": ("dev", "display-ce", "gpio"),
    "pygame": ("display", "gpio", "test-display"),
}
"""What each lock holds besides what the hub needs."""

MACHINES = tuple(
    {"python_version": python, "python_full_version": f"{python}.0", "platform_machine": machine}
    for python in ("3.11", "3.13")
    for machine in ("aarch64", "x86_64")
)
"""Raspberry Pi OS bookworm and trixie, and Debian beside them."""


def pins(name: str) -> Iterator[tuple[Requirement, int]]:
    """Go through a lock's requirements, each with how many hashes it has."""
    text = (TREE / f"scripts/locks/{name}.txt").read_text("utf-8")
    for entry in re.findall(r"^\w.*?(?<!\\)$", text, re.MULTILINE | re.DOTALL):
        head, *hashes = re.split(r" \\\n\s+--hash=sha256:", entry)
        yield Requirement(head), len(hashes)


def versions(name: str, machine: dict[str, str]) -> dict[str, Version]:
    """Return which version of what a lock brings to a machine."""
    found: dict[str, Version] = {}
    for pin, _ in pins(name):
        if pin.marker is None or pin.marker.evaluate({**machine}):
            [exact] = pin.specifier
            assert canonicalize_name(pin.name) not in found
            found[canonicalize_name(pin.name)] = Version(exact.version)
    return found


def wanted(name: str, machine: dict[str, str]) -> Iterator[Requirement]:
    """Go through what ``pyproject.toml`` asks for on a machine."""
    told: dict[str, Any] = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))
    extras = told["project"]["optional-dependencies"]
    lines = told["build-system"]["requires"] + told["project"]["dependencies"]
    lines += [each for extra in EXTRAS[name] for each in extras[extra]]
    for requirement in map(Requirement, lines):
        if requirement.name != told["project"]["name"] and (
            requirement.marker is None or requirement.marker.evaluate({**machine})
        ):
            yield requirement


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: "-".join(each.values()))
@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_meets_everything_that_is_asked_for(name: str, machine: dict[str, str]) -> None:
    found = versions(name, machine)

    unmet = [
        str(each)
        for each in wanted(name, machine)
        if not each.specifier.contains(found.get(canonicalize_name(each.name), Version("0")))
    ]

    assert unmet == [], "run ./scripts/lock"


@pytest.mark.parametrize("name", [*EXTRAS, "lgpio", "uv"])
def test_every_file_that_may_be_installed_is_known_by_its_hash(name: str) -> None:
    held = list(pins(name))

    assert held
    assert [str(pin) for pin, hashes in held if not hashes] == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: "-".join(each.values()))
def test_what_is_tested_is_what_a_pi_installs(machine: dict[str, str]) -> None:
    dev = versions("dev", machine)

    installed = versions("galley", machine)

    assert "aiohttp" in installed
    assert installed.items() <= dev.items()


def _wheel(folder: Path) -> Path:
    path = folder / "mine-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mine.py", "")
        made.writestr(
            "mine-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n"
        )
        made.writestr("mine-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        made.writestr("mine-1.0.dist-info/RECORD", "")
    return path


def _install(folder: Path, lock: str) -> subprocess.CompletedProcess[str]:
    (folder / "lock.txt").write_text(lock, "utf-8")
    script = (
        'source scripts/lib.sh; cd "$1"; exec "$venv_bin/python" -m pip install "${LOCKED[@]}" '
        "--no-index --find-links . --target site --requirement lock.txt"
    )
    return subprocess.run(
        [*("bash", "-c", script, "bash"), folder],
        cwd=TREE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.system
def test_another_file_of_the_same_name_is_not_installed(tmp_path: Path) -> None:
    digest = sha256(_wheel(tmp_path).read_bytes()).hexdigest()
    other = sha256(b"another file").hexdigest()

    refused = _install(tmp_path, f"mine==1.0 --hash=sha256:{other}\n")
    taken = _install(tmp_path, f"mine==1.0 --hash=sha256:{digest}\n")

    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert taken.returncode == 0, taken.stderr
    assert (tmp_path / "site/mine.py").exists()


@pytest.mark.system
def test_what_has_no_hash_or_would_have_to_be_built_is_not_installed(tmp_path: Path) -> None:
    digest = sha256(_wheel(tmp_path).read_bytes()).hexdigest()
    (tmp_path / "sources-1.0.tar.gz").write_bytes(b"")
    built = f"sources==1.0 --hash=sha256:{sha256(b'').hexdigest()}\n"

    assert _install(tmp_path, f"mine==1.0 --hash=sha256:{digest}\n").returncode == 0
    assert "Hashes are required" in _install(tmp_path, "mine==1.0\n").stderr
    assert "No matching distribution found for sources" in _install(tmp_path, built).stderr


def test_every_script_that_installs_takes_the_locks() -> None:
    """Galley itself is built from here; uv only tries out what the locks bring."""
    places = [*(TREE / "scripts").glob("*"), *(TREE / "scripts/setup").glob("*")]
    texts = [each.read_text("utf-8") for each in places if each.is_file()]
    lines = [line for text in texts for line in text.replace("\\\n", " ").splitlines()]
    installing = [
        each for each in lines if re.search(r'pip (install|download)|pip_install "', each)
    ]
    other = (
        "--no-build-isolation",
        '"$uv" pip install --quiet --dry-run',
    )

    unlocked = [each for each in installing if '"${LOCKED[@]}"' not in each]

    assert len(installing) > len(unlocked)
    assert [each for each in unlocked if not any(some in each for some in other)] == []
