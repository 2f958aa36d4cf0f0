"""Where the screens of the benchmarks are drawn: on an X server in memory, if there is one."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

WIDTH, HEIGHT = 1920, 1080


class Desktop(NamedTuple):
    """A desktop that nobody sees.

    Attributes:
        environment: variables of a program that is to draw on it.
        told: what it is, for the figures.
        pid: of the X server; None without one.
    """

    environment: Mapping[str, str]
    told: str
    pid: int | None


@contextmanager
def desktop(size: tuple[int, int] = (WIDTH, HEIGHT)) -> Iterator[Desktop]:
    """Have one; without Xvfb it is SDL's own, where bringing a frame to the glass costs nothing.

    Args:
        size: width and height in pixels.
    """
    quiet = {"SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    server = shutil.which("Xvfb")
    if server is None:
        told = "SDL's offscreen driver, where a flip costs nothing (with xvfb: an X window)"
        yield Desktop(os.environ | quiet | {"SDL_VIDEODRIVER": "offscreen"}, told, None)
        return
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-nolisten", "tcp"]
    command += ["-screen", "0", f"{size[0]}x{size[1]}x24"]
    with subprocess.Popen(  # noqa: S603
        command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            os.close(write)
            with os.fdopen(read) as said:
                number = said.readline().strip()
            if not number:
                raise RuntimeError("Xvfb ended before it was ready")
            drawn = {"SDL_VIDEODRIVER": "x11", "DISPLAY": f":{number}", "WAYLAND_DISPLAY": ""}
            yield Desktop(os.environ | quiet | drawn, "a window under Xvfb", process.pid)
        finally:
            process.terminate()
