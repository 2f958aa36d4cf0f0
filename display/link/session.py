"""Connections to the hub: how long they may take, and whom they are made with."""

import aiohttp

from hub.wire.pinning import pinned_context

ANSWER_WITHIN = 5.0
"""Seconds that the hub gets for an answer."""

CONNECT_WITHIN = 2.0
"""Seconds for a connection; on a LAN it takes some milliseconds, or nobody is there."""


def described(error: BaseException) -> str:
    """Say what went wrong; aiohttp's ``repr`` would show the request's headers, token and all."""
    return f"{type(error).__name__}: {error}"


def hub_session(anchor: str | None, *, checked: bool = True) -> aiohttp.ClientSession:
    """Make what connects to a hub; it has to be closed.

    Args:
        anchor: the certificate that the hub must prove to hold, as PEM; None for a hub that shows
            one which this machine trusts, or none.
        checked: whether whoever answers has to prove anything at all.
    """
    context = checked if anchor is None else pinned_context(anchor)
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN, sock_connect=CONNECT_WITHIN),
        connector=aiohttp.TCPConnector(ssl=context),
    )
