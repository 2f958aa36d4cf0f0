"""``galley-hub doctor``: all checks, in order; each line is said as soon as it is known."""

import argparse
import asyncio
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from hub import config
from hub.cli.data_folder import as_owner_of, take_turn
from hub.cli.doctor import kitchen, machine, network, services
from hub.cli.doctor.machine import ROOT, Run
from hub.cli.hub_client import HubClient, HubRefusedError, reach_running_hub
from hub.cli.output import CommandError
from hub.common.checks import Finding, Level, ok, problem, warning, worst
from hub.common.managed_settings import MANAGED
from hub.common.terminal_safe import plain
from hub.domain.times import instant
from hub.locale.catalogues import find_language, load_catalogue
from hub.locale.words import mark, say, speaking
from hub.network import addresses
from hub.network.discovery.queries import browse
from hub.paths import DATABASE
from hub.store.database_file import inspect_database
from hub.store.errors import InUse, StoreError
from hub.wire.pinning import Anchor
from hub.wire.requests import DRILL_SECONDS

_LEAST, _MOST = 5, 300
_LOOK_FOR = 3.0
"""Seconds that the hub's announcement gets to be heard."""
_PAINTING = 5.0
_BACKUPS = mark("room for backups")
_GLANCE = 0.25


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``doctor`` takes."""
    parser.add_argument(
        "--drill",
        action="store_true",
        help="ring every sounder, flash every screen, and ask for one key on every bar",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=DRILL_SECONDS,
        metavar="N",
        help=f"how long screens wait in a drill (default {DRILL_SECONDS})",
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings, for when no hub is running"
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Look at everything; 1 when there is a problem.

    Raises:
        ConfigError: the settings cannot be used.
    """
    wanted = Wanted(
        data=given.data,
        settings=config.load(given.config, os.environ, {}, given.data / MANAGED),
        drill=given.seconds if given.drill else None,
        root=ROOT,
        run=machine.run_program,
    )
    with speaking(load_catalogue(find_language(os.environ))):
        well = asyncio.run(Doctor(wanted, _report, _tell).examine())
    return 0 if well else 1


def examine_hub(data: Path, settings: config.Settings) -> list[Finding]:
    """Look at everything but the drill, for a page -> what was found. It blocks for some seconds.

    Args:
        data: the hub's data folder.
        settings: of the hub that runs there.
    """
    found: list[Finding] = []
    wanted = Wanted(data=data, settings=settings, drill=None, root=ROOT, run=machine.run_program)
    asyncio.run(Doctor(wanted, found.append, lambda _: None).examine())
    return found


def _report(finding: Finding) -> None:
    _tell(str(finding))


def _tell(line: str) -> None:
    sys.stdout.write(f"{plain(line)}\n")
    sys.stdout.flush()


def _seconds(text: str) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() else 0
    if not _LEAST <= seconds <= _MOST:
        raise argparse.ArgumentTypeError(
            f"a number of seconds from {_LEAST} to {_MOST} is needed, not {text!r}"
        )
    return seconds


class Wanted(NamedTuple):
    """What the doctor is asked.

    Attributes:
        data: the hub's data folder.
        settings: for when no hub is running.
        drill: for how many seconds screens wait in a drill; None for no drill.
        root: below which the kernel's files are.
        run: runs the system's programs.
    """

    data: Path
    settings: config.Settings
    drill: int | None
    root: Path
    run: Run


class Doctor:
    """Looks at everything.

    Args:
        wanted: what to look at.
        say: called with each finding.
        tell: called with each line that is no finding.
    """

    def __init__(
        self, wanted: Wanted, say: Callable[[Finding], None], tell: Callable[[str], None]
    ) -> None:
        self._wanted = wanted
        self._say = say
        self._tell = tell
        self._found: list[Finding] = []

    async def examine(self) -> bool:
        """Look at the machine, then at the hub and its kitchen.

        Returns:
            whether there is no problem.
        """
        run, root, data = self._wanted.run, self._wanted.root, self._wanted.data
        found = services.check_services(run, root)
        self._report(found.findings)
        self._report(machine.check_power(run, root))
        self._report(machine.check_temperature(root))
        self._report(machine.check_cards(root))
        self._report(machine.check_file_systems(root))
        self._report(machine.check_sound(screen_here=found.screen_here, root=root))
        self._report(machine.check_writable(data))
        self._report(machine.check_room(mark("room for orders"), data))
        here = addresses.current()
        self._report(network.check_addresses(here))
        self._report(network.check_lease(run, here))
        try:
            async with reach_running_hub(data) as link:
                if link is None:
                    await self._without_hub()
                else:
                    await self._with_hub(link)
        except CommandError as failed:
            self._report([problem("hub", str(failed))])
        except OSError as error:
            self._report([problem("hub", f"{data}: {error.strerror}. {say('Try it with sudo')}")])
        return worst(self._found) is not Level.PROBLEM

    def _report(self, findings: Iterable[Finding]) -> None:
        for each in findings:
            self._found.append(each)
            self._say(each)

    async def _without_hub(self) -> None:
        wanted = self._wanted
        self._report(machine.check_clock(_now(), None, wanted.run))
        down = say("it is not running. Start it: {cure}", cure="sudo systemctl start galley-hub")
        self._report([problem("hub", down)])
        self._report(network.check_closed_door(wanted.settings.lan))
        database = wanted.data / DATABASE
        try:
            async with take_turn(wanted.data):
                with as_owner_of(wanted.data):
                    looked = await asyncio.to_thread(inspect_database, database)
        except InUse as error:
            self._report([warning("database", f"{error} {say('Try again in a moment')}")])
        except StoreError as error:
            cure = say("Bring the last backup back: {how}", how="galley-hub restore FILE")
            self._report([problem("database", f"{error} {cure}")])
        else:
            orders, seq = looked.orders, looked.seq
            text = say("whole; {orders} orders, up to event {seq}", orders=orders, seq=seq)
            self._report([ok("database", text)])
        if wanted.settings.backup.folder:
            self._report(machine.check_room(_BACKUPS, Path(wanted.settings.backup.folder)))

    async def _with_hub(self, link: HubClient) -> None:
        run = self._wanted.run
        standing = (await link.ask("GET", "/api/standing")).data
        branch, version = standing["branch"], standing["version"]
        text = say("branch {branch}, Galley {version}", branch=branch, version=version)
        self._report([ok("hub", text)])
        self._report([await _database(link)])
        hub_now = kitchen.parse_time(standing["time"])
        made = await self._backups(link, standing["backups"], hub_now)
        last = kitchen.latest(made, await _last_event(link))
        self._report(machine.check_clock(_now(), last, run, hub_now))
        here, port = addresses.current(), standing["lan_port"]
        only = tuple(map(ip_address, standing.get("lan_only", ())))
        self._report(network.check_door(port, only, here))
        at = addresses.choose_open(here, only)
        if port is not None and (at or not here):
            await self._network(link, standing, at)
        await self._screens(link, hub_now - _now())
        self._report(kitchen.check_attention((await link.ask("GET", "/api/attention")).data))
        if self._wanted.drill is not None:
            self._report(await kitchen.hold_drill(link, self._wanted.drill, self._tell))

    async def _backups(self, link: HubClient, folder: str, now: dt.datetime) -> str | None:
        """Look at the backups; returns when the last one was made."""
        try:
            made = (await link.ask("GET", "/api/backups")).data
        except HubRefusedError as refused:
            if not _is_yet_to_be_made(Path(folder), self._wanted.data):
                self._report([problem("backup", str(refused))])
                return None
            made = []
        self._report(kitchen.check_backups(made, folder, now))
        if made:
            self._report(machine.check_writable(Path(folder)))
            self._report(machine.check_room(_BACKUPS, Path(folder)))
        return str(made[0]["at"]) if made else None

    async def _network(
        self, link: HubClient, standing: kitchen.Row, here: addresses.Addresses
    ) -> None:
        anchor = Anchor(**(await link.ask("GET", "/api/auth/anchor")).data)
        if standing["announced"]:
            hubs = await browse(_LOOK_FOR)
            self._report(network.check_discovery(hubs, standing["branch"], anchor, here))
        self._report(await network.check_certificate(here, standing["lan_port"], anchor, _now()))

    async def _screens(self, link: HubClient, hub_ahead: dt.timedelta) -> None:
        devices = (await link.ask("GET", "/api/devices")).data
        until = asyncio.get_running_loop().time() + _PAINTING
        while True:
            shown = await link.ask("GET", "/api/kitchen/screens")
            late = asyncio.get_running_loop().time() > until
            if late or not kitchen.is_behind(shown.data, shown.seq):
                break
            await asyncio.sleep(_GLANCE)
        now = _now() + hub_ahead
        self._report(kitchen.check_screens(shown.data, shown.seq, devices, now))


def _is_yet_to_be_made(folder: Path, data: Path) -> bool:
    """Whether it is the folder that the hub makes itself, with the first backup."""
    return folder.parent.resolve() == data.resolve() and not folder.exists()


async def _database(link: HubClient) -> Finding:
    try:
        await link.ask("GET", "/readyz")
    except HubRefusedError as refused:
        return problem("database", str(refused))
    return ok("database", say("changes can be written"))


async def _last_event(link: HubClient) -> str | None:
    seq = (await link.ask("GET", "/api/kitchen/stations")).seq
    rows = (await link.ask("GET", f"/api/events?after={max(0, seq - 1)}&limit=1")).data
    return instant(rows[0]["timestamp"]) if rows else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
