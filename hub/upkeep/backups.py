"""Backups of the branch, one at a time: made, and old ones cleared away."""

import asyncio
import logging
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hub.clock.wall_clock import Clock
from hub.config_sections import BackupSettings
from hub.domain.errors import Code, Refusal
from hub.domain.times import Instant, instant
from hub.paths import BACKUPS
from hub.store import reads
from hub.store.archives import Archives
from hub.store.backup import make_backup
from hub.store.backup_folder import Retention, format_stamp, list_backups, select_surplus
from hub.store.errors import BackupFailed
from hub.store.store import Store
from hub.upkeep.archiving import refuse_backup
from hub.wire.responses import BackupListed, BackupMade
from hub.wire.upkeep_requests import BackupsQuery, MakeBackup

_log = logging.getLogger(__name__)


class FailedBackup(NamedTuple):
    """A backup that could not be made: when (Unix milliseconds), and why."""

    at: int
    reason: str


class Present(NamedTuple):
    """What there is now: the last order's number, the menu's entries, people's names, tables."""

    last_number: int
    menu: dict[tuple[str, str], bytes]
    people: frozenset[str]
    tables: bytes | None


class BackupService:
    """Makes backups, and clears old ones away.

    Args:
        store: the branch's file.
        archives: copied along.
        clock: the hub's time.
        branch_id: goes into the backups' names.
        backup: where they go, and how many are kept.

    Attributes:
        failed: the last one, if it could not be made.
        made: how many were made since the start.
    """

    def __init__(
        self,
        store: Store,
        archives: Archives,
        clock: Clock,
        *,
        branch_id: str,
        backup: BackupSettings,
    ) -> None:
        self._store = store
        self._archives = archives
        self._clock = clock
        self._branch_id = branch_id
        self._settings = backup
        self.failed: FailedBackup | None = None
        self.made = 0
        self._turn = asyncio.Lock()

    @property
    def data_folder(self) -> Path:
        """The folder that the branch's file is in."""
        return self._store.path.absolute().parent

    @property
    def folder(self) -> Path:
        """Where backups go unless somebody says otherwise."""
        return self._folder(None)

    async def make(self, request: MakeBackup) -> BackupMade:
        """Make a backup, check it, and clear away those that have had their time.

        Raises:
            Refusal: CONFLICT while another one is being made; STORAGE_FULL or STORAGE_ERROR when
                it could not be made, with the reason.
        """
        if self._turn.locked():
            raise Refusal(Code.CONFLICT, "A backup is being made already. Wait for it.")
        async with self._turn:
            try:
                made = await self._make(request)
            except BackupFailed as failure:
                self.failed = FailedBackup(self._clock.now(), str(failure))
                raise refuse_backup(failure) from None

            self.failed = None
            self.made += 1
            return made

    def find_newest(self) -> datetime | None:
        """Say when the newest backup in the folder was made; None where there is none. It blocks.

        Raises:
            BackupFailed: the folder cannot be read.
        """
        folder = self.folder
        if not folder.exists():
            return None
        return next((each.at for each in list_backups(folder, self._branch_id)), None)

    async def list_backups(self, query: BackupsQuery) -> list[BackupListed]:
        """List the branch's backups in a folder, the newest first.

        Raises:
            Refusal: STORAGE_ERROR when the folder cannot be read.
        """
        folder = self._folder(query.folder)
        if folder.parent == self.data_folder and not folder.exists():
            # The hub makes it itself, with the first backup.
            return []
        try:
            found = await asyncio.to_thread(list_backups, folder, self._branch_id)
        except BackupFailed as failure:
            raise refuse_backup(failure) from None
        return [
            BackupListed(
                file=str(each.path), at=_instant(each.at), size=each.size, id=_id_of(each.at)
            )
            for each in found
        ]

    async def read_present(self) -> Present:
        """Read what a backup that is made now would hold, as far as it is compared."""
        heads = await reads.heads(self._store)
        return Present(
            last_number=heads.number,
            menu=await reads.menu_bodies(self._store),
            people=frozenset(row.name for row in await reads.people(self._store)),
            tables=await reads.document(self._store, "tables"),
        )

    def _folder(self, said: str | None) -> Path:
        beside = self.data_folder / BACKUPS
        chosen = said or self._settings.folder
        return Path(chosen) if chosen else beside

    async def _make(self, request: MakeBackup) -> BackupMade:
        folder = self._folder(request.folder)
        if folder.parent == self.data_folder:
            # A stick's folder is never made by the hub: it would be on the card.
            folder.mkdir(mode=0o700, exist_ok=True)
        branch = self._branch_id
        backup = await make_backup(self._store, folder, branch=branch, at=self._clock.now())
        mine = self._settings
        kept = Retention(
            mine.keep_hourly if request.keep_hourly is None else request.keep_hourly,
            mine.keep_daily if request.keep_daily is None else request.keep_daily,
        )
        try:
            archives = await self._archives.copy_to(folder, branch)
        finally:
            # An archive that cannot be copied must not let the stick fill up.
            removed = await asyncio.to_thread(_clear_old, folder, branch, kept, backup.path)
        return BackupMade(
            file=str(backup.path),
            size=backup.size,
            orders=backup.orders,
            events=backup.events,
            seq=backup.seq,
            archives=tuple(map(str, archives)),
            removed=tuple(removed),
        )


def _clear_old(folder: Path, branch: str, kept: Retention, new: Path) -> list[str]:
    names = [each.path.name for each in list_backups(folder, branch)]
    # A Raspberry Pi that has just started may be years behind: what it makes then looks oldest.
    old = [name for name in select_surplus(names, branch, kept) if name != new.name]
    return [name for name in old if _remove(folder / name)]


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s has had its time, but cannot be removed: %s", path, error.strerror)
        return False
    return True


def _id_of(at: datetime) -> str:
    """Write when a backup was made as it stands in a path."""
    return format_stamp(int(at.timestamp()) * 1000).lower()


def _instant(at: datetime) -> Instant:
    return instant(int(at.timestamp()) * 1000)
