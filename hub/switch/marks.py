"""Which version runs on this machine and which one is to: a link and notes that outlast power cuts.

All of it is in one folder. The link is moved and a note is written whole or not at all, and is on
the disk before anything is done that builds on it.
"""

import os
from pathlib import Path
from typing import NamedTuple


class RefusedVersion(NamedTuple):
    """A version that did not become well, and is not tried again by itself.

    Attributes:
        version: of Galley.
        why: in a sentence or more, for people.
    """

    version: str
    why: str


class VersionMarks:
    """The link and the notes.

    Args:
        folder: where they are; has to be there.
        releases: the folder of all versions.
    """

    def __init__(self, folder: Path, releases: Path) -> None:
        self._folder = folder
        self._releases = releases

    @property
    def current(self) -> str:
        """The version that is started; empty when there is none.

        One that no package has brought is named by the path of its folder.
        """
        link = self._folder / "current"
        if not link.is_symlink():
            return ""
        release = link.readlink()
        return release.name if release.parent == self._releases else str(release)

    @property
    def wanted(self) -> str:
        """The version that dpkg has brought; empty when nothing is to be done."""
        return self._read("wanted")

    @property
    def trying(self) -> str:
        """The version to go back to, while another one is on trial; empty while none is."""
        return self._read("trying")

    @property
    def previous(self) -> str:
        """The version that ran before the current one; empty when there was none."""
        return self._read("previous")

    @property
    def refused(self) -> RefusedVersion | None:
        """The version that was refused last, until another one is well."""
        version, _, why = self._read("refused").partition("\n")
        return RefusedVersion(version, why) if version else None

    def is_whole(self, version: str) -> bool:
        """Return whether dpkg has finished with a version, and the disk has all of it."""
        return (self._releases / version / "complete").exists()

    def point_to(self, version: str) -> None:
        """Have another version started from now on."""
        new = self._folder / "current.new"
        new.unlink(missing_ok=True)
        new.symlink_to(self._releases / version)
        new.replace(self._folder / "current")
        self._sync()

    def begin(self, old: str) -> None:
        """Note that another version than this one is on trial."""
        self._write("trying", old)

    def refuse(self, version: str, why: str) -> None:
        """Note that a version has not become well."""
        self._write("refused", f"{version}\n{why}")

    def accept(self, previous: str) -> None:
        """Note that the version that runs is well, and which one ran before."""
        self._write("previous", previous)
        self._remove("refused")
        self.finish()

    def finish(self) -> None:
        """Note that nothing is to be done any more."""
        # In this order: a wish that is left over is seen to be fulfilled, or refused.
        self._remove("trying")
        self._remove("wanted")

    def _read(self, name: str) -> str:
        try:
            return (self._folder / name).read_text("utf-8").strip()
        except FileNotFoundError:
            return ""

    def _write(self, name: str, text: str) -> None:
        new = self._folder / f"{name}.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / name)
        self._sync()

    def _remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
        self._sync()

    def _sync(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
