"""``/ws``: a thin shell around the fan-out. Text frames in, text frames out, close codes.

Joining a room with a snapshot is one step without an await: the orders, the ``seq`` they reflect
and the subscription belong to one moment, so a screen misses nothing and hears nothing twice.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

import msgspec
from aiohttp import web

from hub.api.auth import Gatekeeper
from hub.api.carrying import CLOSE_WITHIN, HEARTBEAT, bound_kernel_buffer, carrying
from hub.api.frames import understood
from hub.clock import Clock
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal, Role
from hub.domain.times import instant
from hub.kitchen.board import Board
from hub.protocol import messages
from hub.protocol.closing import CloseCode
from hub.protocol.rooms import branch_room, home_room, kitchen_room, session_of
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber

MAX_ROOMS = 8

_STRANGER = Principal(id="", name="not known yet", role=Role.CUSTOMER)
_encode = msgspec.json.Encoder().encode


class Patience(NamedTuple):
    """How long a client may be silent, in seconds.

    ``auth_within``: until it says who it is. ``heartbeat``: between two pings; one that does not
    answer a ping within half of it is gone.
    """

    auth_within: float = messages.AUTH_WITHIN
    heartbeat: float = HEARTBEAT


_PATIENT = Patience()


class SocketDoor:
    """Serves ``/ws``.

    Args:
        branch_id: whose rooms these are.
        epoch: the run of the event log, for clients to compare.
        board: gives snapshots.
        fanout: knows the rooms.
        gatekeeper: says who a token belongs to.
        clock: the hub's time.
        patience: how long a client may be silent.
    """

    def __init__(
        self,
        *,
        branch_id: str,
        epoch: Callable[[], str],
        board: Board,
        fanout: Fanout,
        gatekeeper: Gatekeeper,
        clock: Clock,
        patience: Patience = _PATIENT,
    ) -> None:
        self._branch_id = branch_id
        self._epoch = epoch
        self._board = board
        self._fanout = fanout
        self._gatekeeper = gatekeeper
        self._clock = clock
        self._patience = patience

    async def serve(
        self, request: web.BaseRequest, principal: Principal | None
    ) -> web.StreamResponse:
        """Serve one socket until it closes; ``principal`` is who the headers said it is."""
        socket = web.WebSocketResponse(
            heartbeat=self._patience.heartbeat,
            # aiohttp refuses what is as long as this; the contract refuses what is longer.
            max_msg_size=messages.MAX_FRAME + 1,
            compress=False,
            timeout=CLOSE_WITHIN,
            autoclose=False,
        )
        if not socket.can_prepare(request):
            raise Refusal(Code.BAD_REQUEST, "Upgrade: this is not a WebSocket handshake.")
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client has gone away")
        bound_kernel_buffer(transport)
        # From here on there is no moment in which a revocation or the hub's end could miss it.
        subscriber = Subscriber(principal or _STRANGER, instant(self._clock.now()))
        self._fanout.admit(subscriber)
        try:
            await socket.prepare(request)
            async with carrying(socket, subscriber, transport, self._patience.heartbeat):
                if principal is None:
                    principal = await self._introduced(
                        socket, subscriber, request.remote or "unknown"
                    )
                if principal is not None:
                    self._welcome(subscriber, principal)
                await self._listen(socket, subscriber)
        except ConnectionError:
            pass
        finally:
            self._fanout.dismiss(subscriber)
        return socket

    async def _introduced(
        self, socket: web.WebSocketResponse, subscriber: Subscriber, address: str
    ) -> Principal | None:
        """Wait for the first message to say who this is; None when nobody the hub knows."""
        try:
            # Around the whole of it: a ping is no reason to wait anew.
            async with asyncio.timeout(self._patience.auth_within):
                said = understood(await socket.receive())
        except TimeoutError:
            said = CloseCode.NO_AUTH_IN_TIME
        if said is None or isinstance(said, CloseCode):
            subscriber.close(said or CloseCode.GOING_AWAY)
            return None
        token = said.token if isinstance(said, messages.Auth) else ""
        try:
            return self._gatekeeper.from_token(token, address)
        except Refusal as refusal:
            subscriber.reply(_encode(messages.AuthError(message=refusal.message)))
            subscriber.close(CloseCode.UNAUTHORIZED)
            return None

    def _welcome(self, subscriber: Subscriber, principal: Principal) -> None:
        subscriber.principal = principal
        success = messages.AuthSuccess(
            user_id=principal.id,
            branch_id=self._branch_id,
            epoch=self._epoch(),
            timestamp=self._clock.now(),
        )
        subscriber.reply(_encode(success))
        home = home_room(principal.role, self._branch_id, principal.session_id)
        if home is not None:
            self._fanout.join(subscriber, home)

    async def _listen(self, socket: web.WebSocketResponse, subscriber: Subscriber) -> None:
        """Carry out what the client says, until the connection ends."""
        while (said := understood(await socket.receive())) is not None:
            if subscriber.closing is not None:
                # All that is still waited for is the client's own close frame.
                continue
            if isinstance(said, CloseCode):
                subscriber.close(said)
                continue
            try:
                reply = self._carried_out(subscriber, said)
            except Refusal as refusal:
                reply = messages.Trouble(code=refusal.code, message=refusal.message)
            if reply is not None:
                subscriber.reply(_encode(reply))
                await subscriber.drained()

    def _carried_out(
        self, subscriber: Subscriber, said: messages.ClientMessage | Refusal
    ) -> msgspec.Struct | None:
        if isinstance(said, Refusal):
            raise said
        if isinstance(said, messages.Painted):
            subscriber.painted(said.seq, instant(self._clock.now()))
            return None
        if isinstance(said, messages.Ping):
            return messages.Pong(timestamp=self._clock.now())
        if isinstance(said, messages.Join):
            return self._joined(subscriber, said)
        if isinstance(said, messages.Leave):
            self._fanout.leave(subscriber, said.room)
            return messages.Left(room=said.room)
        raise Refusal(Code.BAD_REQUEST, "auth: this socket has authenticated already")

    def _joined(self, subscriber: Subscriber, said: messages.Join) -> messages.Joined:
        self._check_room(subscriber.principal, said.room)
        self._board.check_station(said.station)
        if said.room not in subscriber.rooms and len(subscriber.rooms) >= MAX_ROOMS:
            raise Refusal(Code.BAD_REQUEST, f"room: at most {MAX_ROOMS} rooms a socket")
        self._fanout.join(subscriber, said.room)
        if said.room == kitchen_room(self._branch_id):
            subscriber.station = said.station
        joined = messages.Joined(
            room=said.room,
            epoch=self._epoch(),
            seq=self._board.seq,
            timestamp=self._clock.now(),
        )
        if not said.snapshot:
            return joined
        orders = self._board.snapshot(said.station, session_of(said.room))
        return msgspec.structs.replace(joined, orders=orders)

    def _check_room(self, principal: Principal, room: str) -> None:
        session = session_of(room)
        if session is not None:
            allowed = principal.may_read_session(session)
        else:
            own = {branch_room(self._branch_id), kitchen_room(self._branch_id)}
            allowed = room in own and principal.may(Permission.ORDERS_READ)
        if not allowed:
            raise Refusal(Code.FORBIDDEN, "room: this token may not join it")
