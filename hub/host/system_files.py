"""The few files of the system that galley-host writes: drop-ins of its own, and one line."""

import os
from pathlib import Path

from hub.common.atomic_file import write_private
from hub.wire.host import JournalPlace

_HEAD = "# Written by galley-host, as a manager has set it on the page /manage.\n"
_WATCHDOG = "14s"
"""What the hardware of a Raspberry Pi counts to is less than 16 s; more is no watchdog at all."""


def watchdog_text(*, on: bool) -> str:
    """Write how systemd is to use the machine's watchdog."""
    return f"{_HEAD}[Manager]\nRuntimeWatchdogSec={_WATCHDOG if on else '0'}\n"


def journal_text(keep: JournalPlace, megabytes: int) -> str:
    """Write where systemd is to keep its log, and how large that may become."""
    if keep is JournalPlace.CARD:
        return f"{_HEAD}[Journal]\nStorage=persistent\nSystemMaxUse={megabytes}M\n"
    return f"{_HEAD}[Journal]\nStorage=volatile\nRuntimeMaxUse={megabytes}M\n"


def hosts_text(before: str, name: str) -> str:
    """Write the hosts as they were, with another name for the machine itself."""
    own = f"127.0.1.1\t{name}"
    lines = before.splitlines()
    kept = [own if line.split()[:1] == ["127.0.1.1"] else line for line in lines]
    return "\n".join(kept if own in kept else [*kept, own]) + "\n"


def write_drop_in(file: Path, text: str) -> None:
    """Write a drop-in that everybody may read, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(exist_ok=True)
    write_private(file, text.encode())
    file.chmod(0o644)


def write_in_place(file: Path, text: str) -> None:
    """Write a file whose folder may not be written to: at no moment is it empty or short.

    Raises:
        OSError: it cannot be written.
    """
    content = text.encode()
    with file.open("r+b") as opened:
        # In one go and as long as it was, so that nothing of the old text is left behind the new.
        before = os.fstat(opened.fileno()).st_size
        os.pwrite(opened.fileno(), content.ljust(before, b"\n"), 0)
        os.ftruncate(opened.fileno(), len(content))
        os.fsync(opened.fileno())
