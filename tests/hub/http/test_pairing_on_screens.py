"""The pairing code on the kitchen's screens: shown when asked for, and taken off again."""

from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.wire.pairing import FAILURES
from tests.support.live import Live
from tests.support.pairing_over_http import (
    CODES,
    PAIR,
    opened,
    strangers,
)
from tests.support.sockets import Socket, joined


async def shown_on_joining(live: Live, socket: Socket) -> Any:  # noqa: ANN401 - JSON
    await socket.say("join", room=live.kitchen_room)
    return (await socket.hear_until("joined"))[-1].get("pairing", "nothing")


def to_scan(opened: dict[str, Any]) -> str:
    """A telephone opens a link; a hub that is on no network has none."""
    return str(opened.get("link", opened["qr"]))


async def test_the_code_is_shown_on_the_kitchen_s_screens_when_asked_for(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        found = await opened(live, "waiter", on_screens=True)
        heard = await screen.hear()
        await live.ask("DELETE", CODES)
        over = await screen.hear()

    shown = {"type": "pairing:open", "text": to_scan(found), "role": "waiter"}
    assert heard == shown | {"expires_in": found["expires_in"]}
    assert over == {"type": "pairing:closed"}


async def test_the_code_is_taken_off_the_screens_when_it_has_been_used(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        code = (await opened(live, "waiter", on_screens=True))["code"]
        await strangers(live, PAIR, {"code": code, "device_name": "x"})

        assert (await screen.hear_until("pairing:closed"))[0]["type"] == "pairing:open"


async def test_a_stranger_s_failures_take_no_code_off_the_screens(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        await opened(live, "waiter", on_screens=True)
        for _ in range(FAILURES):
            await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})
        await live.place()

        heard = [each["type"] for each in await screen.hear_until("order:new")]
        assert heard == ["pairing:open", "order:new"]


@pytest.mark.parametrize("role", [Role.WAITER, Role.MANAGER, Role.INTEGRATION])
async def test_nobody_but_the_kitchen_s_screens_is_shown_the_code(live: Live, role: Role) -> None:
    async with joined(live.port, live.token(role), live.kitchen_room) as socket:
        await opened(live, "waiter", on_screens=True)
        await live.place()

        assert [each["type"] for each in await socket.hear_until("order:new")] == ["order:new"]


async def test_without_being_asked_no_screen_shows_the_code(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        await opened(live, "waiter")
        await live.place()

        assert [each["type"] for each in await screen.hear_until("order:new")] == ["order:new"]


async def test_showing_the_code_leaves_no_trace_in_the_log(live: Live) -> None:
    before = await live.metric("galley_seq")
    await opened(live, "waiter", on_screens=True)

    assert await live.metric("galley_seq") == before


async def test_a_screen_that_comes_while_pairing_is_open_is_shown_the_code(live: Live) -> None:
    found = await opened(live, "waiter", on_screens=True)
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        shown = await shown_on_joining(live, screen)

    assert (shown["text"], shown["role"]) == (to_scan(found), "waiter")
    assert 0 < shown["expires_in"] <= found["expires_in"]


async def test_a_screen_that_comes_after_pairing_was_closed_is_told_to_show_nothing(
    live: Live,
) -> None:
    await opened(live, "waiter", on_screens=True)
    await live.ask("DELETE", CODES)
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        assert await shown_on_joining(live, screen) is None


@pytest.mark.parametrize("role", [Role.WAITER, Role.MANAGER, Role.INTEGRATION])
async def test_nobody_else_is_told_the_code_on_joining(live: Live, role: Role) -> None:
    await opened(live, "waiter", on_screens=True)
    async with joined(live.port, live.token(role)) as socket:
        assert await shown_on_joining(live, socket) == "nothing"
