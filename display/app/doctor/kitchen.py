"""The hub, as this screen sees it: there or not, the token, the clocks."""

import time
from collections.abc import Iterator
from pathlib import Path

from display.app.doctor import surroundings
from display.app.hub_choice import NO_HUB, HubChoice, known_hub
from display.config import Config
from display.link.credentials import PairedUnusable
from display.link.probe import Visit, visited
from hub.common.checks import Finding, ok, problem, warning

_CLOCKS_AGREE_S = 2
"""The hub says its time to a second only."""


async def hub(config: Config) -> list[Finding]:
    """Look at how the screen comes to its hub, and ask it.

    Args:
        config: says where it is, or where the pairing is kept.
    """
    try:
        known = known_hub(config)
    except PairedUnusable as error:
        return [problem("pairing", str(error))]
    if known is None:
        return [problem("pairing", NO_HUB)]
    visit = await visited(known.where, known.token, known.anchor)
    return [_belongs(known, config), *told(known.where.url, visit, time.time())]


def _belongs(known: HubChoice, config: Config) -> Finding:
    if known.paired is None:
        return surroundings.token(Path(config.hub.token_file), known.token)
    return ok("pairing", f"with branch {known.paired.branch}, as {known.paired.device}")


def told(url: str, visit: Visit, now: float) -> Iterator[Finding]:
    """Say what a visit has shown.

    Args:
        url: where the hub should be.
        visit: how it went.
        now: this machine's Unix time in seconds.
    """
    if visit.health is None:
        yield problem("hub", f"no answer from {url}; is it running there? ({visit.away})")
        return
    yield ok("hub", f"branch {visit.health.branch} at {url}")
    if visit.orders is None:
        yield problem("orders", visit.refused)
    else:
        yield ok("orders", f"the token is good; {visit.orders} open")
    if visit.at is None:
        yield warning("clocks", "the hub does not say what time it has")
        return
    apart = visit.at / 1000 - now
    if abs(apart) <= _CLOCKS_AGREE_S:
        yield ok("clocks", "the hub's and this machine's agree to 2 seconds")
    else:
        side = "ahead of" if apart > 0 else "behind"
        yield warning(
            "clocks",
            f"the hub's is {_span(abs(apart))} {side} this machine's. The board follows the hub's "
            "and is right; only this machine's log is not: set its time",
        )


def _span(seconds: float) -> str:
    whole = round(seconds)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
