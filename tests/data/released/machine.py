"""A machine of its own for a released version's programs, and how they are asked."""

import contextlib
import ctypes
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")

HOST, ADDRESS = "kitchen", "192.168.1.20"
BOOTS = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002")

_BOOT = "boot_id"
_WITHIN = 30.0
_NEW_MOUNTS, _NEW_HOST, _NEW_NETWORK = 0x00020000, 0x04000000, 0x40000000


class Machine:
    """A released version's programs on a machine of their own.

    Args:
        checkout: the version's code.
        work: an empty folder to work in.
    """

    def __init__(self, checkout: Path, work: Path) -> None:
        self.work = work
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(checkout),
            "HOME": str(work),
            "LANG": "C.UTF-8",
            "SDL_AUDIODRIVER": "dummy",
        }

    def galley(self, *words: str) -> str:
        """Run a command of ``galley-hub`` and return what it says."""
        return self._run("hub", "--data", "hub", *words)

    def display(self, *words: str) -> str:
        """Run a command of ``galley-display`` and return what it says."""
        return self._run("display", *words)

    def _run(self, module: str, *words: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    @contextlib.contextmanager
    def running(
        self,
        module: str,
        *words: str,
        variables: Mapping[str, str] | None = None,
    ) -> Iterator["subprocess.Popen[str]"]:
        """Have a program run until the context ends, with SIGTERM."""
        with subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=self.work,
            env=self.environment | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            try:
                yield program
            finally:
                program.terminate()

    @contextlib.contextmanager
    def hub(self, variables: Mapping[str, str] | None = None) -> Iterator["Hub"]:
        """Have a hub serve its folder."""
        words = ("--data", "hub", "serve", "--config", "etc/hub.toml")
        with self.running("hub", *words, variables=variables) as program:
            assert program.stdout is not None
            for line in program.stdout:
                if found := re.search(r"ready at http://127\.0\.0\.1:(\d+)", line):
                    break
            else:
                raise SystemExit("the hub never got ready")
            token = (self.work / "hub" / "manager.token").read_text().strip()
            yield Hub(program, int(found[1]), token)


class Hub:
    """A hub that runs, and the devices that talk to it.

    Args:
        program: its process.
        port: where it listens.
        token: the manager's.
    """

    def __init__(self, program: "subprocess.Popen[str]", port: int, token: str) -> None:
        self.program = program
        self.token = token
        self._port = port

    def ask(
        self, method: str, path: str, body: object = None, *, token: str = "", key: str = ""
    ) -> dict[str, Any]:
        """Ask it, and return its whole answer, which has to be a success."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_WITHIN)
        with contextlib.closing(line):
            line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            said: dict[str, Any] = json.loads(answer.read())
        if answer.status == http.client.TOO_MANY_REQUESTS:
            time.sleep(int(answer.headers["Retry-After"]))
            return self.ask(method, path, body, token=token, key=key)
        if not said["success"]:
            raise SystemExit(f"{method} {path}: {said}")
        return said

    def data(self, method: str, path: str, body: object = None, **more: str) -> Any:  # noqa: ANN401 - JSON
        """Ask it, and return the data of its answer."""
        return self.ask(method, path, body, **more)["data"]


def wait(holds: Callable[[], _T], what: str) -> _T:
    """Wait until something is there, and return it."""
    deadline = time.monotonic() + _WITHIN
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise SystemExit(f"never came: {what}")
        time.sleep(0.05)
    return found


def boot_anew(work: Path, which: int) -> None:
    """Have the machine started since, as far as its programs can tell."""
    (work / _BOOT).write_text(BOOTS[which])


def become_another_machine(work: Path) -> None:
    """Leave this machine's name, network and boot behind, as far as this process goes."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS | _NEW_HOST | _NEW_NETWORK):
        raise SystemExit(f"no namespace: {os.strerror(ctypes.get_errno())}")
    socket.sethostname(HOST)
    boot = work / _BOOT
    boot_anew(work, 0)
    for command in (
        "mount --make-rprivate /",
        f"mount --bind {boot} /proc/sys/kernel/random/boot_id",
        "ip link set lo up",
        "ip link add eth0 type veth peer name switch",
        f"ip address add {ADDRESS}/24 dev eth0",
        "ip link set eth0 up",
        "ip link set switch up",
        "ip route add default via 192.168.1.1",
    ):
        subprocess.run(command.split(), check=True)


@contextlib.contextmanager
def desktop() -> Iterator[dict[str, str]]:
    """Have a desktop that nobody sees."""
    with subprocess.Popen(["Xvfb", ":71", "-screen", "0", "1280x720x24"]) as server:  # noqa: S607
        wait(Path("/tmp/.X11-unix/X71").exists, "a desktop")  # noqa: S108 - where X puts it
        try:
            yield {"DISPLAY": ":71"}
        finally:
            server.terminate()
