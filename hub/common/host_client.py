"""Asking this machine's galley-host: one line out, one line back."""

import asyncio
from contextlib import suppress

import msgspec

from hub.wire.host import HOST_SOCKET, LONGEST_ANSWER, HostAnswer, Verb

_WITHIN = 60.0
_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[HostAnswer] = msgspec.json.Decoder(HostAnswer)


class HostAway(Exception):  # noqa: N818 - it says what is the case
    """There is no galley-host on this machine, or it does not answer as one."""


async def ask_host(verb: Verb, path: str = HOST_SOCKET, within: float = _WITHIN) -> HostAnswer:
    """Ask for something.

    Args:
        verb: what.
        path: of its socket.
        within: seconds for the answer.

    Raises:
        HostAway: nobody answers.
    """
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_ANSWER)
            try:
                # Whoever is turned away at the door is told why, though he was not heard out.
                with suppress(ConnectionError):
                    writer.write(_encode(verb) + b"\n")
                    await writer.drain()
                return _decoder.decode(await reader.readuntil(b"\n"))
            finally:
                writer.close()
    except (
        OSError,
        TimeoutError,
        asyncio.IncompleteReadError,
        asyncio.LimitOverrunError,
        msgspec.MsgspecError,
    ) as error:
        raise HostAway(type(error).__name__) from error
