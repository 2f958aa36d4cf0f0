"""``python scripts/demo``: a simulated service against a running hub, through its public API only.

Needs the package installed, as scripts/run does it.
"""

import argparse
import asyncio
import math
import secrets
import signal
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from scripts.demo.link import DemoLink, TokenRefused
from scripts.demo.service import NothingToOrder, Service

_STATUS_EVERY = 10.0
_TIDY_WITHIN = 2.0


def main() -> int:
    """Run the demo; returns the exit code."""
    arguments = _arguments()
    try:
        token = arguments.token_file.read_text().strip()
    except OSError as error:
        print(f"demo: the token cannot be read: {error}", file=sys.stderr)
        return 2
    seed = secrets.randbelow(10_000) if arguments.seed is None else arguments.seed
    print(f"Demo: a service at {arguments.speed:g} times real speed, --seed {seed}", flush=True)
    try:
        asyncio.run(_serve(arguments, token, seed))
    except TokenRefused as reason:
        print(f"demo: the hub turned the token away: {reason}", file=sys.stderr)
        return 1
    except NothingToOrder:
        print("demo: the menu is empty: galley-hub menu import FILE", file=sys.stderr)
        return 1
    return 0


async def _serve(arguments: argparse.Namespace, token: str, seed: int) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(arguments.url, headers=headers) as session:
        service = Service(DemoLink(session), seed, arguments.speed)
        told = asyncio.create_task(_wait_for_stop(arguments.seconds))
        reports = asyncio.create_task(_report(service))
        work = asyncio.create_task(service.run())
        await asyncio.wait([work, told], return_when=asyncio.FIRST_COMPLETED)
        for task in (told, reports):
            task.cancel()
        if work.done():
            work.result()
        work.cancel()
        await asyncio.wait([work, told, reports])
        with suppress(TimeoutError):
            await asyncio.wait_for(service.tidy(), _TIDY_WITHIN)
        print(service.status(), flush=True)


async def _wait_for_stop(seconds: float | None) -> None:
    """Wait for Ctrl-C, SIGTERM or the end of the time that was asked for."""
    told = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, told.set)
    with suppress(TimeoutError):
        await asyncio.wait_for(told.wait(), seconds)


async def _report(service: Service) -> None:
    while True:
        await asyncio.sleep(_STATUS_EVERY)
        print(service.status(), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--url", type=_address, required=True, help="where the hub is: http://127.0.0.1:8080"
    )
    parser.add_argument(
        "--token-file", required=True, type=Path, metavar="FILE", help="holds a manager's token"
    )
    parser.add_argument(
        "--speed", type=_above_zero, default=1.0, metavar="X", help="1 is real time (default)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="play the same service again")
    parser.add_argument(
        "--for",
        dest="seconds",
        type=_above_zero,
        metavar="SECONDS",
        help="stop after this many seconds of real time (default: on Ctrl-C)",
    )
    return parser.parse_args()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise argparse.ArgumentTypeError("must be like http://127.0.0.1:8080")
    return f"{parts.scheme}://{parts.netloc}"


def _above_zero(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
