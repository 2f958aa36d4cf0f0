"""A screen without glass: the link and the state, as the display runs them, on a real hub."""

import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from display.link.endpoints import Endpoints
from display.link.link import HubLink, open_link
from display.link.listeners import LinkListeners
from display.link.outbox import Outbox
from display.state.messages import (
    Answered,
    BumpOrder,
    LinkChanged,
    LinkState,
    Message,
    ReportPainted,
    TakeSnapshot,
)
from display.state.model import BoardState
from display.state.settings import ALL, BoardSettings
from display.state.update import update
from hub.common.screen_troubles import describe_trouble
from hub.domain.orders import Order
from hub.locale.words import Language
from hub.wire.socket_messages import Painted, ScreenTrouble


def now() -> int:
    return time.monotonic_ns() // 1_000_000


class Listener:
    """Takes in what the link says, and does what the state asks for; plays no sounds."""

    def __init__(self, station: str = ALL) -> None:
        self.state = BoardState(settings=BoardSettings(station=station))
        self.said: list[Message] = []
        self.troubles: tuple[str, ...] = ()
        self.link: HubLink | None = None
        self.listeners = LinkListeners(self._hear, self._troubled, now)

    def _hear(self, message: Message) -> None:
        self.said.append(message)
        self.state, effects = update(self.state, message)
        for effect in effects:
            assert self.link is not None
            if isinstance(effect, TakeSnapshot):
                self.link.take_snapshot()
            elif isinstance(effect, ReportPainted):
                self.link.report_painted(
                    Painted(seq=effect.seq, tickets=effect.tickets, chips=effect.chips)
                )

    def _troubled(self, troubles: tuple[ScreenTrouble, ...]) -> None:
        self.troubles = tuple(map(describe_trouble, troubles))

    @property
    def orders(self) -> dict[str, Order]:
        return dict(self.state.replica.orders)

    @property
    def answers(self) -> list[Answered]:
        return [each for each in self.said if isinstance(each, Answered)]

    @property
    def ways(self) -> list[LinkState]:
        return [each.connection for each in self.said if isinstance(each, LinkChanged)]

    def live(self) -> bool:
        return self.state.connection is LinkState.LIVE

    def bump(self, order_id: str, status: str) -> str:
        """Press; returns the press's id."""
        assert self.link is not None
        press_id = uuid.uuid4().hex
        self.link.send(BumpOrder(press_id=press_id, order_id=order_id, status=status, station=None))
        return press_id


@asynccontextmanager
async def listening(
    url: str | Callable[[], str],
    token: str,
    folder: Path,
    station: str | None = None,
    *,
    anchor: str | None = None,
    language: Language | None = None,
) -> AsyncIterator[Listener]:
    """Run a screen's link for as long as the context lasts.

    Args:
        url: of the hub.
        token: the screen's.
        folder: where its presses wait.
        station: whose screen it is; None is the whole kitchen.
        anchor: the certificate that the hub must prove to hold, as PEM; None for plain HTTP.
        language: in which its dishes are named; None for as in the house.
    """
    listener = Listener(station or ALL)
    outbox = Outbox(folder / "presses.jsonl")
    try:
        address = url if isinstance(url, str) else url()
        async with open_link(
            Endpoints(address),
            lambda: token,
            station,
            outbox,
            listener.listeners,
            anchor=anchor,
            language=language,
        ) as link:
            listener.link = link
            yield listener
    finally:
        outbox.close()
