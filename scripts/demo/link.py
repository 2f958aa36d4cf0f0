"""Asks the hub over HTTP, and goes on asking until it answers."""

import asyncio
import uuid
from http import HTTPStatus
from typing import NamedTuple, TypeVar

import aiohttp
import msgspec

from scripts.demo.wire import Deed, Failure

_T = TypeVar("_T")
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 5.0
_ANSWER_WITHIN = aiohttp.ClientTimeout(total=10)


class _Again(NamedTuple):
    """Worth trying again: after so many seconds, if the hub said so."""

    after: float | None


class TokenRefused(Exception):  # noqa: N818 - it is the hub's answer, not a fault
    """The hub does not let this token do what the demo does."""


class Refused(Exception):  # noqa: N818 - it is the hub's answer, not a fault
    """The hub understood the request and said no.

    Attributes:
        code: the contract's code, such as ``ITEM_UNAVAILABLE``.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.error.code}: {failure.error.message}")
        self.code = failure.error.code


class DemoLink:
    """A connection to one hub that outlives the hub's restarts.

    A write carries one Idempotency-Key however often it is tried, so a hub that had done it before
    the line broke does not do it again.

    Args:
        session: makes the connections, with the hub's address and the token.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.away = False

    async def get(self, path: str, kind: type[_T]) -> _T:
        """Read something.

        Raises:
            Refused: the hub said no.
            TurnedAway: the token is not good enough.
        """
        return msgspec.json.decode(await self._answer("GET", path, None, {}), type=kind)

    async def do(self, deed: Deed) -> None:
        """Have something done, once.

        Raises:
            Refused: the hub said no.
            TurnedAway: the token is not good enough.
        """
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        await self._answer(deed.method, deed.path, deed.body, headers)

    async def _answer(
        self, method: str, path: str, body: dict[str, object] | None, headers: dict[str, str]
    ) -> bytes:
        wait = _FIRST_WAIT
        while True:
            answer = await self._try(method, path, body, headers)
            if isinstance(answer, bytes):
                self.away = False
                return answer
            self.away = answer.after is None
            await asyncio.sleep(wait if answer.after is None else answer.after)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _try(
        self, method: str, path: str, body: dict[str, object] | None, headers: dict[str, str]
    ) -> "bytes | _Again":
        """Try once."""
        try:
            async with self._session.request(
                method, path, json=body, headers=headers, timeout=_ANSWER_WITHIN
            ) as response:
                data = await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError):
            return _Again(None)
        if response.status < HTTPStatus.BAD_REQUEST:
            return data
        if (
            response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            or response.status == HTTPStatus.TOO_MANY_REQUESTS
        ):
            asked = response.headers.get("Retry-After", "")
            return _Again(float(asked) if asked.isascii() and asked.isdigit() else None)
        refused = Refused(msgspec.json.decode(data, type=Failure))
        if response.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise TokenRefused(str(refused))
        raise refused
