"""(b) ``GET /api/kitchen/orders`` with 25 orders of 4 items against constant bytes."""

import asyncio
import urllib.request
from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks.harness import ServerUnderTest, alternative, hubs, wrk
from scripts.benchmarks.kitchen import place_orders
from scripts.benchmarks.processes import processor_seconds, tree
from scripts.benchmarks.report import HUB, Options, Quantity
from scripts.benchmarks.turns import Values

BOARD = "/api/kitchen/orders"
ORDERS = 25


def reading(
    server: ServerUnderTest, seconds: int, token: str | None = None, url: str = ""
) -> Callable[[], Values]:
    """Make a side whose turn reads the board from 32 connections.

    Its figures are ``rate``, ``p50`` and ``p99`` (milliseconds), and ``cost``: microseconds of
    processor time an answer.
    """

    def turn() -> Values:
        pids = tree(server.pid)
        before = processor_seconds(pids)
        load = wrk(f"{url or server.url}{BOARD}", seconds, token=token)
        spent = processor_seconds(pids) - before
        return load._asdict() | {"cost": 1e6 * spent / (load.rate * seconds)}

    return turn


def board(server: ServerUnderTest, encodings: str = "") -> bytes:
    """Read a hub's board once, as it comes over the network.

    Args:
        server: the hub.
        encodings: that are accepted.
    """
    headers = {"Authorization": f"Bearer {server.token}", "Accept-Encoding": encodings}
    request = urllib.request.Request(f"{server.url}{BOARD}", headers=headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body


def run(folder: Path, options: Options) -> None:
    """Say which share of a constant answer's rate the board reaches."""
    with hubs(folder, options) as servers:
        for server in servers.values():
            asyncio.run(place_orders(server, ORDERS))
        body = folder / "body"
        body.write_bytes(board(servers[HUB]))
        with alternative("constant", body) as constant:
            sides = {
                name: reading(server, options.seconds, server.token)
                for name, server in servers.items()
            }
            sides["constant bytes"] = reading(constant, options.seconds)
            options.report.turns(
                (
                    Quantity(
                        "rate", "GET of 25 orders, 32 connections", "answers/s", more_is_better=True
                    ),
                    Quantity("cost", "processor time of a GET, 32 connections", "us", digits=1),
                ),
                sides,
            )
    options.report.note(f"{body.stat().st_size:,} bytes an answer")
