"""Prints the table of who may do what, of a hub on a folder of its own."""

import asyncio
import sys
import tempfile
from pathlib import Path

from hub.app import run_hub
from hub.http.permissions_table import table


async def written() -> str:
    """Start a hub that nobody can reach, and write down what it would let whom do."""
    with tempfile.TemporaryDirectory() as folder:
        async with run_hub(Path(folder) / "data") as hub:
            return table(hub.resources.public, hub.resources.local)


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(written()))
