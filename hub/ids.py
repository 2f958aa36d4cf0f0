"""New ids and secrets. Randomness lives here, so that rules and protocol stay pure."""

import hashlib
import os
import secrets
import uuid
from collections.abc import Iterator
from functools import lru_cache

TOKEN_PREFIX = "gly_"  # noqa: S105 - the public part of every token

PROOF_PREFIX = "gpp_"
"""The public part of what proves who stands at a device."""

_AT_ONCE = 256
_TAIL_BYTES = 10
_VARIANTS = {f"{digit:x}": "89ab"[digit % 4] for digit in range(16)}
"""Two random bits, and before them those that say which kind of UUID it is."""

_tails: list[str] = []
os.register_at_fork(after_in_child=_tails.clear)


def new_id(now: int) -> str:
    """Make a UUID of version 7 (RFC 9562): time first, so that rows made together lie together.

    Args:
        now: Unix milliseconds.
    """
    try:
        tail = _tails.pop()
    except IndexError:
        tail = _make_tails()
    return _write_time(now) + tail


@lru_cache(maxsize=4)
def _write_time(now: int) -> str:
    # The lines of an order are made in the same millisecond.
    time = f"{now & (2**48 - 1):012x}"
    return f"{time[:8]}-{time[8:]}-"


def _make_tails() -> str:
    """Make what follows the time in many ids: the version, the variant and 74 random bits."""
    # To ask the system for each of them takes longer than all else that makes an id.
    chance = os.urandom(_TAIL_BYTES * _AT_ONCE).hex()
    digits = [chance[at : at + 2 * _TAIL_BYTES] for at in range(0, len(chance), 2 * _TAIL_BYTES)]
    tails = [f"7{each[:3]}-{_VARIANTS[each[3]]}{each[4:7]}-{each[7:19]}" for each in digits]
    last = tails.pop()
    _tails.extend(tails)
    return last


def make_ids(now: int, made: list[str]) -> Iterator[str]:
    """Make one id after the other.

    Args:
        now: Unix milliseconds.
        made: gets each that was made.
    """
    while True:
        made.append(new_id(now))
        yield made[-1]


def new_token() -> str:
    """Make a token: the prefix ``gly_`` and 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """Return the SHA-256 under which a token is known; the token itself is kept nowhere."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def new_secret_id() -> str:
    """Make a UUID of version 4: nobody can guess it from another one."""
    return str(uuid.uuid4())


def new_nonce() -> bytes:
    """Make 256 random bits that are used once."""
    return secrets.token_bytes(32)


def new_pairing_code() -> bytes:
    """Make the 128 random bits of a one-time code."""
    return secrets.token_bytes(16)


def new_salt() -> bytes:
    """Make the 16 random bytes that a PIN is kept with."""
    return secrets.token_bytes(16)


def new_proof() -> str:
    """Make what proves who stands at a device: 128 random bits."""
    return PROOF_PREFIX + secrets.token_urlsafe(16)


def new_epoch() -> str:
    """Name a run of the event log; a restored database gets another."""
    return secrets.token_hex(8)


def new_request_id() -> str:
    """Name one failed request, for the answer and the log."""
    return secrets.token_hex(6)
