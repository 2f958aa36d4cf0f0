"""Pairing over HTTP: the manager's side, which needs a token, and the device's, which has none."""

from http import HTTPStatus

from hub.access.pairing import PairingService
from hub.domain.errors import Code
from hub.domain.permissions import Permission, Role
from hub.http.routing import Call, Open, Route
from hub.wire import pairing as wire
from hub.wire.responses import Answer, Gone, success

_MANAGES = Permission.DEVICES_MANAGE
_CODES = "/api/auth/pairing-codes"
_PAIRINGS = "/api/auth/pairings"


class PairingApi:
    """Answers ``/api/auth/pairing-codes``, ``/api/auth/pairings`` and ``/api/auth/pair``.

    None of it is remembered under an Idempotency-Key: a code or a token must be read once only.
    """

    def __init__(self, desk: PairingService) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """List what can be asked."""
        return [*self._managers(), *self._devices()]

    def _managers(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path=_CODES,
                needs=_MANAGES,
                handle=self._open,
                summary="Open pairing for one device, for five minutes",
                body=wire.OpenPairing,
                answers=wire.PairingOpened,
                status=HTTPStatus.CREATED,
            ),
            Route(
                method="GET",
                path=_CODES,
                needs=_MANAGES,
                handle=self._current,
                summary="Where pairing stands, without the code",
                answers=wire.PairingWindow | None,
            ),
            Route(
                method="DELETE",
                path=_CODES,
                needs=_MANAGES,
                handle=self._close,
                summary="Close pairing",
                answers=Gone,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="GET",
                path=_PAIRINGS,
                needs=_MANAGES,
                handle=self._asking,
                summary="The devices that wait to be confirmed, with their numbers",
                answers=list[wire.PairingListed],
            ),
            Route(
                method="POST",
                path=f"{_PAIRINGS}/{{id}}/confirm",
                needs=_MANAGES,
                handle=self._confirm,
                summary="Let in the device that shows this number",
                answers=wire.PairingAnswered,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="POST",
                path=f"{_PAIRINGS}/{{id}}/refuse",
                needs=_MANAGES,
                handle=self._refuse,
                summary="Turn a device away",
                answers=wire.PairingAnswered,
                refuses=(Code.NOT_FOUND,),
            ),
        ]

    def _devices(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path="/api/auth/pair",
                needs=Open.TO_ALL,
                handle=self._pair,
                summary="Pair with a one-time code; the token can be read this once",
                body=wire.PairByCode,
                answers=wire.Paired,
                status=HTTPStatus.CREATED,
                refuses=(Code.PAIRING_REFUSED,),
            ),
            Route(
                method="POST",
                path=_PAIRINGS,
                needs=Open.TO_ALL,
                handle=self._begin,
                summary="Ask to be paired by number",
                body=wire.AskToPair,
                answers=wire.PairingBegun,
                status=HTTPStatus.CREATED,
                refuses=(Code.PAIRING_CLOSED, Code.RATE_LIMITED),
            ),
            Route(
                method="POST",
                path=f"{_PAIRINGS}/{{id}}/reveal",
                needs=Open.TO_ALL,
                handle=self._reveal,
                summary="Show the nonce behind the commitment",
                body=wire.Reveal,
                answers=wire.Waiting,
                refuses=(Code.PAIRING_REFUSED,),
            ),
            Route(
                method="POST",
                path=f"{_PAIRINGS}/{{id}}/claim",
                needs=Open.TO_ALL,
                handle=self._claim,
                summary="Fetch the token once the manager has confirmed; it can be read this once",
                body=wire.Claim,
                answers=wire.Claimed,
                also=HTTPStatus.ACCEPTED,
                refuses=(Code.PAIRING_REFUSED,),
            ),
        ]

    async def _open(self, call: Call) -> Answer:
        body: wire.OpenPairing = call.body
        role = Role(body.role.value)
        opened = await self._desk.open(role, body.name, on_screens=body.on_screens)
        return success(opened, HTTPStatus.CREATED)

    async def _current(self, _: Call) -> Answer:
        return success(self._desk.current())

    async def _close(self, _: Call) -> Answer:
        return success(await self._desk.close())

    async def _asking(self, _: Call) -> Answer:
        return success(self._desk.asking())

    async def _confirm(self, call: Call) -> Answer:
        return success(self._desk.confirm(call.params["id"]))

    async def _refuse(self, call: Call) -> Answer:
        return success(self._desk.refuse(call.params["id"]))

    async def _pair(self, call: Call) -> Answer:
        body: wire.PairByCode = call.body
        paired = await self._desk.pair(body.code, body.device_name, call.address)
        return success(paired, HTTPStatus.CREATED)

    async def _begin(self, call: Call) -> Answer:
        body: wire.AskToPair = call.body
        commitment = bytes.fromhex(body.commitment)
        begun = self._desk.begin(body.device_name, commitment, call.address, long=body.long)
        return success(begun, HTTPStatus.CREATED)

    async def _reveal(self, call: Call) -> Answer:
        body: wire.Reveal = call.body
        return success(self._desk.reveal(call.params["id"], bytes.fromhex(body.nonce)))

    async def _claim(self, call: Call) -> Answer:
        body: wire.Claim = call.body
        claimed = await self._desk.claim(call.params["id"], bytes.fromhex(body.nonce))
        waits = isinstance(claimed, wire.Waiting)
        return success(claimed, HTTPStatus.ACCEPTED if waits else HTTPStatus.OK)
