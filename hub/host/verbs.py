"""What galley-host does: each verb, with the programs that it takes."""

from contextlib import suppress

import msgspec

from hub.common.terminal_safe import plain_lines
from hub.host.machine import (
    HOSTS_FILE,
    JOURNAL_FILE,
    UNITS,
    WATCHDOG_FILE,
    HostMachine,
    has_watchdog,
    list_units,
    read_uptime,
    read_zones,
    tell_facts,
)
from hub.host.programs import ProgramFailed, run_program
from hub.host.redaction import redact
from hub.host.system_files import (
    hosts_text,
    journal_text,
    watchdog_text,
    write_drop_in,
    write_in_place,
)
from hub.wire.host import (
    LOG_BYTES,
    HostAnswer,
    HostCode,
    MachineService,
    MachineText,
    PowerOffMachine,
    ReadLog,
    RebootMachine,
    RestartService,
    SetHostName,
    SetJournal,
    SetTimeZone,
    SetWatchdog,
    TellFacts,
    TellSupport,
    TellZones,
    Verb,
    VerbDone,
    VerbRefused,
)

SETTLED = 120
"""Seconds after its start in which a machine is not started anew: whoever wants it to go up and
down for ever leaves its owner the time to log in."""

_NOT_A_NAME = frozenset({"localhost", "localdomain", "broadcasthost"})
_SUPPORT_LINES = 400
_DONE = VerbDone()
_encode = msgspec.json.Encoder().encode


async def carry_out(verb: Verb, machine: HostMachine) -> HostAnswer:
    """Do what is asked, and say what came of it; never raises for what a program or a disk does.

    Args:
        verb: what is asked, as it was read.
        machine: on which.
    """
    try:
        return await _carry_out(verb, machine)
    except ProgramFailed as error:
        return VerbRefused(code=HostCode.FAILED, message=str(error))
    except OSError as error:
        return VerbRefused(code=HostCode.FAILED, message=error.strerror or type(error).__name__)


async def _carry_out(verb: Verb, machine: HostMachine) -> HostAnswer:
    match verb:
        case TellFacts() | TellZones() | ReadLog() | TellSupport():
            return await _tell(machine, verb)
        case RestartService(service=service):
            return await _restart(machine, MachineService(service))
        case RebootMachine() | PowerOffMachine():
            return await _end(machine, verb)
        case _:
            return await _set(machine, verb)


async def _tell(
    machine: HostMachine, verb: TellFacts | TellZones | ReadLog | TellSupport
) -> HostAnswer:
    match verb:
        case TellFacts():
            return await tell_facts(machine)
        case TellZones():
            return MachineText(text="\n".join(sorted(await read_zones(machine.programs))))
        case ReadLog(service=service, lines=lines):
            return await _read_log(machine, service, lines)
        case TellSupport():
            return await _tell_support(machine)


async def _set(
    machine: HostMachine, verb: SetTimeZone | SetHostName | SetWatchdog | SetJournal
) -> HostAnswer:
    match verb:
        case SetTimeZone(zone=zone):
            return await _set_time_zone(machine, zone)
        case SetHostName(name=name):
            return await _set_host_name(machine, name)
        case SetWatchdog(on=on):
            return await _set_watchdog(machine, on=on)
        case SetJournal(keep=keep, megabytes=megabytes):
            write_drop_in(machine.root / JOURNAL_FILE, journal_text(keep, megabytes))
            await run_program(machine.programs.systemctl, "restart", "systemd-journald.service")
            return _DONE


async def _restart(machine: HostMachine, service: MachineService) -> HostAnswer:
    pattern = UNITS[service]
    begins = pattern.partition("*")[0]
    if not any(each.unit.startswith(begins) for each in await list_units(machine.programs)):
        return VerbRefused(code=HostCode.NOT_HERE, message="That does not run on this machine.")
    await run_program(machine.programs.systemctl, "--no-block", "try-restart", pattern)
    return _DONE


async def _end(machine: HostMachine, verb: RebootMachine | PowerOffMachine) -> HostAnswer:
    reboots = isinstance(verb, RebootMachine)
    if reboots and read_uptime(machine.root) < SETTLED:
        why = f"The machine has started less than {SETTLED} s ago."
        return VerbRefused(code=HostCode.JUST_STARTED, message=why)
    await run_program(
        machine.programs.systemctl, "--no-wall", "--no-block", "reboot" if reboots else "poweroff"
    )
    return _DONE


async def _set_time_zone(machine: HostMachine, zone: str) -> HostAnswer:
    if zone not in await read_zones(machine.programs):
        return VerbRefused(code=HostCode.NO_SUCH_ZONE, message="There is no such time zone here.")
    await run_program(machine.programs.timedatectl, "set-timezone", zone)
    return _DONE


async def _set_host_name(machine: HostMachine, name: str) -> HostAnswer:
    if name in _NOT_A_NAME:
        return VerbRefused(code=HostCode.NO_SUCH_NAME, message="Every machine calls itself that.")
    hosts = machine.root / HOSTS_FILE
    await run_program(machine.programs.hostnamectl, "set-hostname", name)
    # Without it sudo waits for a name that nobody knows. Without the file nothing reads it.
    with suppress(FileNotFoundError):
        write_in_place(hosts, hosts_text(hosts.read_text("utf-8"), name))
    # What tells neighbours the machine's name reads it when it starts; not every machine has it.
    with suppress(ProgramFailed):
        await run_program(machine.programs.systemctl, "try-restart", "avahi-daemon.service")
    return _DONE


async def _set_watchdog(machine: HostMachine, *, on: bool) -> HostAnswer:
    if on and not has_watchdog(machine.root):
        return VerbRefused(code=HostCode.NO_WATCHDOG, message="This machine has no watchdog.")
    write_drop_in(machine.root / WATCHDOG_FILE, watchdog_text(on=on))
    await run_program(machine.programs.systemctl, "daemon-reload")
    return _DONE


async def _read_log(machine: HostMachine, service: MachineService, lines: int) -> MachineText:
    said = await run_program(
        machine.programs.journalctl,
        "--no-pager",
        "--quiet",
        "--no-hostname",
        "--output=short-iso",
        f"--lines={lines}",
        f"--unit={UNITS[service]}",
        longest=LOG_BYTES,
    )
    # What was cut in the middle of a line begins with half of a word that nothing would hide.
    cut = len(said.encode()) >= LOG_BYTES
    whole = said.partition("\n")[2] if cut else said
    text, shortened = _keep_newest(plain_lines(redact(whole.rstrip("\n"))), LOG_BYTES)
    return MachineText(text=text, cut=cut or shortened)


async def _tell_support(machine: HostMachine) -> MachineText:
    facts = await tell_facts(machine)
    parts = ["== Machine", msgspec.json.format(_encode(facts), indent=2).decode()]
    for service in MachineService:
        log = await _read_log(machine, service, _SUPPORT_LINES)
        parts += ["", f"== Log: {service}", log.text]
    text, cut = _keep_newest("\n".join(parts), LOG_BYTES)
    return MachineText(text=text, cut=cut)


def _keep_newest(text: str, longest: int) -> tuple[str, bool]:
    content = text.encode()
    if len(content) <= longest:
        return text, False
    return content[-longest:].decode("utf-8", "ignore").partition("\n")[2], True
