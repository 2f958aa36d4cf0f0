"""HTTP and WebSocket over plain sockets, for measuring: a client that costs next to nothing.

It speaks no more than a hub says to these requests: answers with a Content-Length, and frames of a
server that are not masked.
"""

import json
import os
import socket
from typing import Self
from urllib.parse import urlsplit

_CHUNK = 1 << 16
_TEXT, _PONG = 0x1, 0xA
_MASKED = 0x80
_FINAL = 0x80
_TWO_BYTES = 126
"""In the head of a frame: so its length stands in the next two bytes; any less is the length."""


class RawConnection:
    """One connection that is kept alive.

    Args:
        url: of the server.
        token: that each request carries; none where it is empty.
    """

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: {parts.netloc}\r\n"
        if token:
            self._head += f"Authorization: Bearer {token}\r\n"
        self._read = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def request(self, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
        """Write a request.

        Args:
            method: of it.
            path: with its query.
            body: JSON; none where it is empty.
            more: further lines of its head.
        """
        if body:
            more += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return f"{method} {path} HTTP/1.1\r\n{self._head}{more}\r\n".encode() + body

    def ask(self, request: bytes) -> bytes:
        """Send a request and take the answer.

        Returns:
            its body.

        Raises:
            RuntimeError: it is no success.
        """
        self.socket.sendall(request)
        return self.take_answer()

    def take_answer(self) -> bytes:
        """Take the answer to what was sent; returns its body.

        Raises:
            RuntimeError: it is no success.
        """
        head = self._take_head()
        if b" 20" not in head[:12]:
            raise RuntimeError(f"refused: {head.decode('latin-1')}")
        lines = head.lower().split(b"\r\n")
        length = next(each for each in lines if each.startswith(b"content-length:"))
        return self._take(int(length.partition(b":")[2]))

    def get(self, path: str) -> bytes:
        """Get something; returns its body."""
        return self.ask(self.request("GET", path))

    def step(self, item: str, status: str) -> bytes:
        """Write the request of one press: an item takes a step."""
        body = json.dumps({"status": status}).encode()
        return self.request("PATCH", f"/api/kitchen/items/{item}/status", body)

    def listen(self) -> None:
        """Become a WebSocket that hears what its token may hear, and take the welcome."""
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        )
        self.socket.sendall(self.request("GET", "/ws", more=upgrade))
        if b" 101 " not in (head := self._take_head()):
            raise RuntimeError(f"no WebSocket: {head.decode('latin-1')}")
        self.next_message()

    def say(self, text: bytes) -> None:
        """Send a short text on a WebSocket."""
        self.socket.sendall(_frame(_TEXT, text))

    def show_life(self) -> None:
        """Tell the hub that somebody is there: it counts as the answer to its pings."""
        self.socket.sendall(_frame(_PONG, b""))

    def next_message(self) -> bytes:
        """Take the next text of a WebSocket, put together from its fragments."""
        message = b""
        while True:
            first, length = self._take(2)
            if length == _TWO_BYTES:
                length = int.from_bytes(self._take(2))
            elif length > _TWO_BYTES:
                length = int.from_bytes(self._take(8))
            part = self._take(length)
            if first & 0x0F in (0, _TEXT):
                message += part
                if first & _FINAL:
                    return message

    def _take_head(self) -> bytes:
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        return head

    def _take(self, length: int) -> bytes:
        while len(self._read) < length:
            self._more()
        taken, self._read = self._read[:length], self._read[length:]
        return taken

    def _more(self) -> None:
        if not (read := self.socket.recv(_CHUNK)):
            raise ConnectionError("the server has closed the connection")
        self._read += read


def _frame(opcode: int, text: bytes) -> bytes:
    if len(text) >= _TWO_BYTES:
        raise ValueError("too long for a short frame")
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(text))
    return bytes((_FINAL | opcode, _MASKED | len(text))) + mask + masked
