"""The machines of hub and screens, as a manager's page looks after them."""

from http import HTTPStatus

from hub.access.devices import DeviceService
from hub.commit.command import Command
from hub.domain.errors import Code, not_found
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.host import HostService
from hub.wire.host import MachineFacts, MachineText
from hub.wire.host_asked import AskMachine, LogQuery, MachineAsked
from hub.wire.requests import Uuid


class ScreenHostApi:
    """Answers ``/api/screens/{id}/host``.

    Args:
        devices: knows the screens.
        host: looks after machines.
    """

    def __init__(self, devices: DeviceService, host: HostService) -> None:
        self._devices = devices
        self._host = host

    @Route(
        "GET",
        "/api/screens/{id}/host",
        needs=Permission.DEVICES_MANAGE,
        summary="What a screen's machine is, and how it is",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _facts(self, id: Uuid) -> MachineFacts:
        return await self._host_of(id).facts()

    @Route(
        "POST",
        "/api/screens/{id}/host",
        needs=Permission.DEVICES_MANAGE,
        summary="Have one of a few things done to a screen's machine",
        status=HTTPStatus.ACCEPTED,
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _act(self, command: Command, id: Uuid, body: AskMachine) -> MachineAsked:
        return await self._host_of(id).act(command.who, body)

    @Route(
        "GET",
        "/api/screens/{id}/host/log",
        needs=Permission.DEVICES_MANAGE,
        summary="The newest lines of a log of a screen's machine",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _log(self, id: Uuid, query: LogQuery) -> MachineText:
        return await self._host_of(id).read_log(query)

    def _host_of(self, device_id: str) -> HostService:
        if not self._devices.knows(device_id):
            raise not_found("screen")
        return self._host.of_screen(device_id)


class HostApi:
    """Answers ``/api/host``."""

    def __init__(self, host: HostService) -> None:
        self._host = host

    @Route(
        "GET",
        "/api/host",
        needs=Permission.DEVICES_MANAGE,
        summary="What the hub's machine is, and how it is",
        refuses=(Code.CONFLICT,),
    )
    async def _facts(self) -> MachineFacts:
        return await self._host.facts()

    @Route(
        "POST",
        "/api/host",
        needs=Permission.DEVICES_MANAGE,
        summary="Have one of a few things done to the machine; what ends it needs its name typed",
        status=HTTPStatus.ACCEPTED,
        refuses=(Code.CONFLICT,),
    )
    async def _act(self, command: Command, body: AskMachine) -> MachineAsked:
        return await self._host.act(command.who, body)

    @Route(
        "GET",
        "/api/host/time-zones",
        needs=Permission.DEVICES_MANAGE,
        summary="The time zones that the machine knows",
        refuses=(Code.CONFLICT,),
    )
    async def _zones(self) -> list[str]:
        return await self._host.zones()

    @Route(
        "GET",
        "/api/host/log",
        needs=Permission.DEVICES_MANAGE,
        summary="The newest lines of a log, without what anybody has said",
        refuses=(Code.CONFLICT,),
    )
    async def _log(self, query: LogQuery) -> MachineText:
        return await self._host.read_log(query)

    @Route(
        "GET",
        "/api/host/support",
        needs=Permission.DEVICES_MANAGE,
        summary="What somebody needs who helps from afar: doctor, facts, versions and logs",
        refuses=(Code.CONFLICT,),
    )
    async def _support(self) -> MachineText:
        return await self._host.support()
