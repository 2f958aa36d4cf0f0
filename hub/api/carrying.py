"""One WebSocket's line: from the queue to the network, and how it is closed.

Whatever a client does or leaves undone, its line ends in a bounded time and nothing of it stays.
"""

import asyncio
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import WSMsgType, web

from hub.protocol.closing import CloseCode
from hub.realtime.subscriber import Subscriber

HEARTBEAT = 6.0
"""Seconds between pings. With half of it for the answer, what aiohttp rounds up, and CLOSE_WITHIN,
whoever takes nothing any more is cut off within 15 s."""

_LOOKS = 4
"""Times in a heartbeat that it is looked whether aiohttp has given the client up."""

SEND_BUFFER = 64 * 1024
"""Bytes that the kernel may hold for a socket: what waits there is not seen by the bounded queue,
and left alone Linux lets it grow to megabytes before a stalled screen is noticed."""

CLOSE_WITHIN = 2.0
"""Seconds that a client gets to answer its close frame before the line is cut."""

FLUSH_WITHIN = 0.5
"""Seconds that what is in line gets to leave before the close frame."""


def new_socket(frame_bytes: int, heartbeat: float) -> web.WebSocketResponse:
    """Make the hub's end of a WebSocket, not yet prepared.

    Args:
        frame_bytes: that a message may have.
        heartbeat: seconds between two pings.
    """
    return web.WebSocketResponse(
        heartbeat=heartbeat,
        # aiohttp refuses what is as long as this; the contract refuses what is longer.
        max_msg_size=frame_bytes + 1,
        compress=False,
        timeout=CLOSE_WITHIN,
        autoclose=False,
    )


def bound_kernel_buffer(transport: asyncio.Transport) -> None:
    """Have a stalled client noticed at the bounded queue, not megabytes later."""
    connection: sockets.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, SEND_BUFFER)


@asynccontextmanager
async def carrying(
    socket: web.WebSocketResponse,
    subscriber: Subscriber,
    transport: asyncio.Transport,
    heartbeat: float,
) -> AsyncIterator[None]:
    """Carry the queue to the network meanwhile, and leave no task and no connection behind.

    Args:
        socket: prepared, and listened to inside the context.
        subscriber: whose queue it is.
        transport: the socket's own.
        heartbeat: the socket's, in seconds.
    """
    sender = asyncio.create_task(_send(socket, subscriber), name="socket sender")
    closer = asyncio.create_task(
        _close(socket, subscriber, sender, transport, heartbeat), name="socket closer"
    )
    try:
        yield
    finally:
        sender.cancel()
        closer.cancel()
        await asyncio.gather(sender, closer, return_exceptions=True)
        if subscriber.closing is None and not socket.closed:
            # The client closes: its close frame is answered.
            with suppress(ConnectionError):
                await socket.close(drain=False)
        transport.close()
        # What is not taken by then never will be, and would keep the connection for ever.
        asyncio.get_running_loop().call_later(CLOSE_WITHIN, _cut_off, transport)


async def _send(socket: web.WebSocketResponse, subscriber: Subscriber) -> None:
    """Carry frames from the queue to the network until the socket is to be closed."""
    with suppress(ConnectionError):
        while (frame := await subscriber.next()) is not None:
            await socket.send_frame(frame, WSMsgType.TEXT)
    # When the network failed, whoever waits for the queue to drain would wait for ever.
    subscriber.close(CloseCode.GOING_AWAY)


async def _close(
    socket: web.WebSocketResponse,
    subscriber: Subscriber,
    sender: asyncio.Task[None],
    transport: asyncio.Transport,
    heartbeat: float,
) -> None:
    """Close from the hub's side once there is a reason to; cut off who takes nothing any more.

    The close frame is sent here rather than by ``socket.close``, which ends the connection in the
    same moment when a client is listened to: one that is still talking would get a reset instead
    of the code.
    """
    code = await _reason(socket, subscriber, heartbeat)
    if code is not None:
        if code is not CloseCode.TOO_SLOW:
            await asyncio.wait([sender], timeout=FLUSH_WITHIN)
        sender.cancel()
        reason = code.name.lower().replace("_", " ").encode()
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN):
                await socket.send_frame(code.to_bytes(2) + reason, WSMsgType.CLOSE)
                # The listener hears the client's answer, and this task ends with it.
                await asyncio.Event().wait()
        transport.close()
    _cut_off(transport)


async def _reason(
    socket: web.WebSocketResponse, subscriber: Subscriber, heartbeat: float
) -> CloseCode | None:
    """Wait until there is a reason to close; None when aiohttp has given the client up."""
    while True:
        try:
            async with asyncio.timeout(heartbeat / _LOOKS):
                return await subscriber.closed()
        except TimeoutError:
            if socket.closed:
                return None


def _cut_off(transport: asyncio.Transport) -> None:
    # A closed transport waits without end for the rest to be taken; one that is gone has no rest.
    try:
        rest = transport.get_write_buffer_size()
    except AttributeError:
        # asyncio's TLS transport, closed twice, forgets what it carries and cannot be cut off any
        # more; the time that it has for TLS's farewell ends it (listening.TLS_GOODBYE_WITHIN).
        return
    if rest > 0:
        transport.abort()
