"""The accept loop: who may connect at all, counted before a byte is read or a key exchanged.

aiohttp's own sites accept whoever comes. Here a connection that is one too many is closed at once,
so that nobody can use up the hub's file descriptors or its time for TLS handshakes.
"""

import asyncio
import errno
import ipaddress
import logging
import socket
import ssl as tls
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import lru_cache

from hub.background import run_in_background
from hub.http.server import Connection, Server
from hub.limits import Limits

_log = logging.getLogger(__name__)

STOP_WITHIN = 3.0
"""Seconds that answers under way get when the hub stops."""

TLS_GOODBYE_WITHIN = 1.0
"""Seconds that a client gets to answer TLS's own farewell."""

_BACKLOG = 1024
"""Connections that wait to be accepted: a crowd that comes at once. Linux forgets what goes beyond
it, and whoever knocked waits a second or more before knocking again."""

_BREATHER = 0.2
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class TurnedAway(StrEnum):
    """Why a connection was closed by the accept loop."""

    ADDRESS_FULL = "too_many_from_address"
    FULL = "too_many"
    GAVE_WAY = "gave_way"
    HANDSHAKE = "tls_handshake"
    NO_ROOM = "no_descriptors"


class _Seat:
    """One connection: whose it is, and what serves it."""

    def __init__(self, address: str, connection: socket.socket) -> None:
        self.address = address
        self.connection = connection
        self.known = False
        self.protocol: Connection | None = None
        self.task: asyncio.Task[None] | None = None

    def make_known(self) -> None:
        """Note that a valid token has been shown on it: it gives way to nobody."""
        self.known = True


class ConnectionLimiter:
    """Counts the open connections of all the hub's TCP doors together.

    When every place is taken, the oldest connection on which nobody has shown a valid token gives
    way: a crowd of strangers cannot keep a screen out.

    Args:
        limits: how many there may be.
        count_rejection: counts those that were not let in, by reason.
    """

    def __init__(self, limits: Limits, count_rejection: Callable[[str], None]) -> None:
        self.limits = limits
        self.count_rejection = count_rejection
        self._seats: dict[_Seat, None] = {}
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._seats)

    def seat(self, address: str, connection: socket.socket) -> _Seat | None:
        """Give a new connection a place; None when there is none for it."""
        if self._of[address] >= self.limits.connections_per_address:
            self.count_rejection(TurnedAway.ADDRESS_FULL)
            return None
        if len(self._seats) >= self.limits.connections and not self._make_room():
            self.count_rejection(TurnedAway.FULL)
            return None
        seat = _Seat(address, connection)
        self._seats[seat] = None
        self._of[address] += 1
        return seat

    def leave(self, seat: _Seat) -> None:
        """Take the place back; once is enough, twice does no harm."""
        if seat not in self._seats:
            return
        del self._seats[seat]
        self._of[seat.address] -= 1
        if not self._of[seat.address]:
            del self._of[seat.address]

    def _make_room(self) -> bool:
        for seat in self._seats:
            if not seat.known and seat.task is not None:
                self.count_rejection(TurnedAway.GAVE_WAY)
                seat.task.cancel()
                self.leave(seat)
                return True
        return False


@asynccontextmanager
async def accept_connections(
    server: Server,
    sock: socket.socket,
    *,
    limiter: ConnectionLimiter,
    ssl: tls.SSLContext | None = None,
) -> AsyncIterator[None]:
    """Serve everybody who connects to a socket for as long as the context lasts.

    Args:
        server: makes the protocol of each connection.
        sock: bound, of a TCP family; closed when the context ends.
        limiter: counts; one for all doors, so that the limits hold for all of them together.
        ssl: for a door that speaks TLS. Its certificate may be exchanged meanwhile.
    """
    sock.setblocking(False)  # noqa: FBT003 - the socket's own
    sock.listen(_BACKLOG)
    door = _Door(server, sock, limiter, ssl)
    try:
        async with run_in_background(door.accept(), "accept loop", critical=True):
            yield
    finally:
        sock.close()
        await door.close()


class _Door:
    def __init__(
        self,
        server: Server,
        sock: socket.socket,
        limiter: ConnectionLimiter,
        ssl: tls.SSLContext | None,
    ) -> None:
        self._server = server
        self._sock = sock
        self._limiter = limiter
        self._ssl = ssl
        self._loop = asyncio.get_running_loop()
        self._seats: set[_Seat] = set()

    async def accept(self) -> None:
        """Take connections until cancelled. Nothing that a client or the system does ends it."""
        while True:
            try:
                connection, peer = await self._loop.sock_accept(self._sock)
            except OSError as error:
                await self._wait_out(error)
                continue
            self._admit(connection, plain_address(str(peer[0])))
            # Where many wait in line, accepting never suspends by itself.
            await asyncio.sleep(0)

    def _admit(self, connection: socket.socket, address: str) -> None:
        seat = self._limiter.seat(address, connection)
        if seat is None:
            connection.close()
            return
        seat.task = asyncio.create_task(self._serve(seat), name="connection")
        self._seats.add(seat)
        seat.task.add_done_callback(lambda _: self._leave(seat))

    async def _serve(self, seat: _Seat) -> None:
        protocol = self._server()
        protocol.on_known = seat.make_known
        seat.protocol = protocol
        try:
            if self._ssl is None:
                await self._loop.connect_accepted_socket(lambda: protocol, seat.connection)
            else:
                await self._loop.connect_accepted_socket(
                    lambda: protocol,
                    seat.connection,
                    ssl=self._ssl,
                    ssl_handshake_timeout=self._limiter.limits.headers_within,
                    ssl_shutdown_timeout=TLS_GOODBYE_WITHIN,
                )
        except OSError as error:
            # Broken off, not TLS, or too slow: asyncio has closed the connection.
            _log.debug("a TLS handshake came to nothing: %s", type(error).__name__)
            self._limiter.count_rejection(TurnedAway.HANDSHAKE)
            return
        try:
            await protocol.gone
        finally:
            protocol.cut_off()

    def _leave(self, seat: _Seat) -> None:
        self._seats.discard(seat)
        self._limiter.leave(seat)
        if seat.protocol is None:
            # Told to give way before it had begun: no transport owns the socket yet.
            seat.connection.close()

    async def _wait_out(self, error: OSError) -> None:
        """Go on after a failure to accept: out of descriptors, or a client that has left again."""
        if error.errno not in _NO_ROOM:
            await asyncio.sleep(0)
            return
        self._limiter.count_rejection(TurnedAway.NO_ROOM)
        _log.warning("no connection can be accepted at the moment: %s", error.strerror)
        await asyncio.sleep(_BREATHER)

    async def close(self) -> None:
        """Let answers under way finish, then end every connection of this door."""
        # What has been read already gets its turn before idle connections are closed.
        await asyncio.sleep(0)
        protocols = [seat.protocol for seat in self._seats if seat.protocol is not None]
        for protocol in protocols:
            protocol.close()
        await asyncio.gather(*(protocol.shutdown(STOP_WITHIN) for protocol in protocols))
        tasks = [seat.task for seat in self._seats if seat.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@lru_cache(maxsize=1024)
def plain_address(address: str) -> str:
    """Write an address in one way: no scope, and IPv4 as IPv4 also on a dual-stack socket."""
    bare = address.partition("%")[0]
    try:
        parsed = ipaddress.ip_address(bare)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
