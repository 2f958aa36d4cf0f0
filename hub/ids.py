"""New ids and secrets. Randomness lives here, so that rules and protocol stay pure."""

import hashlib
import secrets
import uuid

TOKEN_PREFIX = "gly_"  # noqa: S105 - the public part of every token


def new_id(now: int) -> str:
    """Make a UUID of version 7 (RFC 9562): time first, so that rows made together lie together.

    Args:
        now: Unix milliseconds.
    """
    value = (now & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


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


def new_epoch() -> str:
    """Name a run of the event log; a restored database gets another."""
    return secrets.token_hex(8)


def new_request_id() -> str:
    """Name one failed request, for the answer and the log."""
    return secrets.token_hex(6)
