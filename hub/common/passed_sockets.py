"""Listening sockets that systemd has opened for a program, and hands over when it starts it."""

import os
import socket
from collections.abc import Mapping

_FIRST_PASSED = 3


def find_passed_sockets(
    environment: Mapping[str, str], pid: int, name: str
) -> tuple[socket.socket, ...]:
    """Take the listening sockets that systemd has handed over under a name.

    They stay the service manager's: what is given here are copies, so that a program which starts
    anew in the same process finds them again.

    Args:
        environment: the process's variables, as sd_listen_fds(3) tells of them.
        pid: the process's own id: the variables may have been meant for the parent.
        name: what the systemd socket calls what it hands over.
    """
    if environment.get("LISTEN_PID") != str(pid):
        return ()
    names = environment.get("LISTEN_FDNAMES", "").split(":")
    count = environment.get("LISTEN_FDS", "0")
    given = range(int(count) if count.isdecimal() else 0)
    return tuple(
        socket.socket(fileno=os.dup(_FIRST_PASSED + place))
        for place in given
        if place < len(names) and names[place] == name
    )
