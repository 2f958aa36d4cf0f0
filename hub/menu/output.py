"""The menu written out, as JSON or as a spreadsheet: once for each menu, whoever asks for it."""

import asyncio
from collections.abc import Callable, Generator

import msgspec

from hub.background import in_slices
from hub.domain.menu import Menu
from hub.wire.spreadsheet import menu_lines

_encode = msgspec.json.Encoder().encode
Steps = Generator[None, None, bytes]


class MenuOutput:
    """Keeps what was written of the last menu that was asked for.

    A menu of thousands of dishes takes longer to write than the loop may be held for, and tablets
    ask for it together, after each change.

    Args:
        write: writes a menu, in steps.
    """

    def __init__(self, write: Callable[[Menu], Steps]) -> None:
        self._write = write
        self._menu: Menu | None = None
        self._writing: asyncio.Task[bytes] | None = None

    async def write(self, menu: Menu) -> bytes:
        """Show a menu, as it was when it was asked for."""
        if self._writing is None or self._menu is not menu or self._writing.cancelled():
            self._menu = menu
            self._writing = asyncio.create_task(in_slices(self._write(menu)))
        # Whoever goes away meanwhile leaves the others waiting for it.
        return await asyncio.shield(self._writing)


def write_json(menu: Menu) -> Steps:
    """Write a menu as the API shows it."""
    pieces: list[bytes] = []
    before = b"{"
    for name in ("categories", "stations", "items"):
        pieces.append(before + b'"%b":[' % name.encode())
        between = b""
        for entry in getattr(menu, name).values():
            pieces.append(between + _encode(entry))
            between = b","
            yield
        before = b"],"
    return b"".join((*pieces, b"]}"))


def write_csv(menu: Menu) -> Steps:
    """Write the dishes of a menu as a spreadsheet."""
    written: list[bytes] = []
    for line in menu_lines(menu.items.values()):
        written.append(line.encode())
        yield
    return b"".join(written)
