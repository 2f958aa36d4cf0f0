"""``galley-hub backup``, ``backups`` and ``archive``: asked of the hub that has the database."""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hub import config
from hub.cli.hub_client import HubClient, reach_hub
from hub.cli.output import plain, say, table
from hub.common.managed_settings import MANAGED
from hub.store.backup_folder import format_size


def add_backup(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``backup`` takes."""
    parser.add_argument(
        "--to", type=Path, metavar="DIR", help="in place of the folder in the settings"
    )
    _add_config(parser)
    parser.set_defaults(run=lambda given: asyncio.run(_backup(given)))


def add_backups(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``backups`` takes."""
    parser.add_argument(
        "--in", type=Path, metavar="DIR", dest="to", help="in place of the folder in the settings"
    )
    _add_config(parser)
    parser.set_defaults(run=lambda given: asyncio.run(_list(given)))


def add_archive(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``archive`` takes."""
    parser.add_argument(
        "--keep-days",
        type=_days,
        metavar="N",
        help="of history that stay in the database (default: as it is set)",
    )
    _add_config(parser)
    parser.set_defaults(run=lambda given: asyncio.run(_archive(given)))


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings, for when no hub is running"
    )


def _days(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 36_500:  # noqa: PLR2004 - as in the settings
        raise argparse.ArgumentTypeError(
            f"a number of days from 1 to 36500 is needed, not {text!r}"
        )
    return number


async def _backup(given: argparse.Namespace) -> int:
    async with reach_hub(given.data) as hub:
        body = _folder(hub, given)
        if hub.own:
            settings = _settings(given).backup
            body |= {"keep_hourly": settings.keep_hourly, "keep_daily": settings.keep_daily}
        made = (await hub.ask("POST", "/api/backups", body, within=None)).data
    say(
        f"{plain(made['file'])}: {made['orders']} orders, {made['events']} events, "
        f"{format_size(made['size'])}. Read back and checked."
    )
    for archive in made["archives"]:
        say(f"{plain(archive)}: copied along.")
    if made["removed"]:
        say(f"Cleared away: {len(made['removed'])} that had had their time.")
    return 0


async def _list(given: argparse.Namespace) -> int:
    async with reach_hub(given.data) as hub:
        folder = _folder(hub, given).get("folder")
        query = "" if folder is None else f"?folder={quote(folder)}"
        found: list[dict[str, Any]] = (await hub.ask("GET", f"/api/backups{query}")).data
    rows = [(each["at"], format_size(each["size"]), plain(each["file"])) for each in found]
    say(table(("MADE (UTC)", "SIZE", "FILE"), rows) if rows else "There are no backups yet.")
    return 0


async def _archive(given: argparse.Namespace) -> int:
    async with reach_hub(given.data) as hub:
        days = given.keep_days
        if days is None and hub.own:
            days = _settings(given).history.keep_days or None
        body = {"keep_days": days}
        moved = (await hub.ask("POST", "/api/history/move", body, within=None)).data
    say(f"Moved to the yearly archives: {moved['orders']} orders, {moved['events']} events.")
    return 0


def _folder(hub: HubClient, given: argparse.Namespace) -> dict[str, Any]:
    """Say which folder is meant; nothing where the running hub knows it."""
    if given.to is not None:
        return {"folder": str(given.to.absolute())}
    if hub.own and (folder := _settings(given).backup.folder):
        return {"folder": folder}
    return {}


def _settings(given: argparse.Namespace) -> config.Settings:
    return config.load(given.config, os.environ, {}, given.data / MANAGED)
