"""Time as certificates have it."""

import datetime as dt


def time_of(milliseconds: int) -> dt.datetime:
    """Turn the hub's time, in Unix milliseconds, into what certificates are compared with."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
