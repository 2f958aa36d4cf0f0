"""A hub with a follower of twenty lines, which keeps every event in a file: once, and in order."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.__main__ import main
from hub.app import Hub, run_hub
from hub.branch import Branch
from hub.cli import serve
from hub.commit.followers import Batch
from hub.config import Settings

FILE = "followed"


def keep_events(branch: Branch, file: Path) -> None:
    """Write a line for each event that has none yet."""
    kept = file.read_text().splitlines() if file.exists() else []
    last = kept[-1].split()[:2] if kept else []

    async def handle(batch: Batch) -> None:
        nonlocal last
        after = int(last[1]) if last[:1] == [batch.epoch] else 0
        new = [f"{batch.epoch} {e.seq} {e.type}" for e in batch.events if e.seq > after]
        if new:
            with file.open("a") as out:
                out.write("\n".join([*new, ""]))
                out.flush()
                os.fsync(out.fileno())
            last = new[-1].split()[:2]

    branch.followers.follow("file", handle)


@asynccontextmanager
async def _followed(
    data: Path,
    settings: Settings,
    **given: Any,  # noqa: ANN401 - as the program gives it
) -> AsyncIterator[Hub]:
    async with run_hub(data, settings, **given) as hub:
        keep_events(hub.branch, data / FILE)
        yield hub


if __name__ == "__main__":
    serve.run_hub = _followed  # type: ignore[attr-defined, assignment] # what serve runs
    sys.exit(main())
