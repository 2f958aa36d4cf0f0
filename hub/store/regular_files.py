"""The files in a folder, whatever else lies there: one odd thing must not hide the others."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Regular(NamedTuple):
    """A file, and what the system knows of it."""

    path: Path
    known: os.stat_result


def regular_files(folder: Path, pattern: str = "*") -> Iterator[Regular]:
    """Go through the files in a folder, in any order; links are followed.

    Passed over is what is no file, or leads to none: a folder or a pipe that is called like one, a
    dangling link, what cannot be looked at, and what has gone meanwhile.

    Args:
        folder: where to look.
        pattern: of the names, as for :meth:`Path.match`.

    Raises:
        OSError: the folder itself cannot be read.
    """
    for path in folder.iterdir():
        if path.match(pattern):
            found = _stat(path)
            if found is not None and stat.S_ISREG(found.st_mode):
                yield Regular(path, found)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
