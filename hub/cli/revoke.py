"""Making a token worthless, whatever the command calls whoever has it."""

from pathlib import Path

from hub.cli.by_name_or_id import meant
from hub.cli.hub_client import linked
from hub.cli.output import plain, say


async def revoked(data: Path, which: str, *, what: str, path: str) -> int:
    """Revoke one, at once, and say so; returns the exit code.

    Args:
        data: the data folder.
        which: its id or its name.
        what: what they are called, as in ``galley-hub token``.
        path: where the hub lists them.

    Raises:
        CommandFailed: there is none, or more than one.
    """
    async with linked(data) as hub:
        found = meant((await hub.ask("GET", path)).data, which, what)
        await hub.ask("DELETE", f"{path}/{found['id']}")
    say(f"Revoked {plain(found['name'])} ({found['id']}).")
    return 0
