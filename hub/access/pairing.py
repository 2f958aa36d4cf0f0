"""Pairing: opened by a manager for a while, for one device, which then has a token of its own."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET

from hub import ids
from hub.access.pairing_failures import LISTED
from hub.access.pairing_window import (
    Admitted,
    Asking,
    Window,
    make_closed_refusal,
    make_refusal,
)
from hub.access.qr_codes import draw_qr
from hub.domain.errors import not_found
from hub.domain.permissions import Principal, Role
from hub.wire import pairing as wire
from hub.wire.link_codes import PAST_WARNING, link_text
from hub.wire.responses import Gone

_log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode

BUTTON = Principal(id="hub", name="the button at the hub", role=Role.MANAGER)
"""Who opens pairing when the button at the hub is held."""


class Post(NamedTuple):
    """What a device is told when it comes in: where in the house it is used.

    Attributes:
        station: whose lines its page shows; None where nothing was said, here and in the next.
        zone: the part of the house whose tables are its own.
    """

    station: str | None = None
    zone: str | None = None


_ANYWHERE = Post()


class Reach(NamedTuple):
    """How devices find the hub and know it again.

    Attributes:
        fingerprint: SHA-256 of the anchor's certificate, 32 bytes; nothing at a hub without TLS.
        urls: the addresses at which devices find the hub, the best one first.
        page: where browsers find it, by its name; nothing at a hub that is on no network.
    """

    fingerprint: Callable[[], bytes]
    urls: Callable[[], tuple[str, ...]]
    page: Callable[[], str]


class Tokens(Protocol):
    """Where the devices that are let in get their tokens."""

    async def pair(
        self, role: Role, name: str, by: Principal, *, asks: bool = False
    ) -> tuple[wire.Device, str]:
        """Make a token, in place of the one that a device of this name and role had.

        Where it ``asks``, a manager has yet to say that the device may stay.
        """
        ...

    def find_namesake(self, role: Role, name: str) -> str | None:
        """Return the name of the device that would be replaced."""
        ...


class PairingService:
    """Opens and closes pairing, and lets one device in each time.

    Args:
        branch_id: the branch's id, for the devices.
        devices: makes the tokens.
        reach: how devices find the hub.
        show: told the frames that the kitchen's screens are to get.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        *,
        branch_id: str,
        devices: Tokens,
        reach: Reach,
        show: Callable[[bytes], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._branch_id = branch_id
        self._devices = devices
        self._reach = reach
        self._show = show
        self._clock = clock
        self._window: Window | None = None
        self._shown: wire.PairingShown | None = None
        self._post, self._by = Post(), BUTTON
        # Whoever closes pairing must be able to rely on it: no token is on its way meanwhile.
        self._turn = asyncio.Lock()

    async def open(
        self,
        role: Role,
        name: str | None = None,
        *,
        by: Principal = BUTTON,
        post: Post = _ANYWHERE,
        on_screens: bool = False,
    ) -> wire.PairingOpened:
        """Open pairing for one device, in place of whatever was open.

        Args:
            role: what the device will be.
            name: what it will be called; None leaves that to the device.
            by: who opens it.
            post: what the device is told.
            on_screens: show the code on the kitchen's screens.
        """
        async with self._turn:
            self._drop()
            secret = ids.new_pairing_code()
            self._post, self._by = post, by
            now = self._clock()
            window = self._window = Window(
                window_id=ids.new_secret_id(), role=role, name=name, code=secret, now=now
            )
            opened = self._describe(window, wire.code_text(secret), int(window.seconds_left(now)))
            _log.info("pairing is open for one device of role %s", role)
            if on_screens:
                # It is a telephone's camera that looks at them, where the role has a page.
                text = opened.link or opened.qr if role in PAST_WARNING else opened.qr
                self._shown = wire.PairingShown(text=text, role=role, expires_in=opened.expires_in)
                self._show(_encode(self._shown))
            return opened

    async def close(self) -> Gone:
        """Close pairing: who has no token yet gets none.

        Raises:
            Refusal: NOT_FOUND when it is not open.
        """
        async with self._turn:
            window = self._window
            if window is None or not window.admits(self._clock()):
                raise not_found("open pairing")
            self._drop()
            return Gone(id=window.id)

    def current(self) -> wire.PairingWindow | None:
        """Say where pairing stands; None when it has not been opened, or that is over."""
        window, now = self._window, self._clock()
        if window is None or window.seconds_left(now) <= 0:
            return None
        noticed = window.strangers.list_noticed()
        return wire.PairingWindow(
            id=window.id,
            role=window.role,
            name=window.name,
            state=window.state,
            expires_in=int(window.seconds_left(now)),
            failures_left=max(0, wire.FAILURES - window.strangers.worst()),
            device=window.device,
            strangers=tuple(each.to_wire() for each in noticed[:LISTED]),
            held_off=sum(each.held_off for each in noticed),
        )

    def current_frame(self) -> wire.PairingShown | None:
        """Say what the kitchen's screens are to show now, for a screen that has just come."""
        left = 0 if self._window is None else int(self._window.seconds_left(self._clock()))
        if self._shown is None or left == 0:
            return None
        return msgspec.structs.replace(self._shown, expires_in=left)

    def list_asking(self) -> list[wire.PairingListed]:
        """List the devices that wait for the manager."""
        if self._window is None:
            return []
        role, name = self._window.role, self._window.name
        return [
            wire.PairingListed(
                id=each.id,
                device_name=each.device_name,
                address=each.address,
                number=each.number or "",
                replaces=self._devices.find_namesake(role, name or each.device_name),
            )
            for each in self._window.list_asking(self._clock())
        ]

    def begin(
        self,
        device_name: str,
        commitment: bytes,
        address: str,
        *,
        long: bool = False,
        trusts: bool = True,
    ) -> wire.PairingBegun:
        """Let a device ask by number.

        Args:
            device_name: what it calls itself.
            commitment: to its nonce, 32 bytes.
            address: from which it asks.
            long: whether it can show a long number.
            trusts: whether it trusts the hub's certificate, as far as it says.

        Raises:
            Refusal: PAIRING_CLOSED, RATE_LIMITED; TRUST_FIRST for a role that must trust.
        """
        if self._window is None:
            raise make_closed_refusal()
        now = self._clock()
        asking = Asking(
            id=ids.new_secret_id(),
            device_name=device_name,
            address=address,
            commitment=commitment,
            nonce=ids.new_nonce(),
            since=now,
            long=long,
        )
        self._window.begin(asking, now, trusts=trusts)
        self._look_after(self._window)
        return wire.PairingBegun(id=asking.id, nonce=asking.nonce.hex(), digits=asking.digits)

    def reveal(self, pairing_id: str, nonce: bytes) -> wire.Waiting:
        """Take a device's nonce.

        Raises:
            Refusal: PAIRING_REFUSED.
        """
        window = self._open_window()
        anchor = self._reach.fingerprint() or wire.NO_ANCHOR
        try:
            window.reveal(pairing_id, nonce, anchor, self._clock())
        finally:
            self._look_after(window)
        return wire.Waiting()

    def confirm(self, pairing_id: str) -> wire.PairingAnswered:
        """Let a device in.

        Raises:
            Refusal: NOT_FOUND.
        """
        self._require_window().confirm(pairing_id, self._clock())
        return wire.PairingAnswered(id=pairing_id, state="confirmed")

    def refuse(self, pairing_id: str) -> wire.PairingAnswered:
        """Turn a device away.

        Raises:
            Refusal: NOT_FOUND.
        """
        window = self._require_window()
        window.refuse(pairing_id, self._clock())
        self._look_after(window)
        return wire.PairingAnswered(id=pairing_id, state="refused")

    async def claim(self, pairing_id: str, nonce: bytes) -> wire.Claimed:
        """Give a confirmed device its token, once.

        Raises:
            Refusal: PAIRING_REFUSED; STORAGE_FULL or STORAGE_ERROR, after which it may try again.
        """
        async with self._turn:
            window = self._open_window()
            try:
                admitted = window.take(pairing_id, nonce, self._clock())
            finally:
                self._look_after(window)
            return wire.Waiting() if admitted is None else await self._pair(window, admitted)

    async def pair(
        self, code: str, device_name: str, address: str, *, trusts: bool = True
    ) -> wire.Paired:
        """Give a device that knows the code its token, once.

        Args:
            code: as it was typed or scanned.
            device_name: what it calls itself.
            address: from which it asks.
            trusts: whether it trusts the hub's certificate, as far as it says.

        Raises:
            Refusal: PAIRING_REFUSED; TRUST_FIRST for a role that must trust, STORAGE_FULL or
                STORAGE_ERROR, after all of which it may try again.
        """
        async with self._turn:
            window = self._open_window()
            secret = wire.code_secret(code)
            try:
                admitted = window.take_by_code(
                    secret, device_name, self._clock(), address, trusts=trusts
                )
            finally:
                self._look_after(window)
            return await self._pair(window, admitted, asks=True)

    async def _pair(self, window: Window, admitted: Admitted, *, asks: bool = False) -> wire.Paired:
        try:
            device, token = await self._devices.pair(
                admitted.role, admitted.name, self._by, asks=asks
            )
        except BaseException:
            window.give_back()
            raise
        window.note_paired(device)
        self._hide()
        _log.info("device %s is paired, role %s", device.id, device.role)
        return wire.Paired(
            token=token,
            device=device,
            branch=self._branch_id,
            fingerprint=self._reach.fingerprint().hex(),
            let_in_by=self._by.name,
            station=self._post.station or UNSET,
            zone=self._post.zone or UNSET,
        )

    def _describe(self, window: Window, code: str, expires_in: int) -> wire.PairingOpened:
        fingerprint, urls = self._reach.fingerprint().hex(), self._reach.urls()
        url = urlsplit(_choose_url(urls))
        pin = fingerprint if url.scheme == "https" else ""
        host = url.hostname or "localhost"
        invitation = wire.Invitation(code, pin, self._branch_id, host, url.port or 0)
        link = link_text(self._reach.page(), code, window.role)
        return wire.PairingOpened(
            id=window.id,
            code=code,
            role=window.role,
            name=window.name,
            expires_in=expires_in,
            fingerprint=fingerprint,
            hubs=urls,
            qr=wire.qr_text(invitation),
            link=link or UNSET,
            link_qr=draw_qr(link) if link else UNSET,
        )

    def _open_window(self) -> Window:
        if self._window is None:
            raise make_refusal()
        return self._window

    def _require_window(self) -> Window:
        if self._window is None:
            raise not_found("pairing")
        return self._window

    @staticmethod
    def _look_after(window: Window) -> None:
        for each in window.take_news():
            _log.info(
                "pairing: %s is held off: it has asked %d times, sent %d wrong codes and %d wrong "
                "nonces, and was refused %d times",
                each.address,
                each.begun,
                each.wrong_codes,
                each.wrong_nonces,
                each.refused,
            )

    def _drop(self) -> None:
        self._window = None
        self._hide()

    def _hide(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._show(_encode(wire.PairingOver()))


def _choose_url(urls: tuple[str, ...]) -> str:
    """Choose what goes into a QR code: for five minutes an address is surer than a name."""
    for url in urls:
        with suppress(ValueError):
            ip_address(urlsplit(url).hostname or "")
            return url
    return urls[0] if urls else ""
