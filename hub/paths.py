"""What is where in a hub's data folder."""

from pathlib import Path

DATABASE = "galley.db"
OWNER_SOCKET = "hub.sock"


def make_private(data: Path) -> None:
    """Make a data folder that only its owner can look into, unless there is one.

    Raises:
        OSError: it cannot be made.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
