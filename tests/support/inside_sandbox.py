"""What a service can and cannot do, tried from inside it: ``name: what came of it``, as JSON.

Run as the main program of a unit, in place of its own. It knows nothing but Python.
"""

import ctypes
import json
import mmap
import os
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_PTRACE_TRACEME = 0
CABLE = "eth0"
_MULTICAST = "224.0.0.251"


def _write(folder: str) -> None:
    file = Path(folder) / "galley-was-here"
    file.write_text("x")
    file.unlink()


def _libc(name: str, *arguments: object) -> None:
    if getattr(LIBC, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _listen() -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as door:
        door.bind(("::", 0))
        door.listen()


def _multicast() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind(("", 5353))
        mine = socket.if_nametoindex(CABLE)
        group = struct.pack("=4s4si", socket.inet_aton(_MULTICAST), bytes(4), mine)
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)


def _netlink() -> None:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as route:
        route.bind((0, 0))


def _packet() -> None:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()


def _executable() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_READ | mmap.PROT_EXEC).close()


def _setuid_file() -> None:
    file = Path(os.environ["STATE_DIRECTORY"]) / "as-root"
    file.touch()
    try:
        file.chmod(0o4755)
    finally:
        file.unlink()


TRIED: dict[str, Callable[[], object]] = {
    "write /etc": lambda: _write("/etc"),
    "write /etc/galley": lambda: _write("/etc/galley"),
    "write /usr": lambda: _write("/usr"),
    "write /opt/galley": lambda: _write("/opt/galley"),
    "write /var/lib": lambda: _write("/var/lib"),
    "write /home": lambda: _write("/home/cook"),
    "read /home": lambda: list(Path("/home/cook").iterdir()),
    "write its state": lambda: _write(os.environ["STATE_DIRECTORY"]),
    "write its runtime folder": lambda: _write(os.environ["RUNTIME_DIRECTORY"]),
    "write a stick": lambda: _write("/media/stick"),
    "write /tmp": lambda: _write("/tmp"),  # noqa: S108
    "read the hub's data": lambda: list(Path("/var/lib/galley").iterdir()),
    "see process 1": lambda: Path("/proc/1/status").read_text("utf-8"),
    "name the machine": lambda: _libc("sethostname", b"vm", 2),
    "mount": lambda: _libc("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "trace": lambda: _libc("ptrace", _PTRACE_TRACEME, 0, 0, 0),
    "become root": lambda: os.setuid(0),
    "make a setuid file": _setuid_file,
    "raw packets": _packet,
    "executable memory": _executable,
    "listen": _listen,
    "multicast": _multicast,
    "netlink": _netlink,
    # The last one: what comes after it would be tried without root's rights.
    "make a user namespace": lambda: _libc("unshare", _CLONE_NEWUSER),
}


def main() -> None:
    """Try everything, and write what came of it into the file that is named."""
    found: dict[str, str] = {}
    for name, attempt in TRIED.items():
        try:
            attempt()
        except OSError as error:
            found[name] = error.strerror or str(error)
        else:
            found[name] = "done"
    Path(sys.argv[1]).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
