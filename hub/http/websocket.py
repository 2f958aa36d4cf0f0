"""``/ws``: a thin shell around the fan-out. Text frames in, text frames out, close codes.

Joining a room with a snapshot is one step without an await: the orders, the ``seq`` they reflect
and the subscription belong to one moment, so a screen misses nothing and hears nothing twice.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
from aiohttp import web
from msgspec import UNSET, Raw

from hub.clock.wall_clock import Clock
from hub.domain.course_words import DEFAULT_ORDER
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal, Role
from hub.domain.ready_numbers import ReadyNumber
from hub.domain.times import instant
from hub.http.auth import Authenticator
from hub.http.listener import plain_address
from hub.http.metrics import Metrics
from hub.http.server import make_known
from hub.http.websocket_frames import read_message
from hub.http.websocket_sender import HEARTBEAT, Network, bound_buffers, carry_frames, new_socket
from hub.orders.board import Board
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.wire import socket_messages
from hub.wire.pairing import PairingShown
from hub.wire.responses import Pieces
from hub.wire.rooms import (
    branch_room,
    find_room,
    home_room,
    kitchen_room,
    ready_room,
    session_of,
)
from hub.wire.socket_messages import Alarm, CloseCode, ScreenSettingsTold, StandIn

STRANGERS = 64
"""Sockets that may be open at the same time without having said who they are."""

STRANGERS_PER_ADDRESS = 16

_STRANGER = Principal(id="", name="not known yet", role=Role.CUSTOMER)
_encode = msgspec.json.Encoder().encode


class Patience(NamedTuple):
    """How long a client may be silent, in seconds.

    ``auth_within``: until it says who it is. ``heartbeat``: between two pings; one that does not
    answer a ping within half of it is gone.
    """

    auth_within: float = socket_messages.AUTH_WITHIN
    heartbeat: float = HEARTBEAT


_PATIENT = Patience()


class Place(NamedTuple):
    """Where sockets come to.

    Attributes:
        branch_id: whose rooms these are.
        epoch: the run of the event log, for clients to compare.
        board: gives snapshots.
        has_session: whether guests sit at a table under that id, or have left not long ago.
        alarms: those that stand.
        pairing: what a kitchen's screens show while pairing is open.
        courses: those that are words, in the house's order.
        stand_ins: orders that are shown at a station's backup.
        ready: what stands on the board of ready numbers.
        last_station: whose screen a device was, by its id; None for the whole kitchen's, and while
            it is not known.
        settings: what a manager has set at a screen, by its id; on_settings: told what it goes by.
    """

    branch_id: str
    epoch: Callable[[], str]
    board: Board
    has_session: Callable[[str], bool]
    alarms: Callable[[], tuple[Alarm, ...]] = tuple
    pairing: Callable[[], PairingShown | None] = lambda: None
    courses: tuple[str, ...] = DEFAULT_ORDER
    stand_ins: Callable[[], tuple[StandIn, ...]] = tuple
    ready: Callable[[], tuple[ReadyNumber, ...]] = tuple
    last_station: Callable[[str], str | None] = lambda _: None
    settings: Callable[[str], dict[str, Any]] = lambda _: {}
    on_settings: Callable[[str, ScreenSettingsTold], None] = lambda _device, _told: None


class WebSocketHandler:
    """Serves ``/ws``.

    Args:
        place: where sockets come to.
        fanout: knows the rooms.
        authenticator: says who a token belongs to.
        clock: the hub's time.
        metrics: counts what was refused, and what was closed.
        patience: how long a client may be silent.
    """

    def __init__(
        self,
        place: Place,
        *,
        fanout: Fanout,
        authenticator: Authenticator,
        clock: Clock,
        metrics: Metrics,
        patience: Patience = _PATIENT,
    ) -> None:
        self._branch_id, self._epoch = place.branch_id, place.epoch
        self._board, self._has_session = place.board, place.has_session
        self._alarms, self._pairing = place.alarms, place.pairing
        self._courses, self._stand_ins = place.courses, place.stand_ins
        self._ready = place.ready
        self._last_station = place.last_station
        self._settings, self._on_settings = place.settings, place.on_settings
        self._fanout = fanout
        self._authenticator = authenticator
        self._clock = clock
        self._metrics = metrics
        self._limits = authenticator.limits
        self._patience = patience
        self._strangers: Counter[str] = Counter()

    async def serve(
        self, request: web.BaseRequest, principal: Principal | None, token: str | None = None
    ) -> web.StreamResponse:
        """Serve one socket until it closes.

        Args:
            request: asks for it.
            principal: who the headers said it is.
            token: that stood in the URL, where clients of the original API are let in.

        Raises:
            Refusal: this is no handshake, or there are too many strangers.
        """
        socket = new_socket(self._limits.frame_bytes, self._patience.heartbeat)
        if not socket.can_prepare(request):
            raise Refusal(Code.BAD_REQUEST, "Upgrade: this is not a WebSocket handshake.")
        address = plain_address(request.remote or "unknown")
        if principal is None:
            self._check_strangers(address)
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client has gone away")
        bound_buffers(transport)
        # From here on there is no moment in which a revocation or the hub's end could miss it.
        subscriber = Subscriber(principal or _STRANGER, instant(self._clock.now()))
        self._fanout.admit(subscriber)
        try:
            writer = await socket.prepare(request)
            network = Network(socket, transport, writer, original_api=token is not None)
            async with carry_frames(network, subscriber, self._patience.heartbeat):
                if principal is None:
                    with self._stranger(address):
                        if token is None:
                            token = await self._hear_token(socket, subscriber)
                        if token is not None:
                            principal = await self._introduce(token, subscriber, address)
                if principal is not None:
                    make_known(request)
                    self._welcome(subscriber, principal)
                await self._listen(socket, subscriber)
        except ConnectionError:
            pass
        finally:
            self._fanout.dismiss(subscriber)
            if subscriber.closing is not None:
                self._metrics.count_close(subscriber.closing)
        return socket

    def _check_strangers(self, address: str) -> None:
        if (
            self._strangers[address] >= STRANGERS_PER_ADDRESS
            or self._strangers.total() >= STRANGERS
        ):
            wait = math.ceil(self._patience.auth_within)
            raise Refusal(
                Code.RATE_LIMITED,
                "Too many sockets have not said who they are; send the token as a header, or try "
                f"again in {wait} s.",
                retry_after=wait,
            )

    @contextmanager
    def _stranger(self, address: str) -> Iterator[None]:
        """Count a socket for as long as nobody knows whose it is."""
        self._strangers[address] += 1
        try:
            yield
        finally:
            self._strangers[address] -= 1
            self._strangers += Counter()

    async def _hear_token(
        self, socket: web.WebSocketResponse, subscriber: Subscriber
    ) -> str | None:
        """Wait for the first message, which says who this is; None when none came."""
        try:
            # Around the whole of it: a ping is no reason to wait anew.
            async with asyncio.timeout(self._patience.auth_within):
                said = read_message(await socket.receive())
        except TimeoutError:
            said = CloseCode.NO_AUTH_IN_TIME
        if said is None or isinstance(said, CloseCode):
            subscriber.close(said or CloseCode.GOING_AWAY)
            return None
        return said.token if isinstance(said, socket_messages.Auth) else ""

    async def _introduce(
        self, token: str, subscriber: Subscriber, address: str
    ) -> Principal | None:
        """Say whose token this is; None when it is nobody's whom the hub knows."""
        try:
            return self._authenticator.from_token(token, address)
        except Refusal as refusal:
            self._metrics.count_refusal(refusal.code)
            await asyncio.sleep(self._authenticator.delay_of(address))
            subscriber.reply(_encode(socket_messages.AuthError(message=refusal.message)))
            subscriber.close(CloseCode.UNAUTHORIZED)
            return None

    def _welcome(self, subscriber: Subscriber, principal: Principal) -> None:
        subscriber.principal = principal
        success = socket_messages.AuthSuccess(
            user_id=principal.id,
            branch_id=self._branch_id,
            epoch=self._epoch(),
            timestamp=self._clock.now(),
            hears=socket_messages.HEARS,
        )
        subscriber.reply(_encode(success))
        home = home_room(principal.role, self._branch_id, principal.session_id)
        if home is not None:
            self._fanout.join(subscriber, home)

    async def _listen(self, socket: web.WebSocketResponse, subscriber: Subscriber) -> None:
        """Carry out what the client says, until the connection ends."""
        while (said := read_message(await socket.receive())) is not None:
            if subscriber.closing is not None:
                # All that is still waited for is the client's own close frame.
                continue
            if isinstance(said, CloseCode):
                subscriber.close(said)
                continue
            try:
                reply = self._carry_out(subscriber, said)
            except Refusal as refusal:
                self._metrics.count_refusal(refusal.code)
                reply = socket_messages.Trouble(code=refusal.code, message=refusal.message)
            if reply is not None:
                subscriber.reply(reply if isinstance(reply, Pieces) else _encode(reply))
                await subscriber.drain()

    def _carry_out(
        self, subscriber: Subscriber, said: socket_messages.ClientMessage | Refusal
    ) -> msgspec.Struct | Pieces | None:
        if isinstance(said, Refusal):
            raise said
        if not isinstance(said, socket_messages.Join):
            self._fanout.settle(subscriber)
        if isinstance(said, socket_messages.Painted):
            # Nobody has painted what has not happened yet.
            if said.seq <= self._board.seq:
                now = instant(self._clock.now())
                self._fanout.note_painted(subscriber, kitchen_room(self._branch_id), said, now)
            return None
        if isinstance(said, socket_messages.ScreenReport):
            self._note_report(subscriber, said)
            return None
        if isinstance(said, socket_messages.HostTold):
            self._fanout.on_host_told(subscriber, said)
            return None
        if isinstance(said, socket_messages.Ping):
            return socket_messages.Pong(timestamp=self._clock.now())
        if isinstance(said, socket_messages.Join):
            return self._join(subscriber, said)
        if isinstance(said, socket_messages.Leave):
            room = find_room(said.room, self._branch_id)
            self._fanout.leave(subscriber, room)
            return socket_messages.Left(room=room)
        raise Refusal(Code.BAD_REQUEST, "auth: this socket has authenticated already")

    def _note_report(self, subscriber: Subscriber, said: socket_messages.ScreenReport) -> None:
        if not isinstance(said, ScreenSettingsTold):
            subscriber.note_report(said)
        elif subscriber.principal.role is Role.KITCHEN:
            self._on_settings(subscriber.principal.id, said)

    def _join(
        self, subscriber: Subscriber, said: socket_messages.Join
    ) -> socket_messages.Joined | Pieces:
        room = find_room(said.room, self._branch_id)
        if not may_join(subscriber.principal, room, self._branch_id):
            raise Refusal(Code.FORBIDDEN, "room: this token may not join it")
        session = session_of(room)
        if session is not None and not self._has_session(session):
            raise Refusal(Code.NOT_FOUND, "room: there is no such session, or it has ended")
        self._board.check_station(said.station)
        most = self._limits.rooms_per_socket
        if room not in subscriber.rooms and len(subscriber.rooms) >= most:
            raise Refusal(Code.BAD_REQUEST, f"room: at most {most} rooms a socket")
        self._fanout.join(subscriber, room)
        if room == ready_room(self._branch_id):
            return self._join_ready(room)
        kitchen = room == kitchen_room(self._branch_id)
        if kitchen:
            last = self._last_station(subscriber.principal.id)
            self._fanout.take_station(subscriber, said.station, last)
        beside = said.snapshot and session is None
        screen = kitchen and subscriber.principal.role is Role.KITCHEN
        joined = socket_messages.Joined(
            room=room,
            epoch=self._epoch(),
            seq=self._board.seq,
            timestamp=self._clock.now(),
            upcoming=Raw(self._board.upcoming(said.station)) if beside else UNSET,
            cancelled=Raw(self._board.cancelled(said.station)) if beside else UNSET,
            courses=self._courses if beside else UNSET,
            alarms=self._alarms() if kitchen else UNSET,
            stand_ins=self._stand_ins() if kitchen else UNSET,
            pairing=self._pairing() if screen else UNSET,
            settings=self._settings(subscriber.principal.id) if screen else UNSET,
        )
        if said.snapshot:
            own = subscriber.seen_as if kitchen and said.station is None else None
            orders = self._board.snapshot(said.station, session, own)
        elif kitchen and said.station is not None:
            orders = self._board.snapshot_of_shared(said.station)
        else:
            orders = ()
        if not said.snapshot and not orders:
            return joined
        return Pieces(_encode(joined).removesuffix(b"}") + b',"orders":[', orders, b"]}")

    def _join_ready(self, room: str) -> socket_messages.Joined:
        return socket_messages.Joined(
            room=room,
            epoch=self._epoch(),
            seq=self._board.seq,
            timestamp=self._clock.now(),
            ready=self._ready(),
        )


def may_join(principal: Principal, room: str, branch_id: str) -> bool:
    """Whether somebody may hear what is told in a room."""
    session = session_of(room)
    if session is not None:
        return principal.may_read_session(session)
    if room == ready_room(branch_id):
        return principal.may(Permission.ORDERS_READY)
    own = {branch_room(branch_id), kitchen_room(branch_id)}
    return room in own and principal.may(Permission.ORDERS_READ)
