"""What processes cost, as the kernel counts it."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_MIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")


class Memory(NamedTuple):
    """Memory of some processes in MiB.

    Attributes:
        resident: pages that are in memory; what several share is counted for each of them.
        share: the same, with a page that is shared by n counted as 1/n (PSS).
    """

    resident: float
    share: float


def tree(root: int) -> list[int]:
    """List a process and all that it has started, and they, and so on."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [root]
    for each in found:
        found += children.get(each, [])
    return found


def processor_seconds(pids: Iterable[int]) -> float:
    """Say how long processes have kept a processor busy, in seconds; those that ended count 0."""
    return sum(
        (int(fields[11]) + int(fields[12])) / _TICKS for pid in pids if (fields := _stat(pid))
    )


def seconds_of_others() -> float:
    """Say how long others have kept processors busy since the machine began, in seconds.

    Others are all but this process and those of its children that have ended, and, on a virtual
    machine, the machine's other guests. Only differences say something.
    """
    line = Path("/proc/stat").read_text("utf-8").partition("\n")[0]
    user, nice, system, _, _, *interrupts = map(int, line.split()[1:9])
    busy = (user + nice + system + sum(interrupts)) / _TICKS
    return busy - sum(os.times()[:4])


def bytes_written(pid: int) -> int:
    """Say how many bytes a process has caused to be written to a disk.

    The kernel counts whole pages of 4096 bytes when they are first written to; sockets, pipes and
    a tmpfs count nothing, and so does the journal of the file system.
    """
    lines = Path(f"/proc/{pid}/io").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes:"))


def memory(pids: Iterable[int]) -> Memory:
    """Say how much memory processes hold; those that ended hold none."""
    sums = {"Rss:": 0, "Pss:": 0}
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for line in lines:
            name, _, amount = line.partition(" ")
            if name in sums:
                sums[name] += int(amount.split()[0])
    return Memory(sums["Rss:"] / _MIB, sums["Pss:"] / _MIB)


def _stat(pid: int) -> list[str]:
    """Read the fields from the third on; the second, the name, may hold anything."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return line.rpartition(")")[2].split()
