"""What would be different if a backup were brought back: in numbers, and in words."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from hub.commit.event_log import EventLog
from hub.domain.errors import Code, Refusal, not_found
from hub.orders.live_orders import LiveOrders
from hub.store.backup_contents import read_contents
from hub.store.errors import BackupFailed
from hub.upkeep.archiving import refuse_backup
from hub.upkeep.backups import BackupService
from hub.upkeep.restarts import Restart, Restarts
from hub.wire.responses import BackupDifferences, BackupListed, MenuDifferences, Restarting
from hub.wire.upkeep_requests import BackupsQuery

LOOKED_AGAIN_AFTER = 100
"""Events after which whoever wants to go back has to look anew at what differs."""

_NAMED = 5
_Menu = dict[tuple[str, str], bytes]


class BackupComparison:
    """Compares backups with what there is, and has one brought back.

    Args:
        log: knows the last event.
        live_orders: the open orders.
        backups: knows where backups are.
        restarts: has the hub start anew.
    """

    def __init__(
        self,
        log: EventLog,
        live_orders: LiveOrders,
        backups: BackupService,
        restarts: Restarts,
    ) -> None:
        self._log = log
        self._live_orders = live_orders
        self._backups = backups
        self._restarts = restarts

    async def compare(self, backup_id: str) -> BackupDifferences:
        """Say what would be different.

        Raises:
            Refusal: NOT_FOUND; STORAGE_ERROR for a backup that cannot be read.
        """
        listed = await self._find(backup_id)
        try:
            there = await asyncio.to_thread(read_contents, Path(listed.file))
        except BackupFailed as failure:
            raise refuse_backup(failure) from None
        here, seq = await self._backups.read_present(), self._log.committed
        found = BackupDifferences(
            id=listed.id,
            at=listed.at,
            as_of=seq,
            events_lost=max(0, seq - there.seq),
            orders_lost=max(0, here.last_number - there.last_number),
            open_orders_now=len(self._live_orders.list_active()),
            open_orders_then=there.open_orders,
            menu=_compare_menus(there.menu, here.menu),
            people_gone=tuple(sorted(here.people - there.people)),
            people_back=tuple(sorted(there.people - here.people)),
            tables_differ=there.tables != here.tables,
            words=(),
        )
        return replace(found, words=tuple(_say(found)))

    async def bring_back(self, backup_id: str, as_of: int) -> Restarting:
        """Have the hub start anew with a backup in the place of what there is.

        What there is is set aside beside it; who has been let in stays.

        Args:
            backup_id: as the list has it.
            as_of: as the differences had it that somebody has looked at.

        Raises:
            Refusal: NOT_FOUND; STALE when much has happened since; CONFLICT where the hub cannot
                start itself anew; STORAGE_ERROR for a backup that cannot be read.
        """
        listed = await self._find(backup_id)
        now = self._log.committed
        if not now - LOOKED_AGAIN_AFTER <= as_of <= now:
            raise Refusal(
                Code.STALE,
                "as_of: much has happened since; look again at what differs.",
                {"current": now, "requested": as_of},
            )
        try:
            await asyncio.to_thread(read_contents, Path(listed.file))
        except BackupFailed as failure:
            raise refuse_backup(failure) from None
        self._restarts.ask(Restart(Path(listed.file)))
        return Restarting(restarting=True, backup=listed.id)

    async def _find(self, backup_id: str) -> BackupListed:
        for each in await self._backups.list_backups(BackupsQuery()):
            if each.id == backup_id:
                return each
        raise not_found("backup")


def _compare_menus(then: _Menu, now: _Menu) -> MenuDifferences:
    return MenuDifferences(
        gone=len(now.keys() - then.keys()),
        back=len(then.keys() - now.keys()),
        changed=sum(then[each] != now[each] for each in then.keys() & now.keys()),
    )


def _say(found: BackupDifferences) -> Iterator[str]:
    yield f"Everything is as it was at {found.at}."
    if found.orders_lost:
        yield f"Orders that have come since are gone: {found.orders_lost}."
    yield (
        f"Open orders on the screens: {found.open_orders_then}, in place of the "
        f"{found.open_orders_now} of now."
    )
    menu = found.menu
    if menu.gone or menu.back or menu.changed:
        yield (
            f"Of the menu, {menu.gone} entries are gone, {menu.back} are back, and {menu.changed} "
            "say what they said then."
        )
    for what, names in (("gone", found.people_gone), ("back", found.people_back)):
        if names:
            shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            yield f"People who are {what}: {shown}."
    if found.tables_differ:
        yield "The list of tables is the one of then."
    yield "Devices stay as they are: none has to be paired again. Settings stay as well."
    yield "What there is now is set aside beside it. The hub is away for some seconds."
