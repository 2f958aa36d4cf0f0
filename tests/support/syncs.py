"""What had been written when the program asked for it to be on the disk."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Sync(NamedTuple):
    """One fsync.

    Attributes:
        path: of the file or folder, by the name that it had then.
        content: of the file as it was then; None for a folder.
    """

    path: Path
    content: bytes | None


def noted_syncs(
    monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None] = lambda: None
) -> list[Sync]:
    """Note every fsync from now on; each is carried out as well.

    Args:
        monkeypatch: ends it with the test.
        meanwhile: called at each of them, while nothing of it is on the disk yet.

    Returns:
        the list that they are added to.
    """
    noted: list[Sync] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        is_file = stat.S_ISREG(os.fstat(handle).st_mode)
        noted.append(Sync(path, path.read_bytes() if is_file else None))
        meanwhile()
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return noted
