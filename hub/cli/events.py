"""``galley-hub events tail``: what has happened, a line each."""

import argparse
import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from hub.cli.hub_client import HubClient, reach_hub
from hub.cli.output import CommandError, plain, say
from hub.common.terminal_safe import plain_json
from hub.wire.events import EventType

LAST = 10
"""Events that are shown when nobody says how many."""

_PAGE = 500
_POLL = 0.5


def add_arguments(parser: argparse.ArgumentParser, data: argparse.ArgumentParser) -> None:
    """Declare the commands under ``events``."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    tail = commands.add_parser("tail", parents=[data], help="show the last events")
    tail.add_argument(
        "--after", type=_parse_count, metavar="SEQ", help="only events behind this one; all of them"
    )
    tail.add_argument(
        "-n",
        type=_parse_count,
        metavar="N",
        dest="last",
        help=f"at most the last N (default {LAST})",
    )
    tail.add_argument("--follow", "-f", action="store_true", help="go on until Ctrl-C")
    tail.add_argument("--json", action="store_true", help="as the hub has them, for programs")
    tail.set_defaults(run=lambda arguments: asyncio.run(_tail(arguments)))


def _parse_count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 2**53:
        raise argparse.ArgumentTypeError(f"a whole number, 0 or more, is needed, not {text!r}")
    return number


async def _tail(arguments: argparse.Namespace) -> int:
    async with reach_hub(arguments.data) as hub:
        if arguments.follow and hub.own:
            raise CommandError("No hub is running on this folder: there is nothing to follow.")
        after = await _find_start(hub, arguments.after, arguments.last)
        names = {} if arguments.json else await _fetch_names(hub)
        async for event in _stream(hub, after, follow=arguments.follow):
            line = plain_json(event) if arguments.json else format_event(event, names)
            say(line, flush=arguments.follow)
    return 0


async def _find_start(hub: HubClient, after: int | None, last: int | None) -> int:
    if last is None and after is not None:
        return after
    newest = (await hub.ask("GET", "/api/orders?limit=1")).seq
    return max(after or 0, newest - (LAST if last is None else last))


async def _fetch_names(hub: HubClient) -> dict[str, str]:
    tokens = (await hub.ask("GET", "/api/tokens")).data
    return {token["id"]: token["name"] for token in tokens}


async def _stream(hub: HubClient, after: int, *, follow: bool) -> AsyncIterator[dict[str, Any]]:
    # Asked again and again rather than told over a socket: a terminal that has been stopped may
    # take as long as it likes, a socket that is not read would be closed.
    while True:
        page = (await hub.ask("GET", f"/api/events?after={after}&limit={_PAGE}")).data
        for event in page:
            yield event
        if page:
            after = page[-1]["seq"]
        elif not follow:
            return
        else:
            await asyncio.sleep(_POLL)


def format_event(event: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Write one event as a line for a person, in the terminal's own time zone.

    Args:
        event: as ``GET /api/events`` has it.
        names: of the devices, by their ids.
    """
    at = dt.datetime.fromtimestamp(event["timestamp"] / 1000, dt.UTC).astimezone()
    actor = event["actor"]
    by = "" if actor is None else f"  [{names.get(actor, actor)}]"
    what = _describe(event["type"], event["payload"])
    return plain(f"{event['seq']:>7}  {at:%Y-%m-%d %H:%M:%S}  {event['type']:<19}  {what}{by}")


def _describe(kind: str, payload: Mapping[str, Any]) -> str:
    match kind:
        case EventType.ORDER_NEW:
            what = f"{_format_place(payload['order'])}: {_format_lines(payload['items'])}"
        case EventType.ORDER_SCHEDULED:
            what = f"waits{_format_until(payload)}: {_format_place(payload['order'])}"
        case EventType.ORDER_UPDATED:
            what = payload["status"]
        case EventType.ITEM_STATUS:
            recalled = " (recalled)" if payload["recalled"] else ""
            what = f"{_format_line(payload['item'])} -> {payload['item']['status']}{recalled}"
        case EventType.ITEM_CANCELLED:
            reason = payload["reason"] or "no reason given"
            what = f"{_format_line(payload['item'])} cancelled: {reason}"
        case EventType.MENU_AVAILABILITY:
            what = f"{payload['name']} {'is back' if payload['available'] else 'is sold out (86)'}"
        case EventType.KITCHEN_ALERT:
            what = f"{payload['code']}: {payload['message']}"
        case _:
            what = json.dumps(payload, ensure_ascii=False)
    number = payload.get("orderNumber")
    return what if number is None else f"{number}  {what}"


def _format_until(payload: Mapping[str, Any]) -> str:
    until = payload["releaseAt"]
    return "" if until is None else f" until {until}"


def _format_place(order: Mapping[str, Any]) -> str:
    words = [order["type"].replace("_", " ")]
    if order["table_number"] is not None:
        words.append(f"table {order['table_number']}")
    if order["priority"] == "rush":
        words.append("RUSH")
    return ", ".join(words)


def _format_lines(items: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(_format_line(item) for item in items)


def _format_line(item: Mapping[str, Any]) -> str:
    return f"{item['quantity']}x {item['name']}"
