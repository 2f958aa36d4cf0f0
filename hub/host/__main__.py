"""``galley-host``: started by systemd, as root, when somebody asks; ends when nobody does."""

import asyncio
import logging
import os
import pwd
import signal
import socket
import sys

from hub.common.logging_setup import start_log
from hub.common.passed_sockets import find_passed_sockets
from hub.host.machine import HostMachine
from hub.host.server import HostServer

_USER = "galley"
_SOCKET = "galley-host"
"""What the systemd socket calls what it hands over."""


def main() -> int:
    """Answer at the socket that systemd has handed over -> the exit code."""
    start_log(logging.INFO)
    found = find_passed_sockets(os.environ, os.getpid(), _SOCKET)
    if len(found) != 1:
        sys.stderr.write("galley-host: systemd starts it: systemctl start galley-host.socket\n")
        return 2
    asyncio.run(_serve(found[0]))
    return 0


async def _serve(listener: socket.socket) -> None:
    server = HostServer(HostMachine(), _allowed_users())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve(listener)


def _allowed_users() -> frozenset[int]:
    try:
        return frozenset({0, pwd.getpwnam(_USER).pw_uid})
    except KeyError:
        return frozenset({0})


if __name__ == "__main__":
    sys.exit(main())
