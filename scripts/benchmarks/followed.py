"""A hub whose log is followed, as ``galley-hub serve`` runs it otherwise; see ``following``."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.__main__ import main
from hub.app import Hub, run_hub
from hub.cli import serve
from hub.commit.followers import Batch
from hub.config import Settings
from hub.network.tls.issuing import Issuer


async def _handle(batch: Batch) -> None:
    # What every follower does at the least: it looks at each event.
    for event in batch.events:
        len(event.payload)


@asynccontextmanager
async def _followed(data: Path, settings: Settings, *, issuer: Issuer) -> AsyncIterator[Hub]:
    async with run_hub(data, settings, issuer=issuer) as hub:
        hub.branch.followers.follow("benchmark", _handle)
        yield hub


if __name__ == "__main__":
    serve.run_hub = _followed  # type: ignore[attr-defined, assignment] # what serve runs
    sys.exit(main())
