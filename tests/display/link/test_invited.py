"""The code for a device to scan: a screen that was away meanwhile shows what is so now."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from display.state.messages import Action, Invited, Pressed, Snapshot
from hub.domain.permissions import Role
from tests.support.live import Live, alive, eventually
from tests.support.screen import Listener, listening, now


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as live:
        yield live


async def code_on_screens(live: Live) -> str:
    body = {"role": "waiter", "on_screens": True}
    return str((await live.ask("POST", "/api/auth/pairing-codes", body)).data["qr"])


def connecting(live: Live, folder: Path) -> AbstractAsyncContextManager[Listener]:
    return listening(f"http://127.0.0.1:{live.port}", live.token(Role.KITCHEN), folder / "screen")


def invited(screen: Listener) -> list[str]:
    return [each.text for each in screen.said if isinstance(each, Invited)]


def snapshots(screen: Listener) -> int:
    return sum(isinstance(each, Snapshot) for each in screen.said)


async def test_a_screen_that_connects_late_shows_the_code(live: Live, tmp_path: Path) -> None:
    code = await code_on_screens(live)
    async with connecting(live, tmp_path) as screen:
        await eventually(screen.live)

        assert screen.state.invitation is not None
        assert screen.state.invitation.text == code


async def test_a_screen_shows_the_code_no_longer_than_the_hub_takes_it(
    live: Live, tmp_path: Path
) -> None:
    await code_on_screens(live)
    left = live.hub.pairing.current()
    async with connecting(live, tmp_path) as screen:
        await eventually(screen.live)

        assert left is not None
        assert screen.state.invitation is not None
        assert screen.state.invitation.until <= now() + left.expires_in * 1000


async def test_a_screen_that_connects_when_it_is_over_takes_the_code_away(
    live: Live, tmp_path: Path
) -> None:
    await code_on_screens(live)
    await live.ask("DELETE", "/api/auth/pairing-codes")
    async with connecting(live, tmp_path) as screen:
        await eventually(screen.live)

        assert invited(screen) == [""]


async def test_a_snapshot_does_not_bring_back_what_the_cook_has_put_away(
    live: Live, tmp_path: Path
) -> None:
    await code_on_screens(live)
    async with connecting(live, tmp_path) as screen:
        await eventually(screen.live)
        screen.listeners.tell(Pressed(now=now(), press_id="a", action=Action.ACKNOWLEDGE))
        before = snapshots(screen)
        assert screen.link is not None
        screen.link.take_snapshot()
        await eventually(lambda: snapshots(screen) > before)

        assert screen.state.invitation is None
