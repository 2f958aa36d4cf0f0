"""Many sockets in one process: each as cheap as can be, so that what is slow is the hub."""

import asyncio
import os
import re
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.sockets import CLOSE, HANDSHAKE, PING, PONG, TEXT, frame
from tests.support.wire import DEADLINE, request

_SEQ = re.compile(rb'"seq":(\d+)')
_END_OF_HEAD = b"\r\n\r\n"
_ESTABLISHED = "01"

Heard = Callable[[bytes], None]


class EventListener(asyncio.Protocol):
    """A socket that hears all events, and checks that each comes once and in order.

    Args:
        token: whose.
        heard: is given every event.

    Attributes:
        seq: of the last event; 0 before the first.
        faults: what was not as it has to be.
    """

    def __init__(self, token: str, heard: Heard) -> None:
        self.seq = 0
        self.faults: list[str] = []
        self._token = token
        self._heard = heard
        self._buffer = bytearray()
        self._upgraded = False
        self._line: asyncio.Transport | None = None
        self.welcome = asyncio.Event()

    async def connect(self, address: str, port: int) -> None:
        """Connect from an address of this machine, and wait for the welcome."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, "127.0.0.1", port, local_addr=(address, 0))
        async with asyncio.timeout(DEADLINE):
            await self.welcome.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._line = transport
        transport.write(request("GET", "/ws", HANDSHAKE, token=self._token))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._line is not None:
            self.faults.append(f"the connection ended after event {self.seq}")

    def drop(self) -> None:
        """End it; this is no fault."""
        line, self._line = self._line, None
        if line is not None:
            line.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            head, end, rest = bytes(self._buffer).partition(_END_OF_HEAD)
            if not end:
                return
            assert head.startswith(b"HTTP/1.1 101 "), head
            self._upgraded = True
            self._buffer = bytearray(rest)
        while (taken := _first_frame(self._buffer)) is not None:
            opcode, payload, length = taken
            del self._buffer[:length]
            self._take(opcode, payload)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT and (found := _SEQ.search(payload)):
            seq = int(found[1])
            if self.seq and seq != self.seq + 1:
                self.faults.append(f"event {seq} came after {self.seq}")
            self.seq = seq
            self._heard(payload)
        elif opcode == TEXT:
            self.welcome.set()
        elif opcode == PING and self._line is not None:
            self._line.write(frame(PONG, payload))
        elif opcode == CLOSE:
            self.faults.append(f"closed with {int.from_bytes(payload[:2], 'big')}")


def _first_frame(buffer: bytearray) -> tuple[int, bytes, int] | None:
    """Read a frame of a server: its opcode, its payload and its whole length in bytes."""
    if len(buffer) < 2:
        return None
    length, at = buffer[1], 2
    if length >= 126:
        kind, at = ("!H", 4) if length == 126 else ("!Q", 10)
        if len(buffer) < at:
            return None
        [length] = struct.unpack_from(kind, buffer, 2)
    if len(buffer) < at + length:
        return None
    return buffer[0] & 0x0F, bytes(buffer[at : at + length]), at + length


class Stalled:
    """A socket that says who it is and then takes nothing any more, as a frozen tablet.

    Args:
        address: of this machine that it connects from.
        port: the hub's.
        token: whose.
    """

    def __init__(self, address: str, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), DEADLINE, (address, 0))
        self._socket.sendall(request("GET", "/ws", HANDSHAKE, token=token))
        assert self._socket.recv(12) == b"HTTP/1.1 101"
        self._since = time.monotonic()
        self.name = self._socket.getsockname()

    @property
    def age(self) -> float:
        """For how many seconds it has taken nothing."""
        return time.monotonic() - self._since

    def close(self) -> None:
        self._socket.close()


def held_by(port: int) -> set[tuple[str, int]]:
    """Name who a server on this machine holds a connection with, as addresses and ports.

    A client that takes nothing is not told of the connection's end, as the end waits behind all
    that it has not taken: only the server's side can say.
    """
    rows = [row.split() for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return {_name(row[2]) for row in rows if _name(row[1])[1] == port and row[3] == _ESTABLISHED}


def _name(written: str) -> tuple[str, int]:
    address, _, port = written.partition(":")
    return socket.inet_ntoa(struct.pack("=I", int(address, 16))), int(port, 16)


def addresses(count: int) -> list[str]:
    """Name so many addresses of this machine, each different."""
    start = os.getpid() % 200
    return [f"127.{1 + start}.{number // 200}.{number % 200 + 1}" for number in range(count)]
