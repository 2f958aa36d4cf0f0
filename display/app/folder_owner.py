"""A screen's data folder, and whose it is."""

import os
import pwd
from pathlib import Path


class NotYours(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """The folder is another user's. The text is for whoever started the screen."""


def check_owner(folder: Path) -> None:
    """See that root leaves no files in another user's folder, who could not use them any more.

    Args:
        folder: need not exist; then the nearest one above it counts, in which it would be made.

    Raises:
        NotYours: root is at work in another user's folder.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    owner = place.stat().st_uid
    if os.geteuid() != 0 or owner == 0:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    raise NotYours(
        f"{folder}: this folder is of user {name}, who could not use what root leaves there. Start "
        f"the screen as that user: sudo -u '{name}' galley-display ..., or name another folder "
        "with --data"
    )
