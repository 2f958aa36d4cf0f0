"""A Debian package, written so that the same content gives the same bytes, wherever it is made."""

import gzip
import hashlib
import os
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

MAINTAINER = "Galley <galley@example.com>"
_CONTROL = "DEBIAN"
_SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
_KIB = 1024


class Package(NamedTuple):
    """What stands in a package's control file.

    Attributes:
        name: of the package.
        version: with what it says of the suite.
        architecture: Debian's word, or ``all``.
        summary: what it is, in a few words.
        description: more of it, in paragraphs.
        depends: what it does not work without.
        recommends: what is installed with it unless somebody says no.
        section: where it stands in a list of packages.
    """

    name: str
    version: str
    architecture: str
    summary: str
    description: str
    depends: tuple[str, ...] = ()
    recommends: tuple[str, ...] = ()
    section: str = "misc"

    @property
    def file_name(self) -> str:
        """What dpkg-deb calls its file."""
        return f"{self.name}_{self.version}_{self.architecture}.deb"

    @property
    def documents(self) -> Path:
        """The folder for its documents, from the root."""
        return Path("usr/share/doc", self.name)


def write_file(root: Path, path: str | Path, text: str, *, program: bool = False) -> None:
    """Write a file of a package.

    Args:
        root: what the package holds.
        path: of the file, from the root.
        text: that stands in it.
        program: whether it can be run.
    """
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    file.chmod(0o755 if program else 0o644)


def write_compressed(root: Path, path: str | Path, text: str) -> None:
    """Write a file of a package as Debian wants changelogs and man pages."""
    file = root / f"{path}.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def control_file(root: Path, name: str, text: str) -> None:
    """Write a file of those that dpkg keeps for itself, such as ``postinst``."""
    write_file(root, Path(_CONTROL, name), text, program=name in _SCRIPTS)


def pack(package: Package, root: Path, folder: Path, at: int, level: int = 9) -> Path:
    """Write the package.

    Args:
        package: what it says of itself.
        root: what it holds; gets its control file, and everybody's rights.
        folder: for the file.
        at: the time of all its files, in Unix seconds.
        level: how hard xz tries, 0 to 9.

    Returns:
        the file.

    Raises:
        subprocess.CalledProcessError: dpkg-deb can't; it has said why.
    """
    files = sorted(each for each in root.rglob("*") if each.relative_to(root).parts[0] != _CONTROL)
    sums = "".join(
        f"{hashlib.md5(each.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {each.relative_to(root)}\n"
        for each in files
        if each.is_file() and not each.is_symlink()
    )
    if sums:
        control_file(root, "md5sums", sums)
    control_file(root, "control", _fields(package, _installed_size(files)))
    for each in (root, *root.rglob("*")):
        if not each.is_symlink():
            runs = each.is_dir() or each.stat().st_mode & 0o100
            each.chmod(0o755 if runs else 0o644)
        os.utime(each, (at, at), follow_symlinks=False)
    made = folder / package.file_name
    subprocess.run(  # noqa: S603
        [
            *("dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--threads-max=1"),
            *("--build", str(root), str(made)),
        ],
        env=os.environ | {"SOURCE_DATE_EPOCH": str(at), "LC_ALL": "C", "TZ": "UTC"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return made


def _installed_size(files: list[Path]) -> int:
    """In KiB, as dpkg-gencontrol counts them."""
    plain = (each.stat().st_size for each in files if each.is_file() and not each.is_symlink())
    others = sum(not each.is_file() or each.is_symlink() for each in files)
    return sum(-(-size // _KIB) for size in plain) + others


def _fields(package: Package, size: int) -> str:
    fields: Mapping[str, str] = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": package.architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size),
        "Depends": ", ".join(package.depends),
        "Recommends": ", ".join(package.recommends),
        "Section": package.section,
        "Priority": "optional",
        "Description": "\n".join((package.summary, *_folded(package.description))),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def _folded(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield " ."
        yield from (f" {line}" for line in textwrap.wrap(paragraph, 78))
