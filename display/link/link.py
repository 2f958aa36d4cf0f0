"""Keeps a screen in touch with its hub: one WebSocket, polling while it is down, presses."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import msgspec

from display.link.decoding import (
    OrderListing,
    read_cancelled,
    read_menu_names,
    read_orders,
    read_sold_out,
    read_upcoming,
)
from display.link.endpoints import Endpoints
from display.link.http_client import AWAY, HubHttpClient, UnauthorizedError
from display.link.listeners import LinkListeners
from display.link.outbox import Outbox, Sender
from display.link.own_machine import answer_for_machine
from display.link.session import ANSWER_WITHIN, REFUSED, Backoff, describe, hub_session
from display.link.socket_client import HubSocket, Reports
from display.state.messages import (
    Heard,
    LinkChanged,
    LinkState,
    NamesSeen,
    RecentSeen,
    Request,
    Snapshot,
    SoldOutSeen,
    StationAnswered,
)
from hub.common.screen_troubles import TroubleCode, trouble
from hub.domain.orders import Order
from hub.locale.words import Language
from hub.wire.socket_messages import Painted, ScreenReport

_log = logging.getLogger(__name__)

POLL_EVERY = 2.0
"""Seconds between polls while the socket is down: less than what makes a board say that it is not
current. It is, for as long as there are answers."""

CHECK_EVERY = 30.0
"""Seconds between checks while the socket is up."""

CLOCK_STEP_MS = 2000
"""A difference that is no rounding: the hub's clock has been set."""

_LOST = (*AWAY, msgspec.MsgspecError)


class _Epoch(msgspec.Struct, frozen=True):
    epoch: str


class _EpochAnswer(msgspec.Struct, frozen=True):
    data: _Epoch


class _StationId(msgspec.Struct, frozen=True):
    id: str


class _StationListing(msgspec.Struct, frozen=True):
    data: tuple[_StationId, ...]


class HubLink:
    """The way to one hub. Use :func:`open_link` to have one running.

    Args:
        client: the hub's.
        endpoints: says when the hub has moved.
        station: whose screen this is; None is the whole kitchen.
        outbox: where presses wait.
        listeners: hear what comes.
        language: in which dishes are to be named, where the menu has names in it; None for none.
    """

    def __init__(
        self,
        client: HubHttpClient,
        endpoints: Endpoints,
        station: str | None,
        outbox: Outbox,
        listeners: LinkListeners,
        language: Language | None = None,
    ) -> None:
        self._client = client
        self._moved = endpoints.moved
        self._station = station
        self._listeners = listeners
        self._sender = Sender(client, outbox, listeners)
        self._connection = LinkState.SEARCHING
        self._down = asyncio.Event()
        self._wanted = asyncio.Event()
        self._reports = Reports()
        self._hub_ahead: int | None = None
        self._recent_wanted = asyncio.Event()
        self._refused = asyncio.Event()
        self._sold_out_wanted = asyncio.Event()
        self._names_wanted = asyncio.Event()
        self._language = language

    def send(self, request: Request) -> None:
        """Have a press sent: once, in order, also when the hub or this screen starts anew."""
        self._sender.put(request)

    async def keep_presses(self) -> None:
        """Put presses on disk that were made in the last moment."""
        await self._sender.keep_rest()

    def take_snapshot(self) -> None:
        """Ask for a snapshot, as soon as there is a line."""
        self._wanted.set()

    def report_painted(self, painted: Painted) -> None:
        """Report what stands on the glass; of several only the last counts."""
        self._reports.report_painted(painted)

    def report(self, said: ScreenReport) -> None:
        """Report something of this screen; of each kind only the last counts."""
        self._reports.report(said)

    def fetch_recent(self) -> None:
        """Ask for what can be recalled; while the hub is away, what is known has to do."""
        self._recent_wanted.set()

    async def _fetch_recent(self, limit: int = 50) -> tuple[Order, ...]:
        """Read what can be recalled at this station, the latest bump first.

        Raises:
            UnauthorizedError: the token is not good enough.
            aiohttp.ClientError, OSError, TimeoutError, msgspec.MsgspecError: no usable answer.
        """
        station = "" if self._station is None else f"&station={self._station}"
        answer = await self._client.get(f"/api/kitchen/recent?limit={limit}{station}")
        return read_orders(msgspec.json.decode(answer.body, type=OrderListing).data).orders

    async def run(self) -> None:
        """Do all of it, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (
                self._listen,
                self._poll,
                self._tell_recent,
                self._find_station,
                self._tell_sold_out,
                self._tell_names,
                self._sender.keep,
                self._sender.send,
            ):
                tasks.create_task(work(), name=f"link {work.__name__}")

    async def _listen(self) -> None:
        backoff = Backoff()
        while True:
            try:
                async with asyncio.timeout(ANSWER_WITHIN):
                    socket = await self._client.socket()
                async with socket:
                    await self._converse(socket, backoff)
            except UnauthorizedError as why:
                self._listeners.trouble("token", why.trouble)
                await self._fall_back(REFUSED)
            except _LOST as error:
                _log.info("no line to the hub: %s", describe(error))
                if isinstance(error, msgspec.MsgspecError):
                    self._listeners.trouble("line", trouble(TroubleCode.NOT_UNDERSTOOD))
                await self._fall_back(backoff.next())

    async def _fall_back(self, wait: float) -> None:
        """Let polling take over for a while, or until the hub is heard of at another address."""
        if self._connection is LinkState.LIVE:
            self._set_state(LinkState.SEARCHING)
        self._down.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), wait)
        self._moved.clear()

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse, backoff: Backoff) -> None:
        self._listeners.trouble("line", None)
        hub_socket = HubSocket(
            socket, self._station, self._listeners, self._refused, self._names_wanted
        )
        self._names_wanted.set()
        joined = asyncio.Event()
        works = (
            self._hear(hub_socket, joined, backoff),
            _while_it_lasts(hub_socket.ping()),
            _while_it_lasts(self._ask_for_snapshots(hub_socket)),
            _while_it_lasts(self._reports.carry(hub_socket, joined)),
            _while_it_lasts(answer_for_machine(hub_socket)),
        )
        tasks = [asyncio.create_task(work) for work in works]
        try:
            # One that fails ends the line: a screen that hears and no longer reports would look
            # well from inside.
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in ended:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, hub_socket: HubSocket, joined: asyncio.Event, backoff: Backoff) -> None:
        while True:
            snapshot = await hub_socket.next()
            if snapshot is None:
                continue
            backoff.reset()
            self._hub_ahead = snapshot.hub_ms - snapshot.now
            self._down.clear()
            self._listeners.trouble("token", None)
            self._set_state(LinkState.LIVE)
            self._listeners.tell(snapshot)
            joined.set()
            self._sold_out_wanted.set()

    async def _ask_for_snapshots(self, hub_socket: HubSocket) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), CHECK_EVERY)
            self._wanted.clear()
            await hub_socket.ask_snapshot()

    async def _poll(self) -> None:
        while True:
            await self._down.wait()
            try:
                await self._poll_once()
            except UnauthorizedError as why:
                self._listeners.trouble("token", why.trouble)
            except _LOST as error:
                _log.debug("no answer to a poll: %s", describe(error))
                if self._down.is_set():
                    self._set_state(LinkState.SEARCHING)
            await asyncio.sleep(POLL_EVERY)

    async def _tell_recent(self) -> None:
        while True:
            await self._recent_wanted.wait()
            self._recent_wanted.clear()
            try:
                orders = await self._fetch_recent()
            except (UnauthorizedError, *_LOST) as error:
                _log.info("what can be recalled is not known: %s", describe(error))
            else:
                self._listeners.tell(RecentSeen(now=self._listeners.now(), orders=orders))

    async def _find_station(self) -> None:
        """Ask which stations there are, when the hub refuses something: it may be this screen's."""
        while True:
            await self._refused.wait()
            self._refused.clear()
            if self._station is None:
                continue
            try:
                answer = await self._client.get("/api/kitchen/stations")
                listing = msgspec.json.decode(answer.body, type=_StationListing)
            except (UnauthorizedError, *_LOST) as error:
                _log.info("which stations there are is not known: %s", describe(error))
                continue
            known = tuple(each.id for each in listing.data)
            missing = tuple(each for each in self._station.split(",") if each not in known)
            now = self._listeners.now()
            if missing:
                self._listeners.trouble("line", None)
                _log.warning("the hub has no station %s, only %s", missing, known)
            self._listeners.tell(StationAnswered(now=now, missing=missing, known=known))

    async def _tell_sold_out(self) -> None:
        """Ask what is sold out with each snapshot: no event is lost for long."""
        while True:
            await self._sold_out_wanted.wait()
            self._sold_out_wanted.clear()
            try:
                answer = await self._client.get("/api/menu/sold-out")
                dishes = read_sold_out(answer.body)
            except (UnauthorizedError, *_LOST) as error:
                _log.info("what is sold out is not known: %s", describe(error))
            else:
                self._listeners.tell(SoldOutSeen(now=self._listeners.now(), dishes=dishes))

    async def _tell_names(self) -> None:
        """Ask what dishes are called in the crew's language: with each line, and as it changes."""
        while True:
            await self._names_wanted.wait()
            self._names_wanted.clear()
            if self._language is None:
                continue
            try:
                menu = await self._client.get("/api/menu")
                names = await asyncio.to_thread(read_menu_names, menu.body, self._language)
            except (UnauthorizedError, *_LOST) as error:
                _log.info("what dishes are called is not known: %s", describe(error))
            else:
                self._listeners.tell(NamesSeen(now=self._listeners.now(), names=names))

    async def _poll_once(self) -> None:
        health = await self._client.get("/healthz")
        epoch = msgspec.json.decode(health.body, type=_EpochAnswer).data.epoch
        answer = await self._client.get("/api/kitchen/orders")
        now = self._listeners.now()
        listing = msgspec.json.decode(answer.body, type=OrderListing)
        if not self._down.is_set():
            # The socket is back, and knows more by now.
            return
        orders, unread = read_orders(listing.data)
        self._listeners.trouble("token", None)
        self._listeners.report_unread(unread)
        self._listeners.tell(Heard(now=now))
        self._listeners.tell(
            Snapshot(
                now=now,
                epoch=epoch,
                seq=listing.seq,
                hub_ms=self._hub_time(now, answer.at),
                orders=orders,
                upcoming=read_upcoming(listing.upcoming),
                cancelled=read_cancelled(listing.cancelled),
            )
        )
        self._set_state(LinkState.POLLING)
        self._sold_out_wanted.set()

    def _hub_time(self, now: int, at: int | None) -> int:
        """Say what time it is at the hub: finer than it writes into answers, if that is known."""
        fine = None if self._hub_ahead is None else now + self._hub_ahead
        if at is None:
            return fine or 0
        if fine is None or abs(fine - at) > CLOCK_STEP_MS:
            self._hub_ahead = at - now
            return at
        return fine

    def _set_state(self, connection: LinkState) -> None:
        if connection is self._connection:
            return
        self._connection = connection
        _log.info("the hub: %s", connection)
        self._listeners.tell(LinkChanged(now=self._listeners.now(), connection=connection))
        if connection is not LinkState.SEARCHING:
            self._sender.nudge()


async def _while_it_lasts(work: Coroutine[Any, Any, None]) -> None:
    """Do something with a line. That it ends is seen by the reader too, who knows why."""
    with suppress(*_LOST):
        await work


@asynccontextmanager
async def open_link(
    endpoints: Endpoints,
    token: Callable[[], str],
    station: str | None,
    outbox: Outbox,
    listeners: LinkListeners,
    *,
    anchor: str | None = None,
    language: Language | None = None,
) -> AsyncIterator[HubLink]:
    """Have a link for as long as the context lasts; presses that were made are kept at its end.

    Args:
        endpoints: the hub's addresses.
        token: reads the token.
        station: whose screen this is; None is the whole kitchen.
        outbox: where presses wait.
        listeners: hear what comes.
        anchor: the certificate that the hub must prove to hold, as PEM; None for a hub that shows
            one which this machine trusts, or none.
        language: in which dishes are to be named, where the menu has names in it; None for none.
    """
    async with hub_session(anchor) as session:
        client = HubHttpClient(session, endpoints, token)
        link = HubLink(client, endpoints, station, outbox, listeners, language)
        try:
            # A group, so that a fault in the link ends the screen instead of leaving it deaf.
            async with asyncio.TaskGroup() as tasks:
                work = tasks.create_task(link.run(), name="link")
                try:
                    yield link
                finally:
                    work.cancel()
        finally:
            await link.keep_presses()
