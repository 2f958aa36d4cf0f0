"""How a device and a hub that have never met come to trust each other.

A screen and the hub show people the same six digits; a tablet scans a code. Both sides compute with
what stands here, so that they cannot disagree.

A screen pairs like this:

1. It asks ``GET /api/auth/anchor`` and from then on talks only to whoever proves to hold that
   anchor.
2. It makes up a nonce of 32 bytes and sends its :func:`commitment` (:class:`AskToPair`); the hub
   answers with a nonce of its own (:class:`PairingBegun`).
3. It shows :func:`number` and sends its own nonce (:class:`Reveal`); the hub computes the same
   number and shows it to the manager.
4. It asks with its nonce (:class:`Claim`) until the manager has answered.

Each side is bound before it sees the other's nonce, so a machine in the middle, which has another
anchor, cannot search for nonces that give the same number: each try is one in a million. So tries
have to be few: the hub takes :data:`TRIES` of them for each time that pairing is opened, and a
screen does not begin anew faster than :data:`AGAIN_AFTER`.

A stranger could use those tries up, and nobody else would be paired. So what comes after them gets
a number of :data:`LONG` digits, of which there can be many more tries, if the device can show one
(``AskToPair.long``). Whoever stands in the middle gains nothing by hiding that: people compare all
the digits.
"""

import base64
import hashlib
import hmac
import re
from typing import Annotated, NamedTuple

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.domain.times import Instant
from hub.wire.link_codes import QrDrawing
from hub.wire.requests import DeviceName, Request, Slug, StaffRole, Word

WINDOW = 300.0
"""Seconds for which pairing stays open."""

CLAIM_EVERY = 1.0
"""Seconds between two claims of a screen that waits."""

AGAIN_AFTER = 5.0
"""Seconds from one :class:`AskToPair` of a screen to its next, whatever the hub answered."""

SHORT, LONG = 6, 9
"""Digits of a number: at first, and when many have asked."""

TRIES = 12
"""Pairings with a short number that can be begun while pairing is open once."""

LONG_TRIES = 4000
"""The same with a long number: more than a network of 254 addresses can use up."""

TRIES_OF_ADDRESS = 12
"""Pairings that can be begun from one address while pairing is open once."""

SHORT_OF_ADDRESS = 6
"""Of them, how many with a short number: they must not be used up by one stranger."""

FAILURES = 5
"""Failures of an address after which it is held off: a wrong code, a wrong nonce, a device that the
manager refuses."""

NONCE_BYTES = 32
CODE_BYTES = 16

NO_ANCHOR = bytes(32)
"""Stands for the fingerprint of a hub that has no anchor: only its own machine can reach it."""

_COMMIT = b"galley-pair-commit-v1"
_NUMBER = {SHORT: b"galley-pair-number-v1", LONG: b"galley-pair-number-v2"}
_QR = "GALLEY1"
_CODE_LENGTH = 26
_MAX_PORT = 65535

# The host may hold colons itself, the parts around it cannot.
_INVITATION = re.compile(
    rf"{_QR}:(?P<code>[A-Z2-7]{{{_CODE_LENGTH}}}):(?P<fingerprint>([0-9A-F]{{64}})?)"
    r":(?P<branch>[A-Z0-9_-]{1,40}):(?P<host>[A-Z0-9.:%-]{1,253}):(?P<port>[0-9]{1,5})"
)

Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


def commitment(nonce: bytes) -> bytes:
    """Bind oneself to a nonce without showing it."""
    return hashlib.sha256(_COMMIT + nonce).digest()


def keeps(commitment_: bytes, nonce: bytes) -> bool:
    """Whether a nonce is the one that was committed to. Takes the same time for every wrong one."""
    return hmac.compare_digest(commitment(nonce), commitment_)


def number(
    anchor: bytes, screen_nonce: bytes, hub_nonce: bytes, device_name: str, digits: int = SHORT
) -> str:
    """Compute the digits that both sides show.

    Args:
        anchor: SHA-256 of the certificate that the device pins, or NO_ANCHOR. 32 bytes.
        screen_nonce: 32 bytes.
        hub_nonce: 32 bytes.
        device_name: as the device sent it.
        digits: SHORT or LONG. The one number is no part of the other.

    Returns:
        the digits, without a space; see :func:`format_number`.

    Raises:
        ValueError: a length is wrong: parts that can shift would let two pairings look the same,
            and fewer digits could be tried until they fit.
    """
    if digits not in _NUMBER:
        raise ValueError(f"a number has {SHORT} or {LONG} digits")
    parts = (anchor, screen_nonce, hub_nonce)
    if any(len(part) != NONCE_BYTES for part in parts):
        raise ValueError("anchor and nonces have 32 bytes each")
    digest = hashlib.sha256(_NUMBER[digits] + b"".join(parts) + device_name.encode()).digest()
    return f"{int.from_bytes(digest) % 10**digits:0{digits}}"


def format_number(digits: str) -> str:
    """Write a number as people read it aloud: ``123 456``."""
    return " ".join(digits[place : place + 3] for place in range(0, len(digits), 3))


def code_text(secret: bytes) -> str:
    """Write a one-time code of 16 bytes: 26 letters and digits that a QR code packs well."""
    return base64.b32encode(secret).decode().rstrip("=")


def code_secret(text: str) -> bytes:
    """Read a code back; small letters, spaces and dashes are what people make of it.

    Returns:
        16 bytes; nothing when it is no code at all.
    """
    plain = text.replace("-", "").replace(" ", "").upper()
    if len(plain) != _CODE_LENGTH:
        return b""
    try:
        return base64.b32decode(plain + "======")
    except ValueError:
        return b""


class Invitation(NamedTuple):
    """What a QR code says.

    Attributes:
        code: the one-time code.
        fingerprint: hex SHA-256 of the anchor; empty when the hub listens on its own machine only.
        branch: id of the branch, in capitals; a hint for people.
        host: an address or a name, without brackets.
        port: of HTTPS, or of HTTP where there is no fingerprint.
    """

    code: str
    fingerprint: str
    branch: str
    host: str
    port: int


def qr_text(invitation: Invitation) -> str:
    """Write what goes into a QR code: in capitals, which take the least room."""
    return ":".join((_QR, *map(str, invitation))).upper()


def read_qr(text: str) -> Invitation:
    """Read what stood in a QR code.

    Raises:
        ValueError: it is not one of ours.
    """
    found = _INVITATION.fullmatch(text.strip().upper())
    if found is None or not code_secret(found["code"]) or int(found["port"]) > _MAX_PORT:
        raise ValueError("not an invitation of a Galley hub")
    return Invitation(
        found["code"],
        found["fingerprint"].lower(),
        found["branch"],
        found["host"].lower(),
        int(found["port"]),
    )


class OpenPairing(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/auth/pairing-codes``.

    ``name`` is what the device will be called, whatever it calls itself. ``on_screens`` shows the
    QR code on the kitchen's screens. ``station`` and ``zone`` are told to the device that comes in:
    whose lines its page shows, and the part of the house whose tables.
    """

    role: StaffRole
    name: DeviceName | None = None
    on_screens: bool = False
    station: Slug | None = None
    zone: Word | None = None


class PairByCode(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/auth/pair``.

    ``trusts`` is said by a page: whether its browser trusts the hub's certificate.
    """

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    device_name: DeviceName
    trusts: bool | UnsetType = UNSET


class AskToPair(Request, frozen=True, kw_only=True, omit_defaults=True):
    """Body of ``POST /api/auth/pairings``; ``commitment`` is to the device's nonce.

    ``long`` says that the device can show a number of nine digits, if the hub asks for that;
    ``trusts`` as in :class:`PairByCode`. A hub that does not know a field refuses it.
    """

    device_name: DeviceName
    commitment: Hex32
    long: bool = False
    trusts: bool | UnsetType = UNSET


class Reveal(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/auth/pairings/{id}/reveal``: the nonce that was committed to."""

    nonce: Hex32


class Claim(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/auth/pairings/{id}/claim``; the nonce proves who asks."""

    nonce: Hex32


class PairingOpened(Struct, frozen=True, kw_only=True):
    """Pairing is open: the only time that the code can be read.

    ``expires_in`` in seconds; ``hubs`` are the addresses at which a device finds the hub. ``qr`` is
    for programs, ``link`` for browsers: it holds the code where the role may come in so. A hub that
    is on no network leaves it off. ``link_qr`` draws it.
    """

    id: str
    code: str
    role: str
    name: str | None
    expires_in: int
    fingerprint: str
    hubs: tuple[str, ...]
    qr: str
    link: str | UnsetType = UNSET
    link_qr: QrDrawing | UnsetType = UNSET


class Device(Struct, frozen=True, kw_only=True):
    """A device that is paired."""

    id: str
    name: str
    role: str


class PairingStranger(Struct, frozen=True, kw_only=True):
    """What has come from an address from which something was wrong.

    ``address`` may also be a network, or words for many addresses. ``asked`` is how often a pairing
    by number was begun; ``refused`` how often the manager has said no.
    """

    address: str
    asked: int
    wrong_codes: int
    wrong_nonces: int
    refused: int
    held_off: bool


class PairingWindow(Struct, frozen=True, kw_only=True):
    """Where pairing stands, without the code.

    ``state`` is ``open``; ``confirmed`` when the manager has said yes and the device has yet to
    fetch its token; ``used`` when ``device`` has it. ``failures_left`` is for the address that has
    failed most. ``strangers`` are the worst of those that have failed, ``held_off`` is how many
    addresses may not ask any more.
    """

    id: str
    role: str
    name: str | None
    state: str
    expires_in: int
    failures_left: int
    device: Device | None = None
    strangers: tuple[PairingStranger, ...] = ()
    held_off: int = 0


class PairingListed(Struct, frozen=True, kw_only=True):
    """A device that asks to be paired, as the manager sees it.

    ``number`` is what the device must show, all of it. ``replaces`` names the device whose token
    will be worth nothing when this one is confirmed.
    """

    id: str
    device_name: str
    address: str
    number: str
    replaces: str | None


class PairingBegun(Struct, frozen=True, kw_only=True):
    """The hub's side of a pairing: its name, the hub's nonce, and the digits of the number."""

    id: str
    nonce: Hex32
    digits: int = SHORT


class PairingAnswered(Struct, frozen=True, kw_only=True):
    """The manager has answered: ``state`` is ``confirmed`` or ``refused``."""

    id: str
    state: str


class Waiting(Struct, frozen=True, kw_only=True, tag_field="state", tag="waiting"):
    """The manager has not answered yet."""


class Paired(Struct, frozen=True, kw_only=True, tag_field="state", tag="paired"):
    """A device is paired: the only time that its token can be read.

    ``fingerprint`` is that of the anchor, in hex; empty when the hub has none. ``let_in_by`` is who
    had opened pairing; ``station`` and ``zone`` what was said then.
    """

    token: str
    device: Device
    branch: str
    fingerprint: str
    let_in_by: str | UnsetType = UNSET
    station: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET


Claimed = Waiting | Paired


class DeviceListed(Struct, frozen=True, kw_only=True):
    """One device as a list shows it. ``last_seen_at`` and ``address`` are of its last request."""

    id: str
    name: str
    role: str
    created_at: Instant
    last_seen_at: Instant | None
    address: str | None
    connected: bool


class PairingShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="pairing:open"):
    """A frame to the kitchen's screens: show ``text`` as a QR code for ``expires_in`` seconds."""

    text: str
    role: str
    expires_in: int


class PairingOver(Struct, frozen=True, kw_only=True, tag_field="type", tag="pairing:closed"):
    """A frame to the kitchen's screens: take the QR code away."""
