"""HTTP by hand: bytes written to a socket, and what comes back, strictly read."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

DEADLINE = 20.0
JSON = {"Content-Type": "application/json"}
_NEVER_SAID = (b"Traceback", b'File "', b"aiohttp", b"Python", b"python", b".py", b"site-packages")


class Reply(NamedTuple):
    """One answer as it came: header names in lower case, each with all its values."""

    status: int
    headers: Mapping[str, list[str]]
    body: bytes
    raw: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        assert self.status in {200, 201}, self.raw
        return self.json["data"]

    def one(self, header: str) -> str:
        [value] = self.headers[header]
        return value


class SecurePort(int):
    """A port behind which TLS is spoken. Whatever connects to a port here can be given one.

    Args:
        port: the number.
        context: what to connect with.
    """

    context: ssl.SSLContext

    def __new__(cls, port: int, context: ssl.SSLContext) -> Self:
        made = super().__new__(cls, port)
        made.context = context
        return made


async def opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a port of this machine, with TLS where that is spoken."""
    context = port.context if isinstance(port, SecurePort) else None
    return await asyncio.open_connection("127.0.0.1", port, ssl=context)


class Line:
    """A connection to the hub."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        async with asyncio.timeout(DEADLINE):
            await self.writer.drain()

    async def reply(self, *, has_body: bool = True) -> Reply:
        """Read one answer, whose head must be HTTP and whose length must be said."""
        async with asyncio.timeout(DEADLINE):
            head = await self._reader.readuntil(b"\r\n\r\n")
            start, *lines = head[:-4].decode("ascii").split("\r\n")
            version, status, _ = start.split(" ", 2)
            assert version in {"HTTP/0.9", "HTTP/1.0", "HTTP/1.1"}, head
            headers: dict[str, list[str]] = {}
            for line in lines:
                name, _, value = line.partition(": ")
                headers.setdefault(name.lower(), []).append(value)
            body = b""
            if has_body and int(status) >= 200 and status != "304":
                if headers.get("transfer-encoding") == ["chunked"]:
                    body = await self._chunks()
                else:
                    [length] = headers["content-length"]
                    body = await self._reader.readexactly(int(length))
        return Reply(int(status), headers, body, head + body)

    async def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append(await self._reader.readexactly(size))
            assert await self._reader.readexactly(2) == b"\r\n"
        assert await self._reader.readexactly(2) == b"\r\n"
        return b"".join(parts)

    async def rest(self) -> bytes:
        """Read until the hub closes the connection."""
        async with asyncio.timeout(DEADLINE):
            return await self._reader.read()


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    reader, writer = await opened(port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


async def exchange(port: int, data: bytes) -> Reply:
    """Send bytes on a connection of their own and read one answer."""
    async with line_to(port) as line:
        await line.send(data)
        return await line.reply(has_body=not data.startswith(b"HEAD "))


def request(
    method: str,
    target: str | bytes,
    headers: Mapping[str, str | bytes] | None = None,
    body: bytes = b"",
    *,
    token: str | None = None,
) -> bytes:
    """Write a request; a Host is given, and a length, unless ``headers`` has its own."""
    given: dict[str, str | bytes] = {"Host": "localhost"}
    if token is not None:
        given["Authorization"] = f"Bearer {token}"
    if body:
        given["Content-Length"] = str(len(body))
    given |= dict(headers or {})
    lines = [b"%s %s HTTP/1.1" % (method.encode(), _bytes(target))]
    lines += [b"%s: %s" % (name.encode(), _bytes(value)) for name, value in given.items()]
    return b"\r\n".join([*lines, b"", body])


def chunked(*chunks: bytes) -> bytes:
    """Write a body in chunks, with its end."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def refused(reply: Reply, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is the contract's failure and return its ``error``."""
    assert reply.status == status, reply.raw
    assert reply.one("content-type") == "application/json"
    assert reply.one("server") == "galley"
    assert not [each for each in _NEVER_SAID if each in reply.raw], reply.raw
    envelope = reply.json
    assert set(envelope) == {"success", "error"}
    assert envelope["success"] is False
    error: dict[str, Any] = envelope["error"]
    assert set(error) == {"code", "message", "details", "request_id"}
    assert error["code"] == code, error
    assert isinstance(error["message"], str)
    assert error["message"]
    assert isinstance(error["details"], dict)
    assert isinstance(error["request_id"], str)
    assert error["request_id"]
    return error


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
