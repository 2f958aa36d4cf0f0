"""One look at the hub, for whoever wants to know how things are: is it there, are we let in."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from display.link.decoding import Listing
from display.link.endpoints import Endpoints
from display.link.http_client import AWAY, HubHttpClient, UnauthorizedError
from display.link.session import hub_session
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


class _Alive(msgspec.Struct, frozen=True):
    data: Health


async def visited(where: Endpoints, token: Callable[[], str], anchor: str | None = None) -> Visit:
    """Ask a hub whether it is alive, and then for its open orders.

    Args:
        where: the hub's addresses.
        token: reads the token.
        anchor: the certificate that the hub must prove to hold, as PEM; None for any.
    """
    async with hub_session(anchor) as session:
        try:
            # Anybody may ask this, so a bad token does not hide that the hub is there.
            alive = await HubHttpClient(session, where, lambda: _NOBODY).get("/healthz")
            health = msgspec.json.decode(alive.body, type=_Alive).data
        except (UnauthorizedError, *AWAY) as error:
            return Visit(away=str(error) or type(error).__name__)
        except msgspec.MsgspecError:
            return Visit(away="what answers there is no Galley hub")
        try:
            answer = await HubHttpClient(session, where, token).get("/api/kitchen/orders")
            orders = len(msgspec.json.decode(answer.body, type=Listing).data)
        except (UnauthorizedError, msgspec.MsgspecError, *AWAY) as error:
            return Visit(health=health, at=alive.at, refused=str(error) or type(error).__name__)
        return Visit(health=health, at=alive.at, orders=orders)
