"""``galley-hub fingerprint``: what to compare a certificate with."""

import argparse
import asyncio

from hub.cli.hub_client import linked
from hub.cli.output import say
from hub.wire.pinning import readable


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``fingerprint`` takes: nothing."""
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    """Show it.

    Raises:
        CommandFailed: the hub cannot be reached.
        CannotOpen: the database cannot be used.
    """
    return asyncio.run(_show(arguments))


async def _show(arguments: argparse.Namespace) -> int:
    async with linked(arguments.data) as link:
        anchor = (await link.ask("GET", "/api/auth/anchor")).data
    say(readable(anchor["fingerprint"]))
    return 0
