"""A folder from which apt installs, signed: for a web server, a hub's own, or a stick.

It has no date after which it is not taken any more: a stick is found in a drawer years later.
"""

import datetime as dt
import hashlib
import lzma
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from scripts.debian.targets import SUITES, TARGETS, Suite

KEY = "galley.pgp"
"""The public key, in the folder."""

_POOL = "pool"
_INSTALL = Path(__file__).parent / "files" / "repository" / "install"
_SOURCES = """\
Types: deb
URIs: {place}
Suites: {suite}
Components: main
Signed-By: /etc/apt/keyrings/galley.pgp
"""


class UnsignedError(Exception):
    """gpg can't sign; the text says why."""


def write_repository(packages: list[Path], folder: Path, key: str, at: int) -> None:
    """Put packages into a repository, beside those that it has, and sign it anew.

    Args:
        packages: to be added; none of them is read again later.
        folder: of the repository; made if it is not there.
        key: names the secret key, as gpg finds it.
        at: the time by which it is signed, in Unix seconds.

    Raises:
        UnsignedError: there is no such key.
        subprocess.CalledProcessError: a package can't be read.
    """
    (folder / _POOL).mkdir(parents=True, exist_ok=True)
    for each in packages:
        shutil.copyfile(each, folder / _POOL / each.name)
    (folder / KEY).write_bytes(_gpg("--export", key))
    shutil.copyfile(_INSTALL, folder / "install")
    (folder / "install").chmod(0o755)
    for suite in SUITES:
        _write_suite(folder, suite, key, at)


def _write_suite(folder: Path, suite: Suite, key: str, at: int) -> None:
    """Replace a suite's lists; what a cut leaves is the old ones, signed, or the new ones."""
    new = folder / "dists" / f".{suite.name}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    mine = [each for each in sorted((folder / _POOL).glob("*.deb")) if _is_of(each, suite)]
    for architecture in sorted({target.architecture for target in TARGETS}):
        listed = "\n".join(
            _entry(folder, each)
            for each in mine
            if each.stem.endswith((f"_{architecture}", "_all"))
        ).encode()
        place = new / "main" / f"binary-{architecture}"
        place.mkdir(parents=True)
        (place / "Packages").write_bytes(listed)
        (place / "Packages.xz").write_bytes(lzma.compress(listed))
    (new / "Release").write_text(_release(new, suite, at), "utf-8")
    (new / "InRelease").write_bytes(
        _gpg("--local-user", key, "--digest-algo", "SHA512", "--clearsign", str(new / "Release"))
    )
    old = folder / "dists" / suite.name
    shutil.rmtree(old, ignore_errors=True)
    new.rename(old)
    sources = _SOURCES.format(place="https://ADDRESS", suite=suite.name)
    (folder / f"galley-{suite.name}.sources").write_text(sources, "utf-8")


def _is_of(package: Path, suite: Suite) -> bool:
    return f"~deb{suite.number}_" in package.name


def _entry(folder: Path, package: Path) -> str:
    fields = subprocess.run(  # noqa: S603
        ["dpkg-deb", "--field", str(package)],  # noqa: S607 - wherever Debian has it
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    content = package.read_bytes()
    return (
        f"{fields}Filename: {package.relative_to(folder)}\nSize: {len(content)}\n"
        f"SHA256: {hashlib.sha256(content).hexdigest()}\n"
    )


def _release(folder: Path, suite: Suite, at: int) -> str:
    architectures = sorted({target.architecture for target in TARGETS})
    date = dt.datetime.fromtimestamp(at, dt.UTC)
    sums = "\n".join(_sums(folder))
    return (
        f"Origin: Galley\nLabel: Galley\nSuite: {suite.name}\nCodename: {suite.name}\n"
        f"Date: {date:%a, %d %b %Y %H:%M:%S UTC}\nArchitectures: {' '.join(architectures)}\n"
        f"Components: main\nDescription: kitchen display system\nSHA256:\n{sums}\n"
    )


def _sums(folder: Path) -> Iterator[str]:
    for each in sorted(folder.rglob("Packages*")):
        content = each.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        yield f" {digest} {len(content)} {each.relative_to(folder)}"


def _gpg(*words: str) -> bytes:
    done = subprocess.run(  # noqa: S603
        ["gpg", "--batch", "--yes", "--output", "-", *words],  # noqa: S607 - the releaser's own
        env=os.environ | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise UnsignedError(f"gpg: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
