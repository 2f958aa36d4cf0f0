"""Rooms and who is in them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant
from hub.realtime.subscriber import Subscriber
from hub.wire.events import READERS, Committed, may_see_payload
from hub.wire.socket_messages import CloseCode, HostTold, Painted

Stations = frozenset[str | None]
"""The stations that the sockets of one device have joined with; None is the whole kitchen."""

OnPainted = Callable[[Subscriber, str | None, Painted], None]
"""Told which screen, its station, or None for a screen of everything, and what it shows."""


def _ignore_painted(_screen: Subscriber, _station: str | None, _painted: Painted) -> None:
    pass


def _ignore_host_told(_screen: Subscriber, _told: HostTold) -> None:
    pass


def _ignore_gone(_screen: Subscriber) -> None:
    pass


def _ignore_left(_device_id: str) -> None:
    pass


def _ignore_stations(_device_id: str, _stations: Stations) -> None:
    pass


class Fanout:
    """Hands each event to every subscriber of its rooms, once, in order, without waiting.

    Attributes:
        on_painted: told what each screen in a kitchen's room has painted.
        on_host_told: told which screen's galley-host has answered, and what.
        on_gone: told which socket has gone.
        on_left: told the id of the device whose socket has gone.
        on_stations: told the id of a device, and the stations that it is known to show.
        slow_closed: how many sockets were closed because they were too slow.
    """

    def __init__(self) -> None:
        self.on_painted: OnPainted = _ignore_painted
        self.on_host_told: Callable[[Subscriber, HostTold], None] = _ignore_host_told
        self.on_gone: Callable[[Subscriber], None] = _ignore_gone
        self.on_left: Callable[[str], None] = _ignore_left
        self.on_stations: Callable[[str, Stations], None] = _ignore_stations
        self._rooms: dict[str, dict[Subscriber, None]] = {}
        self._all: dict[Subscriber, None] = {}
        self._over: CloseCode | None = None
        self._left = asyncio.Event()
        self.slow_closed = 0

    def __len__(self) -> int:
        return len(self._all)

    def admit(self, subscriber: Subscriber) -> None:
        """Take a socket in; it is in no room yet."""
        self._all[subscriber] = None
        if self._over is not None:
            subscriber.close(self._over)

    def dismiss(self, subscriber: Subscriber) -> None:
        """Let a socket go, from every room."""
        for room in list(subscriber.rooms):
            self.leave(subscriber, room)
        self._all.pop(subscriber, None)
        self._left.set()
        self.on_gone(subscriber)
        self.on_left(subscriber.principal.id)

    def join(self, subscriber: Subscriber, room: str) -> None:
        """Let a socket hear a room from the next event on."""
        self._rooms.setdefault(room, {})[subscriber] = None
        subscriber.rooms[room] = None

    def leave(self, subscriber: Subscriber, room: str) -> None:
        """Stop telling a socket what happens in a room."""
        subscriber.rooms.pop(room, None)
        members = self._rooms.get(room)
        if members is not None:
            members.pop(subscriber, None)
            if not members:
                del self._rooms[room]

    def publish(self, event: Committed) -> None:
        """Tell everyone who may hear it. A socket in several of the rooms is told once."""
        kind = event.draft.type
        for_all, shared = kind not in READERS, event.draft.shared
        heard = [(room, members) for room in event.rooms if (members := self._rooms.get(room))]
        told: set[Subscriber] = set()
        for room, members in heard:
            frame = event.frame(room)
            for subscriber in members:
                if len(heard) > 1:
                    if subscriber in told:
                        continue
                    told.add(subscriber)
                if not for_all:
                    frame = event.frame(room, whole=may_see_payload(subscriber.principal, kind))
                elif shared:
                    frame = event.frame(room, station=subscriber.seen_as)
                if not subscriber.offer(frame):
                    self.slow_closed += 1

    def show(self, room: str, role: Role | None, frame: bytes) -> None:
        """Tell devices in a room something that has no place in the log.

        Args:
            room: that they are in.
            role: theirs; None for all of them.
            frame: what is told.
        """
        for subscriber in self.screens(room):
            mine = role is None or subscriber.principal.role is role
            if mine and not subscriber.offer(frame):
                self.slow_closed += 1

    def show_device(self, room: str, device_id: str, frame: bytes) -> None:
        """Tell one device in a room something that has no place in the log."""
        for subscriber in self.screens(room):
            if subscriber.principal.id == device_id and not subscriber.offer(frame):
                self.slow_closed += 1

    def is_watched(self, room: str) -> bool:
        """Whether anybody is in a room."""
        return room in self._rooms

    def take_station(
        self, subscriber: Subscriber, station: str | None, last: str | None = None
    ) -> None:
        """Take in whose screen a socket is; None is one of everything.

        A screen of version 0.1.0 joins with none, and with its own right after that, each time it
        wants a snapshot. What it is shown in between must not look as if its tickets had gone.

        Args:
            subscriber: the socket, which has joined a kitchen's room.
            station: what it has joined with.
            last: whose screen the device was when it last had a socket.
        """
        if station is not None or subscriber.principal.role is not Role.KITCHEN:
            subscriber.seen_as = station
        elif not subscriber.stationed:
            subscriber.seen_as = last
        subscriber.station, subscriber.stationed, subscriber.settled = station, True, False
        if station is not None:
            self.settle(subscriber)

    def settle(self, subscriber: Subscriber) -> None:
        """Take what a socket has joined with for what it is: it says something else by now."""
        if subscriber.stationed and not subscriber.settled:
            subscriber.seen_as, subscriber.settled = subscriber.station, True
            device_id = subscriber.principal.id
            self.on_stations(device_id, self.stations_of(device_id))

    def stations_of(self, device_id: str) -> Stations:
        """Say which stations a device has joined with; none at all while it has no such socket."""
        return frozenset(
            subscriber.seen_as
            for subscriber in self._all
            if subscriber.principal.id == device_id and subscriber.stationed
        )

    def devices(self) -> set[str]:
        """List the ids of the devices that are connected."""
        return {subscriber.principal.id for subscriber in self._all if not subscriber.closing}

    def rename_device(self, principal: Principal) -> None:
        """Have every socket of a device be called as the device is now.

        Whoever stands at it goes on standing there: that is proved with each request, and no part
        of a socket.
        """
        for subscriber in self._all:
            if subscriber.principal.id == principal.id:
                subscriber.principal = principal

    def close_device(self, device_id: str) -> None:
        """Close every socket of a device whose token is worth nothing any more."""
        for subscriber in self._all:
            if subscriber.principal.id == device_id:
                subscriber.close(CloseCode.UNAUTHORIZED)

    async def close_all(self, code: CloseCode, within: float) -> None:
        """Close every socket, and each that still comes: the hub goes away or starts anew.

        Args:
            code: what they are told.
            within: seconds that they get to say goodbye.
        """
        self._over = code
        for subscriber in self._all:
            subscriber.close(code)
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._all:
                    self._left.clear()
                    await self._left.wait()

    def note_painted(
        self, subscriber: Subscriber, room: str, painted: Painted, at: Instant
    ) -> None:
        """Note what a screen says it has on its glass.

        Args:
            subscriber: the screen's socket.
            room: the kitchen's, in which it must be for others to be told.
            painted: what it says.
            at: when it said so.
        """
        subscriber.note_painted(painted.seq, at)
        # Until it has joined by itself, whose screen it is remains to be said: a grill that comes
        # back and first reports what it showed before must not count for the whole kitchen. And
        # a till that listens in is looked at by no cook, whatever it says.
        is_screen = subscriber.stationed and subscriber.principal.role is Role.KITCHEN
        if is_screen and room in subscriber.rooms:
            self.on_painted(subscriber, subscriber.station, painted)

    def screens(self, room: str) -> list[Subscriber]:
        """List the sockets in a room."""
        return list(self._rooms.get(room, ()))
