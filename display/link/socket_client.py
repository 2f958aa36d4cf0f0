"""One WebSocket, from the greeting to its end, and what a screen reports over it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import aiohttp
import msgspec

from display.link.decoding import (
    Frame,
    JoinedRoom,
    Orders,
    read_alarms,
    read_cancelled,
    read_courses,
    read_event,
    read_frame,
    read_orders,
    read_upcoming,
)
from display.link.http_client import UnauthorizedError
from display.link.listeners import LinkListeners
from display.state.messages import (
    Alarmed,
    Drilling,
    Heard,
    Invited,
    Snapshot,
    StandInsSeen,
    StationAnswered,
)
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire import socket_messages
from hub.wire.events import EventType
from hub.wire.pairing import PairingShown
from hub.wire.rooms import kitchen_room
from hub.wire.socket_messages import (
    CloseCode,
    DrillOver,
    DrillShown,
    HostAsk,
    HostTold,
    Painted,
    ScreenReport,
    StandIn,
    Troubles,
)

PING_EVERY = 1.0
"""Seconds; a board says after 3 s that it is not current, so it has to ask more often."""

SILENT_AFTER = 4.0
"""Seconds without a frame after which the line is given up and made anew."""

_LOOKS = 4

ORDERS_AT_ONCE = 50
"""Orders of a snapshot that are read before presses and the clock have their turn."""

_encode = msgspec.json.Encoder().encode

_ASKED_AT_ONCE = 4
"""Things that the hub may want to know of this machine before it has been answered."""


class _Alarms(msgspec.Struct, frozen=True):
    alarms: msgspec.Raw


class _StandIns(msgspec.Struct, frozen=True):
    stand_ins: msgspec.Raw


class _Settings(msgspec.Struct, frozen=True):
    settings: msgspec.Raw


class HubSocket:
    """Speaks the contract's side of a client on an open socket.

    Args:
        socket: open.
        station: whose screen this is; None is the whole kitchen.
        listeners: hear what comes.
        refused: set when the hub does not do what was asked, as for a station that it has not.
        menu_changed: set when the menu has changed.

    Attributes:
        asked: what the hub wants to know of this machine.
    """

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        station: str | None,
        listeners: LinkListeners,
        refused: asyncio.Event,
        menu_changed: asyncio.Event,
    ) -> None:
        self._socket = socket
        self._station = station
        self._listeners = listeners
        self._refused = refused
        self._menu_changed = menu_changed
        self._station_known = False
        self._room: str | None = None
        self._hears: tuple[str, ...] = ()
        self._invitation: str | None = None
        self.asked: asyncio.Queue[HostAsk] = asyncio.Queue(_ASKED_AT_ONCE)

    async def next(self) -> Snapshot | None:
        """Wait for the next frame and pass it on.

        Returns:
            the snapshot, if it is one; None for anything else.

        Raises:
            aiohttp.ClientError: the line has ended.
            UnauthorizedError: the hub has closed it because of the token.
            TimeoutError: nothing has come for too long.
            msgspec.MsgspecError: the hub's greeting or its snapshot can't be read at all.
        """
        said = await self._receive()
        if said.type is not aiohttp.WSMsgType.TEXT:
            if self._socket.close_code == CloseCode.UNAUTHORIZED:
                raise UnauthorizedError(TroubleCode.TOKEN_UNKNOWN)
            raise aiohttp.ClientError(f"the line has ended ({self._socket.close_code})")
        text: str = said.data
        now = self._listeners.now()
        try:
            frame = read_frame(text)
        except msgspec.MsgspecError:
            if self._room is None:
                raise
            # Were it an event, the one after it would leave a gap, and a snapshot close that.
            self._report_unreadable(now)
            return None
        if frame.type == EventType.MENU_CHANGED:
            self._menu_changed.set()
        if frame.is_event:
            self._listeners.tell(read_event(frame, now))
            return None
        self._listeners.tell(Heard(now=now))
        return await self._take_reply(frame, text, now)

    async def _receive(self) -> aiohttp.WSMessage:
        """Wait for the next frame, in several looks.

        A screen that gets too little of the processor comes back from one wait long after its time
        and with frames unread. It must not give up a line for that: it would have everything to do
        again, and never be done. The next look finds them.
        """
        for _ in range(_LOOKS - 1):
            with suppress(TimeoutError):
                return await self._socket.receive(timeout=SILENT_AFTER / _LOOKS)
        return await self._socket.receive(timeout=SILENT_AFTER / _LOOKS)

    async def ping(self) -> None:
        """Ask for a sign of life, again and again."""
        while True:
            await asyncio.sleep(PING_EVERY)
            await self._say(socket_messages.Ping())

    async def ask_snapshot(self) -> None:
        """Ask for the orders as they are now.

        Whole orders, whatever the station: a card says what else is on the order. The second
        message lets the hub know whose screen this is.
        """
        if self._room is None:
            return
        await self._say(socket_messages.Join(room=self._room, snapshot=True))
        if self._station is not None:
            await self._say(socket_messages.Join(room=self._room, station=self._station))

    async def report_painted(self, painted: Painted) -> None:
        """Report what stands on the glass; a hub that is too old to take orders gets none."""
        named = socket_messages.TICKETS in self._hears
        await self._say(painted if named else Painted(seq=painted.seq))

    async def report(self, said: ScreenReport | HostTold) -> None:
        """Report something else; a hub that is too old to understand it is not told."""
        if said.__struct_config__.tag not in self._hears:
            return
        if isinstance(said, Troubles) and socket_messages.TROUBLE_CODES not in self._hears:
            said = Troubles(troubles=said.troubles)
        await self._say(said)

    async def _take_reply(self, frame: Frame, text: str, now: int) -> Snapshot | None:
        if frame.type == "auth:success":
            success = msgspec.json.decode(text, type=socket_messages.AuthSuccess)
            self._room, self._hears = kitchen_room(success.branch_id), success.hears
            await self.ask_snapshot()
        elif frame.type == "error":
            said = msgspec.json.decode(text, type=socket_messages.Trouble)
            self._listeners.trouble("line", trouble(TroubleCode.REFUSED, why=said.message))
            self._station_known = False
            self._refused.set()
        elif frame.type == "joined":
            joined = msgspec.json.decode(text, type=JoinedRoom)
            self._take_announcements(joined, now)
            self._note_station(joined, now)
            if not isinstance(joined.orders, msgspec.UnsetType):
                orders, unread = await _in_turns(joined.orders)
                self._listeners.report_unread(unread)
                return Snapshot(
                    now=now,
                    epoch=joined.epoch,
                    seq=joined.seq,
                    hub_ms=joined.timestamp,
                    orders=orders,
                    upcoming=read_upcoming(joined.upcoming),
                    courses=read_courses(joined.courses),
                    cancelled=read_cancelled(joined.cancelled),
                )
        else:
            with self._tolerate_unreadable(now):
                self._take_announcement(frame.type, text, now)
        return None

    def _note_station(self, joined: JoinedRoom, now: int) -> None:
        """Tell that the hub has this screen's station: the answer without a snapshot is to that."""
        of_snapshot = not isinstance(joined.upcoming, msgspec.UnsetType)
        if self._station is None or self._station_known or of_snapshot:
            return
        self._station_known = True
        self._listeners.trouble("line", None)
        self._listeners.tell(StationAnswered(now=now))

    def _take_announcements(self, joined: JoinedRoom, now: int) -> None:
        """Take in what stands beside a room's orders."""
        if not isinstance(joined.alarms, msgspec.UnsetType):
            self._take_alarms(joined.alarms, now)
        if not isinstance(joined.stand_ins, msgspec.UnsetType):
            with self._tolerate_unreadable(now):
                self._take_stand_ins(joined.stand_ins, now)
        if not isinstance(joined.settings, msgspec.UnsetType):
            with self._tolerate_unreadable(now):
                self._take_settings(joined.settings)
        if not isinstance(joined.pairing, msgspec.UnsetType):
            with self._tolerate_unreadable(now):
                self._take_invitation(
                    msgspec.json.decode(joined.pairing, type=PairingShown | None), now
                )

    @contextmanager
    def _tolerate_unreadable(self, now: int) -> Iterator[None]:
        """Tell the cook of what can't be read, instead of giving up a line on which orders come."""
        try:
            yield
        except msgspec.MsgspecError:
            self._report_unreadable(now)

    def _report_unreadable(self, now: int) -> None:
        self._listeners.tell(Heard(now=now))
        self._listeners.trouble("line", trouble(TroubleCode.NOT_UNDERSTOOD))

    def _take_announcement(self, kind: str, text: str, now: int) -> None:
        """Take in what has no place in the log."""
        if kind == "pairing:open":
            self._take_invitation(msgspec.json.decode(text, type=PairingShown), now)
        elif kind == "pairing:closed":
            self._take_invitation(None, now)
        elif kind == "alarms":
            self._take_alarms(msgspec.json.decode(text, type=_Alarms).alarms, now)
        elif kind == "stand_ins":
            self._take_stand_ins(msgspec.json.decode(text, type=_StandIns).stand_ins, now)
        elif kind == "settings:wanted":
            self._take_settings(msgspec.json.decode(text, type=_Settings).settings)
        elif kind == "drill:open":
            drill = msgspec.json.decode(text, type=DrillShown)
            ms = drill.expires_in * 1000
            self._listeners.tell(Drilling(now=now, drill_id=drill.id, for_ms=ms))
        elif kind == "drill:closed":
            over = msgspec.json.decode(text, type=DrillOver)
            self._listeners.tell(Drilling(now=now, drill_id=over.id, for_ms=0))
        elif kind == "host:ask":
            # A hub that asks for more than this gets no answer to it.
            with suppress(asyncio.QueueFull):
                self.asked.put_nowait(msgspec.json.decode(text, type=HostAsk))

    def _take_invitation(self, shown: PairingShown | None, now: int) -> None:
        text = "" if shown is None else shown.text
        # Every snapshot brings it again; what a cook has put away must not come back with it.
        if text == self._invitation:
            return
        self._invitation = text
        if shown is None:
            self._listeners.tell(Invited(now=now, text=""))
        else:
            ms = shown.expires_in * 1000
            self._listeners.tell(Invited(now=now, text=text, role=shown.role, for_ms=ms))

    def _take_alarms(self, alarms: msgspec.Raw, now: int) -> None:
        self._listeners.tell(Alarmed(now=now, alarms=read_alarms(alarms)))

    def _take_settings(self, settings: msgspec.Raw) -> None:
        self._listeners.on_settings(msgspec.json.decode(settings, type=dict[str, Any]))

    def _take_stand_ins(self, rows: msgspec.Raw, now: int) -> None:
        found = msgspec.json.decode(rows, type=tuple[StandIn, ...])
        self._listeners.tell(StandInsSeen(now=now, rows=found))

    async def _say(self, message: msgspec.Struct) -> None:
        await self._socket.send_str(_encode(message).decode())


async def _in_turns(raw: Sequence[msgspec.Raw]) -> Orders:
    """Read the orders of a snapshot, however many, without holding up everything else."""
    read: list[Orders] = []
    for start in range(0, len(raw), ORDERS_AT_ONCE):
        read.append(read_orders(raw[start : start + ORDERS_AT_ONCE]))
        await asyncio.sleep(0)
    return Orders(
        tuple(order for some in read for order in some.orders), sum(some.unread for some in read)
    )


_PAINTED = "painted"


class Reports:
    """Keeps the last word about each, and carries it to the hub over whichever socket there is."""

    def __init__(self) -> None:
        self._painted: Painted | None = None
        self._said: dict[str, ScreenReport] = {}
        self._due: set[str] = set()
        self._woken = asyncio.Event()

    def report_painted(self, painted: Painted) -> None:
        """Report what stands on the glass; of several only the last counts."""
        self._painted = painted
        self._wake({_PAINTED})

    def report(self, said: ScreenReport) -> None:
        """Report something else; of several of a kind only the last counts."""
        kind = type(said).__name__
        self._said[kind] = said
        self._wake({kind})

    async def carry(self, hub_socket: HubSocket, joined: asyncio.Event) -> None:
        """Report on a socket, until cancelled.

        Args:
            hub_socket: open.
            joined: set once the hub can tell whose screen this is; before that it would take a
                report for everybody's.
        """
        await joined.wait()
        # A new socket knows nothing of what was said before it.
        self._wake({_PAINTED, *self._said})
        while True:
            await self._woken.wait()
            self._woken.clear()
            due, self._due = self._due, set()
            if _PAINTED in due and self._painted is not None:
                await hub_socket.report_painted(self._painted)
            for kind, said in list(self._said.items()):
                if kind in due:
                    await hub_socket.report(said)

    def _wake(self, due: set[str]) -> None:
        self._due |= due
        self._woken.set()
