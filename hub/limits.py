"""How much one client may ask of a hub: the numbers behind 413, 429 and the closed connection."""

from typing import Annotated

import msgspec
from msgspec import Meta

_Count = Annotated[int, Meta(ge=1, le=100_000, description="a whole number from 1 to 100000")]
_Bytes = Annotated[
    int, Meta(ge=1024, le=16 * 1024 * 1024, description="bytes, from 1024 to 16777216")
]
_Seconds = Annotated[float, Meta(ge=0.1, le=3600, description="seconds, from 0.1 to 3600")]
_Rate = Annotated[float, Meta(ge=0.1, le=100_000, description="a number from 0.1 to 100000")]


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[limits]``: what any one client gets. The defaults are meant for a branch.

    Attributes:
        body_bytes: of a request; a whole menu may be longer than this.
        frame_bytes: of a WebSocket message.
        headers_within: seconds from the first byte of a request, or from connecting, until its head
            is complete; the same again for the TLS handshake before it.
        body_within: seconds for a request's body.
        keep_alive: seconds for which a connection may stand idle between requests; that on which a
            kitchen screen presses may for five minutes.
        connections_per_address: open at the same time.
        connections: open at the same time, in all.
        rooms_per_socket: that one WebSocket may be in.
        writes_per_second: of one token, for as long as it likes.
        write_burst: that one token may make at once, when it has been quiet.
        failures_per_minute: failed authentications of one address before it is told to wait.
    """

    body_bytes: _Bytes = 64 * 1024
    frame_bytes: _Bytes = 16 * 1024
    headers_within: _Seconds = 5.0
    body_within: _Seconds = 5.0
    keep_alive: _Seconds = 15.0
    connections_per_address: _Count = 32
    connections: _Count = 512
    rooms_per_socket: _Count = 8
    writes_per_second: _Rate = 20.0
    write_burst: _Count = 60
    failures_per_minute: _Count = 10


ORDER_BODY = 1024 * 1024
"""Bytes of a request that brings lines of an order."""

DEFAULT = Limits()
