"""Menus as files that a hub is brought."""

import io
import os
import weakref
import zipfile

from hub.menu.whole_menu import MenuFile


def menu_file(data: bytes, *, is_json: bool = False, keep: bool = False) -> MenuFile:
    """Make a file of bytes; it is closed when nobody holds it any more."""
    descriptor = os.memfd_create("menu")
    file = os.fdopen(descriptor, "w+b", closefd=False)
    weakref.finalize(file, os.close, descriptor)
    file.write(data)
    file.seek(0)
    return MenuFile(file, len(data), is_json, keep=keep)


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """Write a workbook anew with one part more, or another in its place."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()
