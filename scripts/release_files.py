"""``scripts/release``: from a tag to the files that are published of a version."""

import argparse
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from pathlib import Path

from hub.http.web_bundles import is_stale
from scripts.bundle_pages import read_web
from scripts.debian.build import Builder
from scripts.debian.repository import UnsignedError, write_repository

UV = Path(".venv-uv/bin/uv")
"""Where ``scripts/lib.sh`` has installed it, from the root of the clone."""

SUMS = "SHA256SUMS"
NOTES = "NOTES.md"

_TAG = re.compile(r"v([0-9]+\.[0-9]+\.[0-9]+)")
_SECTION = r"^## \[{}\]{}\n(.*?)(?=^## |^\[|\Z)"
_DATE = r" - [0-9]{4}-[0-9]{2}-[0-9]{2}"
# Whoever builds may keep what they write to themselves; whoever installs has to be able to read it.
_BUILD = (
    "import os, sys; from setuptools import build_meta; os.umask(0o022); "
    "getattr(build_meta, 'build_' + sys.argv[1])(sys.argv[2])"
)


class ReleaseError(Exception):
    """There is nothing to release yet. The text says all that is in the way, a line each."""


def check(root: Path, tag: str) -> str:
    """Make sure that a clone stands at a tag, and that everything in it names the same version.

    Args:
        root: the clone.
        tag: as ``v1.2.3``.

    Returns:
        the notes of the version.

    Raises:
        ReleaseError: something is in the way.
    """
    if not _TAG.fullmatch(tag):
        raise ReleaseError(f"{tag}: a release's tag looks like v1.2.3")
    version = tag.removeprefix("v")
    faults = []
    if changed := _git(root, "status", "--porcelain"):
        faults.append(f"there are changes that are not committed:\n{changed}")
    tagged = _git(root, "rev-parse", "--quiet", "--verify", f"refs/tags/{tag}^{{commit}}")
    if not tagged:
        faults.append(f"there is no tag {tag}: git tag --annotate {tag}")
    elif tagged != _git(root, "rev-parse", "HEAD"):
        faults.append(f"this is not what {tag} names: git checkout {tag}")
    named = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if named != version:
        faults.append(f"pyproject.toml names version {named}")
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    notes = _section(changelog, version, _DATE)
    if not notes:
        faults.append(f"CHANGELOG.md says nothing below ## [{version}] - YYYY-MM-DD")
    if _section(changelog, "Unreleased"):
        faults.append(f"CHANGELOG.md has changes below [Unreleased] that {tag} would release")
    if is_stale(read_web(root / "hub" / "web")):
        faults.append("hub/web/bundles are not made of these pages: ./scripts/bundle")
    if faults:
        raise ReleaseError("\n".join(faults))
    return f"{notes}\n"


def build(root: Path, tag: str, folder: Path, at: int) -> list[Path]:
    """Build the sdist from what a tag names, and the wheel from the sdist.

    Args:
        root: the clone.
        tag: that it has.
        folder: where to put them; it has to be there.
        at: the time of all files in them, in Unix seconds.

    Returns:
        the two files.

    Raises:
        subprocess.CalledProcessError: what is tagged can't be built.
    """
    with tempfile.TemporaryDirectory() as work:
        tagged, unpacked, made = (Path(work) / name for name in ("tagged", "unpacked", "made"))
        made.mkdir()
        command = ["git", "-c", "tar.umask=0022", "archive", tag]
        packed = subprocess.run(  # noqa: S603
            command, cwd=root, check=True, stdout=subprocess.PIPE
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(tagged, filter="tar")
        build_distribution(tagged, "sdist", made, at)
        [loose] = made.glob("*.tar.gz")
        sdist = folder / loose.name
        _repack(loose, sdist, at)
        with tarfile.open(sdist) as archive:
            archive.extractall(unpacked, filter="tar")
        [sources] = unpacked.iterdir()
        build_distribution(sources, "wheel", folder, at)
    [wheel] = folder.glob("*.whl")
    return [sdist, wheel]


def release(root: Path, tag: str, *, packages: bool = True) -> Path:
    """Build all files of a version into ``dist``, all or none.

    Args:
        root: the clone.
        tag: that it has.
        packages: whether those for Debian are among them.

    Returns:
        their folder.

    Raises:
        ReleaseError: something is in the way.
        subprocess.CalledProcessError: what is tagged can't be built.
    """
    notes = check(root, tag)
    folder = root / "dist" / tag.removeprefix("v")
    if folder.exists():
        raise ReleaseError(f"{folder.relative_to(root)} is there already")
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        half = Path(work) / folder.name
        half.mkdir()
        at = int(_git(root, "log", "-1", "--format=%ct", tag))
        files = build(root, tag, half, at)
        if packages:
            builder = Builder(tag.removeprefix("v"), files[-1], root, at, notes, root / UV)
            files += builder.build(half)
        sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files]
        (half / SUMS).write_text("".join(sums), "utf-8")
        (half / NOTES).write_text(notes, "utf-8")
        half.rename(folder)
    return folder


def _section(changelog: str, title: str, more: str = "") -> str:
    found = re.search(_SECTION.format(re.escape(title), more), changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def _git(root: Path, *words: str) -> str:
    """Ask git; what it can't answer is empty."""
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607 - whichever git whoever releases has
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stdout.rstrip()


def build_distribution(sources: Path, what: str, folder: Path, at: int) -> None:
    """Build an sdist or a wheel, in a process of its own.

    Args:
        sources: what it is built from; files are left behind there.
        what: ``sdist`` or ``wheel``.
        folder: for the file.
        at: the time of all that is in it, in Unix seconds.

    Raises:
        subprocess.CalledProcessError: it can't be built; what was said has been said again.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(at), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-c", _BUILD, what, str(folder)]
    try:
        subprocess.run(  # noqa: S603
            command, cwd=sources, env=environment, check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr)
        raise


def _repack(packed: Path, out: Path, at: int) -> None:
    """Pack anew, with nothing in it of when, where and by whom it was packed."""
    with (
        tarfile.open(packed) as before,
        out.open("wb") as file,
        gzip.GzipFile("", "wb", mtime=at, fileobj=file) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before.getmembers(), key=lambda each: each.name):
            data = before.extractfile(member)
            member.mtime = at
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.pax_headers = {}
            after.addfile(member, data)


def main(words: list[str] | None = None) -> int:
    """Release the clone that this is run in."""
    parser = argparse.ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("tag", metavar="vX.Y.Z", nargs="?")
    parser.add_argument(
        "--without-packages", action="store_true", help="only what needs no internet: sdist, wheel"
    )
    parser.add_argument(
        "--repo", type=Path, metavar="DIR", help="a folder from which apt installs what is in dist"
    )
    parser.add_argument("--key", help="of gpg, that signs it")
    given = parser.parse_args(words)
    if not (given.tag or given.repo) or (given.repo is None) != (given.key is None):
        parser.error("vX.Y.Z, or --repo with --key, or both")
    try:
        if given.tag:
            folder = release(Path.cwd(), given.tag, packages=not given.without_packages)
            for path in sorted(folder.iterdir()):
                print(path.relative_to(Path.cwd()))
        if given.repo:
            packages = sorted(Path("dist").glob("*/*.deb"))
            write_repository(packages, given.repo, given.key, int(time.time()))
            print(given.repo)
    except (ReleaseError, UnsignedError) as why:
        print(f"scripts/release: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
