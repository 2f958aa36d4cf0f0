"""The ear of a service manager: what a program tells systemd, heard by a test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.namespaces import wait_until

_MOST = 4096


class NotifyMessages:
    """What has been heard, one message after the other.

    Args:
        address: as NOTIFY_SOCKET has it.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.messages: list[str] = []

    def heard(self, message: str) -> int:
        """Return how often a message has been heard."""
        return self.messages.count(message)

    def wait_for(self, message: str, times: int = 1, within: float = 20.0) -> None:
        """Wait until a message has been heard so often."""
        wait_until(lambda: self.heard(message) >= times, f"{message} is said", within)


@contextmanager
def listening(place: Path | str) -> Iterator[NotifyMessages]:
    """Listen for as long as the context lasts.

    Args:
        place: a file, or a name that begins with ``@``.
    """
    name = str(place)
    address = f"\0{name[1:]}" if name.startswith("@") else name
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.bind(address)
        ear = NotifyMessages(name)
        thread = threading.Thread(target=_listen, args=(way, ear), daemon=True)
        thread.start()
        try:
            yield ear
        finally:
            way.shutdown(socket.SHUT_RDWR)
            thread.join()


def _listen(way: socket.socket, ear: NotifyMessages) -> None:
    while said := way.recv(_MOST):
        ear.messages += said.decode().splitlines()
