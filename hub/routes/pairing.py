"""Pairing over HTTP: the manager's side, which needs a token, and the device's, which has none."""

from http import HTTPStatus

from hub.access.pairing import PairingService, Post
from hub.access.unanswered import UnansweredDevices
from hub.commit.command import Command, Outcome
from hub.domain.errors import Code
from hub.domain.permissions import Permission, Principal, Role
from hub.http.handler_signature import Address
from hub.http.routing import PUBLIC, Route
from hub.wire import pairing as wire
from hub.wire.link_codes import DeviceKept, Wifi
from hub.wire.requests import Uuid
from hub.wire.responses import Gone

_CODES = "/api/auth/pairing-codes"
_PAIRINGS = "/api/auth/pairings"


class PairingApi:
    """Answers ``/api/auth/pairing-codes``, ``pairings`` and ``pair``, and what stands beside.

    What shows a code or a token is not remembered under an Idempotency-Key: it must be read once
    only.

    Args:
        pairing: lets devices in.
        unanswered: the devices that came in by a code, of which a manager is yet to be told.
        wifi: that they join before; None where nobody has said which.
    """

    def __init__(
        self, pairing: PairingService, unanswered: UnansweredDevices, wifi: Wifi | None
    ) -> None:
        self._pairing = pairing
        self._unanswered = unanswered
        self._wifi = wifi

    # The manager's side.

    @Route(
        "POST",
        _CODES,
        needs=Permission.DEVICES_MANAGE,
        summary="Open pairing for one device, for five minutes",
        status=HTTPStatus.CREATED,
    )
    async def _open(self, who: Principal, body: wire.OpenPairing) -> wire.PairingOpened:
        return await self._pairing.open(
            Role(body.role.value),
            body.name,
            by=who,
            post=Post(body.station, body.zone),
            on_screens=body.on_screens,
        )

    @Route(
        "GET",
        _CODES,
        needs=Permission.DEVICES_MANAGE,
        summary="Where pairing stands, without the code",
    )
    async def _current(self) -> wire.PairingWindow | None:
        return self._pairing.current()

    @Route(
        "DELETE",
        _CODES,
        needs=Permission.DEVICES_MANAGE,
        summary="Close pairing",
        refuses=(Code.NOT_FOUND,),
    )
    async def _close(self) -> Gone:
        return await self._pairing.close()

    @Route(
        "GET",
        _PAIRINGS,
        needs=Permission.DEVICES_MANAGE,
        summary="The devices that wait to be confirmed, with their numbers",
    )
    async def _asking(self) -> list[wire.PairingListed]:
        return self._pairing.list_asking()

    @Route(
        "POST",
        f"{_PAIRINGS}/{{id}}/confirm",
        needs=Permission.DEVICES_MANAGE,
        summary="Let in the device that shows this number",
        refuses=(Code.NOT_FOUND,),
    )
    async def _confirm(self, id: Uuid) -> wire.PairingAnswered:
        return self._pairing.confirm(id)

    @Route(
        "POST",
        f"{_PAIRINGS}/{{id}}/refuse",
        needs=Permission.DEVICES_MANAGE,
        summary="Turn a device away",
        refuses=(Code.NOT_FOUND,),
    )
    async def _refuse(self, id: Uuid) -> wire.PairingAnswered:
        return self._pairing.refuse(id)

    @Route(
        "POST",
        "/api/devices/{id}/keep",
        needs=Permission.DEVICES_MANAGE,
        summary="Say that a device which came in by a code may stay",
        refuses=(Code.NOT_FOUND,),
    )
    async def _keep(self, command: Command, id: Uuid) -> Outcome[DeviceKept]:
        return await self._unanswered.keep(command, id)

    @Route(
        "GET",
        "/api/wifi",
        needs=Permission.DEVICES_MANAGE,
        summary="The Wi-Fi that devices join before they come in, with its password",
    )
    async def _show_wifi(self) -> Wifi | None:
        return self._wifi

    # The device's side.

    @Route(
        "POST",
        "/api/auth/pair",
        needs=PUBLIC,
        summary="Pair with a one-time code; the token can be read this once",
        status=HTTPStatus.CREATED,
        refuses=(Code.PAIRING_REFUSED, Code.TRUST_FIRST),
    )
    async def _pair(self, body: wire.PairByCode, address: Address) -> wire.Paired:
        trusts = body.trusts is not False
        return await self._pairing.pair(body.code, body.device_name, address, trusts=trusts)

    @Route(
        "POST",
        _PAIRINGS,
        needs=PUBLIC,
        summary="Ask to be paired by number",
        status=HTTPStatus.CREATED,
        refuses=(Code.PAIRING_CLOSED, Code.RATE_LIMITED, Code.TRUST_FIRST),
    )
    async def _begin(self, body: wire.AskToPair, address: Address) -> wire.PairingBegun:
        commitment = bytes.fromhex(body.commitment)
        trusts = body.trusts is not False
        return self._pairing.begin(
            body.device_name, commitment, address, long=body.long, trusts=trusts
        )

    @Route(
        "POST",
        f"{_PAIRINGS}/{{id}}/reveal",
        needs=PUBLIC,
        summary="Show the nonce behind the commitment",
        refuses=(Code.PAIRING_REFUSED,),
    )
    async def _reveal(self, id: Uuid, body: wire.Reveal) -> wire.Waiting:
        return self._pairing.reveal(id, bytes.fromhex(body.nonce))

    @Route(
        "POST",
        f"{_PAIRINGS}/{{id}}/claim",
        needs=PUBLIC,
        summary="Fetch the token once the manager has confirmed; it can be read this once",
        also=HTTPStatus.ACCEPTED,
        refuses=(Code.PAIRING_REFUSED,),
    )
    async def _claim(self, id: Uuid, body: wire.Claim) -> Outcome[wire.Claimed]:
        claimed = await self._pairing.claim(id, bytes.fromhex(body.nonce))
        return Outcome(claimed, pending=isinstance(claimed, wire.Waiting))
