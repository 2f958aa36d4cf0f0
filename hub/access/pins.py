"""PINs of people: kept by scrypt, and slower to try the more often one was wrong."""

import hashlib
import hmac
import math
from collections.abc import Callable

from hub.domain.errors import Code, Refusal

_SALT = 16
_KIND = b"\1"
"""How what follows was made, should it ever be made otherwise."""

_LONGEST_WAIT = 60
_FORGOTTEN_AFTER = 15 * 60.0
_MOST_DOUBLINGS = 10


def hash_pin(pin: str, salt: bytes) -> bytes:
    """Make of a PIN what is kept of it. It takes about 50 ms and 16 MiB.

    Args:
        pin: to keep.
        salt: 16 random bytes.
    """
    derived = hashlib.scrypt(pin.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32)
    return _KIND + salt + derived


def check_pin(pin: str, kept: bytes) -> bool:
    """Say whether a PIN is the one that was kept; it takes as long as :func:`hash_pin`."""
    salt = kept[len(_KIND) : len(_KIND) + _SALT]
    return hmac.compare_digest(hash_pin(pin, salt), kept)


class PinAttempts:
    """Has whoever tries a person's PIN wait longer after each wrong one: 1, 2, 4 ... 60 s.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def begin(self, person_id: str) -> None:
        """Count an attempt as wrong until it has proved right, so that none slip in beside it.

        Raises:
            Refusal: RATE_LIMITED; the PIN must not be looked at.
        """
        now = self._clock()
        count, at = self._wrong.get(person_id, (0, now))
        if now - at > _FORGOTTEN_AFTER:
            count = 0
        wait = math.ceil(at + _wait_after(count) - now)
        if wait > 0:
            message = f"Too many wrong PINs of this person; try again in {wait} s."
            raise Refusal(Code.RATE_LIMITED, message, retry_after=wait)
        self._wrong[person_id] = count + 1, now

    def wait_of(self, person_id: str) -> int:
        """Say for how many seconds the next attempt has to wait."""
        return _wait_after(self._wrong.get(person_id, (0, 0.0))[0])

    def forget(self, person_id: str) -> None:
        """Begin anew: the PIN was right, or it is another one now."""
        self._wrong.pop(person_id, None)


def _wait_after(wrong: int) -> int:
    return min(_LONGEST_WAIT, 1 << min(wrong - 1, _MOST_DOUBLINGS)) if wrong else 0
