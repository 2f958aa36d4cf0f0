"""Coming in by a link that a telephone's camera reads, and what stands beside it for people.

The link holds the one-time code behind its ``#``, which no browser sends to anybody; a page takes
it out of the address at once. It never holds a token.

A browser that has gone on past its warning about the certificate cannot tell the hub from a machine
between them, which then reads the code. So only the small roles of :data:`PAST_WARNING` have a link
with a code in it. A manager's device has to trust the hub first: its link holds none, and a page
that cannot show that it trusts (``trusts`` is false) is refused with TRUST_FIRST.
"""

from urllib.parse import urlsplit

from msgspec import Struct

from hub.domain.permissions import Role

PAST_WARNING = frozenset({Role.WAITER, Role.KITCHEN, Role.PASS, Role.READY, Role.CASHIER})
"""Roles in which a device may come in whose browser does not trust the hub."""

PAGE = "/in"
"""Where browsers come in."""

_NEEDS_QUOTING = '\\;,":'


class QrDrawing(Struct, frozen=True, kw_only=True):
    """A QR code to be drawn: ``path`` is that of an SVG whose view box is ``size`` each way.

    The light margin is part of it. ``text`` is what a camera reads.
    """

    text: str
    size: int
    path: str


class Wifi(Struct, frozen=True, kw_only=True):
    """The Wi-Fi that devices join, with a code by which a telephone's camera joins it."""

    name: str
    password: str
    qr: QrDrawing


class HubSeen(Struct, frozen=True, kw_only=True):
    """Whose hub this is, for a page that nobody has let in yet.

    ``page`` is where browsers find it by its name; empty at a hub that is on no network.
    """

    branch: str
    page: str


class CameIn(Struct, frozen=True, kw_only=True):
    """A device that came in by a code, and that nobody has said anything to yet.

    ``let_in_by`` is who had opened pairing.
    """

    id: str
    let_in_by: str


class DeviceKept(Struct, frozen=True, kw_only=True):
    """A manager has said that a device which came in by a code may stay."""

    id: str


def link_text(hub: str, code: str, role: Role) -> str:
    """Write the link by which a browser comes in.

    Args:
        hub: where browsers find the hub, as ``https://galley-main.local:8443``.
        code: the one-time code.
        role: what the device will be.

    Returns:
        the link; without the code where a device has to trust the hub first, and nothing where the
        hub is not on a network.
    """
    if urlsplit(hub).scheme != "https":
        return ""
    return f"{hub}{PAGE}#{code}" if role in PAST_WARNING else f"{hub}{PAGE}"


def wifi_text(name: str, password: str) -> str:
    """Write what a camera reads to join a Wi-Fi: a network without a password is an open one."""
    name, password = map(_quote, (name, password))
    return f"WIFI:T:WPA;S:{name};P:{password};;" if password else f"WIFI:T:nopass;S:{name};;"


def _quote(text: str) -> str:
    return "".join(f"\\{each}" if each in _NEEDS_QUOTING else each for each in text)
