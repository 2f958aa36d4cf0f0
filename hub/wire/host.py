"""What is asked of a machine's galley-host, and what that answers.

A fixed list of verbs, each with values of a fixed kind: no path, no address, no name of a package
and nothing that a shell would read. One line of JSON is asked, and one line answers.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

HOST_SOCKET = "/run/galley-host.sock"
"""Where it listens. Not in ``/run/galley``: that goes with the hub."""

LONGEST_VERB = 1024
"""Bytes of the longest line that it is asked."""

LONGEST_ANSWER = 1024 * 1024
"""Bytes of the longest line that it answers."""

LOG_BYTES = 256 * 1024
"""Bytes of a log that it tells at most, the newest."""

HostName = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")]
"""A name as mDNS and DHCP take it: no dots, and not longer than 63."""

ZoneName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}\Z")]
"""A time zone's name in its shape; whether there is one, the machine's own list tells."""

Actor = Annotated[str, Meta(pattern=r"^[A-Za-z0-9/_-]{0,80}\Z")]
"""Ids of the device and of the person who want something; never a name."""

JournalSize = Annotated[int, Meta(ge=16, le=1024)]
"""Megabytes."""


class MachineService(StrEnum):
    """A part of Galley that runs on a machine."""

    HUB = "hub"
    SCREENS = "screens"
    BACKUP = "backup"
    HOST = "host"


class RunningService(StrEnum):
    """A part of Galley that may be started anew."""

    HUB = "hub"
    SCREENS = "screens"


class JournalPlace(StrEnum):
    """Where a machine keeps its log: in memory, which spares the card, or on the card."""

    MEMORY = "memory"
    CARD = "card"


class _Verb(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    by: Actor = ""


class TellFacts(_Verb, frozen=True, kw_only=True, tag="facts"):
    """Tell what the machine is, and how it is."""


class TellZones(_Verb, frozen=True, kw_only=True, tag="zones"):
    """Tell the time zones that the machine knows, a line each."""


class RestartService(_Verb, frozen=True, kw_only=True, tag="restart"):
    """Start a part of Galley anew."""

    service: RunningService


class RebootMachine(_Verb, frozen=True, kw_only=True, tag="reboot"):
    """Start the machine anew."""


class PowerOffMachine(_Verb, frozen=True, kw_only=True, tag="power_off"):
    """Shut the machine down; only a person can switch it on again."""


class SetTimeZone(_Verb, frozen=True, kw_only=True, tag="set_time_zone"):
    """Have the machine go by another time zone."""

    zone: ZoneName


class SetHostName(_Verb, frozen=True, kw_only=True, tag="set_host_name"):
    """Have the machine called otherwise on its network."""

    name: HostName


class SetWatchdog(_Verb, frozen=True, kw_only=True, tag="set_watchdog"):
    """Have a machine that hangs started anew by its own hardware, or not."""

    on: bool


class SetJournal(_Verb, frozen=True, kw_only=True, tag="set_journal"):
    """Say where the machine keeps its log, and how large that may become."""

    keep: JournalPlace
    megabytes: JournalSize


class ReadLog(_Verb, frozen=True, kw_only=True, tag="read_log"):
    """Tell the newest lines of a part's log, without what a guest may have said."""

    service: MachineService
    lines: Annotated[int, Meta(ge=1, le=2000)]


class TellSupport(_Verb, frozen=True, kw_only=True, tag="support"):
    """Tell all that somebody needs who helps from afar: facts, versions and logs, as one text."""


Verb = (
    TellFacts
    | TellZones
    | RestartService
    | RebootMachine
    | PowerOffMachine
    | SetTimeZone
    | SetHostName
    | SetWatchdog
    | SetJournal
    | ReadLog
    | TellSupport
)


class HostCode(StrEnum):
    """Why galley-host does not do something."""

    NOT_A_VERB = "NOT_A_VERB"
    STRANGER = "STRANGER"
    BUSY = "BUSY"
    TOO_OFTEN = "TOO_OFTEN"
    JUST_STARTED = "JUST_STARTED"
    NO_SUCH_ZONE = "NO_SUCH_ZONE"
    NO_SUCH_NAME = "NO_SUCH_NAME"
    NO_WATCHDOG = "NO_WATCHDOG"
    NOT_HERE = "NOT_HERE"
    FAILED = "FAILED"


class MachinePower(StrEnum):
    """How a machine's power supply is: right, too low now, or too low since it started."""

    OK = "ok"
    LOW = "low"
    WAS_LOW = "was_low"


class UnitState(Struct, frozen=True, kw_only=True):
    """One of Galley's units: its name, and the state that systemd says it is in."""

    unit: str
    state: str


class JournalSettings(Struct, frozen=True, kw_only=True):
    """Where the log is kept, and megabytes that it may take; None where Galley has not set it."""

    keep: JournalPlace
    megabytes: int | None


class MachineFacts(Struct, frozen=True, kw_only=True, tag_field="answer", tag="facts"):
    """What a machine is, and how it is.

    Attributes:
        model: of the machine, as its maker calls it; None where it does not tell.
        system: the operating system; kernel: its version.
        version: Galley's.
        host_name, time_zone: as they are set.
        uptime: seconds for which it has run.
        disk_size, disk_free: bytes of the disk that orders lie on.
        temperature: of the processor, in degrees Celsius; None where it does not tell.
        power: how the supply is; None where it does not tell.
        has_watchdog: whether there is hardware that starts a hanging machine anew.
        watchdog: whether it is used.
        journal: of the system's log.
        units: Galley's.
    """

    model: str | None
    system: str
    kernel: str
    version: str
    host_name: str
    time_zone: str
    uptime: int
    disk_size: int
    disk_free: int
    temperature: float | None
    power: MachinePower | None
    has_watchdog: bool
    watchdog: bool
    journal: JournalSettings
    units: tuple[UnitState, ...]


class MachineText(Struct, frozen=True, kw_only=True, tag_field="answer", tag="text"):
    """A log, or all that a helper needs. ``cut`` is whether older lines were left out."""

    text: str
    cut: bool = False


class VerbDone(Struct, frozen=True, kw_only=True, tag_field="answer", tag="done"):
    """It was done, or has begun."""


class VerbRefused(Struct, frozen=True, kw_only=True, tag_field="answer", tag="refused"):
    """It was not done, and why: a code, and the same in words."""

    code: HostCode
    message: str


HostAnswer = MachineFacts | MachineText | VerbDone | VerbRefused
