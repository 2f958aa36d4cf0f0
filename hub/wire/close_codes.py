"""WebSocket close codes, and whether a client should come back after one.

1001 to 1012 are RFC 6455's and IANA's; 4400 and up are this contract's own.
"""

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the hub closed a socket."""

    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    BINARY_FRAME = 1003
    NOT_UTF8 = 1007
    TOO_BIG = 1009
    RESTARTING = 1012
    NOT_A_MESSAGE = 4400
    UNAUTHORIZED = 4401
    NO_AUTH_IN_TIME = 4408
    TOO_SLOW = 4429


COME_BACK = frozenset(
    {CloseCode.GOING_AWAY, CloseCode.RESTARTING, CloseCode.NO_AUTH_IN_TIME, CloseCode.TOO_SLOW}
)
"""After these a client reconnects and takes a snapshot; after the others it must change first."""
