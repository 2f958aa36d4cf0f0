"""``/ws``: a thin shell around the fan-out. Text frames in, text frames out, close codes.

Joining a room with a snapshot is one step without an await: the orders, the ``seq`` they reflect
and the subscription belong to one moment, so a screen misses nothing and hears nothing twice.
"""

import asyncio
import socket as sockets
from collections.abc import Callable
from contextlib import suppress

import msgspec
from aiohttp import WSMessage, WSMsgType, web

from hub.api.auth import Gatekeeper
from hub.clock import Clock
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal
from hub.domain.times import instant
from hub.kitchen.board import Board
from hub.protocol import messages, strict
from hub.protocol.closing import CloseCode
from hub.protocol.rooms import branch_room, home_room, kitchen_room, session_of
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber

HEARTBEAT = 8.0
"""Seconds between pings; a socket that does not answer one within half of it is gone."""

SEND_BUFFER = 64 * 1024
"""Bytes that the kernel may hold for a socket: what waits there is not seen by the bounded queue,
and left alone Linux lets it grow to megabytes before a stalled screen is noticed."""

CLOSE_WITHIN = 2.0
"""Seconds that a socket gets to take its close frame before the line is cut."""

MAX_ROOMS = 8

_encode = msgspec.json.Encoder().encode
_TYPES = frozenset({"auth", "join", "leave", "ping", "painted"})


class SocketDoor:
    """Serves ``/ws``.

    Args:
        branch_id: whose rooms these are.
        epoch: the run of the event log, for clients to compare.
        board: gives snapshots.
        fanout: knows the rooms.
        gatekeeper: says who a token belongs to.
        clock: the hub's time.
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
    ) -> None:
        self._branch_id = branch_id
        self._epoch = epoch
        self._board = board
        self._fanout = fanout
        self._gatekeeper = gatekeeper
        self._clock = clock

    async def serve(
        self, request: web.BaseRequest, principal: Principal | None
    ) -> web.StreamResponse:
        """Serve one socket until it closes; ``principal`` is who the headers said it is."""
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT,
            max_msg_size=messages.MAX_FRAME,
            compress=False,
            timeout=CLOSE_WITHIN,
            autoclose=True,
        )
        if not socket.can_prepare(request):
            raise Refusal(Code.BAD_REQUEST, "Upgrade: this is not a WebSocket handshake.")
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client has gone away")
        _bound_kernel_buffer(transport)
        await socket.prepare(request)
        try:
            if principal is None:
                principal = await self._introduced(socket, request.remote or "unknown")
            if principal is not None:
                await self._converse(socket, principal, transport)
        except ConnectionError:
            pass
        return socket

    async def _introduced(self, socket: web.WebSocketResponse, address: str) -> Principal | None:
        """Wait for the first message to say who this is; None when the socket is closed."""
        try:
            message = await socket.receive(timeout=messages.AUTH_WITHIN)
        except TimeoutError:
            await socket.close(code=CloseCode.NO_AUTH_IN_TIME, message=b"no auth in time")
            return None
        said = await self._heard(socket, message)
        if said is None:
            return None
        token = said.token if isinstance(said, messages.Auth) else ""
        try:
            return self._gatekeeper.from_token(token, address)
        except Refusal as refusal:
            await socket.send_frame(
                _encode(messages.AuthError(message=refusal.message)), WSMsgType.TEXT
            )
            await socket.close(code=CloseCode.UNAUTHORIZED, message=b"unauthorized")
            return None

    async def _converse(
        self, socket: web.WebSocketResponse, principal: Principal, transport: asyncio.Transport
    ) -> None:
        subscriber = Subscriber(principal, instant(self._clock.now()))
        self._fanout.admit(subscriber)
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
        sender = asyncio.create_task(_send(socket, subscriber))
        closer = asyncio.create_task(_close(socket, subscriber, sender, transport))
        try:
            await self._listen(socket, subscriber)
        finally:
            self._fanout.dismiss(subscriber)
            if subscriber.closing is None:
                closer.cancel()
            sender.cancel()
            await asyncio.gather(sender, closer, return_exceptions=True)

    async def _listen(self, socket: web.WebSocketResponse, subscriber: Subscriber) -> None:
        while True:
            said = await self._heard(socket, await socket.receive())
            if said is None:
                return
            try:
                if isinstance(said, Refusal):
                    raise said
                reply = self._carried_out(subscriber, said)
            except Refusal as refusal:
                reply = messages.Trouble(code=refusal.code, message=refusal.message)
            if reply is not None:
                subscriber.reply(_encode(reply))
                await subscriber.drained()

    async def _heard(
        self, socket: web.WebSocketResponse, message: WSMessage
    ) -> messages.ClientMessage | Refusal | None:
        """Read one frame: a message, a message that cannot be carried out, or the end."""
        if message.type is WSMsgType.BINARY:
            await socket.close(code=CloseCode.BINARY_FRAME, message=b"text frames only")
            return None
        if message.type is not WSMsgType.TEXT:
            return None
        try:
            value = strict.parsed(str(message.data).encode())
        except Refusal:
            value = None
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            await socket.close(code=CloseCode.NOT_A_MESSAGE, message=b"not a message")
            return None
        if value["type"] not in _TYPES:
            return Refusal(Code.BAD_REQUEST, "type: no such message type")
        try:
            said: messages.ClientMessage = msgspec.convert(value, messages.ClientMessage)
        except msgspec.ValidationError as error:
            return Refusal(Code.BAD_REQUEST, str(error).replace("`", ""))
        return said

    def _carried_out(
        self, subscriber: Subscriber, said: messages.ClientMessage
    ) -> msgspec.Struct | None:
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
        if said.room not in subscriber.rooms and len(subscriber.rooms) >= MAX_ROOMS:
            raise Refusal(Code.BAD_REQUEST, f"room: at most {MAX_ROOMS} rooms a socket")
        self._fanout.join(subscriber, said.room)
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


def _bound_kernel_buffer(transport: asyncio.Transport) -> None:
    connection: sockets.socket | None = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, SEND_BUFFER)


async def _send(socket: web.WebSocketResponse, subscriber: Subscriber) -> None:
    """Carry frames from the queue to the network until the socket is to be closed."""
    with suppress(ConnectionError):
        while (frame := await subscriber.next()) is not None:
            await socket.send_frame(frame, WSMsgType.TEXT)


async def _close(
    socket: web.WebSocketResponse,
    subscriber: Subscriber,
    sender: asyncio.Task[None],
    transport: asyncio.Transport,
) -> None:
    """Close from the hub's side once there is a reason to; cut off who takes nothing any more."""
    code = await subscriber.closed()
    if code is not CloseCode.TOO_SLOW:
        await asyncio.wait([sender], timeout=CLOSE_WITHIN)
    sender.cancel()
    reason = code.name.lower().replace("_", " ").encode()
    with suppress(ConnectionError):
        await socket.close(code=code, message=reason, drain=False)
    if transport.get_write_buffer_size() > 0:
        transport.abort()
