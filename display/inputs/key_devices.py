"""All keyboards that this screen may read, each by itself; they are plugged in and pulled out."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from display.inputs.evdev import InputSystem, KeyChange, KeyDevice, KeyReader, LinuxInput

INPUT_DEVICES = Path("/dev/input")


class KeyDevices:
    """Reads every keyboard there is. Where there is no such folder (not Linux), there is none.

    Args:
        folder: of the devices' files.
        kernel: who is asked about them.

    Attributes:
        locked: the files that are another user's, as far as has been looked.
    """

    def __init__(self, folder: Path = INPUT_DEVICES, kernel: InputSystem | None = None) -> None:
        self._folder = folder
        self._kernel = kernel or LinuxInput()
        self._open: dict[str, KeyReader] = {}
        self._others: set[str] = set()
        self._gone: list[KeyChange] = []
        self.locked: tuple[str, ...] = ()

    @property
    def keyboards(self) -> Mapping[str, KeyDevice]:
        """The keyboards that are read, by their files."""
        return {file: each.device for file, each in self._open.items() if each.device is not None}

    def descriptors(self) -> Sequence[int]:
        """List what tells that there is something to read."""
        return [each.descriptor for each in self._open.values()]

    def look(self) -> None:
        """Open what was plugged in, and close what has gone. Once a second is often enough."""
        present: set[str] = set()
        with suppress(OSError):
            present = {each for each in os.listdir(self._folder) if each.startswith("event")}  # noqa: PTH208 - a Path for each would cost ten times that
        files = {os.path.join(self._folder, each) for each in present}  # noqa: PTH118 - as above
        self._others &= files
        for file in [each for each in self._open if each not in files]:
            self._close(file)
        locked = []
        for file in sorted(files - self._others - self._open.keys()):
            try:
                self._take_up(file)
            except PermissionError:
                # The kernel makes the file first, and says later whose it is.
                locked.append(file)
            except OSError:
                continue
        self.locked = tuple(locked)

    def read(self) -> list[KeyChange]:
        """Read which keys have changed since the last time, in the order in which they did."""
        changes, self._gone = self._gone, []
        for file, reader in [*self._open.items()]:
            try:
                changes += reader.read()
            except OSError:
                # Pulled out. A file of its name may be another keyboard's the next time.
                self._close(file)
        changes += self._gone
        self._gone = []
        return sorted(changes, key=lambda each: each.at)

    def close(self) -> None:
        """Close all."""
        for file in [*self._open]:
            self._close(file)

    def _take_up(self, file: str) -> None:
        reader = KeyReader(Path(file), self._kernel)
        if reader.device is None:
            reader.close()
            self._others.add(file)
        else:
            self._open[file] = reader

    def _close(self, file: str) -> None:
        reader = self._open.pop(file)
        self._gone += reader.let_go(time.time())
        reader.close()


def list_sockets(devices: Mapping[str, KeyDevice]) -> Iterator[str]:
    """Say of each keyboard once what it is called and where it is, for the settings."""
    for name, socket in dict.fromkeys(devices.values()):
        yield f"{name} ({socket})" if socket else name
