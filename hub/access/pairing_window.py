"""One time that pairing is open: who asks, who is let in, and when it is over.

Nothing here waits, and the time comes in as an argument: monotonic seconds.
"""

import hashlib
import hmac
from enum import StrEnum
from typing import NamedTuple

import msgspec

from hub.access.pairing_failures import Stranger, Strangers
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import Role
from hub.wire.link_codes import PAST_WARNING
from hub.wire.pairing import (
    FAILURES,
    LONG,
    LONG_TRIES,
    SHORT,
    SHORT_OF_ADDRESS,
    TRIES,
    TRIES_OF_ADDRESS,
    WINDOW,
    Device,
    keeps,
    number,
)

MAX_WAITING = 640
"""Devices that may ask at once: a stranger with a whole network of 254 leaves room for others."""

MAX_SHORT = 4
"""Of them, how many with a short number: each is one in a million that a wrong one fits."""

MAX_OF_ADDRESS = 2
"""Of them, how many from one address: a stranger's must not take every place."""

REVEAL_WITHIN = 10.0
"""Seconds that a device gets to show its nonce; it does so at once, or never."""

CLAIM_WITHIN = 30.0
"""Seconds that a confirmed device gets at least to fetch its token."""


class State(StrEnum):
    """Where a window stands; time aside."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    USED = "used"


class Asking(msgspec.Struct, kw_only=True):
    """A device that asks by number. ``number`` is None until it has shown its nonce.

    ``long`` says that it can show a long number; ``digits`` is what it was told to show.
    """

    id: str
    device_name: str
    address: str
    commitment: bytes
    nonce: bytes
    since: float
    long: bool = False
    digits: int = SHORT
    number: str | None = None


class Admitted(NamedTuple):
    """Who is let in: the device gets a token for this role, under this name."""

    role: Role
    name: str


class Window:
    """One time that pairing is open, for one device.

    Args:
        window_id: names it.
        role: what the device will be.
        name: what it will be called, whatever it calls itself; None leaves that to the device.
        code: the one-time code's 16 bytes; only their digest is kept.
        now: monotonic seconds, as everywhere here.

    Attributes:
        strangers: what has come from which address, and who is held off.
        device: who was let in, once it has its token.
    """

    def __init__(
        self, *, window_id: str, role: Role, name: str | None, code: bytes, now: float
    ) -> None:
        self.id = window_id
        self.role = role
        self.name = name
        self.strangers = Strangers()
        self.device: Device | None = None
        self._code = _digest(code)
        self._ends = now + WINDOW
        self._state = State.OPEN
        self._begun = {SHORT: 0, LONG: 0}
        self._news: list[Stranger] = []
        self._asking: dict[str, Asking] = {}
        self._confirmed: Asking | None = None
        self._taken = False

    @property
    def state(self) -> State:
        """Where it stands; time aside."""
        return self._state

    def seconds_left(self, now: float) -> float:
        """Return for how many seconds it still counts; nothing when it is over."""
        return max(0.0, self._ends - now)

    def admits(self, now: float) -> bool:
        """Whether a device may still get its token."""
        return self._state in {State.OPEN, State.CONFIRMED} and self.seconds_left(now) > 0

    def begin(self, asking: Asking, now: float, *, trusts: bool = True) -> None:
        """Let a device ask. One of the same name and address takes the place of its earlier self.

        Args:
            asking: who asks.
            now: monotonic seconds.
            trusts: whether it trusts the hub's certificate, as far as it says.

        Raises:
            Refusal: PAIRING_CLOSED, RATE_LIMITED when too many ask, or TRUST_FIRST.
        """
        if self._state is not State.OPEN or self.seconds_left(now) <= 0:
            raise make_closed_refusal()
        self._check_trust(trusts=trusts)
        theirs = self.strangers.at(asking.address)
        if theirs.held_off:
            raise _too_many("This address has asked too often", self.seconds_left(now))
        self._forget_late(now)
        known = (asking.device_name, asking.address)
        before = [a for a in self._asking.values() if (a.device_name, a.address) == known]
        others = [a for a in self._asking.values() if a not in before]
        beside = sum(a.address == asking.address for a in others)
        if len(others) >= MAX_WAITING or beside >= MAX_OF_ADDRESS:
            raise _too_many("Too many devices ask at once", REVEAL_WITHIN)
        digits = self._digits(asking, theirs, others, now)
        for each in before:
            del self._asking[each.id]
        self._begun[digits] += 1
        theirs.begun += 1
        theirs.short += digits == SHORT
        if theirs.begun == TRIES_OF_ADDRESS:
            self._news.append(theirs)
        asking.digits = digits
        self._asking[asking.id] = asking

    def reveal(self, pairing_id: str, nonce: bytes, anchor: bytes, now: float) -> None:
        """Take a device's nonce and work out its number.

        Args:
            pairing_id: as it was begun.
            nonce: 32 bytes.
            anchor: the anchor's fingerprint, 32 bytes.
            now: monotonic seconds.

        Raises:
            Refusal: PAIRING_REFUSED, after which this pairing is over.
        """
        asking = self._check_proof(pairing_id, nonce, now)
        if asking.number is None:
            asking.number = number(anchor, nonce, asking.nonce, asking.device_name, asking.digits)

    def list_asking(self, now: float) -> list[Asking]:
        """List who waits for the manager, in the order in which they came."""
        if self._state is not State.OPEN or self.seconds_left(now) <= 0:
            return []
        return [each for each in self._asking.values() if each.number is not None]

    def confirm(self, pairing_id: str, now: float) -> None:
        """Let a device in; whoever else asks is refused with it.

        Raises:
            Refusal: NOT_FOUND when it does not ask (any more).
        """
        if self._confirmed is not None and self._confirmed.id == pairing_id and self.admits(now):
            return
        self._confirmed = self._find_shown(pairing_id, now)
        self._state = State.CONFIRMED
        self._asking = {pairing_id: self._confirmed}
        self._ends = max(self._ends, now + CLAIM_WITHIN)

    def refuse(self, pairing_id: str, now: float) -> None:
        """Turn a device away: a failure.

        Raises:
            Refusal: NOT_FOUND when it does not ask (any more).
        """
        asking = self._find_shown(pairing_id, now)
        del self._asking[asking.id]
        theirs = self.strangers.at(asking.address)
        theirs.refused += 1
        self._count(theirs)

    def take_by_code(
        self, code: bytes, device_name: str, now: float, address: str, *, trusts: bool = True
    ) -> Admitted:
        """Let in who knows the code. Until :meth:`give_back`, nobody else is.

        Nobody can find 128 random bits by trying: so the right code lets in whatever wrong ones
        came before it, from anywhere, and wrong ones are counted for the manager to know of.

        Args:
            code: 16 bytes, or nothing.
            device_name: what the device calls itself.
            now: monotonic seconds.
            address: from which it asks.
            trusts: whether it trusts the hub's certificate, as far as it says.

        Raises:
            Refusal: PAIRING_REFUSED, whatever the reason; TRUST_FIRST for the right code, which is
                good for another time then.
        """
        if not self.admits(now):
            raise make_refusal()
        if not hmac.compare_digest(_digest(code), self._code):
            theirs = self.strangers.at(address)
            theirs.wrong_codes += 1
            self._count(theirs)
            raise make_refusal()
        if self._state is not State.OPEN or self._taken:
            raise make_refusal()
        self._check_trust(trusts=trusts)
        return self._take(device_name)

    def take(self, pairing_id: str, nonce: bytes, now: float) -> Admitted | None:
        """Let in a device that the manager has confirmed; None while it has to wait.

        Raises:
            Refusal: PAIRING_REFUSED.
        """
        asking = self._check_proof(pairing_id, nonce, now)
        if asking is not self._confirmed:
            return None
        if self._taken:
            raise make_refusal()
        return self._take(asking.device_name)

    def give_back(self) -> None:
        """Let the device try again: its token could not be made."""
        self._taken = False

    def note_paired(self, device: Device) -> None:
        """Note that the device has its token: there will be no other."""
        self.device = device
        self._state = State.USED
        self._asking.clear()

    def take_news(self) -> list[Stranger]:
        """Return who has been held off since this was asked last."""
        news, self._news = self._news, []
        return news

    def _digits(self, asking: Asking, theirs: Stranger, others: list[Asking], now: float) -> int:
        """Say how long a number has to be, for which there are tries left."""
        waiting = sum(each.digits == SHORT for each in others)
        left = self._begun[SHORT] < TRIES and theirs.short < SHORT_OF_ADDRESS
        if left and waiting < MAX_SHORT:
            return SHORT
        if asking.long and self._begun[LONG] < LONG_TRIES:
            return LONG
        if left:
            raise _too_many("Too many devices ask at once", REVEAL_WITHIN)
        raise _too_many("Too many devices have asked", self.seconds_left(now))

    def _check_trust(self, *, trusts: bool) -> None:
        if not trusts and self.role not in PAST_WARNING:
            raise Refusal(
                Code.TRUST_FIRST,
                "A device of this role trusts the hub's certificate first, and is paired then.",
            )

    def _take(self, device_name: str) -> Admitted:
        self._taken = True
        return Admitted(self.role, self.name or device_name)

    def _check_proof(self, pairing_id: str, nonce: bytes, now: float) -> Asking:
        """Return who proves with its nonce to be the one that asked."""
        if not self.admits(now):
            raise make_refusal()
        self._forget_late(now)
        asking = self._asking.get(pairing_id)
        if asking is None:
            # A screen of an earlier window, perhaps; that is nobody's failure.
            raise make_refusal()
        if not keeps(asking.commitment, nonce):
            if asking is not self._confirmed:
                del self._asking[pairing_id]
            theirs = self.strangers.at(asking.address)
            theirs.wrong_nonces += 1
            self._count(theirs)
            raise make_refusal()
        return asking

    def _find_shown(self, pairing_id: str, now: float) -> Asking:
        for each in self.list_asking(now):
            if each.id == pairing_id:
                return each
        raise not_found("pairing")

    def _forget_late(self, now: float) -> None:
        late = [
            each.id
            for each in self._asking.values()
            if each.number is None and now - each.since > REVEAL_WITHIN
        ]
        for pairing_id in late:
            del self._asking[pairing_id]

    def _count(self, theirs: Stranger) -> None:
        if theirs.failures == FAILURES:
            self._news.append(theirs)


def make_closed_refusal() -> Refusal:
    """Say that nobody has opened pairing."""
    return Refusal(
        Code.PAIRING_CLOSED,
        "Pairing is closed. Open it at the hub with 'galley-hub pair', and try again.",
    )


def make_refusal() -> Refusal:
    """Say no, in the same words whatever the reason."""
    return Refusal(
        Code.PAIRING_REFUSED,
        "This device was not paired. Open pairing at the hub again, and try again.",
    )


def _too_many(what: str, wait: float) -> Refusal:
    seconds = max(1, round(wait))
    return Refusal(
        Code.RATE_LIMITED, f"{what} to be paired; try again in {seconds} s.", retry_after=seconds
    )


def _digest(code: bytes) -> bytes:
    return hashlib.sha256(code).digest()
