"""What the disk is like on which the databases of the benchmarks are.

Run as a program with a folder, it says how many milliseconds an fsync takes there.
"""

import os
import statistics
import sys
import time
from pathlib import Path

_TIMES = 50
_PAGE = 4096


def file_system(folder: Path) -> str:
    """Name the kind of file system that a folder is on; on a tmpfs an fsync costs nothing."""
    place = folder.resolve()
    found = "unknown"
    # What is mounted later hides what was mounted before in the same place.
    longest = 0
    for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
        _, point, kind, *_ = line.split()
        if place.is_relative_to(point) and len(point) >= longest:
            longest, found = len(point), kind
    return found


def fsync_time(folder: Path) -> float:
    """Say how many milliseconds it takes until one more page of a file is on the disk (median)."""
    return statistics.median(fsync_times(folder, _TIMES))


def fsync_times(folder: Path, times: int) -> list[float]:
    """Say how many milliseconds each of so many pages of a file takes until it is on the disk."""
    file = folder / f"fsync-{os.getpid()}"
    taken = []
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for turn in range(times):
            os.pwrite(handle, b"x" * _PAGE, turn * _PAGE)
            began = time.perf_counter()
            os.fdatasync(handle)
            taken.append(1000 * (time.perf_counter() - began))
    finally:
        os.close(handle)
        file.unlink()
    return taken


if __name__ == "__main__":
    print(fsync_time(Path(sys.argv[1])))
