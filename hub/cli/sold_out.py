"""``galley-hub menu 86``, ``back`` and ``sold-out``: what can't be had, and until when."""

import argparse
import asyncio
import difflib
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from hub.cli.hub_client import HubClient, reach_hub
from hub.cli.output import CommandError, plain, say, table
from hub.domain.menu import Menu, MenuItem
from hub.wire.menu_responses import MenuView, SoldOut

_ALIKE = 3
"""Dishes that are named when there is none of the name that was typed."""


def add_arguments(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser
) -> None:
    """Declare the commands."""
    out = commands.add_parser("86", parents=[data], help="mark a dish sold out, or have it counted")
    _add_dish(out)
    out.add_argument(
        "--until",
        metavar="TIME",
        help="when it comes back by itself: tomorrow, 17:30, or 2026-12-24T11:00",
    )
    out.add_argument(
        "--left", type=int, metavar="N", help="it is not sold out yet: so many are left"
    )
    out.set_defaults(run=_mark_sold_out)

    back = commands.add_parser("back", parents=[data], help="bring a dish back")
    _add_dish(back)
    back.set_defaults(run=_bring_back)

    listing = commands.add_parser(
        "sold-out", parents=[data], help="list what is sold out, and what is counted"
    )
    listing.set_defaults(run=_list)


def _add_dish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dish", metavar="DISH", help="its name, or its id")
    parser.add_argument("--category", metavar="ID", help="which one, where several have the name")


def _mark_sold_out(arguments: argparse.Namespace) -> int:
    body: dict[str, Any] = {"available": bool(arguments.left)}
    if arguments.left is not None:
        body["left"] = arguments.left
    if arguments.until is not None:
        body["until"] = arguments.until
    dish = asyncio.run(_set(arguments, body))
    if body["available"]:
        say(f"{dish.name}: {arguments.left} left.")
    else:
        say(f"{dish.name} is sold out.")
    return 0


def _bring_back(arguments: argparse.Namespace) -> int:
    dish = asyncio.run(_set(arguments, {"available": True}))
    say(f"{dish.name} is back.")
    return 0


async def _set(arguments: argparse.Namespace, body: dict[str, Any]) -> MenuItem:
    async with reach_hub(arguments.data) as hub:
        dish = await _find(hub, arguments.dish, arguments.category)
        await hub.ask("POST", f"/api/menu/items/{dish.id}/availability", body)
    return dish


async def _find(hub: HubClient, said: str, category: str | None) -> MenuItem:
    view = msgspec.convert((await hub.ask("GET", "/api/menu")).data, MenuView)
    menu = Menu(view.categories, view.stations, view.items)
    dish = menu.find_dish(menu_item_id=said.lower(), name=said, category=category)
    if dish is not None:
        return dish
    names = sorted({each.name for each in view.items})
    alike = difflib.get_close_matches(said, names, _ALIKE, 0.5)
    if said in alike:
        raise CommandError(f"Several dishes are called {plain(said)}. Say --category, or the id.")
    hint = f" There are: {', '.join(map(plain, alike))}." if alike else ""
    raise CommandError(f"There is no dish called {plain(said)} on the menu.{hint}")


def _list(arguments: argparse.Namespace) -> int:
    dishes = asyncio.run(_ask(arguments.data))
    if not dishes:
        say("Nothing is sold out.")
        return 0
    rows = [
        (
            each.name,
            "sold out" if not each.available else f"{each.left} left",
            _show_time(each.until) if each.until else "",
        )
        for each in dishes
    ]
    say(table(("DISH", "STANDS", "UNTIL"), rows))
    return 0


async def _ask(data: Path) -> list[SoldOut]:
    async with reach_hub(data) as hub:
        answer = await hub.ask("GET", "/api/menu/sold-out")
    return msgspec.convert(answer.data, list[SoldOut])


def _show_time(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone():%a %d %b %H:%M}"
