"""What the running hub says: of itself, its backups, and every screen with its bar."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from hub.cli.doctor.machine import format_age
from hub.cli.hub_client import HubClient
from hub.cli.output import CommandError, plain
from hub.common.checks import Finding, ok, problem, warning

Row = dict[str, Any]
"""A screen, device or backup as the hub's answer has it."""

_REPORTS_WITHIN = dt.timedelta(seconds=90)
"""A screen looks every 30 s whether it still shows what the hub has, and reports it."""

_HOURLY, _OLD = dt.timedelta(hours=3), dt.timedelta(days=2)
_GONE = dt.timedelta(days=7)
_LOOK_EVERY = 0.3
_OLDER = "it does not know drills: install the version that the hub has"
_PATH = "/api/drill"


def check_backups(made: Sequence[Row], folder: str, now: dt.datetime) -> Iterator[Finding]:
    """Say how old the last backup is. Every one that is listed was read back and found good.

    Args:
        made: the newest first.
        folder: where they are.
        now: this machine's time.
    """
    if not made:
        yield warning("backup", f"there is none yet in {plain(folder)}: galley-hub backup")
        return
    old = now - parse_time(made[0]["at"])
    text = f"the last one was made {format_age(old)} ago: {plain(made[0]['file'])}"
    cure = "Make one now (galley-hub backup), and see why the hourly one did not"
    if old > _OLD:
        yield problem("backup", f"{text}. {cure}")
    elif old > _HOURLY:
        yield warning("backup", f"{text}. {cure}")
    else:
        yield ok("backup", text)


def latest(*times: str | None) -> dt.datetime | None:
    """Return the latest of some times as the hub writes them."""
    return max((parse_time(each) for each in times if each), default=None)


def is_behind(screens: Sequence[Row], seq: int) -> bool:
    """Whether some screen does not show the newest: it may just be painting it."""
    return any((each["painted_seq"] or 0) < seq for each in screens)


def check_screens(
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
        yield from _check_screen(each, seq, now)
    here = {each["id"] for each in shown}
    for each in kitchen:
        if each["id"] not in here:
            yield _report_absence(each, now)


def title_of(screen: Row) -> str:
    """Call a screen by its name and station."""
    name = plain(screen["name"])
    return f"screen {name}" if screen["station"] is None else f"screen {name} ({screen['station']})"


def _check_screen(screen: Row, seq: int, now: dt.datetime) -> Iterator[Finding]:
    about = title_of(screen)
    if screen["painted_at"] is None:
        since = format_age(now - parse_time(screen["connected_since"]))
        yield problem(
            about,
            f"connected for {since}, and shows nothing yet. Is its monitor on and plugged in?",
        )
    else:
        yield _check_painting(about, screen, seq, now)
    troubles = [plain(each).rstrip(".") for each in screen.get("troubles", ())]
    for trouble in troubles:
        yield problem(about, f"it says: {trouble}")


def _check_painting(about: str, screen: Row, seq: int, now: dt.datetime) -> Finding:
    old = now - parse_time(screen["painted_at"])
    text = f"painted {format_age(old)} ago"
    if screen["painted_seq"] < seq:
        return problem(
            about,
            f"it lacks the newest {seq - screen['painted_seq']} changes; last {text}. Look at it; "
            "switching it off and on again helps",
        )
    if old > _REPORTS_WITHIN:
        return problem(about, f"last {text}, a screen that works says so every 30 s. Look at it")
    return ok(about, f"shows everything, {text}")


def _report_absence(device: Row, now: dt.datetime) -> Finding:
    about = f"screen {plain(device['name'])}"
    forget = f"If it is gone for good: galley-hub devices revoke {device['id']}"
    if device["last_seen_at"] is None:
        return warning(about, f"it has never been heard of. {forget}")
    old = now - parse_time(device["last_seen_at"])
    where = plain(device["address"] or "somewhere")
    text = f"not connected, last heard {format_age(old)} ago from {where}"
    if old > _GONE:
        return warning(about, f"{text}. {forget}")
    return problem(about, f"{text}. Is it switched on, and on the network?")


def parse_time(text: str) -> dt.datetime:
    """Read a time as the hub writes it."""
    return dt.datetime.fromisoformat(text)


async def hold_drill(link: HubClient, seconds: int, say: Callable[[str], None]) -> list[Finding]:
    """Hold a drill and report on it.

    Args:
        link: to the running hub.
        seconds: for how long the screens wait.
        say: told what is going on, a line at a time.

    Raises:
        CommandError: the hub went away.
    """
    begun = (await link.ask("POST", _PATH, {"seconds": seconds})).data
    try:
        screens = begun["screens"]
        if not screens:
            return [problem("drill", "no screen is connected, so there is nothing to try out")]
        say(
            f"Drill: {len(screens)} screens ring and flash. Press one key at each, within "
            f"{seconds} s. Nothing is bumped meanwhile."
        )
        done: set[int] = set()
        while True:
            now = (await link.ask("GET", _PATH)).data
            for number, each in enumerate(now["screens"]):
                if number not in done and _is_done(each):
                    done.add(number)
                    say(f"  {title_of(each)}: {_describe(each)}")
            if len(done) == len(now["screens"]) or now["expires_in"] <= 0:
                named = sorted(now["screens"], key=title_of)
                return [finding for each in named for finding in judge_drill(each)]
            await asyncio.sleep(_LOOK_EVERY)
    finally:
        # Also after Ctrl-C: whoever ends it must not leave the kitchen with covered boards.
        with suppress(CommandError):
            await asyncio.shield(link.ask("DELETE", _PATH))


def judge_drill(screen: Row) -> Iterator[Finding]:
    """Say how it went at one screen: a line each on its glass, its sound and its bar.

    Args:
        screen: as the hub's answer has it.
    """
    about = title_of(screen)
    if not screen["answered"]:
        yield problem(about, _OLDER if screen["connected"] else "it went away during the drill")
        return
    if not screen["connected"]:
        yield problem(about, "it went away during the drill; what it had said by then follows")
    if not screen["shown"]:
        yield problem(about, "it did not flash: is its monitor on and plugged in?")
    if not screen["rung"]:
        yield warning(about, "it did not ring: it has no sound device, or its volume is 0")
    yield from _judge_keys(about, screen)


def _judge_keys(about: str, screen: Row) -> Iterator[Finding]:
    if screen["presses"]:
        rest = [word for word, so in (("flashed", screen["shown"]), ("rang", screen["rung"])) if so]
        yield ok(about, ", ".join([*rest, "its bar was pressed"]))
    elif screen["unknown"]:
        yield problem(
            about,
            "keys were pressed that mean nothing to it: choose another key profile "
            "(galley-display --learn-keys makes one)",
        )
    elif screen["gave_way"]:
        yield warning(about, "an order came in, so the drill gave way before a key was pressed")
    else:
        yield problem(
            about, "no key was pressed, or none got through: is its bar plugged in? Try it again"
        )


def _is_done(screen: Row) -> bool:
    return bool(screen["presses"] or screen["gave_way"] or not screen["connected"])


def _describe(screen: Row) -> str:
    if screen["presses"]:
        return "a key was pressed"
    return "an order came in" if screen["gave_way"] else "it went away"
