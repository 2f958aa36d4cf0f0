"""Connections to the hub: whom they are made with, how long they take, when the next is tried."""

import random

import aiohttp

from hub.wire.pinning import pinned_context

ANSWER_WITHIN = 5.0
"""Seconds that the hub gets for an answer."""

CONNECT_WITHIN = 2.0
"""Seconds for a connection; on a LAN it takes some milliseconds, or nobody is there."""

KEPT_FOR = 240.0
"""Seconds for which a connection is kept for the next press. A hub keeps it a minute longer, so
that no press meets its end; one that closes it earlier, as older ones do, is connected to anew."""


def describe(error: BaseException) -> str:
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
        connector=aiohttp.TCPConnector(ssl=context, keepalive_timeout=KEPT_FOR),
    )


SHORTEST, LONGEST = 0.5, 1.5
"""Seconds. After a power cut every screen of a house comes back at once; chance spreads them. A
board has to be right again within 3 s of the network's return, and of those the first connection
may take one: what was sent into the cut cable is sent again after a second."""

REFUSED = 10.0
"""Seconds to wait for a hub that does not let this screen in: each try counts as a failed one."""


class Backoff:
    """Waits that grow with every failure in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure."""
        self._failures += 1
        most = min(LONGEST, SHORTEST * 2.0**self._failures)
        return random.uniform(SHORTEST, most)  # noqa: S311 - no secret depends on it

    def reset(self) -> None:
        """Start over after a success."""
        self._failures = 0
