"""Several monitors on one Raspberry Pi: the programs of its screens draw in turns.

Linux lets one program at a time say what the sockets of a graphics device show: its *master*
(``Documentation/gpu/drm-uapi.rst`` of Linux). SDL becomes that with its window and stays it, so
that nobody else can use another socket. But what a socket shows stays there when the master goes,
and who has been master may become it again without any rights. So screens that know of each other
are it for as long as it takes to bring a picture to the glass.

A screen that is alone stays master all the time: where nobody is, Linux shows its console on a
monitor that is plugged in.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path

from display.renderer.open_files import find_open

CARDS = Path("/dev/dri")
SOCKETS = Path("/proc/net/unix")
NAME = "galley-screen"
WITHIN = 5.0
"""Seconds that another screen may take. Opening a window takes longest; one that was stopped in
its turn never gives it back."""

SET_MASTER, DROP_MASTER = 0x641E, 0x641F
"""Requests of ``drm.h``."""

_LOOK_EVERY = 0.001

Turn = Callable[[], AbstractContextManager[None]]
"""Is entered to open a window, to show what was drawn, and to close it."""


class DrmMasterError(Exception):
    """Somebody else has the monitors. The text says who."""


class DrmMaster:
    """The turns of this process among all screens of the machine.

    Args:
        cards: the folder of graphics devices.
        name: under which screens find each other.
        within: seconds that another one gets.
    """

    def __init__(self, cards: Path = CARDS, name: str = NAME, within: float = WITHIN) -> None:
        self._cards = cards
        self._name = name
        self._within = within
        # The kernel forgets this name with the process, however that ends.
        self._here = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._here.bind(f"\0{name}-{os.getpid()}")

    def close(self) -> None:
        """Be no longer seen by the others."""
        self._here.close()

    @contextmanager
    def hold_turn(self) -> Iterator[None]:
        """Wait for the turn, and keep it.

        Raises:
            DrmMasterError: somebody has the monitors and does not give them back.
        """
        with self._alone():
            for card in self._open_cards():
                try:
                    fcntl.ioctl(card, SET_MASTER)
                except OSError as error:
                    raise DrmMasterError("another program has the monitors") from error
            try:
                yield
            finally:
                if self._others():
                    # Also what was opened in this turn: a device's first program is its master.
                    for card in self._open_cards():
                        with suppress(OSError):
                            fcntl.ioctl(card, DROP_MASTER)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = None
        # Where there are no graphics, SDL says it better.
        with suppress(OSError):
            folder = os.open(self._cards, os.O_RDONLY | os.O_DIRECTORY)
        try:
            if folder is not None:
                self._lock(folder)
            yield
        finally:
            if folder is not None:
                os.close(folder)

    def _lock(self, folder: int) -> None:
        until = time.monotonic() + self._within
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                # flock can wait by itself, but not for so long and no longer.
                if time.monotonic() > until:
                    raise DrmMasterError(
                        "another screen does not give the monitors back"
                    ) from error
                time.sleep(_LOOK_EVERY)
            else:
                return

    def _open_cards(self) -> list[int]:
        return find_open(self._cards, "card")

    def _others(self) -> bool:
        mine = f"@{self._name}-{os.getpid()}"
        names = (line.split(" ")[-1] for line in SOCKETS.read_text("utf-8").splitlines())
        return any(each.startswith(f"@{self._name}-") and each != mine for each in names)


@contextmanager
def take_turns(environment: Mapping[str, str]) -> Iterator[Turn]:
    """Say how this screen takes turns: only where the service says that there is no desktop.

    Args:
        environment: of this process.
    """
    if environment.get("SDL_VIDEODRIVER") != "kmsdrm":
        yield nullcontext
        return
    with closing(DrmMaster()) as shared:
        yield shared.hold_turn
