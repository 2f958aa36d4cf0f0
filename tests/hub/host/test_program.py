"""The program galley-host, as systemd starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.host_here import answer_of

pytestmark = pytest.mark.system

_AS_SYSTEMD_DOES = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
names = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "galley-host"}
os.execve(sys.executable, [sys.executable, "-m", "hub.host"], os.environ | names)
"""


def test_nobody_but_systemd_starts_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hub.host"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (
        2,
        "galley-host: systemd starts it: systemctl start galley-host.socket\n",
    )


def test_whoever_is_here_when_it_has_to_end_is_answered_first(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "host.sock"))
        listener.listen()
        number = listener.fileno()
        program = subprocess.Popen(
            [sys.executable, "-c", _AS_SYSTEMD_DOES, str(number)], pass_fds=(number,)
        )
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(30)
            peer.connect(str(tmp_path / "host.sock"))
            peer.sendall(b"{")
            # Whoever is answered tells that it runs, and that the other one was let in before.
            _ask(tmp_path / "host.sock")
            program.send_signal(signal.SIGTERM)
            peer.sendall(b"}\n")
            answer = answer_of(peer)
        assert program.wait(30) == 0
    # A user of the tests who is not root is none who may ask.
    assert answer["code"] == ("NOT_A_VERB" if os.getuid() == 0 else "STRANGER")
    assert (tmp_path / "host.sock").exists()


def _ask(path: Path) -> object:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(30)
        peer.connect(str(path))
        peer.sendall(json.dumps({"verb": "none"}).encode() + b"\n")
        return answer_of(peer)
