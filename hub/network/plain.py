"""The plain page at port 80, for who can type an address and no port: a television's remote.

It tells where the hub is and leads there, and does nothing else. What comes over it anybody on the
way may read and change, so it takes no token, no form and no cookie, and knows no order: whatever
is asked, it answers with the same page. systemd opens the port, where the owner has switched that
on, and hands it over; the hub itself may not open it.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from html import escape

from hub.background import run_in_background
from hub.http.listener import plain_address

NAME = "galley-plain"
"""What the systemd socket calls what it hands over."""

_LONGEST = 8 * 1024
_WITHIN = 5.0
_AT_ONCE = 32
"""Connections; a television has one."""

_PAGE = """\
<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Galley hub of {branch}</title>
<h1>Galley hub of {branch}</h1>
<p>The hub is at</p>
<h2><a href="{url}/">{url}/</a></h2>
<p>This page only leads there, because nothing that it shows is protected. Never type a code, a PIN
or a password here. The browser warns of the hub until the device trusts it: the hub's own page says
how.</p>
</html>
"""
_HEAD = """\
HTTP/1.1 {status}\r
Content-Type: text/html; charset=utf-8\r
Content-Length: {length}\r
Cache-Control: no-store\r
Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; \
frame-ancestors 'none'\r
X-Content-Type-Options: nosniff\r
Referrer-Policy: no-referrer\r
Connection: close\r
{more}\r
"""


@asynccontextmanager
async def open_plain_page(
    sockets: tuple[socket.socket, ...], branch: str, find_url: Callable[[str], str | None]
) -> AsyncIterator[None]:
    """Show the page on some sockets for as long as the context lasts.

    Args:
        sockets: that listen already; closed at the end.
        branch: the branch's id.
        find_url: says where the hub is for who has come to an address of this machine; None while
            it is on no network.
    """
    async with AsyncExitStack() as stack:
        for each in sockets:
            stack.callback(each.close)
            door = _PlainDoor(each, branch, find_url)
            await stack.enter_async_context(run_in_background(door.serve(), "plain page"))
        yield


class _PlainDoor:
    def __init__(
        self, listener: socket.socket, branch: str, find_url: Callable[[str], str | None]
    ) -> None:
        self._listener = listener
        self._branch = branch
        self._find_url = find_url
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def serve(self) -> None:
        server = await asyncio.start_server(self._answer, sock=self._listener, limit=_LONGEST)
        async with server:
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._places.locked():
            writer.transport.abort()
            return
        async with self._places:
            try:
                async with asyncio.timeout(_WITHIN):
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(self._respond(head, writer.get_extra_info("sockname")))
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
            except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                writer.transport.abort()

    def _respond(self, head: bytes, local: object) -> bytes:
        method = head.split(b" ", 1)[0]
        reached = str(local[0]) if isinstance(local, tuple) else ""
        url = self._find_url(plain_address(reached))
        if method not in (b"GET", b"HEAD"):
            return _write_head("405 Method Not Allowed", 0, "Allow: GET\r\n")
        if url is None:
            return _write_head("503 Service Unavailable", 0)
        page = _PAGE.format(branch=escape(self._branch), url=escape(url)).encode()
        shown = page if method == b"GET" else b""
        return _write_head("200 OK", len(page)) + shown


def _write_head(status: str, length: int, more: str = "") -> bytes:
    return _HEAD.format(status=status, length=length, more=more).encode("ascii")
