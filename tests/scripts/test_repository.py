"""A folder from which apt installs: what stands in its lists, and who has signed them."""

import hashlib
import lzma
import re
import subprocess
from pathlib import Path

import pytest

from scripts.debian.archive import Package, pack, write_file
from scripts.debian.repository import UnsignedError, write_repository
from tests.support.signing import OWNER, make_key, signed

pytestmark = pytest.mark.system

AT = 1_796_000_000


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_key(tmp_path / "gnupg", monkeypatch)


def package(folder: Path, version: str, architecture: str = "all", name: str = "soup") -> Path:
    root = folder / f"{name}-{version}-{architecture}"
    write_file(root, f"usr/share/{name}/pot", version)
    return pack(Package(name, version, architecture, "a soup", "Hot."), root, folder, AT, 0)


def listed(repository: Path, suite: str, architecture: str) -> list[tuple[str, str]]:
    text = (repository / f"dists/{suite}/main/binary-{architecture}/Packages").read_text("utf-8")
    return re.findall(r"^Package: (.*)\nVersion: (.*)$", text, re.MULTILINE)


@pytest.mark.usefixtures("key")
def test_each_system_and_processor_sees_its_own_packages(tmp_path: Path) -> None:
    made = [
        package(tmp_path, "1~deb12"),
        package(tmp_path, "1~deb13"),
        package(tmp_path, "1~deb13", "arm64", "pot"),
    ]

    repository = signed(made, tmp_path / "repository", AT)

    assert listed(repository, "bookworm", "arm64") == [("soup", "1~deb12")]
    assert listed(repository, "trixie", "arm64") == [("pot", "1~deb13"), ("soup", "1~deb13")]
    assert listed(repository, "trixie", "amd64") == [("soup", "1~deb13")]


@pytest.mark.usefixtures("key")
def test_older_versions_stay_beside_a_newer_one(tmp_path: Path) -> None:
    repository = signed([package(tmp_path, "1~deb13")], tmp_path / "repository", AT)

    signed([package(tmp_path, "2~deb13")], repository, AT)

    assert listed(repository, "trixie", "amd64") == [("soup", "1~deb13"), ("soup", "2~deb13")]


@pytest.mark.usefixtures("key")
def test_the_lists_are_signed_and_so_is_every_file(tmp_path: Path) -> None:
    repository = signed([package(tmp_path, "1~deb13")], tmp_path / "repository", AT)
    suite = repository / "dists/trixie"

    done = subprocess.run(
        ["gpgv", "--keyring", repository / "galley.pgp", suite / "InRelease"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    sums = re.findall(r"^ (\w{64}) (\d+) (\S+)$", (suite / "Release").read_text(), re.MULTILINE)
    assert len(sums) == 4
    for digest, size, name in sums:
        content = (suite / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (digest, int(size))
    packages = suite / "main/binary-amd64/Packages"
    assert lzma.decompress(packages.with_suffix(".xz").read_bytes()) == packages.read_bytes()
    assert hashlib.sha256(
        (repository / "pool/soup_1~deb13_all.deb").read_bytes()
    ).hexdigest() in packages.read_text("utf-8")


@pytest.mark.usefixtures("key")
def test_an_old_stick_is_good_for_ever(tmp_path: Path) -> None:
    repository = signed([package(tmp_path, "1~deb13")], tmp_path / "repository", AT)

    assert "Valid-Until" not in (repository / "dists/trixie/Release").read_text("utf-8")


@pytest.mark.usefixtures("key")
def test_without_the_key_nothing_is_signed(tmp_path: Path) -> None:
    with pytest.raises(UnsignedError):
        write_repository([], tmp_path / "repository", f"no {OWNER}", AT)
