"""One frame from a client: a message, or the reason why it is none."""

import msgspec
from aiohttp import WSMessage, WSMsgType

from hub.domain.errors import Code, Refusal
from hub.wire import socket_messages, strict_json
from hub.wire.socket_messages import CloseCode

_TYPES = frozenset({"auth", "join", "leave", "ping", "painted", *socket_messages.HEARS})

_LONGEST = 200

Heard = socket_messages.ClientMessage | Refusal | CloseCode
"""A message; why one cannot be carried out; why the socket has to be closed."""


def understood(frame: WSMessage) -> Heard | None:
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
