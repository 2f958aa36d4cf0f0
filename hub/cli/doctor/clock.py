"""What time it is here, and who says so."""

import datetime as dt
from collections.abc import Iterator

from hub.cli.doctor.machine import Run
from hub.cli.doctor.words import age
from hub.common.checks import Finding, ok, problem, warning

_FIRST_YEAR, _LAST_YEAR = 2025, 2100
_AHEAD = dt.timedelta(minutes=2)
_ASK = ("timedatectl", "show", "--property=NTP", "--property=NTPSynchronized")


def clock(
    now: dt.datetime, last: dt.datetime | None, run: Run, hub: dt.datetime | None = None
) -> Iterator[Finding]:
    """Look at the machine's clock.

    Args:
        now: what it shows.
        last: when the last thing was done that the hub knows of; None for nothing.
        run: asks the system.
        hub: what time it is for the hub, which does not follow every jump; None where none runs.
    """
    shown = now.strftime("%Y-%m-%d %H:%M UTC")
    if not _FIRST_YEAR <= now.year < _LAST_YEAR:
        yield problem(
            "clock",
            f"it says {shown}. A Raspberry Pi has no battery clock: connect it to the internet, or "
            "set the time with: sudo timedatectl set-time 'YYYY-MM-DD HH:MM'",
        )
    elif last is not None and last - now > _AHEAD:
        yield problem(
            "clock",
            f"it says {shown}, {age(last - now)} before what was done last: it has been set back. "
            "Connect it to the internet, or set the time",
        )
    elif hub is not None and abs(now - hub) > _AHEAD:
        yield warning(
            "clock",
            f"it says {shown}, {age(abs(now - hub))} away from the hub's time, which runs on "
            "as before while it cannot tell which is right. Is the clock right?",
        )
    else:
        yield ok("clock", shown)
    yield _source(run(_ASK))


def _source(said: str | None) -> Finding:
    if said is None:
        return ok("clock's source", "this system does not tell who sets it (no timedatectl)")
    facts = dict(line.partition("=")[::2] for line in said.splitlines())
    if facts.get("NTPSynchronized") == "yes":
        return ok("clock's source", "set by the network")
    if facts.get("NTP") != "yes":
        return warning(
            "clock's source",
            "nothing sets it: sudo timedatectl set-ntp true, on a machine with internet",
        )
    return warning(
        "clock's source",
        "it has not been set since the start: is there internet? Ages on the screens are right "
        "all the same; the times of orders may not be",
    )
