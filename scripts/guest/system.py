"""The guest's disk: Debian as Raspberry Pi OS Lite has it, and what is soldered to the machine."""

import shutil
import tempfile
from pathlib import Path

from scripts.guest.commands import run
from scripts.guest.kernel import Kernel
from tests.support.containers import debian, kept

SUITE = "bookworm"
PACKAGES = ("qemu-guest-agent", "alsa-utils", "e2fsprogs", "systemd-timesyncd")
"""Beside what the containers of the tests have."""

SIZE = "4G"
"""Sparse: it takes what is in it."""

_INSIDE = Path(__file__).parent / "inside"
_FILES = {
    "etc/hostname": "kitchen\n",
    "etc/hosts": "127.0.0.1 localhost\n127.0.1.1 kitchen\n::1 localhost\n",
    "etc/modules-load.d/guest.conf": "configfs\ngpio_sim\nevdev\n",
    "etc/systemd/network/80-any.network": "[Match]\nName=en* eth*\n\n[Network]\nDHCP=yes\n",
    # As Raspberry Pi OS has it.
    "etc/udev/rules.d/99-gpio.rules": 'SUBSYSTEM=="gpio", GROUP="gpio", MODE="0660"\n',
    "usr/local/sbin/wires": (_INSIDE / "wires.sh").read_text("utf-8"),
    "etc/systemd/system/wires.service": (_INSIDE / "wires.service").read_text("utf-8"),
    "usr/local/share/press.py": (_INSIDE / "press.py").read_text("utf-8"),
}
_ENABLED = ("wires.service", "systemd-networkd.service")
_PROGRAMS = {"usr/local/sbin/wires"}


def root() -> Path:
    """Return Debian's files; fetched first if they are not in the cache."""
    return debian(SUITE, PACKAGES)


def system(kernel: Kernel, root: Path) -> Path:
    """Return the disk of a machine that has never seen Galley; made now if it is not in the cache.

    It is not to be written to.

    Args:
        kernel: whose modules are on it.
        root: what else is on it.
    """

    def make(folder: Path) -> None:
        # In the cache's folder, so that it is the same disk and nothing is copied twice.
        with tempfile.TemporaryDirectory(prefix="root-", dir=folder) as work:
            copy = Path(work) / "root"
            run("cp", "--archive", "--reflink=auto", root, copy)
            _solder(copy, kernel)
            _disk(copy, folder / "disk.img", SIZE)

    parts = (root.name, str(kernel.modules), SIZE, *_FILES, *_FILES.values())
    return kept("guest/system", parts, make) / "disk.img"


def stick(folder: Path, file: Path) -> Path:
    """Make a stick with what an owner brings: a disk of a folder's files; return it."""
    _disk(folder, file, "256M")
    return file


def _solder(root: Path, kernel: Kernel) -> None:
    shutil.copytree(kernel.modules, root / "usr/lib/modules", dirs_exist_ok=True)
    for name, text in _FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        file.chmod(0o755 if name in _PROGRAMS else 0o644)
    run("chroot", root, "groupadd", "--force", "--system", "gpio")
    run("systemctl", f"--root={root}", "enable", *_ENABLED)


def _disk(folder: Path, file: Path, size: str) -> None:
    file.unlink(missing_ok=True)
    run("mke2fs", "-q", "-t", "ext4", "-d", folder, "-F", file, size)
