"""The doors that only this machine has: the hub's own socket, and a port on loopback."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from hub.http.listener import STOP_WITHIN, ConnectionLimiter, accept_connections
from hub.http.server import Server
from hub.store.errors import CannotOpen


@asynccontextmanager
async def open_owner_socket(server: Server, path: Path) -> AsyncIterator[None]:
    """Listen on a Unix socket for as long as the context lasts.

    Only the user that the hub runs as can connect to it. Only the holder of the database's lock may
    come here: a socket that is left over from an earlier hub is taken away.

    Args:
        server: makes the protocol of each connection.
        path: of the socket.

    Raises:
        CannotOpen: the socket cannot be made.
    """
    _remove(path)
    runner = web.ServerRunner(server, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    try:
        await _listen(runner, path)
        yield
    finally:
        await runner.cleanup()
        _remove(path)


@asynccontextmanager
async def open_loopback(
    server: Server, host: str, port: int, limiter: ConnectionLimiter
) -> AsyncIterator[int]:
    """Listen on a TCP port for as long as the context lasts.

    Args:
        server: makes the protocol of each connection.
        host: the address.
        port: 0 lets the system choose one.
        limiter: counts the connections.

    Yields:
        the port.

    Raises:
        CannotOpen: the port cannot be had.
    """
    listener = _bind(host, port)
    async with accept_connections(server, listener, limiter=limiter):
        yield int(listener.getsockname()[1])


async def _listen(runner: web.ServerRunner, path: Path) -> None:
    before = os.umask(0o177)
    try:
        await web.UnixSite(runner, str(path)).start()
    except OSError as error:
        raise CannotOpen(
            f"The hub's own socket {path} cannot be made: {error.strerror or error}. A data folder "
            "with a shorter path may help."
        ) from error
    finally:
        os.umask(before)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotOpen(
            f"Port {port} on {host} cannot be listened on: {error.strerror}. "
            "Is another hub running? Choose another with --port."
        ) from error
    listener.settimeout(0)
    return listener
