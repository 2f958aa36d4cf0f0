"""A machine in the middle: shows a certificate of its own, and passes everything on."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.wire.pinning import anchor_of
from tests.support.tls import asking_nothing, make_certificate


@asynccontextmanager
async def in_the_middle(
    folder: Path, hub_port: int, *, own_anchor: bool = True
) -> AsyncIterator[tuple[int, bytearray]]:
    """Stand between devices and a hub on 127.0.0.1.

    Args:
        folder: for its certificate; made.
        hub_port: of the hub's TLS door.
        own_anchor: whether who asks for the anchor gets the one of this machine. All else is the
            hub's own word.

    Yields:
        the port to be taken for the hub's, and all that was read from devices.
    """
    own = make_certificate(folder, ["127.0.0.1"], authority=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    heard = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            heard.extend(head)
            if own_anchor and head.startswith(b"GET /api/auth/anchor "):
                writer.write(_answer(own.pem))
                await writer.drain()
            else:
                await _passed_on(head, reader, writer, hub_port, heard)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heard
        server.close()


def _answer(pem: str) -> bytes:
    data = {"pem": pem, "fingerprint": anchor_of(pem).fingerprint}
    body = json.dumps({"success": True, "data": data}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\nConnection: close\r\n\r\n".encode() + body


async def _passed_on(
    head: bytes,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    hub_port: int,
    heard: bytearray,
) -> None:
    hub_reader, hub_writer = await asyncio.open_connection(
        "127.0.0.1", hub_port, ssl=asking_nothing(), server_hostname="127.0.0.1"
    )
    hub_writer.write(head)
    there = asyncio.create_task(_pumped(reader, hub_writer, heard))
    back = asyncio.create_task(_pumped(hub_reader, writer, bytearray()))
    await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
    for task in (there, back):
        task.cancel()
    await asyncio.gather(there, back, return_exceptions=True)
    hub_writer.close()


async def _pumped(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray
) -> None:
    while data := await reader.read(65536):
        heard.extend(data)
        writer.write(data)
        await writer.drain()
