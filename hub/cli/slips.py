"""Slips of paper for whoever is to come in, as ``galley-hub pair`` writes them."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from hub.access.slip import Slip, write_slip
from hub.cli.output import CommandError
from hub.common.atomic_file import write_private
from hub.locale.catalogues import find_language, load_catalogue
from hub.locale.words import Language, speaking
from hub.wire.link_codes import PAST_WARNING, QrDrawing, Wifi

LANGUAGES = tuple(each.value for each in Language if each is not Language.PSEUDO)
"""In which they are written."""


def save_slip(
    file: Path, opened: dict[str, Any], wifi: dict[str, Any] | None, language: str | None
) -> None:
    """Write a slip that can be printed.

    Args:
        file: for it; only its owner may read it.
        opened: as the hub has opened pairing; and ``house``, what people call the hub.
        wifi: that devices join before; None where nobody has said which.
        language: its words'; None for the terminal's own.

    Raises:
        CommandError: the hub is on no network, or the file cannot be written.
    """
    if "link_qr" not in opened:
        raise CommandError("The hub is on no network ([lan] enabled = false): nobody can scan it.")
    until = datetime.now().astimezone() + timedelta(seconds=opened["expires_in"])
    slip = Slip(
        house=opened["house"],
        role=opened["role"],
        link=msgspec.convert(opened["link_qr"], QrDrawing),
        host=urlsplit(opened["link"]).hostname or "",
        address=f"{_find_address(opened['hubs'])}/in",
        until=f"{until:%H:%M}",
        fingerprint="" if opened["role"] in PAST_WARNING else opened["fingerprint"],
        wifi=None if wifi is None else msgspec.convert(wifi, Wifi),
    )
    spoken = find_language(os.environ) if language is None else Language(language)
    with speaking(load_catalogue(spoken)):
        text = write_slip(slip)
    try:
        write_private(file, text.encode())
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from error


def _find_address(urls: list[str]) -> str:
    """Find the first that is no name: who types it may be at a device that knows no names."""
    for url in urls:
        with suppress(ValueError):
            ip_address(urlsplit(url).hostname or "")
            return url
    return urls[0]
