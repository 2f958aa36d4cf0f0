"""(b) ``GET /api/kitchen/orders`` with 25 orders of 4 items against constant bytes."""

import argparse
import asyncio
import urllib.request
from pathlib import Path

from scripts.benchmarks.harness import alternative, compared, hub, wrk
from scripts.benchmarks.kitchen import place_orders

ORDERS = 25


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print which share of a constant answer's rate the board reaches."""
    with hub(folder / "hub") as ours:
        asyncio.run(place_orders(ours, ORDERS))
        url = f"{ours.url}/api/kitchen/orders"
        headers = {"Authorization": f"Bearer {ours.token}"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own server
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            body = folder / "body"
            body.write_bytes(answer.read())
        with alternative("constant", body) as theirs:
            mine: list[float] = []
            constant: list[float] = []
            for _ in range(arguments.rounds):
                mine.append(wrk(url, arguments.seconds, token=ours.token))
                constant.append(wrk(f"{theirs.url}/api/kitchen/orders", arguments.seconds))
    print(compared(mine, constant, "answers/s", ("hub", "constant bytes")))
    print(f"  {body.stat().st_size if body.exists() else 0} bytes an answer")
