"""What SDL has opened in this process, which it does not tell: the kernel does."""

import os
from contextlib import suppress
from pathlib import Path

_DESCRIPTORS = "/proc/self/fd"


def find_open(folder: Path, prefix: str) -> list[int]:
    """List the descriptors of this process that are open files of a folder.

    Args:
        folder: as the kernel writes it, with no link in it.
        prefix: how the names of the files begin.

    Returns:
        the descriptors; () where there is no such list, which is everywhere but on Linux.
    """
    start = os.path.join(folder, prefix)  # noqa: PTH118 - a Path for each would cost ten times that
    found = []
    with suppress(OSError):
        for number in os.listdir(_DESCRIPTORS):  # noqa: PTH208
            with suppress(OSError):
                if os.readlink(f"{_DESCRIPTORS}/{number}").startswith(start):  # noqa: PTH115
                    found.append(int(number))
    return found
