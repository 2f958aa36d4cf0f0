"""Every screen's settings from afar, over HTTP and over the screen's socket."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.domain.permissions import Role
from tests.support.live import Live, eventually
from tests.support.sockets import Socket, connected, joined
from tests.support.wire import Reply, refused

GOES_BY = {
    "board.text": {"value": "normal", "from": "default"},
    "board.station": {"value": "all", "from": "file"},
    "glass.theme": {"value": "bright", "from": "variable"},
    "glass.size": {"value": "auto", "from": "default"},
    "ages.default": {"value": [8.0, 12.0], "from": "default"},
}


def path_of(live: Live, role: str = Role.KITCHEN) -> str:
    return f"/api/screens/{live.device(role)}/settings"


async def save(live: Live, role: str = Role.MANAGER, **values: object) -> Reply:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return await live.ask("PUT", path_of(live), {"values": named}, role=role)


async def shown(live: Live) -> dict[str, Any]:
    """Return the screen's settings by their names."""
    found = (await live.ask("GET", path_of(live))).data
    return {each["name"]: each for each in found["settings"]}


@pytest.fixture
async def screen(live: Live) -> AsyncIterator[Socket]:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room)
        await socket.hear_until("joined")
        yield socket


async def told(screen: Socket, values: dict[str, Any], **more: object) -> None:
    """Have the screen say what it goes by, and see that the hub has taken it in."""
    await screen.say("settings", values=values, **more)
    await screen.say("ping")
    await screen.hear_until("pong")


async def test_a_screen_is_told_at_once_what_is_set_there(live: Live, screen: Socket) -> None:
    saved = await save(live, board__text="large", ages__default=["10", "15"])

    assert saved.data == {
        "saved": ["board.text", "ages.default"],
        "restart": False,
        "connected": True,
    }
    *_, frame = await screen.hear_until("settings:wanted")
    assert frame["settings"] == {"ages.default": [10.0, 15.0], "board.text": "large"}


async def test_a_screen_that_joins_is_told_all_that_is_set_there(live: Live) -> None:
    await save(live, board__text="large")
    async with connected(live.port, live.token("kitchen")) as socket:
        await socket.hear()
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        *_, room = await socket.hear_until("joined")
        assert room["settings"] == {"board.text": "large"}


async def test_nobody_but_a_screen_is_told(live: Live) -> None:
    await save(live, board__text="large")
    async with connected(live.port, live.token("waiter")) as socket:
        await socket.hear()
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        *_, room = await socket.hear_until("joined")
        assert "settings" not in room


async def test_what_a_screen_goes_by_is_shown_with_where_it_comes_from(
    live: Live, screen: Socket
) -> None:
    await told(screen, GOES_BY)
    found = await shown(live)

    assert found.keys() == GOES_BY.keys()
    text, theme = found["board.text"], found["glass.theme"]
    assert (text["value"], text["from"], text["fixed"], text["waits"]) == (
        *("normal", "default"),
        *(False, False),
    )
    assert text["choices"] == ["small", "normal", "large", "huge"]
    assert (theme["value"], theme["from"], theme["fixed"]) == ("bright", "variable", True)
    assert found["glass.size"]["fixed"] is True


async def test_what_is_set_waits_until_the_screen_says_that_it_goes_by_it(
    live: Live, screen: Socket
) -> None:
    await told(screen, GOES_BY)
    await save(live, board__text="large")
    before = (await shown(live))["board.text"]
    await told(screen, GOES_BY | {"board.text": {"value": "large", "from": "manager"}})
    after = (await shown(live))["board.text"]

    assert (before["value"], before["wanted"], before["waits"]) == ("normal", "large", True)
    assert (after["value"], after["from"], after["waits"]) == ("large", "manager", False)

    await save(live, board__text=None)
    taken_back = (await shown(live))["board.text"]
    assert "wanted" not in taken_back
    assert taken_back["waits"] is True


async def test_what_a_screen_cannot_go_by_is_said(live: Live, screen: Socket) -> None:
    await told(screen, GOES_BY)
    await save(live, board__text="huge")
    await told(screen, GOES_BY, refused={"board.text": "expected small or normal"})
    text = (await shown(live))["board.text"]
    assert (text["refused"], text["waits"]) == ("expected small or normal", False)


async def test_a_screen_that_is_off_is_shown_as_it_was_last_known(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await told(socket, GOES_BY)
    await eventually(lambda: not live.hub.branch.screen_settings.connected())
    found = (await live.ask("GET", path_of(live))).data
    assert (found["known"], found["connected"]) == (True, False)
    assert found["last_seen_at"]
    assert (await shown(live))["board.station"]["value"] == "all"


async def test_of_a_screen_that_never_said_anything_every_setting_is_there(live: Live) -> None:
    found = (await live.ask("GET", path_of(live))).data
    assert found["known"] is False
    assert {"board.text", "sound.volume"} <= {each["name"] for each in found["settings"]}
    assert not any("value" in each for each in found["settings"])


async def test_every_mistake_is_named_at_once_and_nothing_is_set(
    live: Live, screen: Socket
) -> None:
    await told(screen, GOES_BY)
    wrong = await save(
        live,
        board__text="enormous",
        ages__default=[12, 8],
        glass__theme="dark",
        glass__size="auto",
        board__station="sushi",
        sound__volume=0.5,
        board__tetx=None,
    )

    details = refused(wrong, 400, "BAD_REQUEST")["details"]
    assert details.keys() == {
        *("board.text", "ages.default", "glass.theme", "glass.size"),
        *("board.station", "sound.volume", "board.tetx"),
    }
    assert details["board.text"] == "expected small, normal, large or huge, not 'enormous'"
    assert "before late" in details["ages.default"]
    assert details["glass.theme"].startswith("is set by a variable at the screen")
    assert details["glass.size"] == "can be set at the machine itself only"
    assert "there is no station sushi" in details["board.station"]
    assert "not known to the version" in details["sound.volume"]
    assert "did you mean board.text?" in details["board.tetx"]
    assert not any("wanted" in each for each in (await shown(live)).values())


async def test_only_screens_have_settings_and_only_managers_see_them(live: Live) -> None:
    waiters = await live.ask("GET", path_of(live, Role.WAITER))
    refused(waiters, 404, "NOT_FOUND")
    refused(await live.ask("GET", path_of(live), role=Role.KITCHEN), 403, "FORBIDDEN")
    refused(await save(live, Role.WAITER, board__text="huge"), 403, "FORBIDDEN")


async def test_the_log_tells_managers_what_was_set_and_nobody_the_values(live: Live) -> None:
    await save(live, board__fallback="Call 4711")
    seq = live.hub.branch.log.committed
    [event] = (await live.ask("GET", f"/api/events?after={seq - 1}")).data

    assert event["type"] == "screen:settings"
    assert event["payload"] == {
        "deviceId": live.device(Role.KITCHEN),
        "name": "the kitchen",
        "changed": ["board.fallback"],
    }


async def test_what_sets_nothing_else_is_in_no_log(live: Live) -> None:
    await save(live, board__text="large")
    seq = live.hub.branch.log.committed
    await save(live, board__text="large")
    assert live.hub.branch.log.committed == seq


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"values": {"x": {"value": 1, "from": "file"}}},
        {"values": {"board.text": {"value": "large"}}},
        {"values": {}, "refused": {"board.text": "x" * 201}},
        {"values": {f"a.{number}": {"value": 1, "from": "file"} for number in range(101)}},
    ],
)
async def test_a_report_out_of_bounds_is_refused_and_the_socket_stays_open(
    live: Live, screen: Socket, said: dict[str, object]
) -> None:
    await screen.say("settings", **said)
    assert (await screen.hear())["type"] == "error"
    assert (await live.ask("GET", path_of(live))).data["known"] is False


async def test_what_a_screen_says_that_no_setting_can_be_is_left_out(
    live: Live, screen: Socket
) -> None:
    odd = {"board.text": {"value": "<b>", "from": "file"}, "x.y": {"value": 1, "from": "file"}}
    odd |= {"board.keys": {"value": 3, "from": "heaven"}}
    await told(screen, GOES_BY | odd)
    assert (await shown(live)).keys() == GOES_BY.keys() - {"board.text"}


async def test_a_waiters_report_changes_nothing(live: Live) -> None:
    async with joined(live.port, live.token("waiter")) as socket:
        await told(socket, GOES_BY)
    assert live.device(Role.WAITER) not in live.hub.branch.screen_settings._known
