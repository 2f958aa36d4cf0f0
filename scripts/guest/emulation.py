"""Programs for arm64, run by this machine's kernel: qemu-user, behind binfmt_misc (root)."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.guest.commands import Failed, run

# The head of a program for Linux on aarch64, and which of its bits count; as the kernel reads it.
_HEAD = r"\x7fELF\x02\x01\x01" + r"\x00" * 9 + r"\x02\x00\xb7\x00"
_BITS = r"\xff" * 7 + r"\x00" + r"\xff" * 8 + r"\xfe\xff\xff\xff"

_BINFMT = "/proc/sys/fs/binfmt_misc"
# Newer kernels forget what they were told with the last mount of it, older ones never do. So a
# mount of its own is held, and at the end, whatever that is, what was told is taken back.
_HOLD = f"""
mount -t binfmt_misc binfmt_misc {_BINFMT}
printf %s "$2" >{_BINFMT}/register
echo held
read -r nothing || true
echo -1 >"{_BINFMT}/$1"
"""

_ENTER = """
layers=$1 root=$2 brought=$3
shift 3
mount -t overlay overlay -o "$layers" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$brought" "$root/srv"
exec chroot "$root" "$@"
"""
_INSIDE = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "PYTHONPATH": "/srv",
}


@contextmanager
def emulate() -> Iterator[None]:
    """Let the kernel run programs for arm64 in the context, those in a chroot as well.

    Raises:
        Failed: the kernel or qemu-user cannot.
    """
    qemu = shutil.which("qemu-aarch64-static")
    if qemu is None:
        raise Failed("there is no qemu-aarch64-static: apt-get install qemu-user-static")
    # A name of its own: Debian's package may have registered one, and another run too.
    name = f"galley-arm64-{os.getpid()}"
    # F: opened now, because it is not there in a chroot.
    told = f":{name}:M::{_HEAD}:{_BITS}:{qemu}:F"
    words = ["unshare", "--mount", "sh", "-ec", _HOLD, "sh", name, told]
    with subprocess.Popen(  # noqa: S603 - all that it is given is written here
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as holder:
        said = holder.stdout.readline() if holder.stdout else ""
        if said != "held\n":
            raise Failed(f"this kernel cannot be told what to run arm64 with: {said}")
        yield


def inside(layers: Sequence[Path], upper: Path, brought: Path, *command: str, within: float) -> str:
    """Run a program of a root for arm64 to its end, as root; return what it says.

    It has the network of this machine, and no file of it but what is brought.

    Args:
        layers: the root, the uppermost layer first; nothing is written to them.
        upper: a folder that takes what is written.
        brought: a folder that is seen in ``/srv``, where the program works.
        command: the program's path, and its arguments.
        within: seconds.

    Raises:
        Failed: it ended badly, and the text has what it said.
    """
    # On the disk of the upper layer, as overlayfs wants it.
    with tempfile.TemporaryDirectory(prefix="arm64-", dir=upper.parent) as place:
        work, root = Path(place) / "work", Path(place) / "root"
        work.mkdir()
        root.mkdir()
        below = ":".join(map(str, layers))
        return run(
            *("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", _ENTER, "sh"),
            *(f"lowerdir={below},upperdir={upper},workdir={work}", root, brought),
            *("/usr/bin/env", "--ignore-environment", "--chdir=/srv"),
            *(f"{key}={value}" for key, value in _INSIDE.items()),
            *command,
            within=within,
        )
