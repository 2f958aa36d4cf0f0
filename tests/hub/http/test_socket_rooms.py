"""What a socket hears: rooms, snapshots, and what guests must never see."""

import json
from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.limits import DEFAULT
from tests.support.live import Live
from tests.support.sockets import BINARY, PING, PONG, TEXT, Socket, connected, joined

AT_BOTH_DOORS = True

NAMES = {"order:new", "order:updated", "order:item_status", "order:item_cancelled"}


async def stop(socket: Socket) -> list[dict[str, Any]]:
    """Return all that was told so far: a pong is in line behind it."""
    await socket.say("ping")
    return (await socket.hear_until("pong"))[:-1]


async def test_a_kitchen_token_hears_its_kitchen_without_asking(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        order = await live.place("Soup", table_number="7")
        event = await socket.hear()
    assert set(event) == {"type", "room", "seq", "timestamp", "payload"}
    assert (event["type"], event["room"]) == ("order:new", live.kitchen_room)
    assert event["payload"]["order"] == order
    assert event["payload"]["orderId"] == order["id"]


async def test_other_staff_hear_their_branch_without_asking(live: Live) -> None:
    async with joined(live.port, live.token("waiter")) as socket:
        await live.place()
        assert (await socket.hear())["room"] == live.room


async def test_guests_hear_their_own_session_without_asking(live: Live) -> None:
    session, token = await live.seat()
    async with joined(live.port, token) as socket:
        order = await live.place(session_id=session)
        event = await socket.hear()
    assert (event["room"], event["payload"]["orderId"]) == (f"session:{session}", order["id"])


async def test_guests_see_nothing_of_other_tables(live: Live) -> None:
    mine, my_token = await live.seat("7")
    other, _ = await live.seat("8")
    async with connected(live.port, my_token) as socket:
        for room in (live.room, live.kitchen_room, f"session:{other}", "session:", "branch:", "*"):
            await socket.say("join", room=room, snapshot=True)
        await socket.say("join", room=f"session:{mine}", snapshot=True)
        for session in (other, mine, None):
            order = await live.place(
                f"dish of {session}", session_id=session, customer_name=f"guest of {session}"
            )
            for status in ("preparing", "ready", "served"):
                assert (await live.move(order["items"][0]["id"], status)).status == 200
        await live.ask("POST", f"/api/orders/{order['id']}/items", {
            "items": [{"name": "more", "quantity": 1}]})  # fmt: skip
        heard = await stop(socket)
    errors = [each for each in heard if each["type"] == "error"]
    events = [each for each in heard if "seq" in each and each["type"] != "joined"]
    assert [each["code"] for each in errors] == ["FORBIDDEN"] * 6
    assert len(events) > 4
    assert {each["room"] for each in events} == {f"session:{mine}"}
    everything = json.dumps(heard)
    assert mine in everything
    assert other not in everything
    assert "None" not in everything


@pytest.mark.parametrize("role", ["manager", "kitchen", "waiter"])
async def test_a_room_in_capitals_is_the_room_itself(live: Live, role: str) -> None:
    session, _ = await live.seat()
    for room in (live.room, live.kitchen_room, f"session:{session}"):
        async with joined(live.port, live.token(role)) as socket:
            await socket.say("leave", room=live.room.upper())
            await socket.say("leave", room=live.kitchen_room.upper())
            assert {(await socket.hear())["room"] for _ in range(2)} == {
                live.room,
                live.kitchen_room,
            }
            await socket.say("join", room=room.upper())
            assert (await socket.hear())["room"] == room
            await live.place(session_id=session)
            event = await socket.hear()
            assert (event["type"], event["room"]) == ("order:new", room)


async def test_guests_may_write_their_room_in_capitals_and_no_other(live: Live) -> None:
    mine, token = await live.seat("7")
    other, _ = await live.seat("8")
    async with joined(live.port, token) as socket:
        await socket.say("join", room=f"Session:{mine.upper()}", snapshot=True)
        await socket.say("join", room=f"SESSION:{other.upper()}", snapshot=True)
        assert (await socket.hear())["room"] == f"session:{mine}"
        answer = await socket.hear()
        assert (answer["type"], answer["code"]) == ("error", "FORBIDDEN")


async def test_the_room_of_a_session_that_there_is_not_is_refused(live: Live) -> None:
    ended, _ = await live.seat()
    assert (await live.ask("DELETE", f"/api/sessions/{ended}?at_once=true")).status == 200
    async with joined(live.port, live.token("manager")) as socket:
        for session in (ended, "01890000-0000-7000-8000-000000000000", "soup"):
            await socket.say("join", room=f"session:{session}", snapshot=True)
            answer = await socket.hear()
            assert (answer["type"], answer["code"]) == ("error", "NOT_FOUND")
            assert answer["message"].startswith("room: ")
        await live.place(session_id=ended)
        [event] = await stop(socket)
        assert event["room"] == live.room


async def test_guests_are_not_told_which_sessions_there_are(live: Live) -> None:
    _, token = await live.seat("7")
    async with joined(live.port, token) as socket:
        await socket.say("join", room="session:01890000-0000-7000-8000-000000000000")
        assert (await socket.hear())["code"] == "FORBIDDEN"


async def test_a_snapshot_of_a_session_holds_only_its_orders(live: Live) -> None:
    mine, token = await live.seat("7")
    other, _ = await live.seat("8")
    order = await live.place(session_id=mine)
    await live.place(session_id=other)
    await live.place()
    async with joined(live.port, token) as socket:
        await socket.say("join", room=f"session:{mine}", snapshot=True)
        answer = await socket.hear()
    assert [each["id"] for each in answer["orders"]] == [order["id"]]


async def test_a_snapshot_is_what_get_shows_and_says_its_seq(live: Live) -> None:
    for _ in range(3):
        await live.place("Soup", "Salad")
    got = (await live.ask("GET", "/api/kitchen/orders")).json
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        answer = await socket.hear()
    assert answer["type"] == "joined"
    assert answer["room"] == live.kitchen_room
    assert answer["epoch"] == live.hub.branch.epoch
    assert (answer["orders"], answer["seq"]) == (got["data"], got["seq"])


async def test_a_snapshot_of_a_station_holds_its_own_lines(live: Live) -> None:
    menu: dict[str, Any] = {
        "stations": [{"id": "grill", "name": "Grill"}, {"id": "bar", "name": "Bar"}],
        "items": [
            {"id": f"01890000-0000-7000-8000-00000000000{at}", "name": name, "station": station}
            for at, (name, station) in enumerate(
                [("Steak", "grill"), ("Beer", "bar"), ("Tip", None)]
            )
        ],
    }
    assert (await live.ask("POST", "/api/menu/import", menu)).status == 200
    lines = [{"menu_item_id": each["id"], "quantity": 1} for each in menu["items"]]
    for items in (lines, lines[1:2]):
        await live.ask("POST", "/api/orders", {"type": "dine_in", "items": items})
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True, station="grill")
        [order] = (await socket.hear())["orders"]
    assert [item["name"] for item in order["items"]] == ["Steak", "Tip"]


async def test_a_join_without_snapshot_carries_no_orders(live: Live) -> None:
    await live.place()
    async with joined(live.port, live.token("manager")) as socket:
        await socket.say("join", room=live.kitchen_room)
        assert "orders" not in await socket.hear()


async def test_a_socket_in_several_rooms_hears_each_event_once(live: Live) -> None:
    session, _ = await live.seat()
    async with joined(live.port, live.token("manager"), live.kitchen_room) as socket:
        await socket.say("join", room=f"session:{session}")
        await socket.hear()
        order = await live.place("Soup", "Salad", session_id=session)
        for item in order["items"]:
            await live.move(item["id"], "preparing")
        heard = await stop(socket)
    seqs = [each["seq"] for each in heard]
    assert len(seqs) == 4
    assert seqs == list(range(seqs[0], seqs[0] + 4))


async def test_whoever_leaves_a_room_hears_no_more_of_it(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("leave", room=live.kitchen_room)
        assert await socket.hear() == {"type": "left", "room": live.kitchen_room}
        await live.place()
        assert await stop(socket) == []
        await socket.say("join", room=live.kitchen_room)
        assert (await socket.hear())["type"] == "joined"
        await live.place()
        assert (await socket.hear())["type"] == "order:new"


async def test_staff_may_not_join_another_branch(live: Live) -> None:
    async with joined(live.port, live.token("manager")) as socket:
        for room in ("branch:other", "branch:other:kitchen", f"{live.room}:bar", "soup"):
            await socket.say("join", room=room, snapshot=True)
            answer = await socket.hear()
            assert (answer["type"], answer["code"]) == ("error", "FORBIDDEN")


async def test_a_socket_is_in_eight_rooms_at_most(live: Live) -> None:
    first, *others, more = [
        f"session:{(await live.seat(str(table)))[0]}" for table in range(DEFAULT.rooms_per_socket)
    ]
    async with joined(live.port, live.token("manager")) as socket:
        for room in (first, *others):
            await socket.say("join", room=room)
            assert (await socket.hear())["type"] == "joined"
        await socket.say("join", room=more)
        assert (await socket.hear())["type"] == "error"
        await socket.say("join", room=first)
        assert (await socket.hear())["type"] == "joined"
        await socket.say("leave", room=first)
        await socket.hear()
        await socket.say("join", room=more)
        assert (await socket.hear())["type"] == "joined"


async def test_a_ping_is_answered_with_the_hubs_time(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("ping")
        answer = await socket.hear()
    assert set(answer) == {"type", "timestamp"}
    assert isinstance(answer["timestamp"], int)


async def test_a_websocket_ping_is_answered_with_its_own_words(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(PING, b"soup")
        assert await socket.next_frame() == (PONG, b"soup")


async def test_a_screen_is_shown_with_what_it_has_painted_so_far(
    live: Live,
) -> None:
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, station="grill")
        await socket.hear()
        await live.place()
        seq = live.hub.branch.board.seq
        await socket.say("painted", seq=seq)
        await socket.say("painted", seq=seq + 1)
        assert [each["type"] for each in await stop(socket)] == ["order:new"]
        [screen] = (await live.ask("GET", "/api/kitchen/screens")).data
    assert (screen["id"], screen["station"]) == (live.device("kitchen"), "grill")
    assert (screen["name"], screen["painted_seq"]) == ("the kitchen", seq)
    assert screen["painted_at"] >= screen["connected_since"]


async def test_a_screen_that_is_gone_is_not_shown(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(8, b"\x03\xe8")
        await socket.ended()
    assert (await live.ask("GET", "/api/kitchen/screens")).data == []


@pytest.mark.parametrize(
    "said",
    [
        {"type": "soup"},
        {"type": ""},
        {"type": "auth:success"},
        {"type": "join"},
        {"type": "join", "room": 7},
        {"type": "join", "room": "x" * 200},
        {"type": "join", "room": "branch:main", "color": "red"},
        {"type": "ping", "x": 1},
        {"type": "painted"},
        {"type": "painted", "seq": -1},
        {"type": "painted", "seq": "7"},
        {"type": "leave"},
        {"type": "auth", "token": "gly_x"},
    ],
    ids=lambda said: str(said)[:60],
)
async def test_a_message_that_cannot_be_carried_out_is_an_error_and_no_more(
    live: Live, said: dict[str, object]
) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(TEXT, json.dumps(said).encode())
        answer = await socket.hear()
        assert set(answer) == {"type", "code", "message"}
        assert (answer["type"], answer["code"]) == ("error", "BAD_REQUEST")
        await live.place()
        assert (await socket.hear())["type"] == "order:new"


@pytest.mark.parametrize(
    ("opcode", "payload", "code"),
    [
        pytest.param(BINARY, b'{"type":"ping"}', 1003, id="binary"),
        pytest.param(TEXT, b'{"type":"\xff"}', 1007, id="not UTF-8"),
        pytest.param(TEXT, b" " * (16 * 1024 + 1), 1009, id="over 16 KiB"),
        pytest.param(TEXT, b"", 4400, id="empty"),
        pytest.param(TEXT, b"soup", 4400, id="not JSON"),
        pytest.param(TEXT, b'{"type":"ping"', 4400, id="truncated"),
        pytest.param(TEXT, b'{"type":"ping","type":"ping"}', 4400, id="duplicate key"),
        pytest.param(TEXT, b'{"type":NaN}', 4400, id="NaN"),
        pytest.param(TEXT, b'{"type":"\\ud800"}', 4400, id="lone surrogate"),
        pytest.param(TEXT, b"[" * 10_000, 4400, id="deep"),
        pytest.param(TEXT, b"[]", 4400, id="an array"),
        pytest.param(TEXT, b'"ping"', 4400, id="a string"),
        pytest.param(TEXT, b"null", 4400, id="null"),
        pytest.param(TEXT, b"{}", 4400, id="without type"),
        pytest.param(TEXT, b'{"type":7}', 4400, id="with a number for a type"),
    ],
)
async def test_a_frame_that_is_no_message_closes_the_socket(
    live: Live, opcode: int, payload: bytes, code: int
) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(opcode, payload)
        assert await socket.close_code() == code
        await socket.ended()


async def test_a_message_of_exactly_16_kib_is_read(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        said = b'{"type":"ping"}'
        await socket.send(TEXT, said + b" " * (16 * 1024 - len(said)))
        assert (await socket.hear())["type"] == "pong"


async def test_a_message_may_come_in_pieces(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.send(TEXT, b'{"type":', final=False)
        await socket.send(PING, b"between")
        await socket.send(0, b'"ping"}')
        assert await socket.next_frame() == (PONG, b"between")
        assert (await socket.hear())["type"] == "pong"


async def test_all_events_of_a_tickets_life_come_in_order(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        order = await live.place("Soup", "Salad")
        soup, salad = (item["id"] for item in order["items"])
        cancel = f"/api/kitchen/orders/{order['id']}/items/{salad}/cancel"
        await live.ask("POST", cancel, {"reason": "no salad"}, role=Role.KITCHEN)
        for status in ("preparing", "ready", "served"):
            await live.move(soup, status)
        heard = await stop(socket)
    assert {each["type"] for each in heard} == NAMES
    seqs = [each["seq"] for each in heard]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert heard[-1]["payload"]["status"] == "served"


async def test_a_station_that_there_is_not_cannot_be_joined(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True, station="gril")
        answer = await socket.hear()
    assert (answer["type"], answer["code"]) == ("error", "BAD_REQUEST")
    assert "station" in answer["message"]


async def test_a_screen_that_has_whole_orders_is_shown_its_own_steps_when_it_says_whose_it_is(
    live: Live,
) -> None:
    for station in ("fryer", "grill"):
        await live.ask("POST", "/api/menu/stations", {"id": station, "name": station})
    fish = {"name": "Fish", "quantity": 1, "stations": ["grill", "fryer"]}
    new = {"type": "dine_in", "items": [fish, {"name": "Soup", "quantity": 1}]}
    order = (await live.ask("POST", "/api/orders", new)).data
    bump = {"status": "preparing", "station": "grill"}
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", bump)

    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        whole = await socket.hear()
        await socket.say("join", room=live.kitchen_room, station="fryer")
        own = await socket.hear()

    seen = [
        [(item["name"], item["station"], item["status"]) for item in each["orders"][0]["items"]]
        for each in (whole, own)
    ]
    assert seen == [
        [("Fish", "grill", "preparing"), ("Soup", None, "preparing")],
        [("Fish", "fryer", "pending"), ("Soup", None, "preparing")],
    ]
