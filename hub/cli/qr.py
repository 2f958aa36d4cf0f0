"""A QR code on a terminal."""

import io
import shutil
import sys

import segno

_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[97;40m", "\x1b[0m"


def drawn(text: str) -> str | None:
    """Draw a QR code for the terminal that is there.

    Returns:
        lines of half blocks, in colours that a camera can read whatever the terminal's own are;
        None when stdout is no terminal, is too narrow, or cannot show them.
    """
    picture = io.StringIO()
    segno.make_qr(text, error="m").terminal(picture, compact=True)
    lines = picture.getvalue().splitlines()
    columns = shutil.get_terminal_size().columns
    if not sys.stdout.isatty() or max(map(len, lines)) > columns:
        return None
    try:
        "█▀▄".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return None
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in lines)
