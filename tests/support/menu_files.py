"""Menus as files that a hub is brought."""

import os
import weakref

from hub.menu.whole_menu import MenuFile


def menu_file(data: bytes, *, is_json: bool = False) -> MenuFile:
    """Make a file of bytes; it is closed when nobody holds it any more."""
    descriptor = os.memfd_create("menu")
    file = os.fdopen(descriptor, "w+b", closefd=False)
    weakref.finalize(file, os.close, descriptor)
    file.write(data)
    file.seek(0)
    return MenuFile(file, len(data), is_json)
