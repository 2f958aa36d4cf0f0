"""Tokens, table sessions, and who one is."""

from collections.abc import Callable
from http import HTTPStatus

from hub.access.devices import DeviceService
from hub.access.last_seen import LastSeen
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import PERMISSIONS, Permission, Role
from hub.domain.times import Instant
from hub.http.routing import Call, Route
from hub.orders.history import History
from hub.store.tables import TokenRow
from hub.wire import requests
from hub.wire.pairing import DeviceListed
from hub.wire.responses import (
    Answer,
    Gone,
    Me,
    SessionOpened,
    SessionView,
    TokenListed,
    TokenMade,
    success,
)


class DevicesApi:
    """Answers ``/api/auth/me``, ``/api/devices`` and ``/api/sessions``.

    Tokens without a device behind them are made on the hub's own socket only.

    Args:
        branch_id: the branch's id.
        devices: makes and revokes tokens.
        history: reads the orders of a table session.
        sightings: knows when a device was last heard.
        connected: lists the ids of the devices that have a socket open.
    """

    def __init__(
        self,
        branch_id: str,
        devices: DeviceService,
        history: History,
        sightings: LastSeen,
        connected: Callable[[], set[str]],
    ) -> None:
        self._branch_id = branch_id
        self._devices = devices
        self._history = history
        self._sightings = sightings
        self._connected = connected

    def routes(self) -> list[Route]:
        """List what can be asked from anywhere."""
        return [
            Route(
                method="GET",
                path="/api/auth/me",
                needs=tuple(Permission),
                handle=self._me,
                summary="Who this token says one is, and what that allows",
                answers=Me,
            ),
            Route(
                method="GET",
                path="/api/devices",
                needs=Permission.DEVICES_MANAGE,
                handle=self._list_devices,
                summary="The devices that have a token, and when each was last heard",
                answers=list[DeviceListed],
            ),
            Route(
                method="DELETE",
                path="/api/devices/{id}",
                needs=Permission.DEVICES_MANAGE,
                handle=self._revoke_device,
                summary="Make a device's token worthless and close its sockets, at once",
                answers=Gone,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="POST",
                path="/api/sessions",
                needs=Permission.ORDERS_CREATE,
                handle=self._open_session,
                summary="Seat guests at a table: a session and a token for their phones",
                body=requests.NewSession,
                answers=SessionOpened,
                status=HTTPStatus.CREATED,
                refuses=(Code.CONFLICT,),
            ),
            Route(
                method="GET",
                path="/api/sessions/{id}",
                needs=(Permission.SESSION_READ, Permission.ORDERS_READ),
                handle=self._session,
                summary="A table session and its orders",
                answers=SessionView,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="DELETE",
                path="/api/sessions/{id}",
                needs=Permission.ORDERS_CREATE,
                handle=self._close_session,
                summary="End a table session; its token is worth nothing any more",
                answers=Gone,
                refuses=(Code.NOT_FOUND,),
            ),
        ]

    def local_routes(self) -> list[Route]:
        """List what can be asked through the socket in the data folder only."""
        return [
            Route(
                method="GET",
                path="/api/tokens",
                needs=Permission.DEVICES_MANAGE,
                handle=self._list_tokens,
                summary="The valid tokens, without the tokens",
                answers=list[TokenListed],
            ),
            Route(
                method="POST",
                path="/api/tokens",
                needs=Permission.DEVICES_MANAGE,
                handle=self._make_token,
                summary="Make a token for a device; it can be read this once",
                body=requests.NewToken,
                answers=TokenMade,
                status=HTTPStatus.CREATED,
                refuses=(Code.CONFLICT,),
            ),
            Route(
                method="DELETE",
                path="/api/tokens/{id}",
                needs=Permission.DEVICES_MANAGE,
                handle=self._revoke_token,
                summary="Make a token worthless, at once",
                answers=Gone,
                refuses=(Code.NOT_FOUND,),
            ),
        ]

    async def _me(self, call: Call) -> Answer:
        who = call.principal
        return success(
            Me(
                id=who.id,
                name=who.name,
                role=who.role,
                branch=self._branch_id,
                permissions=tuple(sorted(PERMISSIONS[who.role])),
                session_id=who.session_id,
            )
        )

    async def _list_devices(self, _: Call) -> Answer:
        connected = self._connected()
        self._sightings.connected(connected)
        return success([self._shown(row, connected) for row in self._devices.staff()])

    def _shown(self, row: TokenRow, connected: set[str]) -> DeviceListed:
        last = self._sightings.of(row.id)
        return DeviceListed(
            id=row.id,
            name=row.name,
            role=row.role,
            created_at=Instant(row.created_at),
            last_seen_at=None if last is None else last.instant,
            address=None if last is None else last.address,
            connected=row.id in connected,
        )

    async def _revoke_device(self, call: Call) -> Answer:
        return await self._devices.revoke_device(call.ask, call.params["id"])

    async def _open_session(self, call: Call) -> Answer:
        body: requests.NewSession = call.body
        return await self._devices.open_session(call.ask, body.table_number)

    async def _session(self, call: Call) -> Answer:
        session_id = call.params["id"]
        if not call.principal.may_read_session(session_id):
            raise Refusal(Code.FORBIDDEN, "This token is for another table's session.")
        return await self._history.session(self._devices.session(session_id))

    async def _close_session(self, call: Call) -> Answer:
        return await self._devices.close_session(call.ask, call.params["id"])

    async def _list_tokens(self, _: Call) -> Answer:
        return self._devices.listed()

    async def _make_token(self, call: Call) -> Answer:
        body: requests.NewToken = call.body
        return await self._devices.make(call.ask, Role(body.role.value), body.name)

    async def _revoke_token(self, call: Call) -> Answer:
        return await self._devices.revoke(call.ask, call.params["id"])
