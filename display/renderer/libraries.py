"""Whether a shared library is there. Needs no pygame."""

import ctypes


def has_library(file: str) -> bool:
    """Return whether a shared library can be loaded, by its file name."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
