"""``python scripts/demo/windows.py``: which screens the demo opens on a desktop, side by side.

A line a screen: its station, where its window begins, and how large that is. Nothing where one
screen has to do: scripts/run opens it as it always does.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

_LEAST_WIDTH = 900
"""Pixels that a screen needs for two columns of tickets, on a monitor that is read from 1.5 m."""

_MOST = 3
"""Screens that a demo shows at the most: two stations, and expo."""

_ABOVE, _BELOW = 40, 60
"""Pixels that a desktop needs for the title of a window, and for its own bar."""

_DESKTOPS = frozenset({"x11", "wayland", "windows", "cocoa"})
_ANSWER_WITHIN = 10.0


class DemoWindow(NamedTuple):
    """A screen's window: its station, its left top corner, and its size, in pixels."""

    station: str
    left: int
    top: int
    width: int
    height: int


def place(desktop: tuple[int, int], stations: Sequence[str]) -> list[DemoWindow]:
    """Set screens of stations and one of expo beside each other, as many as can be read.

    Args:
        desktop: its size in pixels.
        stations: of the kitchen, in its order.

    Returns:
        a window for each; none where there is no room for two, or no station.
    """
    width, height = desktop
    count = min(width // _LEAST_WIDTH, len(stations) + 1, _MOST)
    if count < 2:  # noqa: PLR2004 - side by side
        return []
    each, high = width // count, height - _ABOVE - _BELOW
    names = [*stations[: count - 1], "expo"]
    return [DemoWindow(name, at * each, _ABOVE, each, high) for at, name in enumerate(names)]


def main() -> int:
    """Say where screens go; returns the exit code."""
    parser = argparse.ArgumentParser(prog="windows", description=__doc__.partition("\n")[0])
    parser.add_argument("--url", required=True, help="where the hub is")
    parser.add_argument("--token-file", required=True, type=Path, help="holds a token for it")
    wanted = parser.parse_args()
    desktop = _find_desktop()
    if desktop is None:
        return 0
    token = wanted.token_file.read_text().strip()
    for window in place(desktop, _ask_stations(wanted.url, token)):
        station, left, top, width, height = window
        print(f"{station} {left},{top} {width}x{height}")
    return 0


def _find_desktop() -> tuple[int, int] | None:
    """Say how large the desktop is; None where there is none, only a monitor."""
    try:
        pygame.display.init()
    except pygame.error:
        return None
    try:
        found = pygame.display.get_driver() in _DESKTOPS
        return pygame.display.get_desktop_sizes()[0] if found else None
    finally:
        pygame.display.quit()


def _ask_stations(url: str, token: str) -> list[str]:
    request = Request(  # noqa: S310 - the address is that of the hub that was just started
        f"{url}/api/kitchen/stations", headers={"Authorization": f"Bearer {token}"}
    )
    with urlopen(request, timeout=_ANSWER_WITHIN) as answer:  # noqa: S310 - as above
        return [station["id"] for station in json.load(answer)["data"]]


if __name__ == "__main__":
    sys.exit(main())
