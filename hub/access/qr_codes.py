"""QR codes as what a page or a slip of paper draws."""

from itertools import groupby

import segno

from hub.wire.link_codes import QrDrawing, Wifi, wifi_text

_MARGIN = 4
"""Light modules around a code, as its standard asks for."""


def draw_qr(text: str) -> QrDrawing:
    """Draw a QR code as the path of an SVG: a rectangle for each run of dark modules."""
    rows = segno.make_qr(text, error="m").matrix
    path = "".join(
        f"M{column + _MARGIN} {row + _MARGIN}h{length}v1h-{length}z"
        for row, modules in enumerate(rows)
        for column, length in _find_dark(modules)
    )
    return QrDrawing(text=text, size=len(rows) + 2 * _MARGIN, path=path)


def show_wifi(name: str, password: str) -> Wifi | None:
    """Show a Wi-Fi that devices join, with its QR code; None for one without a name."""
    if not name:
        return None
    return Wifi(name=name, password=password, qr=draw_qr(wifi_text(name, password)))


def _find_dark(modules: bytearray) -> list[tuple[int, int]]:
    """List where the dark runs of a row begin, and how long each is."""
    found, column = [], 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            found.append((column, length))
        column += length
    return found
