"""The machine that galley-host works on: its programs, its files, and what they say of it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from hub.common.machine_sensors import read_line, read_power, read_temperature
from hub.host.programs import ProgramFailed, Programs, run_program
from hub.wire import DISTRIBUTION
from hub.wire.host import (
    JournalPlace,
    JournalSettings,
    MachineFacts,
    MachinePower,
    MachineService,
    UnitState,
)

UNITS: dict[MachineService, str] = {
    MachineService.HUB: "galley-hub.service",
    MachineService.SCREENS: "galley-display@*.service",
    MachineService.BACKUP: "galley-backup.service",
    MachineService.HOST: "galley-host.service",
}
WATCHDOG_FILE = Path("etc/systemd/system.conf.d/50-galley-watchdog.conf")
JOURNAL_FILE = Path("etc/systemd/journald.conf.d/50-galley-journal.conf")
HOSTS_FILE = Path("etc/hosts")
_ORDERS = ("var/lib/galley", "var/lib", "")
_NO_WATCHDOG = frozenset({"", "0", "infinity"})


class HostMachine(NamedTuple):
    """Where everything is: the system's own places, or those of a test."""

    programs: Programs = Programs()
    root: Path = Path("/")


async def tell_facts(machine: HostMachine) -> MachineFacts:
    """Say what a machine is, and how it is.

    Raises:
        ProgramFailed: systemd does not answer.
    """
    programs, root = machine
    size, free = _read_disk(root)
    watchdog = await run_program(
        programs.systemctl, "show", "--value", "--property=RuntimeWatchdogUSec"
    )
    return MachineFacts(
        model=_read_model(root),
        system=_read_system(root),
        kernel=platform.release(),
        version=version(DISTRIBUTION),
        host_name=read_line(root / "etc/hostname"),
        time_zone=_read_time_zone(root),
        uptime=read_uptime(root),
        disk_size=size,
        disk_free=free,
        temperature=read_temperature(root),
        power=_read_power(root),
        has_watchdog=has_watchdog(root),
        watchdog=watchdog.strip() not in _NO_WATCHDOG,
        journal=_read_journal(root),
        units=await list_units(programs),
    )


async def list_units(programs: Programs) -> tuple[UnitState, ...]:
    """List those of Galley's units that there are.

    Raises:
        ProgramFailed: systemd does not answer.
    """
    said = await run_program(
        programs.systemctl, "show", "--property=Id,LoadState,ActiveState", *UNITS.values()
    )
    blocks = (
        dict(line.partition("=")[::2] for line in block.splitlines())
        for block in said.split("\n\n")
    )
    return tuple(
        UnitState(unit=unit["Id"], state=unit.get("ActiveState", ""))
        for unit in blocks
        if unit.get("Id") and unit.get("LoadState") == "loaded"
    )


async def read_zones(programs: Programs) -> frozenset[str]:
    """List the time zones that the system knows.

    Raises:
        ProgramFailed: it does not tell.
    """
    said = await run_program(programs.timedatectl, "--no-pager", "list-timezones")
    zones = frozenset(said.split())
    if not zones:
        raise ProgramFailed("timedatectl: it knows no time zone")
    return zones


def read_uptime(root: Path) -> int:
    """Read for how many seconds the machine has run."""
    return int(float((read_line(root / "proc/uptime").split() or ["0"])[0]))


def has_watchdog(root: Path) -> bool:
    """Whether there is hardware that starts a hanging machine anew."""
    return any((root / "sys/class/watchdog").glob("watchdog*"))


def _read_model(root: Path) -> str | None:
    for each in ("proc/device-tree/model", "sys/class/dmi/id/product_name"):
        if said := read_line(root / each):
            return said
    return None


def _read_system(root: Path) -> str:
    lines = read_line(root / "etc/os-release").splitlines()
    told = dict(line.partition("=")[::2] for line in lines)
    return told.get("PRETTY_NAME", "Linux").strip('"')


def _read_time_zone(root: Path) -> str:
    try:
        place = str((root / "etc/localtime").readlink())
    except OSError:
        return "Etc/UTC"
    return place.partition("zoneinfo/")[2] or "Etc/UTC"


def _read_disk(root: Path) -> tuple[int, int]:
    folder = next(root / each for each in _ORDERS if (root / each).is_dir())
    found = os.statvfs(folder)
    return found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize


def _read_power(root: Path) -> MachinePower | None:
    # Its own program wants a device that this one is not given.
    seen = read_power(root, str)
    if seen is None:
        return None
    if seen.low:
        return MachinePower.LOW
    return MachinePower.WAS_LOW if seen.was_low else MachinePower.OK


def _read_journal(root: Path) -> JournalSettings:
    told = dict(line.partition("=")[::2] for line in read_line(root / JOURNAL_FILE).splitlines())
    size = (told.get("SystemMaxUse") or told.get("RuntimeMaxUse") or "").removesuffix("M")
    stored = told.get("Storage")
    on_card = stored == "persistent" if stored else (root / "var/log/journal").is_dir()
    return JournalSettings(
        keep=JournalPlace.CARD if on_card else JournalPlace.MEMORY,
        megabytes=int(size) if size.isdecimal() else None,
    )
