"""Instants as the wire contract writes them: UTC, ISO 8601, milliseconds, ``Z``.

Fixed width makes them sort as text, so an instant can be compared and indexed without parsing.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NewType

Instant = NewType("Instant", str)
"""A UTC time such as ``2024-01-15T10:30:00.000Z``."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive, so that isoformat leaves the Z to us


def instant(milliseconds: int) -> Instant:
    """Write a Unix time in milliseconds as an instant.

    Raises:
        OverflowError: it is not in the years 1 to 9999.
    """
    seconds, rest = divmod(milliseconds, 1000)
    return Instant(f"{_second(seconds)}.{rest:03d}Z")


# What is written down is mostly of this second.
@lru_cache(maxsize=16)
def _second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()


def milliseconds(text: str) -> int:
    """Read any ISO 8601 time that carries an offset as Unix milliseconds.

    Raises:
        ValueError: not a time, or one without an offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a time needs an offset, such as Z or +02:00"
        raise ValueError(message)
    return (moment - _EPOCH.replace(tzinfo=UTC)) // timedelta(milliseconds=1)
