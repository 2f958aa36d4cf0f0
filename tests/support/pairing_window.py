"""One time that pairing is open, and devices that come to it."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from hub.access.pairing_window import (
    Asking,
    State,
    Window,
)
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.wire.pairing import Device, commitment

ANCHOR = bytes([7]) * 32
CODE = bytes([9]) * 16
DEVICE = Device(id="d", name="Grill", role="kitchen")


def nonce_of(who: str) -> bytes:
    return hashlib.sha256(who.encode()).digest()


def asking(
    who: str, now: float = 0.0, *, name: str = "Grill", address: str = "", long: bool = False
) -> Asking:
    return Asking(
        id=who,
        device_name=name,
        address=address or who,
        commitment=commitment(nonce_of(who)),
        nonce=nonce_of(f"the hub's for {who}"),
        since=now,
        long=long,
    )


def opened(name: str | None = None) -> Window:
    return Window(window_id="w", role=Role.KITCHEN, name=name, code=CODE, now=0.0)


def came(window: Window, *who: str, now: float = 0.0, long: bool = False) -> Window:
    for each in who:
        window.begin(asking(each, now, long=long), now)
        window.reveal(each, nonce_of(each), ANCHOR, now)
    return window


def state_of(window: Window) -> State:
    return window.state


def code_of(what: Callable[[], Any]) -> Code:
    with pytest.raises(Refusal) as caught:
        what()
    return caught.value.code
