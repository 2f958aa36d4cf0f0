"""One socket's side of the fan-out: a bounded queue between the kitchen and a slow network."""

import asyncio
from collections import deque
from collections.abc import Callable

from hub.domain.permissions import Principal
from hub.domain.times import Instant
from hub.wire.responses import Pieces, ScreenSeen
from hub.wire.socket_messages import CloseCode, Drilled, ScreenTrouble, Troubles

MAX_MESSAGES = 64
MAX_BYTES = 256 * 1024
"""The events that may wait for a socket that has not taken those before; one that falls further
behind is closed with 4429. What comes at once to a socket that has taken everything is no sign of
slowness, however much it is: the bump of a ticket with a hundred lines must empty no screen."""

MAX_BEHIND_SNAPSHOT = 512
MAX_BYTES_BEHIND_SNAPSHOT = 2 * 1024 * 1024
"""The same while a snapshot is on its way and until what came meanwhile has been taken. On a slow
network a full board takes half a minute, and a kitchen goes on; each event is one copy for all.
It also says for how long a socket may hold on to orders that have changed since."""


SendNow = Callable[[bytes], bool]
"""Sends an event at once, if the network takes it, and says whether it did."""


def _never(_frame: bytes) -> bool:
    return False


class Subscriber:
    """A socket that events can be offered to. Offering never waits and never fails.

    Args:
        principal: who listens, as far as is known yet.
        since: when it connected.

    Attributes:
        rooms: that it hears.
        station: whose screen it is; None is a screen of everything.
        stationed: whether it has said so; until it has, None means nothing.
        seen_as: as whose it is told of what several stations make; None is as the whole kitchen's.
        settled: whether that is what it has joined with, and has been passed on.
        troubles: what the screen says is wrong with it, a sentence each.
        trouble_codes: the same as codes; none of a screen that says sentences only.
        drilled: what it last said of a drill.
        closing: why it is to be closed, once it is.
        send_now: sends an event at once, past the line, if the network takes it; says whether it
            did. Asked only while nothing is in line. It must not await.
    """

    def __init__(self, principal: Principal, since: Instant) -> None:
        self.principal = principal
        self.rooms: dict[str, None] = {}
        self.station: str | None = None
        self.stationed = False
        self.seen_as: str | None = None
        self.settled = False
        self.troubles: tuple[str, ...] = ()
        self.trouble_codes: tuple[ScreenTrouble, ...] = ()
        self.drilled: Drilled | None = None
        self.closing: CloseCode | None = None
        self.send_now: SendNow = _never
        self._since = since
        self._painted: tuple[int, Instant] | None = None
        self._queue: deque[tuple[bytes | Pieces, bool]] = deque()
        self._catching_up = False
        self._events = 0
        self._bytes = 0
        self._taking = False
        self._direct: SendNow = _never
        self._ready = asyncio.Event()
        self._closed = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()

    def offer(self, frame: bytes) -> bool:
        """Put an event in line.

        Returns:
            False when the queue is full, and the socket is closed as too slow for it.
        """
        # No task has to wake up for a socket that has taken everything before.
        if self._direct(frame) or self.closing is not None:
            return True
        if self._taking:
            self._put(frame, counts=False)
            return True
        events, size = MAX_MESSAGES, MAX_BYTES
        if self._catching_up:
            events, size = MAX_BEHIND_SNAPSHOT, MAX_BYTES_BEHIND_SNAPSHOT
        if self._events >= events or self._bytes + len(frame) > size:
            # What waits is worthless: a snapshot after the reconnect replaces all of it.
            self._queue.clear()
            self.close(CloseCode.TOO_SLOW)
            return False
        self._events += 1
        self._bytes += len(frame)
        self._put(frame, counts=True)
        return True

    def reply(self, frame: bytes | Pieces) -> None:
        """Put an answer to the client's own message in line, in order with the events.

        An answer may be larger than the bound and does not count for it: a snapshot must not be
        what makes a socket too slow. The reader waits in :meth:`drain` before it takes the next
        message, so a client can have one of them waiting at most.
        """
        if self.closing is None:
            self._catching_up |= isinstance(frame, Pieces)
            self._put(frame, counts=False)

    def close(self, code: CloseCode) -> None:
        """Have the socket closed after what is in line; the first reason counts."""
        if self.closing is None:
            self.closing = code
            self._direct = _never
            self._closed.set()
            self._ready.set()
            self._drained.set()

    async def next(self) -> bytes | Pieces | None:
        """Wait for the next frame to send; None when the socket is to be closed."""
        while not self._queue:
            self._catching_up = False
            self._drained.set()
            if self.closing is not None:
                return None
            self._ready.clear()
            # Everything has gone to the network, and this task has not run since.
            self._taking, self._direct = True, self.send_now
            try:
                await self._ready.wait()
            finally:
                self._taking, self._direct = False, _never
        frame, counts = self._queue.popleft()
        if counts and isinstance(frame, bytes):
            self._events -= 1
            self._bytes -= len(frame)
        return frame

    async def wait_closed(self) -> CloseCode:
        """Wait until there is a reason to close the socket, and say which."""
        await self._closed.wait()
        return self.closing or CloseCode.GOING_AWAY

    async def drain(self) -> None:
        """Wait until everything in line has been handed to the network."""
        await self._drained.wait()

    def note_painted(self, seq: int, at: Instant) -> None:
        """Note what the screen says it has on its glass."""
        self._painted = (seq, at)

    def note_report(self, said: Troubles | Drilled) -> None:
        """Note what the screen says of itself; the last word counts."""
        if isinstance(said, Troubles):
            self.troubles = said.troubles
            self.trouble_codes = said.codes or ()
        else:
            self.drilled = said

    def describe(self) -> ScreenSeen:
        """Say what is known of this screen."""
        seq, at = self._painted or (None, None)
        return ScreenSeen(
            id=self.principal.id,
            name=self.principal.name,
            station=self.station,
            connected_since=self._since,
            painted_seq=seq,
            painted_at=at,
            troubles=self.troubles,
            trouble_codes=self.trouble_codes,
        )

    def _put(self, frame: bytes | Pieces, *, counts: bool) -> None:
        self._direct = _never
        self._queue.append((frame, counts))
        self._drained.clear()
        self._ready.set()
