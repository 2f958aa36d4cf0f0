"""The hub, as this screen sees it: there or not, the token, the clocks, a place for its presses."""

import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from display.app.hub_choice import NO_HUB, HubChoice, choose_hub
from display.config import Config
from display.link.credentials import CredentialsError
from display.link.decoding import OrderListing
from display.link.endpoints import Endpoints
from display.link.http_client import AWAY, HubHttpClient, UnauthorizedError
from display.link.session import hub_session
from hub.common.checks import Finding, ok, problem, warning
from hub.locale.words import say
from hub.wire.responses import Health

_NOBODY = "none"


class Visit(NamedTuple):
    """What was found.

    Attributes:
        health: what the hub says of itself; None when it could not be asked.
        away: why it could not be asked.
        at: the hub's Unix ms, to a second; None when it did not say.
        orders: how many open orders it has shown; None when it has shown none.
        refused: why it has shown none.
    """

    health: Health | None = None
    away: str = ""
    at: int | None = None
    orders: int | None = None
    refused: str = ""


class _HealthAnswer(msgspec.Struct, frozen=True):
    data: Health


async def visit_hub(
    endpoints: Endpoints, token: Callable[[], str], anchor: str | None = None
) -> Visit:
    """Ask a hub whether it is alive, and then for its open orders.

    Args:
        endpoints: the hub's addresses.
        token: reads the token.
        anchor: the certificate that the hub must prove to hold, as PEM; None for any.
    """
    async with hub_session(anchor) as session:
        try:
            # Anybody may ask this, so a bad token does not hide that the hub is there.
            alive = await HubHttpClient(session, endpoints, lambda: _NOBODY).get("/healthz")
            health = msgspec.json.decode(alive.body, type=_HealthAnswer).data
        except (UnauthorizedError, *AWAY) as error:
            return Visit(away=str(error) or type(error).__name__)
        except msgspec.MsgspecError:
            return Visit(away=say("what answers there is no Galley hub"))
        try:
            answer = await HubHttpClient(session, endpoints, token).get("/api/kitchen/orders")
            orders = len(msgspec.json.decode(answer.body, type=OrderListing).data)
        except (UnauthorizedError, msgspec.MsgspecError, *AWAY) as error:
            return Visit(health=health, at=alive.at, refused=str(error) or type(error).__name__)
        return Visit(health=health, at=alive.at, orders=orders)


_CLOCKS_AGREE_S = 2
"""The hub says its time to a second only."""


async def check_hub(config: Config) -> list[Finding]:
    """Look at how the screen comes to its hub, and ask it.

    Args:
        config: says where it is, or where the pairing is kept.
    """
    try:
        known = choose_hub(config)
    except CredentialsError as error:
        return [problem("pairing", str(error))]
    if known is None:
        return [problem("pairing", NO_HUB)]
    visit = await visit_hub(known.endpoints, known.token, known.anchor)
    return [_judge_choice(known, config), *judge_visit(known.endpoints.url, visit, time.time())]


def _judge_choice(known: HubChoice, config: Config) -> Finding:
    if known.credentials is None:
        return check_token(Path(config.hub.token_file), known.token)
    branch, name = known.credentials.branch, known.credentials.device
    return ok("pairing", say("with branch {branch}, as {name}", branch=branch, name=name))


def judge_visit(url: str, visit: Visit, now: float) -> Iterator[Finding]:
    """Say what a visit has shown.

    Args:
        url: where the hub should be.
        visit: how it went.
        now: this machine's Unix time in seconds.
    """
    if visit.health is None:
        away = say("no answer from {url}; is it running there? ({why})", url=url, why=visit.away)
        yield problem("hub", away)
        return
    yield ok("hub", say("branch {branch} at {url}", branch=visit.health.branch, url=url))
    if visit.orders is None:
        yield problem("orders", visit.refused)
    else:
        yield ok("orders", say("the token is good; {count} open", count=visit.orders))
    if visit.at is None:
        yield warning("clocks", say("the hub does not say what time it has"))
        return
    apart = visit.at / 1000 - now
    if abs(apart) <= _CLOCKS_AGREE_S:
        yield ok("clocks", say("the hub's and this machine's agree to 2 seconds"))
    else:
        span = _span(abs(apart))
        ahead = say("the hub's is {span} ahead of this machine's.", span=span)
        behind = say("the hub's is {span} behind this machine's.", span=span)
        rest = say(
            "The board follows the hub's and is right; only this machine's log is not: set its time"
        )
        yield warning("clocks", f"{ahead if apart > 0 else behind} {rest}")


def _span(seconds: float) -> str:
    whole = round(seconds)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def check_token(file: Path, read: Callable[[], str]) -> Finding:
    """Look at the file with this screen's token.

    Args:
        file: its path.
        read: reads the token in it.
    """
    make = "galley-hub token create --role kitchen --name NAME"
    none = say("{file} holds no token: make one with {command}", file=file, command=make)
    try:
        said = read()
    except FileNotFoundError:
        gone = say(
            "{file} is not there: make one with {command}", file=file, command=f"{make} > {file}"
        )
        return problem("token", gone)
    except OSError as error:
        return problem("token", say("{file} can't be read: {why}", file=file, why=error.strerror))
    except UnicodeDecodeError:
        return problem("token", none)
    if not said.isascii() or not said.isprintable() or not said:
        return problem("token", none)
    if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH):
        return warning(
            "token",
            say("{file} can be read by others: {cure}", file=file, cure=f"chmod 600 {file}"),
        )
    return ok("token", str(file))


def check_outbox(folder: Path) -> Finding:
    """Try whether presses can be kept in a folder; it is not made if it is not there yet."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"press")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        lost = say(
            "presses can't be kept in {folder}: {why}; choose another data",
            folder=folder,
            why=error.strerror,
        )
        return problem("outbox", lost)
    return ok("outbox", say("presses can be kept in {folder}", folder=folder))
