"""Which of two states of an order is the later one, as its sender counts them. Pure."""

from hub.domain.times import milliseconds


def is_older(version: int | str | object, than: int | str | object) -> bool:
    """Whether a sender's version is before another one.

    A version is a number or a time. Of two that cannot be compared neither is older.
    """
    for read in (_read_number, _read_time):
        one, other = read(version), read(than)
        if one is not None and other is not None:
            return one < other
    return False


def _read_number(version: object) -> float | None:
    if isinstance(version, int):
        return version
    try:
        return float(version) if isinstance(version, str) else None
    except ValueError:
        return None


def _read_time(version: object) -> float | None:
    try:
        return milliseconds(version) if isinstance(version, str) else None
    except (ValueError, OverflowError):
        return None
