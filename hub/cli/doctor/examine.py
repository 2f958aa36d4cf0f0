"""All checks, in order; each line is said as soon as it is known."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from hub import config
from hub.cli.data_folder import turn
from hub.cli.doctor import clock, disks, drill, kitchen, machine, network, services
from hub.cli.doctor.machine import Run
from hub.cli.errors import CommandFailed
from hub.cli.hub_client import HubRefused, Link, running_hub
from hub.cli.owner import as_owner_of
from hub.common.checks import Finding, Level, ok, problem, warning, worst
from hub.domain.times import instant
from hub.network import addresses
from hub.network.discovery.browsing import browse
from hub.paths import DATABASE
from hub.store.check_database import looked_at
from hub.store.errors import InUse, StoreError
from hub.wire.pinning import Anchor

_LOOK_FOR = 3.0
"""Seconds that the hub's announcement gets to be heard."""

_PAINTING = 5.0
_GLANCE = 0.25


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
        found = services.services(run, root)
        self._told(found.findings)
        self._told(machine.power(run, root))
        self._told(machine.temperature(root))
        self._told(machine.cards(root))
        self._told(machine.file_systems(root))
        self._told(machine.sound(screen_here=found.screen_here, root=root))
        self._told(disks.read_only(data))
        self._told(disks.room("room for orders", data))
        self._told(network.addresses(addresses.current()))
        try:
            async with running_hub(data) as link:
                if link is None:
                    await self._without_hub()
                else:
                    await self._with_hub(link)
        except CommandFailed as failed:
            self._told([problem("hub", str(failed))])
        except OSError as error:
            self._told([problem("hub", f"{data}: {error.strerror}. Try it with sudo")])
        return worst(self._found) is not Level.PROBLEM

    def _told(self, findings: Iterable[Finding]) -> None:
        for each in findings:
            self._found.append(each)
            self._say(each)

    async def _without_hub(self) -> None:
        wanted = self._wanted
        self._told(clock.clock(_now(), None, wanted.run))
        self._told([problem("hub", "it is not running. Start it: sudo systemctl start galley-hub")])
        self._told(network.unopened(wanted.settings.lan))
        database = wanted.data / DATABASE
        try:
            async with turn(wanted.data):
                with as_owner_of(wanted.data):
                    looked = await asyncio.to_thread(looked_at, database)
        except InUse as error:
            self._told([warning("database", f"{error} Try again in a moment")])
        except StoreError as error:
            cure = "Bring the last backup back: galley-hub restore FILE"
            self._told([problem("database", f"{error} {cure}")])
        else:
            text = f"whole; {looked.orders} orders, up to event {looked.seq}"
            self._told([ok("database", text)])
        if wanted.settings.backup.folder:
            self._told(disks.room("room for backups", Path(wanted.settings.backup.folder)))

    async def _with_hub(self, link: Link) -> None:
        run = self._wanted.run
        standing = (await link.ask("GET", "/api/standing")).data
        self._told([ok("hub", f"branch {standing['branch']}, Galley {standing['version']}")])
        self._told([await _database(link)])
        hub_now = kitchen.time(standing["time"])
        made = await self._backups(link, standing["backups"], hub_now)
        last = kitchen.last_done(made, await _last_event(link))
        self._told(clock.clock(_now(), last, run, hub_now))
        here, port = addresses.current(), standing["lan_port"]
        only = tuple(map(ip_address, standing.get("lan_only", ())))
        self._told(network.door(port, only, here))
        at = addresses.opened(here, only)
        if port is not None and (at or not here):
            await self._network(link, standing, at)
        await self._screens(link, hub_now - _now())
        if self._wanted.drill is not None:
            self._told(await drill.drill(link, self._wanted.drill, self._tell))

    async def _backups(self, link: Link, folder: str, now: dt.datetime) -> str | None:
        """Look at the backups; returns when the last one was made."""
        try:
            made = (await link.ask("GET", "/api/backups")).data
        except HubRefused as refused:
            if not _not_made_yet(Path(folder), self._wanted.data):
                self._told([problem("backup", str(refused))])
                return None
            made = []
        self._told(kitchen.backups(made, folder, now))
        if made:
            self._told(disks.read_only(Path(folder)))
            self._told(disks.room("room for backups", Path(folder)))
        return str(made[0]["at"]) if made else None

    async def _network(self, link: Link, standing: kitchen.Row, here: addresses.Addresses) -> None:
        anchor = Anchor(**(await link.ask("GET", "/api/auth/anchor")).data)
        if standing["announced"]:
            hubs = await browse(_LOOK_FOR)
            self._told(network.announced(hubs, standing["branch"], anchor, here))
        self._told(await network.certificate(here, standing["lan_port"], anchor, _now()))

    async def _screens(self, link: Link, hub_ahead: dt.timedelta) -> None:
        devices = (await link.ask("GET", "/api/devices")).data
        until = asyncio.get_running_loop().time() + _PAINTING
        while True:
            shown = await link.ask("GET", "/api/kitchen/screens")
            late = asyncio.get_running_loop().time() > until
            if late or not kitchen.behind(shown.data, shown.seq):
                break
            await asyncio.sleep(_GLANCE)
        now = _now() + hub_ahead
        self._told(kitchen.screens(shown.data, shown.seq, devices, now))


def _not_made_yet(folder: Path, data: Path) -> bool:
    """Whether it is the folder that the hub makes itself, with the first backup."""
    return folder.parent.resolve() == data.resolve() and not folder.exists()


async def _database(link: Link) -> Finding:
    try:
        await link.ask("GET", "/readyz")
    except HubRefused as refused:
        return problem("database", str(refused))
    return ok("database", "changes can be written")


async def _last_event(link: Link) -> str | None:
    seq = (await link.ask("GET", "/api/kitchen/stations")).seq
    rows = (await link.ask("GET", f"/api/events?after={max(0, seq - 1)}&limit=1")).data
    return instant(rows[0]["timestamp"]) if rows else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
