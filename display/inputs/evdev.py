"""One keyboard of Linux: who it is, and which of its keys went down or came up.

Linux gives each device a file of its own, ``/dev/input/eventN``, from which its keys are read as
records of a fixed size. It is read beside SDL, which reads it as well: nobody is left out by that.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from fcntl import ioctl
from pathlib import Path
from typing import NamedTuple, Protocol

_EV_SYN, _EV_KEY, _EV_REP = 0, 1, 20
_SYN_DROPPED = 3
_UP, _DOWN = 0, 1
_RECORD = struct.Struct("@llHHi")
"""struct input_event: the time in seconds and microseconds, kind, code and value."""

_AT_ONCE = 64
"""Records that are read at once; a key that is pressed brings three."""

_LAST_CODE = 0x2FF
_BUS_BLUETOOTH = 5
_ID = struct.Struct("@HHHH")

_READ = 2
_NAME, _PHYSICAL, _UNIQUE, _IDENTITY, _DOWN_NOW, _CAN = 0x06, 0x07, 0x08, 0x02, 0x18, 0x20


class KeyChange(NamedTuple):
    """A key that went down or came up.

    Attributes:
        device: the file of the keyboard that it is on.
        code: Linux's number of the key.
        down: whether it went down.
        at: the kernel's time of it, in seconds.
    """

    device: str
    code: int
    down: bool
    at: float


class KeyDevice(NamedTuple):
    """A keyboard, as it names itself.

    Attributes:
        name: that the maker gave it.
        socket: the USB socket that it is in, or, of a wireless one, its own address; "" if neither
            is known.
    """

    name: str
    socket: str

    def is_called(self, wanted: str) -> bool:
        """Whether somebody means this one, by its socket or its name."""
        return bool(wanted) and wanted.casefold() in {self.name.casefold(), self.socket.casefold()}


class InputSystem(Protocol):
    """What is asked of the kernel about an open device."""

    def describe(self, descriptor: int) -> KeyDevice | None:
        """Say which keyboard this is; None for what is none.

        Raises:
            OSError: it has gone.
        """
        ...

    def keys_down(self, descriptor: int) -> Iterable[int]:
        """List the codes of the keys that are down now.

        Raises:
            OSError: it has gone.
        """
        ...


class LinuxInput:
    """Asks the kernel itself."""

    def describe(self, descriptor: int) -> KeyDevice | None:
        """Say which keyboard this is; None for what is none.

        Keyboards repeat keys that are held; mice with buttons, power buttons and cameras don't.

        Raises:
            OSError: it has gone.
        """
        kinds = set(_bits(_ask(descriptor, _CAN, 4)))
        if not {_EV_KEY, _EV_REP} <= kinds:
            return None
        bus, *_ = _ID.unpack(_ask(descriptor, _IDENTITY, _ID.size))
        told = _text(descriptor, _UNIQUE if bus == _BUS_BLUETOOTH else _PHYSICAL)
        # Each part of a device that is several in one has a number of its own behind its socket.
        return KeyDevice(_text(descriptor, _NAME), told.partition("/")[0])

    def keys_down(self, descriptor: int) -> Iterable[int]:
        """List the codes of the keys that are down now.

        Raises:
            OSError: it has gone.
        """
        return _bits(_ask(descriptor, _DOWN_NOW, _LAST_CODE // 8 + 1))


def _ask(descriptor: int, what: int, size: int) -> bytes:
    """Ask an evdev device something, as _IOC(_IOC_READ, 'E', what, size) of the kernel does."""
    return ioctl(descriptor, _READ << 30 | size << 16 | ord("E") << 8 | what, bytes(size))


def _text(descriptor: int, what: int) -> str:
    try:
        told = _ask(descriptor, what, 256)
    except FileNotFoundError:
        # It has no such text.
        return ""
    return told.partition(b"\0")[0].decode(errors="replace")


def _bits(told: bytes) -> Iterator[int]:
    return (at for at in range(8 * len(told)) if told[at // 8] >> at % 8 & 1)


class KeyReader:
    """An open keyboard.

    Args:
        file: of the device.
        kernel: who is asked about it.

    Raises:
        OSError: it can't be opened: it has gone, or is another user's.
    """

    def __init__(self, file: Path, kernel: InputSystem) -> None:
        self.file = str(file)
        self._kernel = kernel
        self._down: set[int] = set()
        self._missed = False
        self.descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            self.device = kernel.describe(self.descriptor)
        except OSError:
            self.close()
            raise

    def read(self) -> Iterator[KeyChange]:
        """Read which keys have changed, as far as the kernel has told; repeats are none.

        Raises:
            OSError: the keyboard has gone.
        """
        while records := self._take_records():
            for seconds, micros, kind, code, value in _RECORD.iter_unpack(records):
                yield from self._take(seconds + micros / 1_000_000, kind, code, value)

    def let_go(self, at: float) -> Iterator[KeyChange]:
        """Let all keys come up: the keyboard has gone, or is not looked at any more."""
        yield from [self._change(code, down=False, at=at) for code in sorted(self._down)]

    def close(self) -> None:
        """Close it."""
        os.close(self.descriptor)

    def _take_records(self) -> bytes:
        try:
            return os.read(self.descriptor, _AT_ONCE * _RECORD.size)
        except BlockingIOError:
            return b""

    def _take(self, at: float, kind: int, code: int, value: int) -> Iterator[KeyChange]:
        if kind == _EV_SYN:
            if code == _SYN_DROPPED:
                self._missed = True
            elif self._missed:
                # The kernel had no room for all of it. What is down now it still knows.
                self._missed = False
                now = set(self._kernel.keys_down(self.descriptor))
                for changed in sorted(now ^ self._down):
                    yield self._change(changed, down=changed in now, at=at)
        elif kind == _EV_KEY and not self._missed:
            if value == _DOWN and code not in self._down:
                yield self._change(code, down=True, at=at)
            elif value == _UP and code in self._down:
                yield self._change(code, down=False, at=at)

    def _change(self, code: int, *, down: bool, at: float) -> KeyChange:
        (self._down.add if down else self._down.discard)(code)
        return KeyChange(self.file, code, down, at)
