"""``galley-hub serve``: run the hub until somebody stops it."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from hub import config
from hub.app import OWNER_SOCKET, Hub, running
from hub.cli.first_start import FirstStart
from hub.protocol.closing import CloseCode

_log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``serve`` takes."""
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", help="TCP port (default 8080; 0 lets the system choose)")
    parser.add_argument("--branch", help="id of the branch (default: the data folder's own)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings, as TOML")
    parser.add_argument(
        "--menu-if-empty",
        type=Path,
        metavar="FILE",
        help="load this menu (JSON or CSV) when there is none yet",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; start anew on SIGHUP, with the settings read again.

    Raises:
        ConfigError: the settings cannot be used.
        CannotOpen: the database or the port cannot be had.
    """
    # Orders and tokens are the branch's own business, whatever the shell's umask says.
    os.umask(0o077)
    again = True
    while again:
        settings = config.load(
            arguments.config,
            os.environ,
            {
                "hub.host": arguments.host,
                "hub.port": arguments.port,
                "hub.branch": arguments.branch,
            },
        )
        logging.getLogger().setLevel(settings.log.level.upper())
        again = asyncio.run(_serve(arguments, settings))
    return 0


async def _serve(arguments: argparse.Namespace, settings: config.Settings) -> bool:
    """Serve once; returns whether to start anew."""
    told = _signals()
    async with running(
        arguments.data,
        branch_id=settings.hub.branch or None,
        listen=(settings.hub.host, settings.hub.port),
        hosts=settings.hub.hosts,
    ) as hub:
        first = FirstStart(arguments.data, hub.branch)
        await first.make_manager()
        if arguments.menu_if_empty is not None:
            await first.load_menu(arguments.menu_if_empty)
        sys.stdout.write(_welcome(arguments.data, settings, hub))
        sys.stdout.flush()
        stop = await told
        if stop is signal.SIGHUP:
            hub.closing = CloseCode.RESTARTING
    return stop is signal.SIGHUP


def _signals() -> "asyncio.Future[signal.Signals]":
    loop = asyncio.get_running_loop()
    told: asyncio.Future[signal.Signals] = loop.create_future()

    def tell(which: signal.Signals) -> None:
        if not told.done():
            _log.info("got %s", which.name)
            told.set_result(which)

    for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(which, tell, which)
    return told


def _welcome(data: Path, settings: config.Settings, hub: Hub) -> str:
    host = f"[{settings.hub.host}]" if ":" in settings.hub.host else settings.hub.host
    url = f"http://{host}:{hub.port}"
    token = data / FirstStart.MANAGER_TOKEN
    lines = [
        f"Galley hub of branch {hub.branch.id} is ready at {url}",
        f"  its own socket: {data / OWNER_SOCKET}",
    ]
    if token.exists():
        lines += [
            f"  token of the first manager, in a file that only you can read: {token}",
            "  try it:",
            f'    curl -H "Authorization: Bearer $(cat {token})" {url}/api/kitchen/orders',
        ]
    return "\n".join(lines) + "\n"
