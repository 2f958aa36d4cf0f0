"""What a client sends on its socket: frames as RFC 6455 wants them, and the messages in them.

aiohttp's reader does not check all that the RFC asks. A frame that breaks a rule is passed on to it
with a reserved bit set: that it refuses with 1002, as it refuses all others that are not of the
protocol.
"""

from typing import Protocol, get_args

import msgspec
from aiohttp import WSMessage, WSMsgType

from hub.domain.errors import Code, Refusal
from hub.wire import socket_messages, strict_json
from hub.wire.socket_messages import CloseCode

_RESERVED = 0x10
_MASKED = 0x80
_FINAL = 0x80
_CONTROL = 0x08
_HEAD = 2
_MASK = 4
_LONGER = {126: 2, 127: 8}
"""Bytes of the length, by the short length that announces them."""

_LEAST = {126: 126, 127: 65_536}
"""What a length of that form has to be at least: the shortest form is the only one."""

_TYPES = frozenset(each.__struct_config__.tag for each in get_args(socket_messages.ClientMessage))

_LONGEST = 200

Heard = socket_messages.ClientMessage | Refusal | CloseCode
"""A message; why one cannot be carried out; why the socket has to be closed."""


class Reader(Protocol):
    """What reads frames."""

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take bytes as they come; returns whether the connection has to end, and what is left."""
        ...

    def feed_eof(self) -> None:
        """Take note that no more will come."""
        ...


class CheckedFrames:
    """Stands before aiohttp's reader and looks at the head of each frame.

    Args:
        reader: what reads the frames.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held = b""
        self._left = 0
        self._unfinished = False

    def feed_eof(self) -> None:
        """Pass on that no more will come."""
        self._reader.feed_eof()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Pass bytes on; the head of a frame once all of it is there."""
        data = self._held + data
        at = self._left
        while at < len(data):
            head = data[at : at + _HEAD + _LONGER[127]]
            size = _size(head)
            if size is None:
                break
            if size < 0 or self._is_out_of_turn(head[0]):
                return self._reader.feed_data(data[:at] + _break_rule(head[0]) + data[at + 1 :])
            at += size
        ready = min(at, len(data))
        self._held, self._left = data[ready:], at - ready
        return self._reader.feed_data(data[:ready]) if ready else (False, b"")

    def _is_out_of_turn(self, first: int) -> bool:
        """Whether a frame begins a message within another, or goes on with none."""
        opcode = first & 0x0F
        if opcode & _CONTROL:
            return False
        was, self._unfinished = self._unfinished, not first & _FINAL
        return was != (opcode == 0)


def _break_rule(first: int) -> bytes:
    return bytes([first | _RESERVED])


def _size(head: bytes) -> int | None:
    """Say how long a frame is: None when that is not known yet, -1 when it may not be at all."""
    if len(head) < _HEAD:
        return None
    if not head[1] & _MASKED:
        return -1
    short = head[1] & ~_MASKED
    longer = _LONGER.get(short, 0)
    if len(head) < _HEAD + longer:
        return None
    length = int.from_bytes(head[_HEAD : _HEAD + longer], "big") if longer else short
    if length < _LEAST.get(short, 0):
        return -1
    return _HEAD + longer + _MASK + length


def read_message(frame: WSMessage) -> Heard | None:
    """Read one frame; None at the connection's end."""
    if frame.type is WSMsgType.BINARY:
        return CloseCode.BINARY_FRAME
    if frame.type is not WSMsgType.TEXT:
        return None
    try:
        value = strict_json.parse(str(frame.data).encode())
    except Refusal:
        return CloseCode.NOT_A_MESSAGE
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return CloseCode.NOT_A_MESSAGE
    return _message(value)


def _message(value: dict[str, object]) -> socket_messages.ClientMessage | Refusal:
    if value["type"] not in _TYPES:
        return Refusal(Code.BAD_REQUEST, "type: no such message type")
    try:
        said: socket_messages.ClientMessage = msgspec.convert(value, socket_messages.ClientMessage)
    except msgspec.ValidationError as error:
        return Refusal(Code.BAD_REQUEST, _words(error))
    return said


def _words(error: msgspec.ValidationError) -> str:
    """Say what is wrong; a name that the client made up is not echoed as it came."""
    clean = "".join(each if each.isprintable() else "?" for each in str(error)[:_LONGEST])
    return clean.replace("`", "")
