"""Machines with a real systemd for tests: Debian in a container of its own (root).

with Container(debian()) as machine:
    machine.run("systemctl", "is-system-running", "--wait")
    machine.restart()

Debian's root is made once, and kept in ``$GALLEYTEST_CACHE`` (``~/.cache/galley`` unless told
otherwise). What a test changes goes into a layer above it, which ends with the container.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from tests.support.namespaces import Machine, wait_until

PACKAGES = (
    # What Raspberry Pi OS Lite has, as far as Galley meets it.
    "systemd,systemd-sysv,dbus,udev,kmod,procps,iproute2,iputils-ping,python3,python3-venv",
    "curl,ca-certificates",
    # What the installer would ask apt for: the container has no network.
    "libgl1,libgl1-mesa-dri,libgbm1,libegl1,libgles2,fonts-dejavu-core",
)
_MIRROR = "http://deb.debian.org/debian"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
_URI = re.compile(r"^(?:URIs:|deb(?: \[.*\])?)\s+(\S+/debian/?)(?:\s|$)", re.MULTILINE)
_BOOT_WITHIN = 60.0
_WITHIN = 120.0
_INSIDE = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}


def cache() -> Path:
    """Return the folder for what is dear to make and cheap to keep; it exists."""
    folder = Path(os.environ.get("GALLEYTEST_CACHE", "~/.cache/galley")).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept(name: str, parts: Sequence[str], make: Callable[[Path], None]) -> Path:
    """Return a folder of the cache, made now if it is not there yet.

    Args:
        name: for people who look into the cache.
        parts: what it is made of; another folder when they change.
        make: fills the new folder that it is given. Nothing is kept if it fails.
    """
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    folder = cache() / f"{name}-{digest}"
    with (cache() / f"{name}-{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            new = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            make(new)
            new.rename(folder)
    return folder


def debian(suite: str = "bookworm", more: Sequence[str] = ()) -> Path:
    """Return a Debian root like Raspberry Pi OS Lite's; needs the network when it is made.

    Args:
        suite: Debian's name of it.
        more: further packages.
    """
    packages = (*PACKAGES, *more)
    parts = (",".join(packages), "1")
    return kept(f"root-{suite}", parts, lambda folder: bootstrap(folder, suite, packages))


def bootstrap(
    folder: Path, suite: str, packages: Sequence[str], *options: str, within: float = 600
) -> None:
    """Make a Debian root, from the network.

    Args:
        folder: that it goes into; empty.
        suite: Debian's name of it.
        packages: beside the few without which there is no Debian.
        options: more of mmdebstrap's own.
        within: seconds.
    """
    subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}"),
            *("--dpkgopt=path-exclude=/usr/share/doc/*", *options, suite, str(folder)),
            debian_source(suite),
        ],
        check=True,
        timeout=within,
    )


def debian_source(suite: str) -> str:
    """Return the line that tells apt where a suite of Debian is, as this machine has it."""
    return f"deb [signed-by={_KEYRING}] {_mirror()} {suite} main"


def _mirror() -> str:
    texts = [each.read_text() for each in _SOURCES if each.is_file()]
    found = (_URI.search(text) for text in texts)
    return next((match[1] for match in found if match), _MIRROR)


class Container:
    """A machine that boots a root with systemd; off, and all it wrote gone, after the context.

    Args:
        root: as :func:`debian` returns it, or the ``layers`` of another one; nothing is written to
            it.
        network: whose network it has; None for one with nothing but ``lo``.
        binds: folders of this machine that are seen inside, read-only, by their path there.
    """

    def __init__(
        self,
        root: Path | Sequence[Path],
        *,
        network: Machine | None = None,
        binds: dict[str, Path] | None = None,
    ) -> None:
        self.layers = (root,) if isinstance(root, Path) else tuple(root)
        """Its root, the uppermost layer first: for another machine that goes on from where this one
        was shut down, as long as its context lasts."""
        self._network = network
        self._binds = binds or {}
        self._stack = ExitStack()
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._leader = 0
        self.console = Path()
        """What it says while it boots."""
        self.root = Path()
        """Its files, as this machine sees them."""

    def __enter__(self) -> Self:
        folder = Path(tempfile.mkdtemp(prefix="galley-container-"))
        self._stack.callback(shutil.rmtree, folder)
        for each in ("upper", "work", "root"):
            (folder / each).mkdir()
        self.root, self.console = folder / "root", folder / "console.log"
        below = ":".join(map(str, self.layers))
        layers = f"lowerdir={below},upperdir={folder / 'upper'},workdir={folder / 'work'}"
        _must("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        self.layers = (folder / "upper", *self.layers)
        self._stack.callback(_must, "umount", self.root)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._stack.close()

    def start(self) -> None:
        """Switch it on, and wait until systemd has started all that it starts."""
        network = "--private-network"
        if self._network is not None:
            network = f"--network-namespace-path={self._network.path}"
        binds = (f"--bind-ro={there}:{inside}" for inside, there in self._binds.items())
        with self.console.open("ab") as log:
            self._nspawn = subprocess.Popen(
                [
                    *("systemd-nspawn", "--quiet", "--boot", f"--directory={self.root}"),
                    *("--register=no", "--keep-unit", network, *binds),
                    *("--resolv-conf=off", "--timezone=off", "--link-journal=no"),
                    "--console=pipe",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            )
        wait_until(self._booted, f"{self.root} boots", _BOOT_WITHIN)

    def restart(self) -> None:
        """Shut it down in order, and switch it on again."""
        self.shut_down()
        self.start()

    def shut_down(self) -> None:
        """Shut it down in order."""
        assert self._nspawn is not None
        # What systemd takes for an orderly halt.
        os.kill(self._leader, signal.SIGRTMIN + 4)
        self._nspawn.wait(_BOOT_WITHIN)
        self._nspawn = None

    def cut(self) -> None:
        """Cut its power: everything inside is gone at once."""
        if self._nspawn is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self._leader or self._nspawn.pid, signal.SIGKILL)
        self._nspawn.wait(_BOOT_WITHIN)
        self._nspawn, self._leader = None, 0

    @property
    def is_off(self) -> bool:
        """Whether it has switched itself off."""
        return self._nspawn is None or self._nspawn.poll() is not None

    def ask(
        self, *command: str | Path, told: str = "", timeout: float = _WITHIN
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command inside as root until it ends; it may fail.

        Args:
            command: found on the path inside.
            told: its standard input.
            timeout: seconds.
        """
        entering = ("nsenter", f"--target={self._leader}", "--all", "--wdns=/")
        return subprocess.run(
            [*entering, *map(str, command)],
            env=_INSIDE,
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )

    def run(self, *command: str | Path, timeout: float = _WITHIN) -> str:
        """Run a command inside as root, and return what it says; it has to succeed."""
        done = self.ask(*command, timeout=timeout)
        assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout}"
        return done.stdout

    def state(self, unit: str, what: str = "ActiveState") -> str:
        """Return one of a unit's properties, as ``systemctl show`` names it."""
        return self.run("systemctl", "show", "--value", f"--property={what}", unit).strip()

    def path(self, inside: str | Path) -> Path:
        """Return where this machine sees a file; not for files in ``/run`` and ``/tmp``."""
        return self.root / str(inside).lstrip("/")

    def _booted(self) -> bool:
        assert self._nspawn is not None
        assert self._nspawn.poll() is None, self.console.read_text(errors="replace")
        pid = self._nspawn.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        # Its first child makes room for the second one, which is the machine's process 1.
        self._leader = next((int(each) for each in children if _is_first(each)), 0)
        if not self._leader:
            return False
        # Before systemd is there, its socket is not, and after that it says where it stands.
        said = self.ask("systemctl", "is-system-running").stdout.strip()
        return said in {"running", "degraded"}


def _is_first(pid: str) -> bool:
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        return re.search(r"^NSpid:\t\d+\t1$", status, re.MULTILINE) is not None
    return False


def _must(*command: str | Path) -> None:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr}"
