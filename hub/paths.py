"""What is where in a hub's data folder."""

from pathlib import Path

DATABASE = "galley.db"
OWNER_SOCKET = "hub.sock"
MANAGER_TOKEN = "manager.token"  # noqa: S105 - a file's name
"""The first manager's, until somebody takes it away."""

TLS = "tls"
"""Keys and certificates."""

ARCHIVES = "archive"
"""Old history, in a file for each year."""

BACKUPS = "backups"
"""Where backups go unless the owner says otherwise."""


def make_private(data: Path) -> None:
    """Make a data folder that only its owner can look into, unless there is one.

    Raises:
        OSError: it cannot be made.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
