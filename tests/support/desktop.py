"""A desktop that nobody sees: its pixels can be read, and keys can be pressed on it."""

import asyncio
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pygame

_HEAD = struct.Struct(">25I")
_HEAD_BYTES, _LINE_BYTES, _COLOURS = 0, 12, 19
_COLOUR_BYTES = 12
"""Where the fields of an X window dump stand, and how long one of its colours is (XWDFile.h)."""

_MASKS = (0xFF0000, 0x00FF00, 0x0000FF, 0)
_AGAIN_AFTER = 0.015


class Desktop:
    """An X server with one monitor in memory. Use :func:`desktop` to have one.

    Args:
        name: what a program's ``DISPLAY`` is to be.
        framebuffer: the file in which the server keeps the monitor's pixels.
        size: of the monitor, in pixels.
    """

    def __init__(self, name: str, framebuffer: Path, size: tuple[int, int]) -> None:
        self.environment = {"DISPLAY": name, "SDL_VIDEODRIVER": "x11", "WAYLAND_DISPLAY": ""}
        self._framebuffer = framebuffer
        self._size = size

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, as the system calls them: ``1``, ``Return``, ``k``.

        The server gets them as from a keyboard, and gives them to whoever has its focus.
        """
        subprocess.run(
            [_found("xdotool"), "key", *keys],
            env=os.environ | self.environment,
            check=True,
            timeout=30,
        )

    async def picture(self) -> pygame.Surface:
        """Take a picture of the monitor in a moment in which nothing is being drawn."""
        before = self._pixels()
        while True:
            await asyncio.sleep(_AGAIN_AFTER)
            after = self._pixels()
            if after == before:
                return self._surface(after)
            before = after

    def glance(self) -> pygame.Surface:
        """Take a picture at once, also of a moment in which something is being drawn."""
        return self._surface(self._pixels())

    def _surface(self, pixels: bytes) -> pygame.Surface:
        surface = pygame.Surface(self._size, depth=32, masks=_MASKS)
        surface.get_buffer().write(pixels)
        return surface

    def _pixels(self) -> bytes:
        data = self._framebuffer.read_bytes()
        head = _HEAD.unpack_from(data)
        width, height = self._size
        assert head[_LINE_BYTES] == width * 4
        start = head[_HEAD_BYTES] + head[_COLOURS] * _COLOUR_BYTES
        return data[start : start + width * height * 4]


def _found(program: str) -> str:
    path = shutil.which(program)
    assert path is not None, f"{program} is not installed; scripts/test installs it"
    return path


@contextmanager
def desktop(folder: Path, size: tuple[int, int] = (1280, 720)) -> Iterator[Desktop]:
    """Have a desktop for as long as the context lasts, on a display that the server chooses.

    Args:
        folder: for the monitor's pixels; made if there is none.
        size: of the monitor, in pixels.
    """
    folder.mkdir(parents=True)
    reading, writing = os.pipe()
    monitor = f"{size[0]}x{size[1]}x24"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            # Without -noreset it forgets everything when its last program has gone.
            [
                *(_found("Xvfb"), "-displayfd", str(writing), "-screen", "0", monitor),
                *("-fbdir", str(folder), "-noreset", "-nolisten", "tcp"),
            ],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, (folder / "server.log").read_text("utf-8")
        yield Desktop(f":{number}", folder / "Xvfb_screen0", size)
    finally:
        server.terminate()
        server.wait(30)
