"""``galley-hub discover``: which hubs there are on the network."""

import argparse
import asyncio

import msgspec

from hub.cli.output import CommandError, plain, say, table
from hub.common.terminal_safe import plain_json
from hub.network.discovery.queries import browse
from hub.wire.service_record import FoundHub

_SECONDS = 2.0
_LONGEST = 60.0


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``discover`` takes."""
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=_SECONDS,
        metavar="N",
        help=f"how long hubs get to answer (default {_SECONDS:g})",
    )
    parser.set_defaults(run=lambda given: asyncio.run(_discover(given.seconds, as_json=given.json)))


async def _discover(seconds: float, *, as_json: bool) -> int:
    hubs = await browse(seconds)
    if hubs is None:
        raise CommandError(
            "This machine is on no network: no cable or Wi-Fi has an address. Connect it and try "
            "again."
        )
    if as_json:
        say(plain_json([msgspec.to_builtins(each) for each in hubs]))
        return 0
    if not hubs:
        raise CommandError(
            f"No hub answered within {seconds:g} seconds. Is one running on this network, with "
            "[lan] enabled? Guest Wi-Fi often keeps devices apart."
        )
    rows = [_row(each) for each in hubs]
    say(table(("NAME", "BRANCH", "ADDRESS", "HOST", "VERSION", "FINGERPRINT"), rows))
    return 0


def _row(hub: FoundHub) -> tuple[str, ...]:
    return (plain(hub.name), hub.branch, hub.urls[0], hub.host, hub.version, hub.fingerprint)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"a number of seconds is needed, up to {_LONGEST:g}")
    return seconds
