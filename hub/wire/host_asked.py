"""What a manager's page asks of a machine, and is answered: the verbs of galley-host over HTTP."""

from enum import StrEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.domain.errors import bad_fields
from hub.wire.host import (
    HostName,
    JournalPlace,
    JournalSize,
    MachineService,
    PowerOffMachine,
    RebootMachine,
    RestartService,
    RunningService,
    SetHostName,
    SetJournal,
    SetTimeZone,
    SetWatchdog,
    Verb,
    ZoneName,
)
from hub.wire.requests import Request


class MachineVerb(StrEnum):
    """What can be done to a machine."""

    RESTART = "restart"
    REBOOT = "reboot"
    POWER_OFF = "power_off"
    SET_TIME_ZONE = "set_time_zone"
    SET_HOST_NAME = "set_host_name"
    SET_WATCHDOG = "set_watchdog"
    SET_JOURNAL = "set_journal"


CONFIRMED = frozenset({MachineVerb.REBOOT, MachineVerb.POWER_OFF, MachineVerb.SET_HOST_NAME})
"""What is done only when somebody has typed the machine's name."""

_KINDS: dict[MachineVerb, Any] = {
    MachineVerb.RESTART: RestartService,
    MachineVerb.REBOOT: RebootMachine,
    MachineVerb.POWER_OFF: PowerOffMachine,
    MachineVerb.SET_TIME_ZONE: SetTimeZone,
    MachineVerb.SET_HOST_NAME: SetHostName,
    MachineVerb.SET_WATCHDOG: SetWatchdog,
    MachineVerb.SET_JOURNAL: SetJournal,
}


class AskMachine(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/host``: a verb, the values that it takes and no others.

    Attributes:
        verb: what is to be done.
        service: that is to be started anew.
        zone: time zone; name: host name; on: of the watchdog.
        keep, megabytes: where the log is kept, and how large it may become.
        confirm: the machine's name as a person has typed it, for what cannot be taken back.
    """

    verb: MachineVerb
    service: RunningService | UnsetType = UNSET
    zone: ZoneName | UnsetType = UNSET
    name: HostName | UnsetType = UNSET
    on: bool | UnsetType = UNSET
    keep: JournalPlace | UnsetType = UNSET
    megabytes: JournalSize | UnsetType = UNSET
    confirm: Annotated[str, Meta(max_length=63)] | UnsetType = UNSET

    def read(self, by: str) -> Verb:
        """Read the verb with its values.

        Args:
            by: ids of who asks.

        Raises:
            Refusal: BAD_REQUEST naming each value that is missing, or is not the verb's.
        """
        kind = _KINDS[self.verb]
        wanted = set(kind.__struct_fields__) - {"by"}
        given = {
            each: value
            for each in self.__struct_fields__
            if each not in {"verb", "confirm"} and (value := getattr(self, each)) is not UNSET
        }
        problems = [(each, "is missing") for each in sorted(wanted - given.keys())]
        problems += [(each, f"is not for {self.verb}") for each in sorted(given.keys() - wanted)]
        if problems:
            raise bad_fields(problems)
        verb: Verb = kind(by=by, **given)
        return verb


class LogQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/host/log``."""

    service: MachineService = MachineService.HUB
    lines: Annotated[int, Meta(ge=1, le=2000)] = 200


class MachineAsked(Struct, frozen=True, kw_only=True):
    """What was done to a machine, or has begun."""

    verb: MachineVerb
