"""WebSocket by hand: frames as they stand in RFC 6455, and a client that shows each of them."""

import asyncio
import json
import os
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.support.wire import DEADLINE, Line, Reply, opened, request

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "Z2FsbGV5IGdhbGxleSBnYQ==",
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
}


class Closed(Exception):  # noqa: N818 - what the client heard, not what broke
    """The hub said goodbye with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """A client's side of ``/ws``.

    Attributes:
        final: whether the last frame that was read ended its message.
        fragments: of messages, that were read.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.final = True
        self.fragments = 0
        self._message = bytearray()

    async def send(self, opcode: int, payload: bytes, *, final: bool = True) -> None:
        self.writer.write(frame(opcode, payload, final=final))
        async with asyncio.timeout(DEADLINE):
            await self.writer.drain()

    async def say(self, kind: str, **fields: object) -> None:
        await self.send(TEXT, json.dumps({"type": kind, **fields}).encode())

    async def next_frame(self) -> tuple[int, bytes]:
        """Read the next frame, whatever it is.

        Raises:
            IncompleteReadError, ConnectionError: the connection ended.
        """
        async with asyncio.timeout(DEADLINE):
            first, second = await self.reader.readexactly(2)
            self.final = first >= 128
            # No extension was agreed on, and a server's frames are not masked.
            assert first & 0x70 == 0
            assert second < 128
            length = second
            if length == 126:
                [length] = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                [length] = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(length)

    async def hear(self) -> dict[str, Any]:
        """Read the next message, answering pings on the way.

        Raises:
            Closed: there is none any more.
        """
        async with asyncio.timeout(DEADLINE):
            return await self._next_message()

    async def begin_message(self) -> None:
        """Read the first fragment of a message that has more of them."""
        opcode, payload = await self.next_frame()
        assert (opcode, self.final) == (TEXT, False)
        self._message += payload

    async def _next_message(self) -> dict[str, Any]:
        while True:
            opcode, payload = await self.next_frame()
            if opcode == PING:
                await self.send(PONG, payload)
            elif opcode == CLOSE:
                self.writer.write(frame(CLOSE, payload[:2]))
                raise Closed(int.from_bytes(payload[:2], "big"))
            elif opcode in {TEXT, CONTINUATION}:
                self.fragments += 1
                self._message += payload
                if self.final:
                    whole, self._message = self._message, bytearray()
                    heard: dict[str, Any] = json.loads(whole)
                    return heard

    async def hear_until(self, kind: str) -> list[dict[str, Any]]:
        """Read messages up to the first one of a type, which comes last."""
        heard = [await self.hear()]
        while heard[-1]["type"] != kind:
            heard.append(await self.hear())
        return heard

    async def close_code(self) -> int:
        """Read until the hub closes, and say with which code."""
        try:
            while True:
                await self.hear()
        except Closed as closed:
            return closed.code

    async def ended(self) -> None:
        """Wait until the connection is gone."""
        async with asyncio.timeout(DEADLINE):
            try:
                while await self.reader.read(65536):
                    pass
            except ConnectionError:
                pass

    def drop(self) -> None:
        """Cut the line, as a power cut does."""
        self.writer.transport.abort()


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """Write a client's frame, masked as a client's frames must be."""
    head = bytes([opcode | (0x80 if final else 0)])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += b"\xfe" + struct.pack("!H", len(payload))
    else:
        head += b"\xff" + struct.pack("!Q", len(payload))
    mask = os.urandom(4)
    return head + mask + bytes(each ^ mask[at % 4] for at, each in enumerate(payload))


@asynccontextmanager
async def handshake(
    port: int,
    headers: Mapping[str, str] | None = None,
    token: str | None = None,
    *,
    target: str = "/ws",
) -> AsyncIterator[tuple[Reply, Socket]]:
    """Ask for an upgrade; gives the answer, and the socket that it opened if it is a 101."""
    reader, writer = await opened(port)
    socket = Socket(reader, writer)
    try:
        line = Line(reader, writer)
        await line.send(request("GET", target, {**HANDSHAKE, **(headers or {})}, token=token))
        yield await line.reply(), socket
    finally:
        socket.drop()


@asynccontextmanager
async def connected(
    port: int, token: str | None = None, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Socket]:
    """Open a socket that has not said anything yet; a token goes into the headers."""
    async with handshake(port, headers, token) as (reply, socket):
        assert reply.status == 101, reply.raw
        yield socket


@asynccontextmanager
async def joined(
    port: int, token: str, room: str | None = None, **fields: object
) -> AsyncIterator[Socket]:
    """Open a socket, past its welcome and, with a room, past the answer to its join."""
    async with connected(port, token) as socket:
        assert (await socket.hear())["type"] == "auth:success"
        if room is not None:
            await socket.say("join", room=room, **fields)
            await socket.hear_until("joined")
        yield socket
