"""``galley-hub pair``: let one device in.

Opens pairing, shows the code, and asks about each screen that comes whether it shows the number
that it must. Ctrl-C closes pairing.
"""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hub.cli.hub_client import HubClient, HubRefusedError, reach_hub
from hub.cli.invitation import format_left, show_invitation
from hub.cli.output import CommandError, plain, say
from hub.cli.slips import LANGUAGES, save_slip
from hub.cli.terminal import TypedLines, listen_to_keyboard
from hub.wire.pairing import format_number
from hub.wire.pinning import format_fingerprint
from hub.wire.requests import StaffRole

_CODES = "/api/auth/pairing-codes"
_PAIRINGS = "/api/auth/pairings"
_POLL = 0.3
_QUESTION = "Does it show the same number? [y/N] "
_NAMED = 5


def add_pair(parser: argparse.ArgumentParser, _data: argparse.ArgumentParser) -> None:
    """Declare what ``pair`` takes."""
    roles = [role.value for role in StaffRole]
    parser.add_argument(
        "--role",
        choices=roles,
        metavar="ROLE",
        help=f"what the device will be: {', '.join(roles)}; without it, the devices are answered "
        "that ask while pairing is open already",
    )
    parser.add_argument("--name", help="what it will be called (default: what it calls itself)")
    parser.add_argument(
        "--on-screens", action="store_true", help="show the QR code on the kitchen's screens too"
    )
    parser.add_argument("--station", metavar="ID", help="whose lines its page shows")
    parser.add_argument("--zone", metavar="NAME", help="the part of the house whose tables are its")
    parser.add_argument(
        "--slip", type=Path, metavar="FILE", help="write a page (HTML) that can be printed, too"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, metavar="CODE", help=f"of the slip: {', '.join(LANGUAGES)}"
    )
    parser.set_defaults(run=lambda given: asyncio.run(_pair(given)))


async def _pair(arguments: argparse.Namespace) -> int:
    async with reach_hub(arguments.data) as hub, listen_to_keyboard() as lines:
        if hub.own:
            raise CommandError(
                f"--data {arguments.data}: no hub is running on this folder; start it first, so "
                "that a device can reach it."
            )
        window = await _open_window(hub, arguments)
        try:
            await _attend(hub, window, lines)
        except asyncio.CancelledError:
            with suppress(CommandError):
                await hub.ask("DELETE", _CODES)
            say("\nPairing is closed.")
            raise
    return 0


async def _open_window(hub: HubClient, arguments: argparse.Namespace) -> str:
    """Open pairing, or find it open; returns the id of the window."""
    if arguments.role is None:
        window = (await hub.ask("GET", _CODES)).data
        if window is None or window["state"] != "open":
            raise CommandError("Pairing is not open. Say --role ROLE to open it.")
        say(f"Pairing is open for one device of role {window['role']}, for {format_left(window)}.")
        return str(window["id"])
    wanted = {
        "role": arguments.role,
        "name": arguments.name,
        "on_screens": arguments.on_screens,
    }
    # A hub of an earlier version knows neither.
    wanted |= {
        name: given
        for name in ("station", "zone")
        if (given := getattr(arguments, name)) is not None
    }
    opened = (await hub.ask("POST", _CODES, wanted)).data
    wifi = (await hub.ask("GET", "/api/wifi")).data if "link" in opened else None
    show_invitation(opened, wifi)
    if arguments.slip is not None:
        branch = (await hub.ask("GET", "/healthz")).data["branch"]
        opened["house"] = f"Galley {branch}"
        save_slip(arguments.slip, opened, wifi, arguments.language)
        say(f"The slip is in {arguments.slip}; print it.\n")
    return str(opened["id"])


async def _attend(hub: HubClient, window_id: str, lines: TypedLines) -> None:
    """Put the question for each screen that asks, until one is paired.

    Raises:
        CommandError: pairing is over and nobody was paired.
    """
    asked: dict[str, Any] | None = None
    strangers = _Strangers()
    while (window := await _still_open(hub, window_id)) is not None:
        news = [*strangers.news(window)]
        for line in news:
            say(f"\n{line}", flush=True)
        if news and asked is not None:
            say(_QUESTION, end="", flush=True)
        waiting = (await hub.ask("GET", _PAIRINGS)).data
        if asked is not None and asked not in waiting:
            say(f"\n{_describe(asked)} does not ask any more.")
            asked = None
        if asked is None and waiting and lines.anybody:
            asked = waiting[0]
            lines.forget()
            _put(asked, others=len(waiting) - 1)
        answer = await lines.line(_POLL)
        if answer is not None and asked is not None:
            asked = None if await _carry_out(hub, asked, waiting, answer) else asked


async def _still_open(hub: HubClient, window_id: str) -> dict[str, Any] | None:
    """Return how pairing stands; None when a device has been paired."""
    window: dict[str, Any] | None = (await hub.ask("GET", _CODES)).data
    if window is None:
        raise CommandError("Pairing is closed; no device was paired.")
    if window["id"] != window_id:
        raise CommandError("Pairing was opened anew elsewhere; this time is over.")
    if window["state"] == "used":
        device = window["device"]
        say(f"Paired: {plain(device['name'])}, role {device['role']}.")
        say(f"If that is another one: galley-hub devices revoke {device['id']}")
        return None
    return window


class _Strangers:
    """What has been said of those that are held off: each once, and not hundreds of lines."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._counted = 0

    def news(self, window: dict[str, Any]) -> Iterator[str]:
        """Say what is new; a hub of an earlier version says nothing of it."""
        for each in window.get("strangers", ()):
            new = each["held_off"] and each["address"] not in self._named
            if new and len(self._named) < _NAMED:
                self._named.add(each["address"])
                yield _describe_stranger(each)
        count = int(window.get("held_off", 0))
        if count > max(_NAMED, 2 * self._counted):
            self._counted = count
            yield (
                f"{count} addresses are being held off: somebody is trying hard to get in, or to "
                "keep yours out. Take its code, or type the number that it shows."
            )


def _describe_stranger(stranger: dict[str, Any]) -> str:
    counted = (
        (stranger["wrong_codes"], "has tried {} wrong codes"),
        (stranger["wrong_nonces"], "has sent {} wrong proofs"),
        (stranger["refused"], "was refused {} times"),
    )
    said = [words.format(count) for count, words in counted if count]
    did = " and ".join(said) or f"has asked {stranger['asked']} times"
    return (
        f"{plain(stranger['address'])} {did}; it is being held off. Devices at other addresses can "
        "be paired."
    )


async def _carry_out(
    hub: HubClient, asked: dict[str, Any], waiting: list[dict[str, Any]], answer: str
) -> bool:
    """Carry an answer out; returns whether it was one."""
    number = answer.replace(" ", "")
    if number.isascii() and number.isdigit():
        meant = [each for each in waiting if each["number"] == number]
        if not meant:
            say(f"No device that asks has to show {format_number(number)}.")
            say(_QUESTION, end="", flush=True)
            return False
        asked, answer = meant[0], "y"
    choice = _CHOICES.get(answer.lower())
    if choice is None:
        say(_QUESTION, end="", flush=True)
        return False
    try:
        await hub.ask("POST", f"{_PAIRINGS}/{asked['id']}/{choice}")
    except HubRefusedError as refused:
        say(str(refused))
        return True
    if choice == "confirm":
        say("Confirmed; it fetches its token.", flush=True)
    else:
        say("Refused.", flush=True)
    return True


_CHOICES = {"y": "confirm", "yes": "confirm", "n": "refuse", "no": "refuse", "": "refuse"}


def _put(asked: dict[str, Any], others: int) -> None:
    say(f"\n{_describe(asked)} must show  {format_number(asked['number'])}")
    if asked["replaces"] is not None:
        say(f"It takes the place of {plain(asked['replaces'])}, whose token ends with it.")
    if others:
        say(f"{others} more ask as well. The number that yours shows can be typed, too.")
    say(_QUESTION, end="", flush=True)


def _describe(asked: dict[str, Any]) -> str:
    return f"{plain(asked['device_name'])} at {plain(asked['address'])}"


def add_fingerprint(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``fingerprint`` takes: nothing."""
    parser.set_defaults(run=_run_fingerprint)


def _run_fingerprint(arguments: argparse.Namespace) -> int:
    """Show it.

    Raises:
        CommandError: the hub cannot be reached.
        CannotOpen: the database cannot be used.
    """
    return asyncio.run(_show_fingerprint(arguments))


async def _show_fingerprint(arguments: argparse.Namespace) -> int:
    async with reach_hub(arguments.data) as hub:
        anchor = (await hub.ask("GET", "/api/auth/anchor")).data
    say(format_fingerprint(anchor["fingerprint"]))
    return 0
