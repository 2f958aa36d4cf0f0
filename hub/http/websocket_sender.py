"""One WebSocket's line: from the queue to the network, and how it is closed.

Whatever a client does or leaves undone, its line ends in a bounded time and nothing of it stays.
"""

import asyncio
import logging
import socket as sockets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import ClassVar, NamedTuple

from aiohttp import WSMsgType, hdrs, web
from aiohttp.abc import AbstractStreamWriter

from hub.http.answers import AT_ONCE, SLICE
from hub.http.original_api import CLOSE_CODES, number_tables
from hub.http.server import NAME
from hub.realtime.subscriber import Subscriber
from hub.wire.responses import Pieces
from hub.wire.socket_messages import CloseCode

_log = logging.getLogger(__name__)

HEARTBEAT = 6.0
"""Seconds between pings. With half of it for the answer, what aiohttp rounds up, and CLOSE_WITHIN,
whoever takes nothing any more is cut off within 15 s."""

_LOOKS = 4
"""Times in a heartbeat that it is looked whether aiohttp has given the client up."""

SEND_BUFFER = 64 * 1024
"""Bytes that the kernel may hold for a socket: what waits there is not seen by the bounded queue,
and left alone Linux lets it grow to megabytes before a stalled screen is noticed."""

TAKEN_WITHIN = 15.0
"""Seconds in which a client must take a slice of a long message; one that says something again and
again, and so is there, and takes nothing, is cut off after that."""

SIGN_OF_LIFE_EVERY = 1.0
"""Seconds between pings while a long message is on its way; a screen gives its line up after 4 s in
which no whole frame has come."""

CLOSE_WITHIN = 2.0
"""Seconds that a client gets to answer its close frame before the line is cut."""

FLUSH_WITHIN = 0.5
"""Seconds that what is in line gets to leave before the close frame."""

_LONGEST = 65_535
"""Bytes of the longest frame that goes past the line."""

_LONG = 126
"""In the head of a frame: its length stands in the next two bytes."""


class Network(NamedTuple):
    """Where a socket's frames go: aiohttp's socket, its transport, and who waits for that.

    ``original_api`` says that a client of the API that this one grew from listens there.
    """

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    writer: AbstractStreamWriter
    original_api: bool = False


def new_socket(frame_bytes: int, heartbeat: float) -> web.WebSocketResponse:
    """Make the hub's end of a WebSocket, not yet prepared.

    Args:
        frame_bytes: that a message may have.
        heartbeat: seconds between two pings.
    """
    socket = web.WebSocketResponse(
        heartbeat=heartbeat,
        # aiohttp refuses what is as long as this; the contract refuses what is longer.
        max_msg_size=frame_bytes + 1,
        compress=False,
        timeout=CLOSE_WITHIN,
        autoclose=False,
    )
    socket.headers[hdrs.SERVER] = NAME
    return socket


def bound_buffers(transport: asyncio.Transport) -> None:
    """Have a stalled client noticed at the bounded queue, not megabytes later."""
    transport.set_write_buffer_limits(high=2 * SLICE)
    connection: sockets.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, SEND_BUFFER)


@asynccontextmanager
async def carry_frames(
    network: Network,
    subscriber: Subscriber,
    heartbeat: float,
) -> AsyncIterator[None]:
    """Carry the queue to the network meanwhile, and leave no task and no connection behind.

    Args:
        network: its socket is prepared, and listened to inside the context.
        subscriber: whose queue it is.
        heartbeat: the socket's, in seconds.
    """
    socket, transport = network.socket, network.transport
    if not network.original_api:
        subscriber.send_now = DirectSender(network).send
    sender = asyncio.create_task(_send(network, subscriber), name="socket sender")
    closer = asyncio.create_task(
        _close(network, subscriber, sender, heartbeat), name="socket closer"
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


class DirectSender:
    """Sends events to a socket that has taken everything, past the line and without its task.

    What happens in one step of the loop goes to a socket in one piece, in the next step: behind the
    answer to whoever pressed the key, and before anything that is put in line later.

    Args:
        network: of the socket.
    """

    __slots__ = ("_socket", "_transport", "_unsent")

    _due: ClassVar[list["DirectSender"]] = []
    _framed: ClassVar[tuple[bytes, bytes]] = (b"", b"")
    """The last event and its frame: it is the same for all sockets that it goes to."""

    def __init__(self, network: Network) -> None:
        self._socket = network.socket
        self._transport = network.transport
        self._unsent: bytes | list[bytes] | None = None

    def send(self, event: bytes) -> bool:
        """Send an event, unless something is on its way yet; say whether it is sent."""
        transport = self._transport
        if transport.is_closing() or transport.get_write_buffer_size():
            return False
        if self._framed[0] is not event:
            if len(event) > _LONGEST:
                return False
            head = _head(WSMsgType.TEXT, len(event), final=True)
            DirectSender._framed = event, head + event
        unsent, frame = self._unsent, self._framed[1]
        if unsent is None:
            if not self._due:
                asyncio.get_running_loop().call_soon(_send_due, self._due)
            self._due.append(self)
            self._unsent = frame
        elif isinstance(unsent, list):
            unsent.append(frame)
        else:
            self._unsent = [unsent, frame]
        return True

    def write(self) -> None:
        """Hand what there is to the network."""
        unsent, self._unsent = self._unsent, None
        if unsent is not None and not self._transport.is_closing() and not self._socket.closed:
            self._transport.write(unsent if isinstance(unsent, bytes) else b"".join(unsent))


def _send_due(due: list[DirectSender]) -> None:
    senders = [*due]
    due.clear()
    for sender in senders:
        try:
            sender.write()
        except (OSError, RuntimeError) as error:
            # One whose line breaks at this very moment must not keep the others from hearing.
            _log.debug("a socket could not be written to: %s", error)


async def _send(network: Network, subscriber: Subscriber) -> None:
    """Carry frames from the queue to the network until the socket is to be closed."""
    try:
        while (frame := await subscriber.next()) is not None:
            if isinstance(frame, Pieces) and frame.size > AT_ONCE:
                await _send_sliced(network, frame)
            else:
                text = number_tables(bytes(frame)) if network.original_api else bytes(frame)
                await network.socket.send_frame(text, WSMsgType.TEXT)
    except TimeoutError:
        subscriber.close(CloseCode.TOO_SLOW)
    except ConnectionError:
        pass
    # When the network failed, whoever waits for the queue to drain would wait for ever.
    subscriber.close(CloseCode.GOING_AWAY)


async def _send_sliced(network: Network, message: Pieces) -> None:
    """Send a long message as fragments (RFC 6455, 5.4), each when those before have been taken.

    aiohttp writes a message as one frame, and what the network does not take of it at once would
    be copied to wait. Between fragments there is room for pings: for aiohttp's, by which it knows
    that somebody is there, and for one every second, by which a client knows, for whom the message
    takes long, that more of it comes.
    """
    transport, opcode, left = network.transport, WSMsgType.TEXT, message.size
    pinged = time.monotonic()
    for part in message.slices(SLICE):
        left -= len(part)
        if transport.is_closing():
            raise ConnectionResetError("the client has gone away")
        # In one step each: frames of aiohttp's own may come between fragments, not inside one.
        transport.write(_head(opcode, len(part), final=not left) + part)
        if time.monotonic() - pinged >= SIGN_OF_LIFE_EVERY:
            pinged = time.monotonic()
            await network.socket.send_frame(b"", WSMsgType.PING)
        async with asyncio.timeout(TAKEN_WITHIN):
            await network.writer.drain()
        # A network that takes all of it at once must not keep everybody else waiting.
        await asyncio.sleep(0)
        opcode = WSMsgType.CONTINUATION


def _head(opcode: int, length: int, *, final: bool) -> bytes:
    """Write the head of a server's frame of up to 65,535 bytes."""
    first = opcode | (0x80 if final else 0)
    if length < _LONG:
        return bytes((first, length))
    return bytes((first, _LONG)) + length.to_bytes(2, "big")


async def _close(
    network: Network,
    subscriber: Subscriber,
    sender: asyncio.Task[None],
    heartbeat: float,
) -> None:
    """Close from the hub's side once there is a reason to; cut off who takes nothing any more.

    The close frame is sent here rather than by ``socket.close``, which ends the connection in the
    same moment when a client is listened to: one that is still talking would get a reset instead
    of the code.
    """
    socket, transport = network.socket, network.transport
    code = await _reason(socket, subscriber, heartbeat)
    if code is not None:
        if code is not CloseCode.TOO_SLOW:
            await asyncio.wait([sender], timeout=FLUSH_WITHIN)
        sender.cancel()
        reason = code.name.lower().replace("_", " ").encode()
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN):
                told = CLOSE_CODES.get(code, code) if network.original_api else code
                await socket.send_frame(told.to_bytes(2) + reason, WSMsgType.CLOSE)
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
                return await subscriber.wait_closed()
        except TimeoutError:
            if socket.closed:
                return None


def _cut_off(transport: asyncio.Transport) -> None:
    # A closed transport waits without end for the rest to be taken; one that is gone has no rest.
    try:
        rest = transport.get_write_buffer_size()
    except AttributeError:
        # asyncio's TLS transport, closed twice, forgets what it carries and cannot be cut off any
        # more; the time that it has for TLS's farewell ends it (listener.TLS_GOODBYE_WITHIN).
        return
    if rest > 0:
        transport.abort()
