"""What a monitor says of its own size (EDID), and what of that is to be believed. Pure.

Of 12,000 monitors one in fifty gives no usable size, and one in twenty two sizes that differ: some
write the ratio of their sides instead, some what a panel of another monitor has.
"""

import math
from typing import NamedTuple

from display.view_model.letter_sizes import MonitorSize, SizeSource

_HEADER = b"\x00\xff\xff\xff\xff\xff\xff\x00"
_BLOCK = 128
_CENTIMETRES = 21
_FIRST_TIMING = 54
_TIMING = 18

_RATIOS = frozenset({(16, 9), (16, 10), (160, 90), (160, 100), (1600, 900), (1600, 1000)})
"""What stands there in place of a size, in centimetres and in millimetres."""

_SHAPE = 0.08
_AGREE = 0.1
_DENSITIES = (25.0, 400.0)
"""Pixels an inch that a monitor in a kitchen may have."""

_USUAL = {(800, 480): 7.0, (1024, 600): 10.0, (1280, 800): 10.0}
_BY_PIXELS = ((500_000, 7.0), (800_000, 10.0), (7_000_000, 24.0))
_LARGEST = 43.0


class ConnectedMonitor(NamedTuple):
    """A monitor as it is driven.

    Attributes:
        width, height: in pixels, all of it.
        edid: what it says of itself; empty if nothing is known.
        connector: the socket that it is plugged into, as the kernel calls it; empty if not known.
    """

    width: int
    height: int
    edid: bytes = b""
    connector: str = ""


class StatedSize(NamedTuple):
    """What a monitor says: widths and heights; zeros where it says nothing."""

    centimetres: tuple[int, int]
    millimetres: tuple[int, int]
    pixels: tuple[int, int]


def read_edid(edid: bytes) -> StatedSize | None:
    """Read a monitor's own data; None if it is none, or was damaged on the way.

    Args:
        edid: as the kernel gives it: blocks of 128 bytes, of which the first one counts.
    """
    block = edid[:_BLOCK]
    if len(block) < _BLOCK or not block.startswith(_HEADER) or sum(block) % 256:
        return None
    centimetres = (block[_CENTIMETRES], block[_CENTIMETRES + 1])
    timing = block[_FIRST_TIMING : _FIRST_TIMING + _TIMING]
    if timing[:2] == b"\x00\x00":
        # Without a pixel clock it is a text or the like.
        return StatedSize(centimetres, (0, 0), (0, 0))
    return StatedSize(
        centimetres,
        (timing[12] | (timing[14] & 0xF0) << 4, timing[13] | (timing[14] & 0x0F) << 8),
        (timing[2] | (timing[4] & 0xF0) << 4, timing[5] | (timing[7] & 0xF0) << 4),
    )


def choose_size(monitor: ConnectedMonitor, inches: float = 0) -> MonitorSize:
    """Say how large a monitor is.

    Args:
        monitor: the monitor.
        inches: of its diagonal, as the settings say; 0 if they say nothing.
    """
    width, height = monitor.width, monitor.height
    if inches:
        return MonitorSize(width, height, inches, SizeSource.SETTING)
    said = read_edid(monitor.edid)
    if said is not None:
        x, y = said.centimetres
        coarse = _believe((10 * x, 10 * y), said.centimetres, monitor)
        fine = _believe(said.millimetres, said.millimetres, monitor)
        if coarse and fine and _agree(coarse, fine):
            return MonitorSize(width, height, _inches(fine), SizeSource.CENTIMETRES)
        if coarse:
            return MonitorSize(width, height, _inches(coarse), SizeSource.CENTIMETRES)
        if fine:
            return MonitorSize(width, height, _inches(fine), SizeSource.MILLIMETRES)
    return MonitorSize(width, height, _guess(width, height), SizeSource.RESOLUTION)


def _believe(
    size: tuple[int, int], said: tuple[int, int], monitor: ConnectedMonitor
) -> tuple[int, int] | None:
    """Return a size in mm if a monitor with these pixels can have it."""
    if not all(size) or said in _RATIOS:
        return None
    # A desktop may have turned its picture, and the monitor knows nothing of that.
    long, short = max(monitor.width, monitor.height), max(1, min(monitor.width, monitor.height))
    shape = max(size) / min(size) * short / long
    density = math.hypot(long, short) / _inches(size)
    fits = 1 - _SHAPE <= shape <= 1 + _SHAPE and _DENSITIES[0] <= density <= _DENSITIES[1]
    return size if fits else None


def _agree(coarse: tuple[int, int], fine: tuple[int, int]) -> bool:
    return all(abs(one - other) <= _AGREE * one for one, other in zip(coarse, fine, strict=True))


def _inches(millimetres: tuple[int, int]) -> float:
    return math.hypot(*millimetres) / 25.4


def _guess(width: int, height: int) -> float:
    usual = _USUAL.get((max(width, height), min(width, height)))
    most = (inches for pixels, inches in _BY_PIXELS if width * height < pixels)
    return usual or next(most, _LARGEST)
