"""Files that are the owner's alone, and are never there in part."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file so that a power cut leaves either the old one or the new one.

    Nobody but the owner can read it, at no moment.

    Args:
        path: in a folder that exists.
        content: of the whole file.

    Raises:
        OSError: it cannot be written.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # The new name has to outlive a power cut as well.
        os.fsync(folder)
    finally:
        os.close(folder)
