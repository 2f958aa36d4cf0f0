"""A library that is loaded before all others, and stands between a hub and its disk.

What it does is said at the top of ``disk_shim.c``, which is compiled for the test that needs it.
"""

import os
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SOURCE = Path(__file__).with_suffix(".c")
_HEAD = struct.Struct("=c c 6x Q Q")


class Shim:
    """The library, and what it is told.

    Args:
        folder: for the library and the files by which it is told things.
        database: the file that it looks at, as the hub opens it.
        recording: whether everything is to be written down.
    """

    def __init__(self, folder: Path, database: Path, *, recording: bool = False) -> None:
        self._library = folder / "disk_shim.so"
        self._fails = folder / "the-disk-fails"
        self.record = folder / "record" if recording else None
        self._database = database
        command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(self._library), str(_SOURCE)]
        subprocess.run([*command, "-ldl"], check=True, timeout=60)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the process that is to be watched."""
        return {
            "LD_PRELOAD": str(self._library),
            "DISK_SHIM_DATABASE": str(self._database),
            "DISK_SHIM_RECORD": "" if self.record is None else str(self.record),
            "DISK_SHIM_FAILS": str(self._fails),
        }

    def fail(self) -> None:
        """Let every fsync fail from now on."""
        self._fails.touch()

    def mend(self) -> int:
        """Let fsync succeed again; returns how many have failed."""
        failed = self._fails.stat().st_size
        self._fails.unlink()
        return failed


class Op(NamedTuple):
    """One thing that went to the disk, or a mark that the program under test has made.

    Attributes:
        kind: W rite, T runcate, S ync, F ailed to sync, C reate, U nlink, or M ark.
        file: m ain, w al, j ournal, or d irectory.
        at: offset of what was written; a mark's last event.
        length: of what was written, or the new length of the file.
        data: what was written.
    """

    kind: str
    file: str
    at: int
    length: int
    data: bytes


def mark(record: int, seq: int) -> None:
    """Note that everything up to an event was acknowledged.

    Args:
        record: of the file that the shim writes, open to be appended to.
        seq: of the event.
    """
    os.write(record, _HEAD.pack(b"M", b"-", seq, 0))


def recorded(record: Path) -> Iterator[Op]:
    """Read what was written down."""
    with record.open("rb") as file:
        while head := file.read(_HEAD.size):
            kind, which, at, length = _HEAD.unpack(head)
            data = file.read(length) if kind == b"W" else b""
            yield Op(kind.decode(), which.decode(), at, length, data)
