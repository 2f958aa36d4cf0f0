"""Tokens, table sessions, and who one is."""

from collections.abc import Callable
from http import HTTPStatus

from hub.access.devices import DeviceService
from hub.access.last_seen import LastSeen
from hub.commit.command import Command, Json, Outcome
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import PERMISSIONS, Permission, Principal
from hub.domain.times import Instant
from hub.http.routing import Route
from hub.orders.history import History
from hub.store.row_types import TokenRow
from hub.wire.pairing import Device, DeviceListed
from hub.wire.requests import (
    EndSessionQuery,
    LinkSession,
    NewSession,
    RenameDevice,
    SessionsQuery,
    Uuid,
)
from hub.wire.responses import (
    Gone,
    GuestLink,
    Me,
    SessionOpened,
    SessionView,
    TableSession,
)

_ONE_MORE = LinkSession()


class DevicesApi:
    """Answers ``/api/auth/me``, ``/api/devices`` and ``/api/sessions``.

    Args:
        branch_id: the branch's id.
        devices: makes and revokes tokens.
        history: reads the orders of a table session.
        last_seen: knows when a device was last heard.
        connected: lists the ids of the devices that have a socket open.
        asks_person: says whether a device of some name asks who stands at it.
        says_numbers: whether boards of ready numbers say them.
    """

    def __init__(
        self,
        branch_id: str,
        devices: DeviceService,
        history: History,
        last_seen: LastSeen,
        connected: Callable[[], set[str]],
        asks_person: Callable[[str], bool],
        *,
        says_numbers: bool,
    ) -> None:
        self._branch_id = branch_id
        self._devices = devices
        self._history = history
        self._last_seen = last_seen
        self._connected = connected
        self._asks_person = asks_person
        self._says_numbers = says_numbers

    @Route(
        "GET",
        "/api/auth/me",
        needs=tuple(Permission),
        summary="Who this token says one is, and what that allows",
    )
    async def _me(self, who: Principal) -> Me:
        return Me(
            id=who.id,
            name=who.name,
            role=who.role,
            branch=self._branch_id,
            permissions=tuple(sorted(each for each in PERMISSIONS[who.role] if who.may(each))),
            session_id=who.session_id,
            person_id=who.person,
            asks_person=self._asks_person(who.name),
            says_numbers=self._says_numbers,
        )

    @Route(
        "GET",
        "/api/devices",
        needs=Permission.DEVICES_MANAGE,
        summary="The devices that have a token, and when each was last heard",
    )
    async def _list_devices(self) -> list[DeviceListed]:
        connected = self._connected()
        self._last_seen.note_connected(connected)
        return [self._describe(row, connected) for row in self._devices.staff()]

    def _describe(self, row: TokenRow, connected: set[str]) -> DeviceListed:
        last = self._last_seen.get(row.id)
        return DeviceListed(
            id=row.id,
            name=row.name,
            role=row.role,
            created_at=Instant(row.created_at),
            last_seen_at=None if last is None else last.instant,
            address=None if last is None else last.address,
            connected=row.id in connected,
        )

    @Route(
        "PATCH",
        "/api/devices/{id}",
        needs=Permission.DEVICES_MANAGE,
        summary="Call a device otherwise",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _rename_device(
        self, command: Command, id: Uuid, body: RenameDevice
    ) -> Outcome[Device]:
        return await self._devices.rename(command, id, body.name)

    @Route(
        "DELETE",
        "/api/devices/{id}",
        needs=Permission.DEVICES_MANAGE,
        summary="Make a device's token worthless and close its sockets, at once",
        refuses=(Code.NOT_FOUND,),
    )
    async def _revoke_device(self, command: Command, id: Uuid) -> Outcome[Gone]:
        return await self._devices.revoke_device(command, id)

    @Route(
        "POST",
        "/api/sessions",
        needs=Permission.ORDERS_CREATE,
        summary="Seat guests at a table: a session and a token for their phones",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _open_session(self, command: Command, body: NewSession) -> Outcome[SessionOpened]:
        return await self._devices.sessions.open(command, body.table_number)

    @Route(
        "GET",
        "/api/sessions",
        needs=Permission.ORDERS_CREATE,
        summary="The tables that guests sit at, without their tokens",
    )
    async def _list_sessions(self, query: SessionsQuery) -> list[TableSession]:
        return self._devices.sessions.view(query.table)

    @Route(
        "POST",
        "/api/sessions/{id}/link",
        needs=Permission.ORDERS_CREATE,
        summary="Give guests a link to what they have ordered; it can be read this once",
        status=HTTPStatus.CREATED,
        refuses=(Code.NOT_FOUND,),
    )
    async def _link(
        self, command: Command, id: Uuid, body: LinkSession = _ONE_MORE
    ) -> Outcome[GuestLink]:
        return await self._devices.sessions.link(command, id, renew=body.renew)

    @Route(
        "GET",
        "/api/sessions/{id}",
        needs=(Permission.SESSION_READ, Permission.ORDERS_READ),
        summary="A table session and its orders",
        refuses=(Code.NOT_FOUND,),
    )
    async def _session(self, who: Principal, id: Uuid) -> Outcome[Json[SessionView]]:
        if not who.may_read_session(id):
            raise Refusal(Code.FORBIDDEN, "This token is for another table's session.")
        return await self._history.session(self._devices.sessions.get(id))

    @Route(
        "DELETE",
        "/api/sessions/{id}",
        needs=Permission.ORDERS_CREATE,
        summary="End a table session; its guests may read it for four hours more",
        refuses=(Code.NOT_FOUND,),
    )
    async def _close_session(
        self, command: Command, id: Uuid, query: EndSessionQuery
    ) -> Outcome[Gone]:
        return await self._devices.sessions.close(command, id, at_once=query.at_once)
