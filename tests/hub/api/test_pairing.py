"""Pairing over HTTP: closed unless opened, one device each time, and nobody in the middle."""

import asyncio
import json
from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.protocol.pairing import FAILURES, read_qr
from tests.support.live import Live
from tests.support.pairing import Newcomer
from tests.support.sockets import Socket, joined
from tests.support.wire import JSON, Reply, exchange, refused, request

CODES, PAIRINGS, PAIR = "/api/auth/pairing-codes", "/api/auth/pairings", "/api/auth/pair"


async def strangers(live: Live, path: str, body: object, **headers: str) -> Reply:
    """Ask without a token."""
    data = json.dumps(body).encode()
    return await exchange(live.port, request("POST", path, JSON | headers, data))


def newcomer(live: Live, name: str = "Grill screen", anchor: bytes | None = None) -> Newcomer:
    async def post(path: str, body: object) -> tuple[int, Any]:
        reply = await strangers(live, path, body)
        return reply.status, reply.json["data" if reply.status < 300 else "error"]

    own = bytes.fromhex(live.hub.anchor.fingerprint)
    return Newcomer(post, own if anchor is None else anchor, name)


async def opened(live: Live, role: str = "kitchen", **fields: object) -> Any:  # noqa: ANN401 - JSON
    return (await live.ask("POST", CODES, {"role": role, **fields})).data


async def listed(live: Live) -> Any:  # noqa: ANN401 - JSON
    return (await live.ask("GET", PAIRINGS)).data


async def me(live: Live, token: str) -> Reply:
    return await exchange(live.port, request("GET", "/api/auth/me", token=token))


async def confirm(live: Live, pairing_id: str) -> Reply:
    return await live.ask("POST", f"{PAIRINGS}/{pairing_id}/confirm")


async def shown_on_joining(live: Live, socket: Socket) -> Any:  # noqa: ANN401 - JSON
    await socket.say("join", room=live.kitchen_room)
    return (await socket.hear_until("joined"))[-1].get("pairing", "nothing")


async def test_pairing_is_closed_until_it_is_opened(live: Live) -> None:
    status, error = await newcomer(live).ask()

    assert (status, error["code"]) == (403, "PAIRING_CLOSED")
    guess = {"code": "A" * 26, "device_name": "x"}
    refused(await strangers(live, PAIR, guess), 403, "PAIRING_REFUSED")
    assert (await live.ask("GET", CODES)).data is None
    assert await listed(live) == []


@pytest.mark.parametrize("role", [Role.KITCHEN, Role.WAITER, Role.CASHIER, Role.INTEGRATION])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CODES, {"role": "manager"}),
        ("GET", CODES, None),
        ("DELETE", CODES, None),
        ("GET", PAIRINGS, None),
        ("GET", "/api/devices", None),
    ],
)
async def test_only_a_manager_may_pair_devices(
    live: Live, role: Role, method: str, path: str, body: object
) -> None:
    refused(await live.ask(method, path, body, role=role), 403, "FORBIDDEN")


async def test_a_screen_is_paired_once_its_number_is_confirmed(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()

    [shown] = await listed(live)
    assert (shown["number"], shown["device_name"]) == (screen.number, "Grill screen")
    assert (shown["address"], shown["replaces"]) == ("127.0.0.1", None)
    assert await screen.claim() == (202, {"state": "waiting"})
    await confirm(live, screen.id)
    status, paired = await screen.claim()

    assert status == 200
    who = (await me(live, paired["token"])).data
    assert (who["name"], who["role"]) == ("Grill screen", "kitchen")
    assert paired["device"]["id"] == who["id"]
    assert paired["branch"] == live.hub.branch.id
    assert paired["fingerprint"] == live.hub.anchor.fingerprint


async def test_a_token_is_given_out_once(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    await screen.claim()

    status, error = await screen.claim()

    assert (status, error["code"]) == (403, "PAIRING_REFUSED")


async def test_many_claims_at_once_get_one_token(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)

    answers = await asyncio.gather(*(screen.claim() for _ in range(12)))

    assert sorted(status for status, _ in answers) == [200] + [403] * 11
    devices = (await live.ask("GET", "/api/devices")).data
    assert [each["name"] for each in devices].count("Grill screen") == 1


async def test_code_and_number_at_once_get_one_token(live: Live) -> None:
    code = (await opened(live))["code"]
    screen = await newcomer(live).come()
    await confirm(live, screen.id)

    by_code, (by_number, _) = await asyncio.gather(
        strangers(live, PAIR, {"code": code, "device_name": "Tablet"}), screen.claim()
    )

    assert (by_code.status, by_number) == (403, 200)


async def test_a_machine_in_the_middle_shows_another_number(live: Live) -> None:
    """It passes everything on, but for its own certificate in place of the hub's."""
    await opened(live)

    screen = await newcomer(live, anchor=bytes([0xAB]) * 32).come()

    [shown] = await listed(live)
    assert shown["number"] != screen.number


async def test_a_machine_in_the_middle_with_nonces_of_its_own_shows_another_number(
    live: Live,
) -> None:
    """It speaks as a hub to the screen, and as a screen to the hub."""
    await opened(live)
    middle = newcomer(live)
    false_hub = newcomer(live)

    async def to_the_middle(path: str, _body: object) -> tuple[int, Any]:
        if path == PAIRINGS:
            return 201, {"id": "0" * 8, "nonce": false_hub.nonce.hex()}
        return 200, {"state": "waiting"}

    await middle.come()
    screen = await Newcomer(to_the_middle, bytes([0xAB]) * 32, "Grill screen").come()

    [shown] = await listed(live)
    assert shown["number"] == middle.number
    assert shown["number"] != screen.number


async def test_another_s_nonce_does_not_fetch_the_token(live: Live) -> None:
    await opened(live)
    screen, other = await newcomer(live).come(), newcomer(live)
    await confirm(live, screen.id)

    status, error = await screen.claim(other.nonce)

    assert (status, error["code"]) == (403, "PAIRING_REFUSED")
    assert (await screen.claim())[0] == 200


async def test_a_device_that_is_refused_gets_no_token(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()

    await live.ask("POST", f"{PAIRINGS}/{screen.id}/refuse")

    status, error = await screen.claim()
    assert (status, error["code"]) == (403, "PAIRING_REFUSED")
    assert await listed(live) == []


async def test_a_refusal_says_the_same_whatever_the_reason(live: Live) -> None:
    wrong = {"code": "A" * 26, "device_name": "x"}
    shut = refused(await strangers(live, PAIR, wrong), 403, "PAIRING_REFUSED")
    code = (await opened(live))["code"]
    mistaken = refused(await strangers(live, PAIR, wrong), 403, "PAIRING_REFUSED")
    right = {"code": code, "device_name": "x"}
    assert (await strangers(live, PAIR, right)).status == 201
    used = refused(await strangers(live, PAIR, right), 403, "PAIRING_REFUSED")

    assert shut["message"] == mistaken["message"] == used["message"]
    assert shut["details"] == mistaken["details"] == used["details"] == {}


async def test_a_code_pairs_a_device(live: Live) -> None:
    found = await opened(live, "integration", name="Till 1")
    invitation = read_qr(found["qr"])
    assert invitation.code == found["code"]
    assert invitation.port == live.port

    body = {"code": found["code"].lower(), "device_name": "whatever"}
    paired = (await strangers(live, PAIR, body)).data

    who = (await me(live, paired["token"])).data
    assert (who["name"], who["role"]) == ("Till 1", "integration")


async def test_the_window_says_where_pairing_stands(live: Live) -> None:
    found = await opened(live, name="Grill 2")
    assert 298 <= found["expires_in"] <= 300

    async def state() -> tuple[str, int]:
        window = (await live.ask("GET", CODES)).data
        assert (window["id"], window["role"]) == (found["id"], "kitchen")
        return window["state"], window["failures_left"]

    assert await state() == ("open", FAILURES)
    await strangers(live, PAIR, {"code": "A" * 26, "device_name": "x"})
    assert await state() == ("open", FAILURES - 1)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    assert await state() == ("confirmed", FAILURES - 1)
    _, paired = await screen.claim()
    assert await state() == ("used", FAILURES - 1)
    assert (await live.ask("GET", CODES)).data["device"] == paired["device"]


async def test_the_code_is_read_once_only(live: Live) -> None:
    found = await opened(live)

    assert found["code"].encode() not in (await live.ask("GET", CODES)).raw


async def test_closing_leaves_nobody_in(live: Live) -> None:
    code = (await opened(live))["code"]
    screen = await newcomer(live).come()

    await live.ask("DELETE", CODES)

    assert (await screen.claim())[1]["code"] == "PAIRING_REFUSED"
    answer = await strangers(live, PAIR, {"code": code, "device_name": "x"})
    refused(answer, 403, "PAIRING_REFUSED")
    refused(await confirm(live, screen.id), 404, "NOT_FOUND")
    refused(await live.ask("DELETE", CODES), 404, "NOT_FOUND")


async def test_opening_again_makes_the_code_before_worthless(live: Live) -> None:
    before = (await opened(live))["code"]
    after = (await opened(live))["code"]

    answer = await strangers(live, PAIR, {"code": before, "device_name": "x"})
    refused(answer, 403, "PAIRING_REFUSED")
    assert (await strangers(live, PAIR, {"code": after, "device_name": "x"})).status == 201


async def test_five_wrong_codes_close_it(live: Live) -> None:
    code = (await opened(live))["code"]
    for _ in range(FAILURES):
        await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})

    answer = await strangers(live, PAIR, {"code": code, "device_name": "x"})
    refused(answer, 403, "PAIRING_REFUSED")
    assert (await live.ask("GET", CODES)).data["state"] == "failed"


async def test_failures_to_pair_do_not_touch_who_has_a_token(live: Live) -> None:
    await opened(live)
    for _ in range(FAILURES * 3):
        await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})

    assert (await live.ask("GET", "/api/kitchen/orders", role=Role.KITCHEN)).status == 200


async def test_a_key_never_brings_a_token_back(live: Live) -> None:
    code = (await opened(live))["code"]
    body, key = {"code": code, "device_name": "x"}, {"Idempotency-Key": "same"}
    assert (await strangers(live, PAIR, body, **key)).status == 201

    refused(await strangers(live, PAIR, body, **key), 403, "PAIRING_REFUSED")


async def test_a_key_never_brings_a_code_back(live: Live) -> None:
    key = {"Idempotency-Key": "same"}
    first = (await live.ask("POST", CODES, {"role": "waiter"}, headers=key)).data
    second = (await live.ask("POST", CODES, {"role": "waiter"}, headers=key)).data

    assert first["code"] != second["code"]


async def test_a_device_that_is_paired_anew_loses_its_old_token(live: Live) -> None:
    tokens = []
    for expected in (None, "Grill screen"):
        await opened(live)
        screen = await newcomer(live).come()
        assert (await listed(live))[0]["replaces"] == expected
        await confirm(live, screen.id)
        tokens.append((await screen.claim())[1]["token"])

    assert (await me(live, tokens[1])).status == 200
    refused(await me(live, tokens[0]), 401, "UNAUTHORIZED")


async def test_the_sockets_of_the_old_token_are_closed(live: Live) -> None:
    device, token = await live.make(Role.KITCHEN, "Grill screen")
    async with joined(live.port, token) as socket:
        await opened(live)
        screen = await newcomer(live).come()
        await confirm(live, screen.id)
        await screen.claim()
        assert await socket.close_code() == 4401
    assert device not in {each["id"] for each in (await live.ask("GET", "/api/devices")).data}


async def test_a_device_of_another_role_with_the_same_name_stays(live: Live) -> None:
    _, token = await live.make(Role.WAITER, "Grill screen")
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    await screen.claim()

    assert (await me(live, token)).status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PAIR, {"code": "A" * 26}),
        (PAIR, {"code": "A" * 26, "device_name": ""}),
        (PAIR, {"code": "A" * 26, "device_name": "x" * 81}),
        (PAIR, {"code": "", "device_name": "x"}),
        (PAIRINGS, {"device_name": "x", "commitment": "ab"}),
        (PAIRINGS, {"device_name": "x", "commitment": "AB" * 32}),
        (f"{PAIRINGS}/x/claim", {"nonce": "ab" * 32}),
        (CODES, {"role": "customer"}),
    ],
)
async def test_what_is_not_well_formed_is_a_bad_request(
    live: Live, path: str, body: object
) -> None:
    await opened(live)

    refused(await live.ask("POST", path, body), 400, "BAD_REQUEST")
    assert (await live.ask("GET", CODES)).data["failures_left"] == FAILURES


async def test_the_code_is_shown_on_the_kitchen_s_screens_when_asked_for(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        found = await opened(live, "waiter", on_screens=True)
        heard = await screen.hear()
        await live.ask("DELETE", CODES)
        over = await screen.hear()

    shown = {"type": "pairing:open", "text": found["qr"], "role": "waiter"}
    assert heard == shown | {"expires_in": found["expires_in"]}
    assert over == {"type": "pairing:closed"}


async def test_the_code_is_taken_off_the_screens_when_it_has_been_used(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        code = (await opened(live, "waiter", on_screens=True))["code"]
        await strangers(live, PAIR, {"code": code, "device_name": "x"})

        assert (await screen.hear_until("pairing:closed"))[0]["type"] == "pairing:open"


async def test_the_code_is_taken_off_the_screens_after_five_failures(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as screen:
        await opened(live, "waiter", on_screens=True)
        for _ in range(FAILURES):
            await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})

        assert (await screen.hear_until("pairing:closed"))[0]["type"] == "pairing:open"


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

    assert (shown["text"], shown["role"]) == (found["qr"], "waiter")
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
