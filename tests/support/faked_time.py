"""A process whose wall clock is set from outside, by libfaketime; what runs evenly stays so."""

from collections.abc import Mapping
from pathlib import Path

LIBRARIES = Path("/usr/lib")
"""Below this Debian's package ``faketime`` puts its library, by the machine's architecture."""


class FakedTime:
    """Sets the wall clock of processes that are started with its environment.

    Args:
        file: says by how much it is wrong; made here.
        even: leave the clocks alone that nobody can set on a real machine.
    """

    def __init__(self, file: Path, *, even: bool = True) -> None:
        found = sorted(LIBRARIES.glob("*/faketime/libfaketimeMT.so.1"))
        assert found, "Debian's package faketime is not installed"
        self._file = file
        self._library = found[0]
        self._even = "1" if even else "0"
        self.set(0)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the process has to be started with."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": self._even,
            "FAKETIME_DONT_FAKE_MONOTONIC": self._even,
        }

    def set(self, seconds: int) -> None:
        """Have the wall clock be wrong by so many seconds from now on."""
        # At once: a process that reads half of it would see another time.
        written = self._file.with_suffix(".new")
        written.write_text(f"{seconds:+d}")
        written.replace(self._file)
