"""The screen's side of a pairing; how it works stands in ``hub.wire.pairing``."""

import asyncio
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import msgspec

from display.link.credentials import Credentials
from display.link.endpoints import Endpoints
from display.link.http_client import AWAY
from display.link.session import hub_session
from display.state.pairing_stages import Stage
from hub.wire import pairing
from hub.wire.pinning import Anchor, anchor_of

T = TypeVar("T")

OnStage = Callable[[Stage, str], None]
"""Takes how far it has come, and the number where there is one."""

_decode_anchor = msgspec.json.Decoder(Anchor).decode
_decode_begun = msgspec.json.Decoder(pairing.PairingBegun).decode
_decode_claimed: Callable[[msgspec.Raw], pairing.Claimed] = msgspec.json.Decoder(
    pairing.Claimed
).decode
_decode_anything = msgspec.json.Decoder(object).decode


class _NotPairedError(Exception):
    """This pairing has come to nothing; ``stage`` says how."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stage = stage


async def pair_with(
    endpoints: Endpoints, device: str, on_stage: OnStage, again_after: float = pairing.AGAIN_AFTER
) -> Credentials:
    """Ask a hub until it has let this screen in.

    A hub that is away, has pairing closed or refuses is asked again: the manager is on the way.

    Args:
        endpoints: the hub's addresses.
        device: what the screen is called.
        on_stage: is told how far it has come.
        again_after: seconds from one try to the next.
    """
    while True:
        again = asyncio.get_running_loop().time() + again_after
        url = endpoints.url
        try:
            return await _Attempt(url, device, on_stage).run(endpoints)
        except _NotPairedError as over:
            on_stage(over.stage, "")
        except (*AWAY, msgspec.MsgspecError, ValueError):
            endpoints.note_failure(url)
            on_stage(Stage.AWAY, "")
        await asyncio.sleep(again - asyncio.get_running_loop().time())


class _Attempt:
    def __init__(self, url: str, device: str, on_stage: OnStage) -> None:
        self._url = url
        self._device = device
        self._on_stage = on_stage
        self._nonce = secrets.token_bytes(pairing.NONCE_BYTES)

    async def run(self, endpoints: Endpoints) -> Credentials:
        self._on_stage(Stage.ASKING, "")
        anchor = await self._fetch_anchor()
        # From here on the hub has to prove that it holds the anchor that goes into the number.
        async with hub_session(None if anchor is None else anchor.pem) as session:
            paired = await self._pair(session, anchor)
        return Credentials(
            branch=paired.branch,
            device=paired.device.name,
            token=paired.token,
            anchor="" if anchor is None else anchor.pem,
            addresses=endpoints.urls,
        )

    async def _fetch_anchor(self) -> Anchor | None:
        # Nothing is believed of whoever answers here: people compare a number made from it.
        async with (
            hub_session(None, checked=False) as session,
            session.get(f"{self._url}/api/auth/anchor", allow_redirects=False) as answer,
        ):
            if answer.status == HTTPStatus.NOT_FOUND:
                return None
            answer.raise_for_status()
            return anchor_of(_decode_anchor(_data(await answer.read())).pem)

    async def _pair(self, session: aiohttp.ClientSession, anchor: Anchor | None) -> pairing.Paired:
        begun = await self._begin(session)
        pin = pairing.NO_ANCHOR if anchor is None else bytes.fromhex(anchor.fingerprint)
        number = pairing.number(
            pin, self._nonce, bytes.fromhex(begun.nonce), self._device, begun.digits
        )
        mine = pairing.Reveal(nonce=self._nonce.hex())
        await self._ask(session, f"/{begun.id}/reveal", mine, _decode_anything)
        self._on_stage(Stage.NUMBER, number)
        claim = pairing.Claim(nonce=self._nonce.hex())
        while True:
            answer = await self._ask(session, f"/{begun.id}/claim", claim, _decode_claimed)
            if isinstance(answer, pairing.Paired):
                return answer
            await asyncio.sleep(pairing.CLAIM_EVERY)

    async def _begin(self, session: aiohttp.ClientSession) -> pairing.PairingBegun:
        ask = pairing.AskToPair(
            device_name=self._device, commitment=pairing.commitment(self._nonce).hex(), long=True
        )
        try:
            return await self._ask(session, "", ask, _decode_begun, refused=Stage.CLOSED)
        except aiohttp.ClientResponseError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
        # A hub of an earlier version knows short numbers only.
        short = msgspec.structs.replace(ask, long=False)
        return await self._ask(session, "", short, _decode_begun, refused=Stage.CLOSED)

    async def _ask(
        self,
        session: aiohttp.ClientSession,
        path: str,
        body: msgspec.Struct,
        read: Callable[[msgspec.Raw], T],
        *,
        refused: Stage = Stage.REFUSED,
    ) -> T:
        async with session.post(
            f"{self._url}/api/auth/pairings{path}",
            data=msgspec.json.encode(body),
            headers={"Content-Type": "application/json"},
            allow_redirects=False,
        ) as answer:
            if answer.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                raise _NotPairedError(refused)
            answer.raise_for_status()
            return read(_data(await answer.read()))


class _Success(msgspec.Struct, frozen=True):
    data: msgspec.Raw


def _data(body: bytes) -> msgspec.Raw:
    return msgspec.json.decode(body, type=_Success).data
