"""What the running hub says: of itself, its backups, and every screen with its bar."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from hub.cli.doctor.machine import format_age
from hub.cli.hub_client import HubClient
from hub.cli.output import CommandError, plain
from hub.common.attention_words import attention_words
from hub.common.checks import Finding, ok, problem, warning
from hub.common.screen_troubles import trouble_words
from hub.locale.words import mark, say, say_many
from hub.wire.socket_messages import ScreenTrouble

Row = dict[str, Any]
"""A screen, device or backup as the hub's answer has it."""

_REPORTS_WITHIN = dt.timedelta(seconds=90)
"""A screen looks every 30 s whether it still shows what the hub has, and reports it."""

_HOURLY, _OLD = dt.timedelta(hours=3), dt.timedelta(days=2)
_GONE = dt.timedelta(days=7)
_LOOK_EVERY = 0.3
_WENT = mark("it went away during the drill")
_OLDER = mark("it does not know drills: install the version that the hub has")
_PATH = "/api/drill"
_LOOKED_AT = ("BACKUP_", "SCREEN_", "DISK_", "STORAGE_")
"""Beginnings of codes of what the doctor looks at itself, more closely than the hub does."""


def check_backups(made: Sequence[Row], folder: str, now: dt.datetime) -> Iterator[Finding]:
    """Say how old the last backup is. Every one that is listed was read back and found good.

    Args:
        made: the newest first.
        folder: where they are.
        now: this machine's time.
    """
    if not made:
        none = say("there is none yet in {folder}: galley-hub backup", folder=plain(folder))
        yield warning("backup", none)
        return
    old = now - parse_time(made[0]["at"])
    text = say(
        "the last one was made {age} ago: {file}", age=format_age(old), file=plain(made[0]["file"])
    )
    cure = say("Make one now (galley-hub backup), and see why the hourly one did not")
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
        yield warning("screens", say("none has been let in yet: galley-hub pair"))
    for each in sorted(shown, key=lambda each: each["name"]):
        yield from _check_screen(each, seq, now)
    here = {each["id"] for each in shown}
    for each in kitchen:
        if each["id"] not in here:
            yield _report_absence(each, now)


def check_attention(found: Sequence[Row]) -> Iterator[Finding]:
    """Say what the hub itself knows that needs a person, and nothing else here looks at.

    Args:
        found: as the hub lists it.
    """
    for each in found:
        if not each["code"].startswith(_LOOKED_AT):
            judge = warning if each["level"] == "warning" else problem
            said = each["code"], each["values"], each["what"], each["todo"]
            what, todo = attention_words(*said)
            yield judge("attention", f"{plain(what).rstrip('.')}. {plain(todo)}")


def title_of(screen: Row) -> str:
    """Call a screen by its name and station."""
    name = plain(screen["name"])
    if screen["station"] is None:
        return say("screen {name}", name=name)
    return say("screen {name} ({station})", name=name, station=screen["station"])


def _check_screen(screen: Row, seq: int, now: dt.datetime) -> Iterator[Finding]:
    about = title_of(screen)
    if screen["painted_at"] is None:
        since = format_age(now - parse_time(screen["connected_since"]))
        blank = say(
            "connected for {age}, and shows nothing yet. Is its monitor on and plugged in?",
            age=since,
        )
        yield problem(about, blank)
    else:
        yield _check_painting(about, screen, seq, now)
    for trouble in _troubles_of(screen):
        yield problem(about, say("it says: {trouble}", trouble=plain(trouble).rstrip(".")))


def _troubles_of(screen: Row) -> Iterator[str]:
    """List what a screen says is wrong with it: in our words, where we have some for its code."""
    codes = msgspec.convert(screen.get("trouble_codes", ()), tuple[ScreenTrouble, ...])
    sentences: Sequence[str] = screen.get("troubles", ())
    for sentence, code in itertools.zip_longest(sentences, codes[: len(sentences)]):
        yield (trouble_words(code) if code is not None else None) or sentence


def _check_painting(about: str, screen: Row, seq: int, now: dt.datetime) -> Finding:
    old = now - parse_time(screen["painted_at"])
    age = format_age(old)
    if screen["painted_seq"] < seq:
        lacking = say(
            "it lacks the newest {count} changes; last painted {age} ago. Look at it; "
            "switching it off and on again helps",
            count=seq - screen["painted_seq"],
            age=age,
        )
        return problem(about, lacking)
    if old > _REPORTS_WITHIN:
        silent = say(
            "last painted {age} ago, a screen that works says so every 30 s. Look at it", age=age
        )
        return problem(about, silent)
    return ok(about, say("shows everything, painted {age} ago", age=age))


def _report_absence(device: Row, now: dt.datetime) -> Finding:
    about = say("screen {name}", name=plain(device["name"]))
    forget = say("If it is gone for good: {cure}", cure=f"galley-hub devices revoke {device['id']}")
    if device["last_seen_at"] is None:
        return warning(about, f"{say('it has never been heard of.')} {forget}")
    old = now - parse_time(device["last_seen_at"])
    where = plain(device["address"] or say("somewhere"))
    text = say(
        "not connected, last heard {age} ago from {where}.", age=format_age(old), where=where
    )
    if old > _GONE:
        return warning(about, f"{text} {forget}")
    return problem(about, f"{text} {say('Is it switched on, and on the network?')}")


def parse_time(text: str) -> dt.datetime:
    """Read a time as the hub writes it."""
    return dt.datetime.fromisoformat(text)


async def hold_drill(link: HubClient, seconds: int, tell: Callable[[str], None]) -> list[Finding]:
    """Hold a drill and report on it.

    Args:
        link: to the running hub.
        seconds: for how long the screens wait.
        tell: told what is going on, a line at a time.

    Raises:
        CommandError: the hub went away.
    """
    begun = (await link.ask("POST", _PATH, {"seconds": seconds})).data
    try:
        screens = begun["screens"]
        if not screens:
            return [problem("drill", say("no screen is connected, so there is nothing to try out"))]
        tell(
            say_many(
                "Drill: {count} screen rings and flashes. Press one key at it, within {seconds} s. "
                "Nothing is bumped meanwhile.",
                "Drill: {count} screens ring and flash. Press one key at each, within {seconds} s. "
                "Nothing is bumped meanwhile.",
                len(screens),
                seconds=seconds,
            )
        )
        done: set[int] = set()
        while True:
            now = (await link.ask("GET", _PATH)).data
            for number, each in enumerate(now["screens"]):
                if number not in done and _is_done(each):
                    done.add(number)
                    tell(f"  {title_of(each)}: {_describe(each)}")
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
        yield problem(about, say(_OLDER if screen["connected"] else _WENT))
        return
    if not screen["connected"]:
        yield problem(about, say("it went away during the drill; what it had said by then follows"))
    if not screen["shown"]:
        yield problem(about, say("it did not flash: is its monitor on and plugged in?"))
    if not screen["rung"]:
        yield warning(about, say("it did not ring: it has no sound device, or its volume is 0"))
    yield from _judge_keys(about, screen)


def _judge_keys(about: str, screen: Row) -> Iterator[Finding]:
    if screen["presses"]:
        done = ((say("flashed"), screen["shown"]), (say("rang"), screen["rung"]))
        words = [*(word for word, so in done if so), say("its bar was pressed")]
        yield ok(about, ", ".join(words))
    elif screen["unknown"]:
        yield problem(
            about,
            say(
                "keys were pressed that mean nothing to it: choose another key profile "
                "(galley-display --learn-keys makes one)"
            ),
        )
    elif screen["gave_way"]:
        gave_way = say("an order came in, so the drill gave way before a key was pressed")
        yield warning(about, gave_way)
    else:
        silent = say("no key was pressed, or none got through: is its bar plugged in? Try it again")
        yield problem(about, silent)


def _is_done(screen: Row) -> bool:
    return bool(screen["presses"] or screen["gave_way"] or not screen["connected"])


def _describe(screen: Row) -> str:
    if screen["presses"]:
        return say("a key was pressed")
    return say("an order came in") if screen["gave_way"] else say("it went away")
