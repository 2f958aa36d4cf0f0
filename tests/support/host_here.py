"""galley-host on a machine of a test: its files in a folder, its programs ones that write down.

The server, its socket and the programs that it runs are real; what stands in the place of
``systemctl`` and its like writes its arguments down and says what the test has it say.
"""

import asyncio
import json
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from hub.host.machine import HostMachine
from hub.host.programs import Programs
from hub.host.server import HostLimits, HostServer

_RECORDER = """\
#!/bin/sh
name=${0##*/}
printf '%s\\n' "$name $*" >> "@FOLDER@/done"
[ -e "@FOLDER@/$name.fails" ] && cat "@FOLDER@/$name.fails" >&2 && exit 1
case $* in *RuntimeWatchdogUSec*) exec cat "@FOLDER@/watchdog.says" ;; esac
[ -e "@FOLDER@/$name.says" ] && exec cat "@FOLDER@/$name.says"
exit 0
"""
_UNITS = """\
Id=galley-hub.service
LoadState=loaded
ActiveState=active

Id=galley-backup.service
LoadState=not-found
ActiveState=inactive
"""
_FILES = {
    "etc/hostname": "kitchen-hub\n",
    "etc/hosts": "127.0.0.1\tlocalhost\n127.0.1.1\tkitchen-hub\n",
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
    "proc/uptime": "5000.12 9000.00\n",
    "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "sys/class/thermal/thermal_zone0/temp": "51234\n",
    "sys/devices/platform/soc/soc:firmware/get_throttled": "50000\n",
    "sys/class/watchdog/watchdog0/identity": "Broadcom BCM2835\n",
}


class HostHere:
    """A galley-host on a thread of this process; it ends with the context.

    Args:
        folder: empty; for the machine's files.
        limits: what it bears.
        allowed: ids of the users who may ask.
    """

    def __init__(
        self,
        folder: Path,
        limits: HostLimits = HostLimits(),  # noqa: B008 - it cannot be changed
        allowed: frozenset[int] = frozenset({os.getuid()}),
    ) -> None:
        self.path = folder / "host.sock"
        self.root = folder / "root"
        self._folder = folder / "programs"
        self._limits, self._allowed = limits, allowed
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self.ended = threading.Event()

    def __enter__(self) -> Self:
        for name, text in _FILES.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        for each in ("etc/systemd", "var/lib/galley"):
            (self.root / each).mkdir(parents=True)
        (self.root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Madrid")
        self._folder.mkdir()
        for name in Programs._fields:
            program = self._folder / name
            program.write_text(_RECORDER.replace("@FOLDER@", str(self._folder)))
            program.chmod(0o755)
        self.have_say("systemctl", _UNITS)
        self.have_say("watchdog", "0\n")
        self.have_say("timedatectl", "Europe/Berlin\nEurope/Madrid\nUTC\n")
        self._listener.bind(str(self.path))
        self._listener.listen(64)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # It may have ended by itself.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)
        assert not self._thread.is_alive()

    def have_say(self, program: str, text: str) -> None:
        """Have a program say something from now on."""
        (self._folder / f"{program}.says").write_text(text)

    def have_fail(self, program: str, why: str) -> None:
        """Have a program fail from now on."""
        (self._folder / f"{program}.fails").write_text(why)

    def have_work(self, program: str) -> None:
        """Have a program that fails work again."""
        (self._folder / f"{program}.fails").unlink()

    @property
    def done(self) -> list[str]:
        """What was run, but for what only asks systemd how things are."""
        file = self._folder / "done"
        lines = file.read_text().splitlines() if file.exists() else []
        return [each for each in lines if not each.startswith("systemctl show")]

    def read(self, name: str) -> str:
        """Read one of the machine's files."""
        return (self.root / name).read_text()

    def ask(self, verb: str, **values: object) -> Any:  # noqa: ANN401 - any JSON
        """Ask for something, and return the answer."""
        return self.say(json.dumps({"verb": verb, **values}).encode() + b"\n")

    def say(self, said: bytes, *, over: bool = False) -> Any:  # noqa: ANN401 - any JSON
        """Say something, perhaps that it was all, and return the answer."""
        with self.connected() as peer:
            with suppress(BrokenPipeError):
                peer.sendall(said)
                if over:
                    peer.shutdown(socket.SHUT_WR)
            return answer_of(peer)

    def connected(self) -> socket.socket:
        """Connect to it."""
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(30)
        peer.connect(str(self.path))
        return peer

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.ensure_future(
                HostServer(
                    HostMachine(
                        Programs(*(self._folder / each for each in Programs._fields)), self.root
                    ),
                    self._allowed,
                    self._limits,
                ).serve(self._listener)
            )
            await asyncio.wait([self._task])
            self.ended.set()

        asyncio.run(serve())


def answer_of(peer: socket.socket) -> Any:  # noqa: ANN401 - any JSON
    """Read a line of JSON; it has to be one, and the last thing that is said."""
    said = b""
    # Whoever was not heard out finds the line cut behind the answer.
    with suppress(ConnectionResetError):
        while more := peer.recv(65536):
            said += more
    assert said.endswith(b"\n"), said
    assert said.count(b"\n") == 1
    return json.loads(said)
