"""One branch, put together: the live orders, the services and the writer behind them.

``open`` reads the branch from its file and ``close`` leaves it safely; in between every service
works on the same image and the same writer.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hub.access.devices import DeviceService
from hub.access.last_seen import LastSeen
from hub.access.people import PeopleService
from hub.clock.hub_time import HubTime
from hub.clock.local_time import LocalTime
from hub.clock.wall_clock import Machine
from hub.commit.change import HUB
from hub.commit.event_log import EventLog, machine_name
from hub.commit.followers import Followers, Listener
from hub.commit.idempotency import IdempotencyKeys
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.config_sections import BackupSettings, HistorySettings
from hub.domain.errors import Refusal
from hub.domain.permissions import Role
from hub.menu.availability import Availability, Times
from hub.menu.floor import Floor
from hub.menu.imports import MenuImports
from hub.menu.routing_table import RoutingTable
from hub.menu.service import MenuService
from hub.orders.board import Board
from hub.orders.courses import CourseService
from hub.orders.edits import OrderEdits
from hub.orders.history import History
from hub.orders.intake import OrderIntake
from hub.orders.keyed_orders import KeyedOrders
from hub.orders.live_orders import LiveOrders
from hub.orders.moves import OrderMoves
from hub.orders.new_lines import LineMaker
from hub.orders.often import Often
from hub.orders.old_orders import OldOrders
from hub.orders.order_changes import OrderChanges
from hub.orders.overflow import BOUNDS, Overflow
from hub.orders.reopenings import Reopenings
from hub.orders.sender_keys import SenderKeys
from hub.orders.service import OrderService
from hub.orders.unpainted import UnpaintedAlerts
from hub.orders.waiting_orders import WaitingOrders
from hub.orders.whole_orders import WholeOrders
from hub.paths import ARCHIVES, BACKUPS
from hub.realtime.standing_alarms import Alarms, StandIns
from hub.store.archives import Archives
from hub.store.errors import Damaged, StoreBroken, StoreError, as_damage
from hub.store.log_tail import Tail
from hub.store.store import Store
from hub.upkeep.archiving import Archiver
from hub.upkeep.backups import BackupService
from hub.upkeep.branch_facts import Facts, read_facts
from hub.upkeep.changed_settings import tell_changed_settings
from hub.upkeep.clock_steps import ClockSteps
from hub.upkeep.recovery import Recovery, open_or_recover
from hub.upkeep.screen_settings import ScreenSettings
from hub.wire.events import Committed
from hub.wire.socket_messages import STORAGE_TROUBLE

_log = logging.getLogger(__name__)


class BranchOptions(NamedTuple):
    """What an owner may want otherwise.

    Attributes:
        backup: where backups go, and how many are kept.
        history: how much of the past stays in the file.
        local_time: what the clock on the branch's wall shows.
        currency: the ISO code that the menu's prices are in; None if it is not set.
    """

    backup: BackupSettings = BackupSettings()
    history: HistorySettings = HistorySettings(keep_days=0)
    local_time: LocalTime = LocalTime()
    currency: str | None = None


_DEFAULTS = BranchOptions()


class Branch:
    """Everything that one branch's hub knows and does, without any door to the outside.

    Attributes:
        id: the branch's id, as in its rooms.
        epoch: names this run of the event log; a restored database has another.
        orders, courses, menu, devices: what can be done.
        sender_keys: finds orders by what other systems call them; keyed_orders: what those ask.
        board, history: what can be seen.
        idempotency_keys: the answers that devices got under them.
        people: who may stand at a device that several share.
        last_seen: when each device was last heard; screen_settings: what is set at screens.
        alarms: what everybody in the kitchen must know for as long as it lasts.
        stand_ins: which orders are shown at a station's backup.
        overflow: closes orders when there are too many.
        recovery: brings along what a damaged file still gives.
        alerts: tells the kitchen what is on no screen, while it is run.
        writer: commits the changes.
        followers: tell of them; timers: do what is due, while they are run.
        time: the hub's time; whoever shows it asks ``time.shown``.
        local_time: what the clock on the branch's wall shows.
        often: which dishes are ordered most often.
        availability: what is sold out, and how many are left.
        routing: says where lines are made; floor: knows the tables of the house.
        clock_steps: keep the orders' times right when the machine's clock is set.
        backups: makes backups; archiver: moves old history to archives.
    """

    def __init__(
        self,
        store: Store,
        machine: Machine,
        *,
        facts: Facts,
        on_revoked: Callable[[str], None],
        options: BranchOptions = _DEFAULTS,
    ) -> None:
        self.id = facts.branch
        self.epoch = facts.epoch
        self._store = store
        self.time = clock = HubTime(machine)
        archive_files = Archives(store.path.with_name(ARCHIVES))
        self.log = EventLog(facts.branch, facts.epoch, facts.seq, store, archive_files)
        self.alarms, self.stand_ins = Alarms(clock.shown.now), StandIns()
        self.followers = Followers(store, self.log, self.alarms)
        self.live_orders = LiveOrders(store)
        self.board = Board(self.live_orders, self.log, clock.shown, lambda: self.menu.menu)
        self.history = History(store, archive_files, self.live_orders, self.log)
        self.writer = Writer(
            store,
            self.log,
            clock,
            followers=self.followers,
            drop=self._forget_staged,
            reload=self._reload,
        )
        self.timers = Timers(store, self.writer, clock)
        self.clock_steps = ClockSteps(
            store,
            clock,
            live_orders=self.live_orders,
            timers=self.timers,
            log=self.log,
            writer=self.writer,
        )
        self.idempotency_keys = IdempotencyKeys(store, self.writer, clock.steady)
        self.menu = MenuService(store, self.writer, clock, self.board.stations_in_use)
        self.local_time = options.local_time
        self.availability = Availability(
            self.menu, store, self.writer, Times(clock, self.local_time, self.timers)
        )
        self.routing = RoutingTable(
            store, self.writer, clock, self.local_time, lambda: self.menu.menu
        )
        self.floor = Floor(store, self.writer)
        self.menu_imports = MenuImports(
            self.menu,
            store,
            self.writer,
            clock,
            self.board.stations_in_use,
            options.currency,
        )
        self.devices = DeviceService(store, self.writer, self.timers, on_revoked)
        self.people = PeopleService(store, self.writer)
        self.last_seen = LastSeen(store, self.writer, clock)
        self.screen_settings = ScreenSettings(
            store, self.writer, self.devices, self.last_seen, lambda: self.menu.menu.stations
        )
        self.overflow = Overflow(self.live_orders, self.alarms, self.devices.find_name, BOUNDS)
        self.waiting = WaitingOrders(self.live_orders, self.timers)
        self.order_changes = OrderChanges(
            live_orders=self.live_orders,
            writer=self.writer,
            clock=clock,
            overflow=self.overflow,
            waiting=self.waiting,
            take_stock=self.availability.take,
        )
        self.sender_keys = SenderKeys(store, self.live_orders, self.writer)
        self.lines = LineMaker(lambda: self.menu.menu, self.routing.route)
        self.intake = OrderIntake(
            self.order_changes,
            self.sender_keys,
            lambda: self.menu.menu,
            self.lines,
            self.devices.sessions.has,
        )
        self.keyed_orders = KeyedOrders(self.order_changes, self.sender_keys)
        self.orders = OrderService(self.order_changes, lambda: self.menu.menu)
        self.edits = OrderEdits(self.order_changes, self.sender_keys, lambda: self.menu.menu)
        self.moves = OrderMoves(self.order_changes)
        self.courses = CourseService(self.order_changes, self.lines)
        self.reopenings = Reopenings(self.order_changes)
        self.whole_orders = WholeOrders(
            self.order_changes, self.sender_keys, self.intake, self.edits, self.lines
        )
        self.old_orders = OldOrders(self.order_changes, clock)
        self.alerts = UnpaintedAlerts(
            live_orders=self.live_orders,
            log=self.log,
            writer=self.writer,
            alarms=self.alarms,
            stand_ins=self.stand_ins,
            menu=lambda: self.menu.menu,
            screens_expected=partial(self.devices.has_role, Role.KITCHEN),
        )
        self.followers.listen(self.alerts.note)
        self.writer.on_trouble = self._note_trouble
        self.recovery = Recovery(
            store,
            live_orders=self.live_orders,
            writer=self.writer,
            waiting=self.waiting,
            timers=self.timers,
            alarms=self.alarms,
        )
        self.often = Often(store, clock, self.local_time, lambda: self.menu.menu)
        self.archiver = Archiver(
            store=store,
            archives=archive_files,
            live_orders=self.live_orders,
            followers=self.followers,
            writer=self.writer,
            history=options.history,
        )
        self.backups = BackupService(
            store, archive_files, clock, branch_id=facts.branch, backup=options.backup
        )

    @classmethod
    async def open(
        cls,
        path: Path,
        machine: Machine,
        *,
        branch_id: str | None,
        on_revoked: Callable[[str], None],
        listeners: Sequence[Listener] = (),
        options: BranchOptions = _DEFAULTS,
    ) -> "Branch":
        """Open a branch's file, or make it.

        Args:
            path: the database file.
            machine: its clocks.
            branch_id: the branch that the file must be of; None takes the file's own, or ``main``.
            on_revoked: told the id of each device whose token is revoked.
            listeners: told every durable event, in order.
            options: what the owner wants otherwise.

        Raises:
            CannotOpen: the file is in use, newer than the program, or of another branch.
        """

        async def load() -> "Branch":
            store = await Store.open(path)
            try:
                facts = await read_facts(store, branch_id, machine.wall(), machine_name())
                branch = cls(
                    store,
                    machine,
                    facts=facts,
                    on_revoked=on_revoked,
                    options=options,
                )
                await branch._load()
            except BaseException:
                await store.close()
                raise
            return branch

        backups = [
            path.parent / BACKUPS,
            *([Path(options.backup.folder)] if options.backup.folder else []),
        ]
        now = machine.wall()
        branch = await open_or_recover(path, load, backups, branch=branch_id, now=now)
        try:
            for listener in listeners:
                branch.followers.listen(listener)
            branch.writer.start()
            branch.followers.start()
            # Before anything that goes through the whole board: a correction writes all of it anew.
            await branch.make_room()
            await branch.clock_steps.look()
            await branch.recovery.settle()
            await branch.make_room()
        except BaseException:
            await branch.close()
            raise
        return branch

    async def close(self) -> None:
        """Commit what is under way and close the file."""
        try:
            await self.write_last_seen()
            await self.clock_steps.close()
            await self.followers.stop()
            await self._write_cursors()
            await self.writer.stop()
        finally:
            await self._store.close()

    @property
    def tail(self) -> Tail:
        """The newest events of the log, in memory."""
        return self._store.tail

    @property
    def unflushed_bytes(self) -> int:
        """How many bytes of changes wait in the journal for their tables."""
        return self._store.unflushed.waiting

    async def write_last_seen(self, newer_by: int = 0) -> None:
        """Write down who was heard when, and what screens go by, as far as it is possible.

        Args:
            newer_by: milliseconds by which it has to be newer than what was written last.
        """
        try:
            await self.last_seen.write(self.devices.knows, newer_by=newer_by)
            await self.screen_settings.write_told()
        except (Refusal, StoreError) as error:
            _log.warning("when devices were last heard could not be written: %s", error)

    async def note_settings(self, settings: Mapping[str, Mapping[str, Any]]) -> None:
        """Tell which settings, by section and key, are not as they were at the last start."""
        await tell_changed_settings(self._store, self.writer, settings)

    async def make_room(self) -> None:
        """Bring the board within its bounds; without a disk, the next change goes on with it."""
        try:
            await self.order_changes.make_room()
        except Refusal as why:
            _log.warning("there are too many open orders, and none can be closed yet: %s", why)

    async def _write_cursors(self) -> None:
        try:
            change = self.writer.begin(HUB)
            self.followers.write_all(change.rows)
            if not change.rows.is_empty:
                await self.writer.commit(change)
        except Refusal as error:
            _log.warning("how far the followers have come could not be written down: %s", error)

    async def _load(self) -> None:
        try:
            await self.followers.load()
            await self.timers.load()
            await self.clock_steps.load()
            await self.menu.load()
            await self.availability.load()
            await self.routing.load()
            await self.floor.load()
            await self.devices.load()
            await self.people.load()
            await self.last_seen.load()
            await self.screen_settings.load()
            await self.idempotency_keys.load()
            await self.order_changes.acts.load(self._store, self.time.now())
            await self.live_orders.load()
        except (msgspec.MsgspecError, ValueError, LookupError) as error:
            raise Damaged(f"The database is damaged ({error}).") from error
        except StoreBroken as error:
            raise as_damage(error) from error

    def _note_trouble(self, why: Refusal | None) -> None:
        if why is None:
            self.alarms.end(STORAGE_TROUBLE)
        else:
            self.alarms.sound(STORAGE_TROUBLE, why.message)

    def _forget_staged(self) -> None:
        self.live_orders.forget_staged()
        self.sender_keys.forget_staged()
        self.menu.forget_staged()
        self.availability.forget_staged()
        self.time.forget_staged()

    async def _reload(self) -> Sequence[Committed]:
        """Read everything again after the file failed; return what nobody has been told of."""
        missed = await self.log.read_missed()
        await self._load()
        # The live orders took their new state last, and nothing is awaited until the events are
        # out: a snapshot has either neither or both.
        self.log.committed = self.log.staged = self.log.committed + len(missed)
        return missed
