"""The hub's own way with WebSockets, with an echo where the hub's rules would be."""

import socket as sockets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.http.connection import Server
from hub.http.listener import ConnectionLimiter, listening
from hub.http.websocket_sender import HEARTBEAT, Network, bound_buffers, carrying, new_socket
from hub.limits import Limits
from hub.realtime.subscriber import Subscriber

_LARGEST = 16 * 1024 * 1024
_ANYBODY = Principal(id="", name="", role=Role.CUSTOMER)

MakeSocket = Callable[[int, float], web.WebSocketResponse]


async def _said_again(request: web.BaseRequest, make: MakeSocket) -> web.StreamResponse:
    socket = make(_LARGEST, HEARTBEAT)
    transport = request.transport
    assert transport is not None
    bound_buffers(transport)
    subscriber = Subscriber(_ANYBODY, instant(0))
    writer = await socket.prepare(request)
    async with carrying(Network(socket, transport, writer), subscriber, HEARTBEAT):
        while (frame := await socket.receive()).type in {WSMsgType.TEXT, WSMsgType.BINARY}:
            if frame.type is WSMsgType.TEXT:
                subscriber.reply(str(frame.data).encode())
                await subscriber.drain()
            else:
                # The hub refuses them; an echo of them shows that they are read as they were sent.
                await socket.send_bytes(frame.data)
    return socket


@asynccontextmanager
async def echoing(make: MakeSocket = new_socket) -> AsyncIterator[int]:
    """Serve such an echo on 127.0.0.1 for as long as the context lasts; gives the port.

    Args:
        make: makes the sockets.
    """

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await _said_again(request, make)

    server = Server(answer, lambda refusal, _: web.Response(text=refusal.message))
    sock = sockets.socket()
    sock.bind(("127.0.0.1", 0))
    async with listening(server, sock, limiter=ConnectionLimiter(Limits(), lambda _: None)):
        yield sock.getsockname()[1]
