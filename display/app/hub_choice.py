"""Which hub a screen belongs to: by its settings, by its pairing, or by a person who pairs it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from display.app.setup_screens import ButtonPresses, PairScreen
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.link.credentials import (
    FILE,
    Credentials,
    CredentialsError,
    load_credentials,
    save_credentials,
)
from display.link.endpoints import Endpoints
from display.renderer.glass import Glass
from display.state.pairing_stages import Candidate
from hub.wire.pinning import anchor_of
from hub.wire.service_record import FoundHub

if TYPE_CHECKING:
    from display.discovery import HubFinder

_log = logging.getLogger(__name__)

THIS_MACHINE = "http://127.0.0.1:8080"
"""The hub of a machine that is both, where the settings name only a token."""


NO_HUB = (
    "This screen has no hub yet. Start galley-display: it looks for one and asks to be paired. Or "
    "name one with --hub and --token-file."
)


class HubChoice(NamedTuple):
    """A screen's hub.

    Attributes:
        endpoints: its addresses.
        token: reads the screen's token.
        anchor: the certificate that the hub must prove to hold; None where none is pinned.
        credentials: the pairing that says so; None where the settings do.
    """

    endpoints: Endpoints
    token: Callable[[], str]
    anchor: str | None
    credentials: Credentials | None = None


def choose_by_settings(config: Config) -> HubChoice | None:
    """Take the hub from the settings; None when they name no token, and pairing has to bring one.

    Raises:
        CredentialsError: the file with the hub's certificate can't be read.
    """
    if not config.hub.token_file:
        return None
    file = Path(config.hub.token_file)
    return HubChoice(
        Endpoints(config.hub.url or THIS_MACHINE),
        lambda: file.read_text("utf-8").strip(),
        _read_anchor(Path(config.hub.anchor)) if config.hub.anchor else None,
    )


def choose_by_pairing(config: Config) -> HubChoice | None:
    """Take the hub that the screen was paired with; None when it never was.

    An address in the settings is tried before those of the pairing.

    Raises:
        CredentialsError: the pairing can't be read.
    """
    credentials = load_credentials(pairing_file(config))
    if credentials is None:
        return None
    first = (config.hub.url,) if config.hub.url else ()
    endpoints = Endpoints(*first, *credentials.addresses)
    return HubChoice(endpoints, lambda: credentials.token, credentials.anchor or None, credentials)


def choose_hub(config: Config) -> HubChoice | None:
    """Say which hub a screen belongs to; None while it belongs to none.

    Raises:
        CredentialsError: the pairing, or the hub's certificate, can't be read.
    """
    return choose_by_settings(config) or choose_by_pairing(config)


async def choose_or_pair(
    config: Config, glass: Glass, keyboard: Keyboard, buttons: ButtonPresses, ended: asyncio.Event
) -> HubChoice | None:
    """Find out which hub a screen belongs to; a screen that belongs to none is paired first.

    Args:
        config: the settings.
        glass: for the pairing screen.
        keyboard: says what keys mean.
        buttons: bring the presses of buttons.
        ended: set when the process is told to end.

    Returns:
        the hub; None when the window was closed, or the process told to end, before it had one.

    Raises:
        CredentialsError: a pairing can't be read or kept, or a certificate can't be read.
    """
    known = choose_hub(config)
    if known is not None:
        return known
    credentials = await _pair(config, glass, keyboard, buttons, ended)
    if credentials is None:
        return None
    save_credentials(credentials, pairing_file(config))
    return choose_by_pairing(config)


def pairing_file(config: Config) -> Path:
    """Say where a screen keeps its pairing."""
    return Path(config.hub.data) / FILE


@asynccontextmanager
async def follow(choice: HubChoice, file: Path) -> AsyncIterator[None]:
    """Find a paired hub again, as long as the context lasts, whenever it does not answer.

    Args:
        choice: whose addresses are kept up to date.
        file: holds the pairing; its addresses are kept up to date as well.
    """
    if choice.credentials is None or choice.anchor is None:
        yield
        return
    task = asyncio.create_task(
        _follow(choice.credentials, choice.endpoints, file), name="following the hub"
    )
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def search(on_hubs: Callable[[list[Candidate]], None]) -> AsyncIterator[None]:
    """Tell which hubs there are on the network, as long as the context lasts."""

    async def search() -> None:
        async with _find_hubs() as finder:
            async for hubs in finder.changes():
                on_hubs([_candidate(hub) for hub in hubs])

    task = asyncio.create_task(search(), name="searching")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _find_hubs() -> "AbstractAsyncContextManager[HubFinder]":
    # It takes 4 MB, and a screen that reaches its hub looks for none.
    from display.discovery import find_hubs  # noqa: PLC0415

    return find_hubs()


async def _pair(
    config: Config, glass: Glass, keyboard: Keyboard, buttons: ButtonPresses, ended: asyncio.Event
) -> Credentials | None:
    screen = PairScreen(glass, keyboard, config.glass.theme, config.device_name())
    buttons.on_press = screen.press
    async with AsyncExitStack() as stack:
        if config.hub.url:
            screen.take_hubs([_at(config.hub.url)])
        else:
            await stack.enter_async_context(search(screen.take_hubs))
        running = asyncio.create_task(screen.run(), name="pairing screen")
        ending = asyncio.create_task(ended.wait(), name="until the end")
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if running.done():
            return running.result()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return None


def _at(url: str) -> Candidate:
    return Candidate(branch=url, name=urlsplit(url).netloc, urls=(url,))


async def _follow(credentials: Credentials, endpoints: Endpoints, file: Path) -> None:
    while True:
        await endpoints.lost.wait()
        looks = asyncio.create_task(_look(credentials, endpoints), name="looking for the hub")
        try:
            await endpoints.reached.wait()
        finally:
            looks.cancel()
            await asyncio.gather(looks, return_exceptions=True)
        credentials = _keep_addresses(credentials, endpoints, file)


async def _look(credentials: Credentials, endpoints: Endpoints) -> None:
    fingerprint = anchor_of(credentials.anchor).fingerprint
    async with _find_hubs() as finder:
        async for hubs in finder.changes():
            fitting = [hub for hub in hubs if hub.may_be(credentials.branch, fingerprint)]
            endpoints.update(_urls(fitting))


def _urls(hubs: list[FoundHub]) -> Iterator[str]:
    for hub in hubs:
        yield from hub.urls


def _keep_addresses(credentials: Credentials, endpoints: Endpoints, file: Path) -> Credentials:
    if set(endpoints.urls) == set(credentials.addresses):
        return credentials
    after = replace(credentials, addresses=endpoints.urls)
    try:
        save_credentials(after, file)
    except CredentialsError as error:
        # It will be looked for again after the next start, which takes a few seconds more.
        _log.warning("%s", error)
    return after


def _candidate(hub: FoundHub) -> Candidate:
    return Candidate(branch=hub.branch, name=hub.name, urls=hub.urls, hint=hub.fingerprint)


def _read_anchor(file: Path) -> str:
    try:
        pem = file.read_text("utf-8")
        anchor_of(pem)
    except (OSError, ValueError) as error:
        raise CredentialsError(f"{file}: the hub's certificate can't be read: {error}") from error
    return pem
