"""What to do when the X server goes away under a window.

Xlib ends the process itself, with the exit code 1 and a line about XIO: nothing that is raised gets
through it, and the connection cannot be taken up again. So that whoever started the screen knows
what happened, it is said in our words and ends with a code of its own.
"""

import ctypes
import logging
import os
import re
from contextlib import suppress
from pathlib import Path

GONE = os.EX_TEMPFAIL
"""Exit code 75: nothing is wrong with the screen, it has to be started again."""

_XLIB = re.compile(r"/\S*/libX11[.-]\S*$", re.MULTILINE)
_log = logging.getLogger(__name__)


def _x_server_gone(_display: int) -> int:
    _log.error("the desktop has ended and its window with it; to be started again (code %d)", GONE)
    logging.shutdown()
    os._exit(GONE)


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_x_server_gone)
"""Kept here, because Xlib does not keep it."""


def tell_when_x_goes() -> None:
    """End with code 75 and a message when the X server goes away. Call it when X is in use."""
    with suppress(OSError, AttributeError):
        found = _XLIB.search(Path("/proc/self/maps").read_text())
        if found is not None:
            ctypes.CDLL(found[0]).XSetIOErrorHandler(_HANDLER)
