"""What the program tells whoever started it."""

import sys

from hub.common.terminal_safe import plain


def say(lines: str) -> None:
    """Write to stderr, each line under the program's name; no text has power over a terminal."""
    for line in lines.split("\n"):
        sys.stderr.write(f"galley-display: {plain(line)}\n")
