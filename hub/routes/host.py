"""The machine that the hub runs on, as a manager's page looks after it."""

from http import HTTPStatus

from hub.commit.command import Command
from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.host import HostService
from hub.wire.host import MachineFacts, MachineText
from hub.wire.host_asked import AskMachine, LogQuery, MachineAsked


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
