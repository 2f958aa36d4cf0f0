"""Long bodies on their way to a file: bounded in length and patience, and gone afterwards."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol

from hub.domain.errors import Code
from hub.http.body_file import AT_ONCE, IN_MEMORY, STEADY, BodyFile
from tests.support.branch import refusal, until

LONG = bytes(range(256)) * (2 * AT_ONCE // 256 + 1)


@pytest.fixture
async def content() -> StreamReader:
    protocol = BaseProtocol(asyncio.get_running_loop())
    protocol.connection_made(asyncio.Transport())
    return StreamReader(protocol, limit=2**30, loop=asyncio.get_running_loop())


@pytest.fixture
async def received() -> AsyncIterator[BodyFile]:
    body = BodyFile(b"POST /here\n")
    yield body
    body.close()


@pytest.mark.parametrize("body", [b"", b"short", LONG], ids=["empty", "short", "long"])
async def test_a_body_is_in_the_file_as_it_came(
    content: StreamReader, received: BodyFile, body: bytes
) -> None:
    for at in range(0, len(body), 60_000):
        content.feed_data(body[at : at + 60_000])
    content.feed_eof()

    await received.receive(content, len(body), 5)

    assert received.file.read() == body
    assert received.size == len(body)
    assert received.digest == hashlib.sha256(b"POST /here\n" + body).digest()


async def test_only_a_short_body_is_held_in_memory(
    content: StreamReader, received: BodyFile
) -> None:
    content.feed_data(b"x" * (IN_MEMORY + 1))
    content.feed_eof()

    await received.receive(content, 10 * IN_MEMORY, 5)

    assert received.file.fileno() > 0
    assert isinstance(received.file.read(1), bytes)


async def test_a_body_that_is_longer_than_it_may_be_is_read_no_further(
    content: StreamReader, received: BodyFile
) -> None:
    # Chunks that come one at a time are limited together.
    content.feed_data(b"x" * 600)
    receiving = asyncio.create_task(received.receive(content, 1000, 5))
    await until(lambda: received.size == 600)
    content.feed_data(b"x" * 600)

    assert (await refusal(receiving)).code is Code.PAYLOAD_TOO_LARGE


async def test_a_body_that_stops_coming_is_refused(
    content: StreamReader, received: BodyFile
) -> None:
    content.feed_data(b"x" * 1000)

    why = await refusal(received.receive(content, 10**6, 0.01))

    assert why.details == {"body": "stopped coming for 0.01 s"}


async def test_a_body_that_keeps_coming_may_take_longer_than_a_short_one(
    content: StreamReader, received: BodyFile
) -> None:
    within = 0.3
    receiving = asyncio.create_task(received.receive(content, 10**6, within))
    for _ in range(3):
        content.feed_data(b"x" * STEADY)
        await asyncio.sleep(0.6 * within)
    content.feed_eof()

    await receiving

    assert received.size == 3 * STEADY < AT_ONCE
