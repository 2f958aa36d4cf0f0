"""The drill: every screen rings and flashes, and at each bar somebody presses one key."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from hub.cli.doctor.kitchen import titled
from hub.cli.errors import CommandFailed
from hub.cli.hub_client import Link
from hub.common.checks import Finding, ok, problem, warning

_LOOK_EVERY = 0.3
_OLDER = "it does not know drills: install the version that the hub has"
_PATH = "/api/drill"

Row = dict[str, Any]


async def drill(link: Link, seconds: int, say: Callable[[str], None]) -> list[Finding]:
    """Hold a drill and report on it.

    Args:
        link: to the running hub.
        seconds: for how long the screens wait.
        say: told what is going on, a line at a time.

    Raises:
        CommandFailed: the hub went away.
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
                    say(f"  {titled(each)}: {_heard(each)}")
            if len(done) == len(now["screens"]) or now["expires_in"] <= 0:
                named = sorted(now["screens"], key=titled)
                return [finding for each in named for finding in judged(each)]
            await asyncio.sleep(_LOOK_EVERY)
    finally:
        # Also after Ctrl-C: whoever ends it must not leave the kitchen with covered boards.
        with suppress(CommandFailed):
            await asyncio.shield(link.ask("DELETE", _PATH))


def judged(screen: Row) -> Iterator[Finding]:
    """Say how it went at one screen: a line each on its glass, its sound and its bar.

    Args:
        screen: as the hub's answer has it.
    """
    about = titled(screen)
    if not screen["answered"]:
        yield problem(about, _OLDER if screen["connected"] else "it went away during the drill")
        return
    if not screen["connected"]:
        yield problem(about, "it went away during the drill; what it had said by then follows")
    if not screen["shown"]:
        yield problem(about, "it did not flash: is its monitor on and plugged in?")
    if not screen["rung"]:
        yield warning(about, "it did not ring: it has no sound device, or its volume is 0")
    yield from _pressed(about, screen)


def _pressed(about: str, screen: Row) -> Iterator[Finding]:
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


def _heard(screen: Row) -> str:
    if screen["presses"]:
        return "a key was pressed"
    return "an order came in" if screen["gave_way"] else "it went away"
