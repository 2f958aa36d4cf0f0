"""How lengths of time are said."""

import datetime as dt


def age(span: dt.timedelta) -> str:
    """Say how long something is, to a unit or two: ``3 d 4 h``, ``12 min``, ``5 s``."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes = seconds // 60
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (left, "min")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2])
