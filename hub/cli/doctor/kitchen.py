"""What the running hub says: of itself, its backups, and every screen with its bar."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from hub.cli.doctor.words import age
from hub.cli.output import plain
from hub.common.checks import Finding, ok, problem, warning

Row = dict[str, Any]
"""A screen, device or backup as the hub's answer has it."""

_REPORTS_WITHIN = dt.timedelta(seconds=90)
"""A screen looks every 30 s whether it still shows what the hub has, and reports it."""

_HOURLY, _OLD = dt.timedelta(hours=3), dt.timedelta(days=2)
_GONE = dt.timedelta(days=7)


def backups(made: Sequence[Row], folder: str, now: dt.datetime) -> Iterator[Finding]:
    """Say how old the last backup is. Every one that is listed was read back and found good.

    Args:
        made: the newest first.
        folder: where they are.
        now: this machine's time.
    """
    if not made:
        yield warning("backup", f"there is none yet in {plain(folder)}: galley-hub backup")
        return
    old = now - time(made[0]["at"])
    text = f"the last one was made {age(old)} ago: {plain(made[0]['file'])}"
    cure = "Make one now (galley-hub backup), and see why the hourly one did not"
    if old > _OLD:
        yield problem("backup", f"{text}. {cure}")
    elif old > _HOURLY:
        yield warning("backup", f"{text}. {cure}")
    else:
        yield ok("backup", text)


def last_done(*times: str | None) -> dt.datetime | None:
    """Return the latest of some times as the hub writes them."""
    return max((time(each) for each in times if each), default=None)


def behind(screens: Sequence[Row], seq: int) -> bool:
    """Whether some screen does not show the newest: it may just be painting it."""
    return any((each["painted_seq"] or 0) < seq for each in screens)


def screens(
    shown: Sequence[Row], seq: int, devices: Sequence[Row], now: dt.datetime
) -> Iterator[Finding]:
    """Say how each screen is: whether it shows what there is, its bar, its sound; and who is away.

    Args:
        shown: the connected ones.
        seq: the last event.
        devices: every device that has been let in.
        now: this machine's time.
    """
    kitchen = [each for each in devices if each["role"] == "kitchen"]
    if not kitchen:
        yield warning("screens", "none has been let in yet: galley-hub pair")
    for each in sorted(shown, key=lambda each: each["name"]):
        yield from _screen(each, seq, now)
    here = {each["id"] for each in shown}
    for each in kitchen:
        if each["id"] not in here:
            yield _away(each, now)


def titled(screen: Row) -> str:
    """Call a screen by its name and station."""
    name = plain(screen["name"])
    return f"screen {name}" if screen["station"] is None else f"screen {name} ({screen['station']})"


def _screen(screen: Row, seq: int, now: dt.datetime) -> Iterator[Finding]:
    about = titled(screen)
    if screen["painted_at"] is None:
        since = age(now - time(screen["connected_since"]))
        yield problem(
            about,
            f"connected for {since}, and shows nothing yet. Is its monitor on and plugged in?",
        )
    else:
        yield _painted(about, screen, seq, now)
    troubles = [plain(each).rstrip(".") for each in screen.get("troubles", ())]
    for trouble in troubles:
        yield problem(about, f"it says: {trouble}")


def _painted(about: str, screen: Row, seq: int, now: dt.datetime) -> Finding:
    old = now - time(screen["painted_at"])
    text = f"painted {age(old)} ago"
    if screen["painted_seq"] < seq:
        return problem(
            about,
            f"it lacks the newest {seq - screen['painted_seq']} changes; last {text}. Look at it; "
            "switching it off and on again helps",
        )
    if old > _REPORTS_WITHIN:
        return problem(about, f"last {text}, a screen that works says so every 30 s. Look at it")
    return ok(about, f"shows everything, {text}")


def _away(device: Row, now: dt.datetime) -> Finding:
    about = f"screen {plain(device['name'])}"
    forget = f"If it is gone for good: galley-hub devices revoke {device['id']}"
    if device["last_seen_at"] is None:
        return warning(about, f"it has never been heard of. {forget}")
    old = now - time(device["last_seen_at"])
    text = (
        f"not connected, last heard {age(old)} ago from {plain(device['address'] or 'somewhere')}"
    )
    if old > _GONE:
        return warning(about, f"{text}. {forget}")
    return problem(about, f"{text}. Is it switched on, and on the network?")


def time(text: str) -> dt.datetime:
    """Read a time as the hub writes it."""
    return dt.datetime.fromisoformat(text)
